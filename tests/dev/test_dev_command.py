"""`adaccess dev` as its users meet it: from start to stop, and nothing left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from settings import load

Start = Callable[..., "subprocess.Popen[str]"]
Eventually = Callable[..., Any]

ANY_PORTS = ("--web-port", "0", "--sandbox-port", "0", "--temporal-port", "0", "--ui-port", "0")


def of_folder(folder: Path) -> dict[int, str]:
    """Running processes with ``folder`` in their command line or environment (Linux only, elsewhere none)."""
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            if str(folder).encode() in command + (entry / "environ").read_bytes():
                found[int(entry.name)] = command.replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def ready_line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return dict(json.loads(line))


def refused(process: "subprocess.Popen[str]") -> str:
    """The one line on stderr of a command that ends with status 1."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    return err


@pytest.mark.long
def test_from_start_to_stop(adaccess: Start, eventually: Eventually, tmp_path: Path) -> None:
    folder = tmp_path / "stack"
    dev = adaccess("dev", "--json", "--dir", str(folder), *ANY_PORTS)
    ready = ready_line(dev)

    assert set(ready) == {"ready", "web", "sandbox", "temporal", "ui", "dir"}
    assert ready["ready"] is True
    assert ready["dir"] == str(folder)
    assert json.loads((folder / "stack.json").read_text()) == ready
    for private in ("dev.env", "keys.json", "stack.json"):
        assert stat.S_IMODE((folder / private).stat().st_mode) == 0o600
    assert httpx.get(f"{ready['web']}/healthz", trust_env=False).json() == {"ok": True}
    assert httpx.get(f"{ready['sandbox']}/_sandbox/world", trust_env=False).is_success
    assert httpx.get(ready["ui"], trust_env=False, follow_redirects=True).is_success
    assert load(folder).public_url == ready["web"]

    assert _worker_health(folder) == 0

    second = refused(adaccess("dev", "--json", "--dir", str(folder), *ANY_PORTS))
    assert "already runs on" in second
    assert f"process {dev.pid}" in second

    # A part that dies comes back, and says so.
    [sandbox] = [pid for pid, command in of_folder(folder).items() if "graph_sandbox" in command] or [0]
    if sandbox:
        os.kill(sandbox, signal.SIGKILL)
        assert dev.stderr is not None
        assert dev.stderr.readline().startswith("sandbox ended (SIGKILL); starting it again")
        assert eventually(lambda: _answers(f"{ready['sandbox']}/_sandbox/world"))

    dev.send_signal(signal.SIGTERM)
    out, err = dev.communicate(timeout=20)
    assert (dev.returncode, out, err) == (0, "", "")
    assert of_folder(folder) == {}
    assert not (folder / "stack.json").exists()

    # The same folder gets the same addresses: the creators' links carry them. And a stack that was killed
    # without a chance to clean up is no hindrance.
    again = adaccess("dev", "--json", "--dir", str(folder), *ANY_PORTS)
    assert ready_line(again) == ready
    again.kill()
    again.wait(10)
    assert eventually(lambda: not of_folder(folder))
    third = adaccess("dev", "--json", "--dir", str(folder), *ANY_PORTS, "--no-worker", "--no-web")
    assert ready_line(third) == ready
    commands = " ".join(of_folder(folder).values())
    assert "-m worker" not in commands
    assert "starter.web" not in commands
    assert _worker_health(folder) == 1
    third.send_signal(signal.SIGINT)
    assert third.wait(20) == 0
    assert of_folder(folder) == {}


def _worker_health(folder: Path) -> int:
    """What the health check of the worker's container says of this stack."""
    script = Path(__file__).parents[2] / "docker" / "worker_alive.py"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ADACCESS_", "TEMPORAL_"))}
    env = {**inherited, "ADACCESS_DIR": str(folder)}
    return subprocess.run([sys.executable, str(script)], env=env, capture_output=True, check=False).returncode


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def test_a_port_in_use_is_one_clear_line(adaccess: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        err = refused(adaccess("dev", "--json", "--dir", "stack", "--web-port", port))
    assert f"port {port} is in use" in err
    assert "--web-port" in err


def test_a_part_that_does_not_start_is_named_with_its_log(adaccess: Start, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text('{"people": 1}')
    err = refused(adaccess("dev", "--json", "--dir", "stack", "--world", str(world), *ANY_PORTS))
    assert "sandbox did not start" in err
    assert str(tmp_path / "stack" / "logs" / "sandbox.log") in err
    assert of_folder(tmp_path / "stack") == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_in_the_middle_of_a_start_leaves_nothing(
    adaccess: Start, eventually: Eventually, tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "stack"
    dev = adaccess("dev", "--json", "--dir", str(folder), *ANY_PORTS)
    assert eventually(lambda: (folder / "logs" / "temporal.log").exists())
    dev.send_signal(number)
    out, err = dev.communicate(timeout=20)
    assert dev.returncode == (130 if number == signal.SIGINT else 0)
    assert (out, err) == ("", "")
    assert of_folder(folder) == {}


def test_a_wrong_option_is_a_usage_error(adaccess: Start) -> None:
    dev = adaccess("dev", "--web-port", "seventy")
    dev.communicate(timeout=30)
    assert dev.returncode == 2
