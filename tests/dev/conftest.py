"""Runs the real commands, and sees to it that nothing of them is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ADACCESS = Path(sys.executable).parent / "adaccess"

Start = Callable[..., "subprocess.Popen[str]"]


def until(fact: Callable[[], Any], within: float = 10.0) -> Any:
    """Wait for ``fact`` to be true; what it was, when the time is over."""
    deadline = time.monotonic() + within
    while not (value := fact()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


@pytest.fixture
def eventually() -> Callable[..., Any]:
    return until


@pytest.fixture
def adaccess(tmp_path: Path) -> Iterator[Start]:
    """Starts `adaccess …` without the surrounding settings; stops what is still running."""
    started: list[subprocess.Popen[str]] = []
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ADACCESS_", "TEMPORAL_"))}

    def start(*arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [str(ADACCESS), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**env, **more},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate()
