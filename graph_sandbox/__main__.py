"""``python -m graph_sandbox --port P [--host H] [--world FILE] [--ledger FILE]``.

Prints ``{"ready": true, "url": "http://…"}`` when it answers. SIGTERM and SIGINT end it with status 0;
a bad world, a bad file or a port in use is one line on stderr and status 1; wrong usage is status 2.
"""

import argparse
import asyncio
import json
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from graph_sandbox.app import create_app
from graph_sandbox.listening import listen
from graph_sandbox.world import read_world


class _Server(uvicorn.Server):
    """Tells when it answers, and leaves the signals to ``_serve``: uvicorn would raise them again at the
    end, and a sandbox that was asked to stop has stopped well."""

    url = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(json.dumps({"ready": True, "url": self.url}), flush=True)  # noqa: T201

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m graph_sandbox", description="The Graph sandbox.")
    parser.add_argument("--port", type=_port, required=True, help="0 means any free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--world", type=Path, help="JSON as PUT /_sandbox/world takes it")
    parser.add_argument("--ledger", type=Path, help="JSON Lines file; the state is kept beside it")
    return parser.parse_args(argv)


async def _serve(server: _Server, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    await server.serve(sockets=[listener])


def main(argv: list[str] | None = None) -> int:
    """Run a sandbox until it is told to stop; the exit status."""
    arguments = _arguments(argv)
    try:
        listener = listen(arguments.host, arguments.port)
    except OSError as failure:
        where = f"{arguments.host}:{arguments.port}"
        print(f"cannot listen on {where}: {failure.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    try:
        world = read_world(arguments.world) if arguments.world else None
        app = create_app(world, arguments.ledger)
    except (ValueError, OSError) as failure:
        listener.close()
        print(" ".join(str(failure).split()), file=sys.stderr)  # noqa: T201
        return 1
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="critical",
        timeout_keep_alive=75,  # pooled connections of a quiet client are not cut under its feet
        # A call that hangs on purpose must not hold up the end.
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    server.url = f"http://{host}:{listener.getsockname()[1]}"
    asyncio.run(_serve(server, listener))
    return 0


if __name__ == "__main__":
    sys.exit(main())
