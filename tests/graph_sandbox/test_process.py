"""The sandbox as a program: starting, ending, going on after a restart, and what it refuses."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_sandbox import default_world
from graph_sandbox.__main__ import main
from graph_sandbox.state import open_state
from graph_sandbox.words import Json
from tests.graph_sandbox.sandbox_driver import BRAND, COOKS, OTHER, Driver

Start = Callable[..., "tuple[subprocess.Popen[str], Driver]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []
    drivers: list[Driver] = []

    def one(*arguments: str) -> tuple[subprocess.Popen[str], Driver]:
        command = [sys.executable, "-m", "graph_sandbox", "--port", "0", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["ready"] is True
        drivers.append(Driver(ready["url"]))
        return process, drivers[-1]

    yield one
    for driver in drivers:
        driver.http.close()
    for process in started:
        process.kill()
        process.communicate()


def end(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> tuple[int, str]:
    process.send_signal(number)
    _, complaints = process.communicate(timeout=10)
    return process.returncode, complaints


def test_goes_on_after_a_restart(start: Start, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    process, sandbox = start("--ledger", str(ledger))
    page = sandbox.page_token(sandbox.user_token())
    sandbox.share(page)
    sandbox.patch(f"/pages/{COOKS}", name="Renamed")
    code = sandbox.consent()["code"]
    before = sandbox.rows()
    assert end(process) == (0, "")
    assert [json.loads(line) for line in ledger.read_text().splitlines()] == before

    world = tmp_path / "world.json"
    world.write_text(json.dumps({"app": {"id": "1", "secret": "s"}}))
    process, sandbox = start("--ledger", str(ledger), "--world", str(world))
    assert sandbox.agencies(page) == [BRAND]
    assert sandbox.get("/me", page).json()["name"] == "Renamed"
    assert sandbox.exchange(code).status_code == 200
    sandbox.unshare(page)
    rows = sandbox.rows()
    assert rows[: len(before)] == before
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    status, complaints = end(process, signal.SIGINT)
    assert status == 0
    assert complaints.count("\n") == 1
    assert "the given world is not used" in complaints


def test_killed_in_the_middle(start: Start, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    process, sandbox = start("--ledger", str(ledger))
    page = sandbox.page_token(sandbox.user_token())
    sandbox.share(page)
    end(process, signal.SIGKILL)
    with ledger.open("a") as file:
        file.write('{"seq": 99, "at"')  # half a row
    _, sandbox = start("--ledger", str(ledger))
    assert sandbox.agencies(page) == [BRAND]
    assert [row["op"] for row in sandbox.rows()][-1] == "share"


def test_shares_are_mended_from_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    state = open_state(None, path)
    state.ledger.add("share", by="api", page_id=COOKS, business_id=BRAND, after=["ADVERTISE"])
    state.ledger.add("share", by="api", page_id=COOKS, business_id=OTHER, after=["ADVERTISE"])
    state.ledger.add("unshare", by="api", page_id=COOKS, business_id=OTHER)
    state.ledger.close()  # the process is gone before the state is written
    again = open_state(None, path)
    assert again.held(COOKS, BRAND) == ["ADVERTISE"]
    assert again.held(COOKS, OTHER) is None
    again.close()


def test_a_given_world(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    world = default_world()
    world["app"]["name"] = "Mine"
    file.write_text(json.dumps(world))
    _, sandbox = start("--world", str(file))
    assert sandbox.control("GET", "/world")["app"]["name"] == "Mine"


def test_ends_at_once_though_a_call_hangs(start: Start) -> None:
    process, sandbox = start()
    sandbox.faults({"path": "/*", "fault": {"kind": "hang", "seconds": 600}})
    with httpx.Client(timeout=0.05, verify=False) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.get(f"{sandbox.url}/me")
    assert end(process) == (0, "")


def _bad_state(folder: Path) -> list[str]:
    (folder / "l.state.json").write_text('{"world": {"app": {"id": "1", "secret": "s"}}}')
    return ["--ledger", str(folder / "l.jsonl")]


def _bad_ledger(folder: Path) -> list[str]:
    (folder / "l.jsonl").write_text("hello\n")
    return ["--ledger", str(folder / "l.jsonl")]


def _world(content: str) -> Callable[[Path], list[str]]:
    def prepare(folder: Path) -> list[str]:
        (folder / "w.json").write_text(content)
        return ["--world", str(folder / "w.json")]

    return prepare


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda folder: ["--world", str(folder / "none.json")], "cannot read"),
        (_world("{"), "is not JSON"),
        (_world("[]"), "a world is a JSON object"),
        (_world('{"app": {"id": "1"}}'), "app.secret"),
        (lambda folder: ["--ledger", str(folder / "no" / "l.jsonl")], "cannot use the ledger"),
        (_bad_ledger, "is not a ledger"),
        (_bad_state, "is not a state file"),
        (lambda folder: ["--host", "no.such.host.invalid"], "cannot listen on"),
    ],
)
def test_refusals_are_one_line(
    tmp_path: Path, prepare: Callable[[Path], list[str]], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", "0", *prepare(tmp_path)]) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "graph_sandbox", "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert result.returncode == 1
    assert result.stderr == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize("arguments", [[], ["--port", "x"], ["--port", "70000"], ["--port", "0", "--what"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_imports_nothing_of_ours() -> None:
    """The judge must not share code with the judged."""
    program = (
        "import sys, graph_sandbox.app, graph_sandbox.__main__\n"
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('contracts', 'workflows', 'activities', 'platforms', 'store', 'starter', 'settings', 'worker')])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20)
    assert result.stdout == "[]\n", result.stderr


def test_state_file_survives_a_world_of_its_own(tmp_path: Path) -> None:
    """Two worlds at two paths do not meet."""
    worlds: list[Json] = []
    for name in ("a", "b"):
        state = open_state({"app": {"id": name, "secret": "s"}}, tmp_path / f"{name}.jsonl")
        state.close()
        worlds.append(json.loads((tmp_path / f"{name}.state.json").read_text())["world"])
    found: list[Any] = [world["app"]["id"] for world in worlds]
    assert found == ["a", "b"]
