"""The Makefile's promises that can be checked without installing anything."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-C", str(ROOT), *arguments], capture_output=True, text=True, env={**os.environ, **env}, check=False
    )


def test_help_is_the_default_and_lists_every_command() -> None:
    shown = make()
    assert shown.returncode == 0
    for target in ("help", "install", "demo", "dev", "test", "lint", "format", "lock", "clean"):
        assert f"make {target} " in shown.stdout


def test_no_python_is_one_clear_line(tmp_path: Path) -> None:
    # A machine that has the usual tools, and no Python.
    for tool in ("bash", "sh", "make", "touch"):
        (tmp_path / tool).symlink_to(_found(tool))
    failed = make("install", f"VENV={tmp_path / 'venv'}", "PYTHON=", PATH=str(tmp_path))
    assert failed.returncode != 0
    assert "error: no Python 3.11 or newer found" in failed.stderr
    assert not (tmp_path / "venv").exists()


def test_ci_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "\nmake test\n" in script.read_text()


def _found(tool: str) -> str:
    return subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
