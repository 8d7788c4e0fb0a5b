"""Who may look into which room, and who reads the environment."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.source_files import ROOT, dotted, files, imports, room, tree

MAY_IMPORT = {
    "contracts": set[str](),
    "settings": set[str](),
    "graph_sandbox": set[str](),
    "platforms": {"contracts"},
    "store": {"contracts"},
    "activities": {"contracts", "platforms", "store"},
    "workflows": {"contracts", "activities"},
    "starter": {"contracts", "workflows", "store", "settings"},
    "worker": {"contracts", "workflows", "activities", "platforms", "store", "starter", "settings"},
    "docker": {"contracts", "starter", "settings"},
}
"""Data flows one way: starter -> workflows -> activities -> platforms, store."""

PURE_PLATFORM = tuple(f"platforms.meta.{name}" for name in ("login", "app", "signed_request", "webhooks"))
"""The dialog's address, which app we are, and whether a callback is Meta's: no I/O, so the web side may use them."""

READS_ENVIRONMENT = {
    "settings.py": "it is the one reader",
    "starter/dev/environment.py": "hands the environment on to the processes that it starts; reads no setting",
}


def _ours(name: str) -> str:
    first = name.partition(".")[0]
    return first if first in MAY_IMPORT or first == "tests" else ""


def _trespasses(path: str) -> list[str]:
    mine, found = room(path), []
    for each in imports(path):
        other = _ours(each.name)
        if not other or other == mine or other in MAY_IMPORT[mine]:
            continue
        if mine == "starter" and each.name.startswith(PURE_PLATFORM):
            continue
        if mine == "starter" and other == "worker" and not each.at_import:
            continue  # `adaccess worker` becomes the worker, and only then loads what a worker runs
        found.append(f"{path}:{each.line} imports {each.name}")
    return found


def test_every_room_looks_only_where_it_may() -> None:
    """A web page that calls the platform by itself shares what no ledger knows of, and nobody ever takes it back."""
    trespasses = [line for path in files() for line in _trespasses(path)]
    assert not trespasses, "\n".join(["see MAY_IMPORT and docs/architecture.md:", *trespasses])


def test_only_settings_reads_the_environment() -> None:
    """A variable read elsewhere is one that no check at start-up names, until it is missing in production."""
    readers = {
        path
        for path in files()
        for node in ast.walk(tree(path))
        if dotted(node) in ("os.environ", "os.environb", "os.getenv")
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {"environ", "getenv"} & _names(node))
    }
    assert readers == set(READS_ENVIRONMENT)


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def test_only_the_connection_reads_temporals_own_configuration() -> None:
    """Two places that read it are two opinions on which server and namespace are meant."""
    readers = {path for path in files() for each in imports(path) if each.name.startswith("temporalio.envconfig")}
    assert readers == {"starter/connection.py"}


@pytest.mark.parametrize("module", ["starter.client", "starter.web.app"])
def test_who_only_talks_to_collaborations_does_not_load_what_a_worker_runs(module: str) -> None:
    """Also not by a detour: every command would start slowly, and a broken activity would take the web side along."""
    code = f"import sys, {module}; print(*(name for name in sys.modules if name.startswith(('activities', 'worker'))))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
