"""Our own source as syntax trees: rooms, files, and who imports what."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("contracts", "workflows", "activities", "platforms", "store", "starter", "graph_sandbox", "docker")
SINGLE = ("settings.py", "worker.py")


class Import(NamedTuple):
    """One imported name, absolute; ``at_import`` where it happens as soon as the file itself is imported."""

    name: str
    line: int
    at_import: bool


@cache
def files(*folders: str) -> tuple[str, ...]:
    """Python files below these folders of the repository, as paths from its root; without any, all but the tests."""
    if not folders:
        return (*SINGLE, *files(*ROOMS))
    return tuple(
        sorted(path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py"))
    )


@cache
def tree(path: str) -> ast.Module:
    text = (ROOT / path).read_text(encoding="utf-8")
    gc.disable()  # CPython 3.11 miscounts its depth if a collection lets another thread in while it builds the tree
    try:
        return ast.parse(text, path)
    finally:
        gc.enable()


def room(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


def imports(path: str) -> Iterator[Import]:
    """What the file imports, with relative names resolved; ``from a import b`` counts as ``a.b``."""
    package = path.removesuffix("/__init__.py").removesuffix(".py").split("/")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    inside = {
        id(below)
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for below in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (Import(name, node.lineno, id(node) not in inside) for name in names)


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or an attribute, else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""
