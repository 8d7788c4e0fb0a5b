"""Files stay small enough to be read at once, and no error is swallowed unseen."""

import ast
import statistics

from tests.architecture.source_files import ROOT, dotted, files, tree

LIMIT, MEDIAN = 300, 130

SWALLOWS = {
    "starter/web/signing_in.py": "hears an error that was told already, lest asyncio reports it as lost",
}
"""Where everything is swallowed on purpose, and why."""


def _length(path: str) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_no_file_outgrows_its_subject() -> None:
    long = {path: _length(path) for path in (*files(), *files("tests")) if _length(path) > LIMIT}
    assert not long, f"past {LIMIT} lines look for the second subject: {long}"


def test_most_files_are_short() -> None:
    assert statistics.median(_length(path) for path in files() if _length(path)) < MEDIAN


def test_no_error_is_swallowed_unseen() -> None:
    """A revoke whose error is swallowed looks like success: the brand keeps the access and nobody knows."""
    swallowers = {
        path
        for path in (*files(), *files("tests"))
        for node in ast.walk(tree(path))
        if _catches_all_and_passes(node) or _suppresses_all(node)
    }
    assert swallowers == set(SWALLOWS)


def _catches_all(kind: ast.AST | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(each is None or dotted(each) in ("Exception", "BaseException") for each in kinds)


def _catches_all_and_passes(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler) or not _catches_all(node.type):
        return False
    return all(isinstance(step, (ast.Pass, ast.Continue)) for step in node.body)


def _suppresses_all(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or dotted(node.func).rpartition(".")[2] != "suppress":
        return False
    return any(_catches_all(argument) for argument in node.args)
