"""Bears worker processes quickly: everything is imported once, and each worker is a fork of it.

Reads one JSON line for each worker to start: ``arguments`` of ``tests.proofs.worker_process``, ``log`` and
``environment``.
"""

import json
import os
import signal
import sys

from starter.leaving import leave
from tests.proofs import worker_process


def _become(order: dict[str, object]) -> None:
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.update(environment)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    arguments = order["arguments"]
    assert isinstance(arguments, list)
    leave(worker_process.main(arguments))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who is killed is gone, and leaves no zombie
    for line in sys.stdin:
        if os.fork() == 0:
            _become(json.loads(line))


if __name__ == "__main__":
    main()
