"""Processes: started together, started again when they die, stopped for certain, gone when their parent is."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from starter.dev.errors import StartFailed
from starter.dev.processes import Part
from starter.dev.stopping import Stopping
from starter.dev.supervisor import Supervisor

READY = "import sys, pathlib, time; pathlib.Path(sys.argv[1]).touch()\n"
LIVES = READY + "time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LIVES


def part(folder: Path, name: str, code: str) -> tuple[Part, Callable[[], Awaitable[bool]]]:
    flag = folder / f"{name}.ready"

    async def ready() -> bool:
        return flag.exists()

    argv = [sys.executable, "-c", code, str(flag)]
    return Part(name, argv, folder / f"{name}.log", dict(os.environ)), ready


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_old_lines_of_a_log_are_not_a_parts_last_words(supervisor: Supervisor, tmp_path: Path) -> None:
    (tmp_path / "silent.log").write_text("an error of last week\n")
    with pytest.raises(StartFailed, match=r"^silent did not start: exit status 3 "):
        await supervisor.start(part(tmp_path, "silent", "raise SystemExit(3)"))


async def soon(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not fact():  # noqa: ASYNC110 (a process has no event to wait for)
            await asyncio.sleep(0.01)


@pytest.fixture
async def told() -> list[str]:
    return []


@pytest.fixture
async def supervisor(told: list[str]) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(told.append)
    yield supervisor
    supervisor.kill()
    await supervisor.stop()


async def test_stops_everything(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start(part(tmp_path, "early", LIVES))
    await supervisor.start(part(tmp_path, "one", LIVES), part(tmp_path, "two", LIVES))
    pids = supervisor.pids
    assert set(pids) == {"early", "one", "two"}
    await supervisor.stop()
    assert not any(alive(pid) for pid in pids.values())


async def test_what_does_not_listen_is_killed(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.dev.supervisor.GRACE_FIRST", 0.2)
    await supervisor.start(part(tmp_path, "stubborn", STUBBORN))
    pid = supervisor.pids["stubborn"]
    await asyncio.wait_for(supervisor.stop(), 5)
    assert not alive(pid)


async def test_what_a_part_leaves_behind_goes_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n" + LIVES
    await supervisor.start(part(tmp_path, "mother", code))
    child = int((tmp_path / "mother.log").read_text())
    await supervisor.stop()
    await soon(lambda: not _running(child))


async def test_a_part_that_ends_at_once_is_named_with_its_last_words(supervisor: Supervisor, tmp_path: Path) -> None:
    broken = part(tmp_path, "broken", "import sys; sys.exit('the port is taken')")
    with pytest.raises(StartFailed, match=r"^broken did not start: the port is taken \(log: .*broken\.log\)$"):
        await asyncio.wait_for(supervisor.start(part(tmp_path, "fine", LIVES), broken), 10)
    pid = supervisor.pids["fine"]
    await supervisor.stop()
    assert not alive(pid)


async def test_a_part_that_never_answers_is_named(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.dev.supervisor.START_TIMEOUT", 0.3)
    with pytest.raises(StartFailed, match="mute did not answer within"):
        await supervisor.start(part(tmp_path, "mute", "import time; time.sleep(60)"))


async def test_a_program_that_is_not_there_is_named(supervisor: Supervisor, tmp_path: Path) -> None:
    missing = Part("missing", [str(tmp_path / "nothing")], tmp_path / "log", {})

    async def ready() -> bool:
        return True

    with pytest.raises(StartFailed, match="missing cannot be run: there is no program"):
        await supervisor.start((missing, ready))


async def test_what_dies_is_started_again_and_said_so(supervisor: Supervisor, told: list[str], tmp_path: Path) -> None:
    await supervisor.start(part(tmp_path, "phoenix", LIVES))
    first = supervisor.pids["phoenix"]
    os.kill(first, signal.SIGKILL)
    await soon(lambda: supervisor.pids["phoenix"] != first)
    assert told == [f"phoenix ended (SIGKILL); starting it again in 1 s (log: {tmp_path / 'phoenix.log'})"]
    assert alive(supervisor.pids["phoenix"])


async def test_stop_in_the_middle_of_a_start_leaves_nothing(supervisor: Supervisor, tmp_path: Path) -> None:
    starting = asyncio.ensure_future(supervisor.start(part(tmp_path, "slow", "import time; time.sleep(60)")))
    await soon(lambda: "slow" in supervisor.pids)
    pid = supervisor.pids["slow"]
    starting.cancel()
    await asyncio.wait({starting})
    await supervisor.stop()
    assert not alive(pid)


async def test_work_is_cancelled_when_somebody_asks_to_stop() -> None:
    stopping, over = Stopping(), asyncio.Event()

    async def work() -> None:
        try:
            stopping.ask(signal.SIGTERM)
            await asyncio.sleep(60)
        finally:
            over.set()

    assert not await asyncio.wait_for(stopping.unless_asked(work()), 5)
    assert over.is_set()
    assert stopping.by is signal.SIGTERM


async def test_the_second_request_to_stop_is_impatient() -> None:
    stopping, kills = Stopping(), list[bool]()
    stopping.impatient = lambda: kills.append(True)
    stopping.ask(signal.SIGINT)
    assert not kills
    stopping.ask(signal.SIGINT)
    assert kills == [True]


async def test_what_fails_before_a_stop_comes_out() -> None:
    async def work() -> None:
        raise StartFailed("no")

    with pytest.raises(StartFailed):
        await Stopping().unless_asked(work())


PARENT = """
import asyncio, os, sys
from pathlib import Path
from starter.dev.processes import Child, Part

async def main():
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    child = await Child.start(Part("child", argv, Path(sys.argv[1]), dict(os.environ)))
    print(child.pid, flush=True)
    await child.ended()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_children_do_not_outlive_a_killed_parent(tmp_path: Path, eventually: Callable[..., Any]) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert eventually(lambda: not _running(child))


def _running(pid: int) -> bool:
    """Whether it does anything; an orphan that nobody has collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
