"""Which commands each method of a workflow can give to Temporal, in source order.

Refresh the committed baseline with: python -m tests.architecture.command_fingerprint
"""

import ast
import json
from pathlib import Path

from tests.architecture.source_files import dotted, files, tree

BASELINE = Path(__file__).with_name("command_fingerprint.json")
COMMANDS = {
    "execute_activity",
    "execute_activity_method",
    "start_activity",
    "start_activity_method",
    "execute_local_activity",
    "execute_local_activity_method",
    "start_local_activity",
    "start_local_activity_method",
    "execute_child_workflow",
    "start_child_workflow",
    "wait_condition",
    "sleep",
    "upsert_search_attributes",
    "upsert_memo",
    "continue_as_new",
    "patched",
    "deprecate_patch",
    "signal",
    "cancel",
}
NAMED_BY_FIRST_ARGUMENT = ("activity", "workflow", "patch", "signal")

Fingerprint = dict[str, dict[str, list[str]]]


def fingerprint() -> Fingerprint:
    """File -> Class.method -> commands. Methods without any are left out."""
    found: Fingerprint = {}
    for path in files("workflows"):
        methods: dict[str, list[str]] = {}
        for owner in tree(path).body:
            members = owner.body if isinstance(owner, ast.ClassDef) else [owner]
            for method in members:
                if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    continue
                name = f"{owner.name}.{method.name}" if isinstance(owner, ast.ClassDef) else method.name
                if commands := _commands(method):
                    methods[name] = commands
        if methods:
            found[path] = methods
    return found


def _commands(method: ast.AST) -> list[str]:
    """In source order; a call of an own step counts as well, for its commands come at that place."""
    awaited = {id(node.value) for node in ast.walk(method) if isinstance(node, ast.Await)}
    body = (node for statement in getattr(method, "body", []) for node in ast.walk(statement))
    calls = sorted(
        (node for node in body if isinstance(node, ast.Call)),
        key=lambda call: (call.lineno, call.col_offset, -(call.end_col_offset or 0)),
    )
    return [word for call in calls if (word := _word(call, awaited=id(call) in awaited))]


def _word(call: ast.Call, *, awaited: bool) -> str:
    whose, _, name = dotted(call.func).rpartition(".")
    if whose == "self" and awaited:
        return f"self.{name}"
    if name not in COMMANDS or not whose:
        return ""
    if call.args and any(part in name for part in NAMED_BY_FIRST_ARGUMENT):
        return f"{name} {ast.unparse(call.args[0])}"
    timed = any(keyword.arg == "timeout" for keyword in call.keywords)
    return f"{name} with a timer" if timed else name


if __name__ == "__main__":
    BASELINE.write_text(json.dumps(fingerprint(), indent=2) + "\n", encoding="utf-8")
