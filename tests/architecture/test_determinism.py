"""What would make a replayed workflow decide otherwise than it did: clocks, chance, work at import."""

import ast
import sys

import pytest
from temporalio import workflow
from temporalio.worker.workflow_sandbox import SandboxRestrictions
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext

from tests.architecture.source_files import ROOMS, dotted, files, imports, tree
from workflows.audit import Audit
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration
from workflows.deletion import Deletion
from workflows.eligibility import EligibilityCheck
from workflows.runner import ContextFreeRunner

WORKFLOWS = [Audit, Authorization, Collaboration, Deletion, EligibilityCheck]
PURE = tuple(
    f"workflows/{name}.py"
    for name in ("lifecycle", "transitions", "wording", "watching", "telling", "validators", "auditing")
)
CHANCE = ("time", "uuid", "random", "secrets")
CLOCKS = ("now", "utcnow", "today", "fromtimestamp")
DEFINES = {"timedelta", "datetime", "frozenset", "tuple", "auto", "re.compile"}
"""Calls that only make a constant. Everything else at module level is work at import."""


def test_there_is_neither_clock_nor_chance_where_workflows_run() -> None:
    """Modules that are passed through the sandbox lose its guards: a ``datetime.now`` there runs silently, and the
    next replay of a collaboration, perhaps months later, decides otherwise and wedges."""
    found = [
        f"{path}:{each.line} imports {each.name}"
        for path in files("contracts", "workflows")
        for each in imports(path)
        if each.name.partition(".")[0] in CHANCE
    ]
    for path in files("contracts", "workflows"):
        for node in ast.walk(tree(path)):
            whose, _, what = dotted(node).rpartition(".")
            if what in CLOCKS and whose.rpartition(".")[2] in ("datetime", "date"):
                found.append(f"{path}:{node.lineno} reads {whose}.{what}")  # type: ignore[attr-defined]
    assert not found, "\n".join(["only workflow.now() may tell the time:", *found])


def test_no_step_is_a_local_activity() -> None:
    """``workflow.now()`` in a replay would not be what it was: docs/decisions/no-local-activities.md."""
    used = [
        f"{path}:{node.lineno}"
        for path in files("workflows")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and "local_activity" in node.attr
    ]
    assert not used


def test_decisions_are_given_the_time() -> None:
    """A decision that asks for the time itself cannot be tested without a server, and so is not."""
    asks = [path for path in PURE for node in ast.walk(tree(path)) if dotted(node) == "workflow.now"]
    assert not asks


@pytest.mark.parametrize("path", files("workflows", "contracts"))
def test_workflow_files_and_contracts_define_only(path: str) -> None:
    """What runs at import runs again for each workflow in the sandbox, or once for all of them: neither is meant."""
    for call in _calls_at_import(tree(path).body):
        name = dotted(call.func)
        makes_a_value = name[:1].isupper()  # of one of our models, a marker of pydantic's, a search attribute's key
        assert makes_a_value or name in DEFINES, f"{path}:{call.lineno} calls {name} at import"


def _calls_at_import(body: list[ast.stmt]) -> list[ast.Call]:
    """Calls outside functions, lambdas and decorators."""
    calls: list[ast.Call] = []
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom)):
            continue
        if isinstance(statement, ast.ClassDef):
            calls += _calls_at_import(statement.body)
        elif isinstance(statement, ast.With):
            (item,) = statement.items
            assert ast.unparse(item.context_expr) == "workflow.unsafe.imports_passed_through()"
            assert all(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in statement.body)
        else:
            later = {
                id(node) for each in ast.walk(statement) if isinstance(each, ast.Lambda) for node in ast.walk(each)
            }
            calls += [node for node in ast.walk(statement) if isinstance(node, ast.Call) and id(node) not in later]
    return calls


@pytest.mark.parametrize("workflow_class", WORKFLOWS)
async def test_the_sandbox_loads_each_workflow_under_its_strict_policy(workflow_class: type) -> None:
    """A module that is not passed through is loaded anew for each workflow: httpx then fails the worker at its start,
    and everything else costs a third of a second per collaboration."""
    strict = SandboxRestrictions.default.with_import_notification_policy(
        workflow.SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    runner = ContextFreeRunner(restrictions=strict)
    runner.prepare_workflow(workflow._Definition.must_from_class(workflow_class))


@pytest.mark.parametrize("workflow_class", WORKFLOWS)
def test_the_sandbox_loads_only_the_workflows_own_file_anew(workflow_class: type) -> None:
    """``from workflows import wording`` is not passed through, wherever it stands, as the package is there already:
    each collaboration that is not in the cache would load its own copy, on the worker's event loop."""
    own = workflow_class.__module__
    importer = Importer(SandboxRestrictions.default, RestrictionContext(), own)
    with importer.applied():
        __import__(own)
    anew = {name for name, loaded in importer.new_modules.items() if loaded is not sys.modules.get(name)}
    assert {name for name in anew if name.partition(".")[0] in ROOMS} == {"workflows", own}


def test_every_workflow_is_checked() -> None:
    defined = {
        node.name
        for path in files("workflows")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any("workflow.defn" in ast.unparse(d) for d in node.decorator_list)
    }
    assert defined == {each.__name__ for each in WORKFLOWS}


def test_no_step_overwrites_what_was_told_while_it_waited() -> None:
    """``self._state = f(self._state, await step)`` reads the state before it waits, and forgets what came meanwhile."""
    plain = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)
    found = [
        f"{path}:{node.lineno}"
        for path in files("workflows")
        for node in ast.walk(tree(path))
        if isinstance(node, plain) and node.value is not None and _waits(node.value) and _reads_state(node.value)
    ]
    assert found == []
    assert _reads_state(ast.parse("f(self._state, await g(1))", mode="eval").body)
    assert not _reads_state(ast.parse("f(await g(self._state))", mode="eval").body)


def _waits(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Await) for node in ast.walk(value))


def _reads_state(node: ast.AST) -> bool:
    """Outside of what it waits for."""
    if isinstance(node, ast.Await):
        return False
    return dotted(node) == "self._state" or any(_reads_state(child) for child in ast.iter_child_nodes(node))
