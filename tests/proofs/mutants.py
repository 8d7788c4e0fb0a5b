"""``python -m tests.proofs.mutants [NAME …]``: safety bugs, put in on purpose one at a time; each has to be caught.

Every mutant is a replacement in the source, made in a copy of the repository, and a few quick tests that have to fail
on it. Exit status 0: at least 95 % are caught.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.mutant import Mutant
from tests.proofs.mutant_list import MUTANTS

ROOT = Path(__file__).parents[2]
ENOUGH = 0.95
LONGEST = 240


@dataclass(frozen=True)
class Result:
    mutant: Mutant
    caught: bool
    seconds: float
    by: str


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.mutants")
    parser.add_argument("names", nargs="*", help="only these; all without")
    parser.add_argument("--at-once", type=int, default=2)
    arguments = parser.parse_args(argv)
    chosen = [mutant for mutant in MUTANTS if not arguments.names or mutant.name in arguments.names]
    with tempfile.TemporaryDirectory(prefix="adaccess-mutants-") as folder:
        clean = _copy(Path(folder) / "clean")
        known = {tests: _failures(clean, tests) for tests in {mutant.tests for mutant in chosen}}
        for by in sorted(set[str]().union(*known.values())):
            print(f"does not count, it fails on the code as it is: {by}", flush=True)
        with ThreadPoolExecutor(arguments.at_once) as pool:
            results = list(pool.map(lambda mutant: _judge(mutant, Path(folder), known[mutant.tests]), chosen))
    caught = sum(result.caught for result in results)
    print(f"caught {caught} of {len(results)}: {100 * caught / max(1, len(results)):.0f} %")
    return 0 if caught >= ENOUGH * len(results) else 1


def _judge(mutant: Mutant, folder: Path, known: set[str]) -> Result:
    begun = time.monotonic()
    copy = _copy(folder / mutant.name.replace(" ", "-").replace("/", "-"))
    mutant.put_into(copy)
    by = min(_failures(copy, mutant.tests) - known, default="")
    shutil.rmtree(copy)
    result = Result(mutant, bool(by), time.monotonic() - begun, by)
    print(f"{'caught' if by else 'MISSED'}  {result.seconds:5.0f} s  {mutant.name}  {by}", flush=True)
    return result


def _copy(to: Path) -> Path:
    ignored = shutil.ignore_patterns(".git", ".venv", ".adaccess", ".*_cache", ".hypothesis", "images", "__pycache__")
    shutil.copytree(ROOT, to, ignore=ignored)
    return to


def _failures(copy: Path, tests: tuple[str, ...]) -> set[str]:
    """The tests that fail, by name."""
    done = _run(copy, tests)
    failed = {line.split(" - ")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")}
    return failed or ({f"status {done.returncode}"} if done.returncode > 1 else set())


def _run(copy: Path, tests: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "FAILED (nothing comes to an end)", "")


if __name__ == "__main__":
    sys.exit(main())
