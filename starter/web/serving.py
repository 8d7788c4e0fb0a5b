"""Listening and serving, so that nothing secret is logged and an end is a clean end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from starter.errors import StarterError
from starter.web.live import Live
from starter.web.slow import ImpatientProtocol

LARGEST_HEAD = 32 * 1024
"""Bytes of a request's first line and headers; Facebook's longest return is a tenth of it."""
GRACE_SECONDS = 5
"""How long a request under way may take after the end was asked for."""


class CannotListen(StarterError):
    """The address is taken, or is not one of this machine's."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"cannot serve the creator pages on {host}:{port}: {reason}; set ADACCESS_WEB_HOST and ADACCESS_WEB_PORT"
        )


class Server(uvicorn.Server):
    """Leaves signals to ``serve_until_stopped``."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self.live = live

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn's own raises the signal once more at its end, which would end us before the store is closed."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The event streams end first: each would last for minutes, and the end would wait for it."""
        self.live.stop()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Take the address, port 0 being any free one. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CannotListen(host, port, (reason or str(error)).lower()) from None


def make_server(app: FastAPI) -> Server:
    config = uvicorn.Config(
        app,
        access_log=False,  # it would print codes, states and links; ours does not (access_log.py)
        log_config=None,  # what goes wrong is written like everything else (starter/logs.py)
        log_level="warning",
        ws="none",  # nothing of ours speaks WebSocket
        server_header=False,
        proxy_headers=False,  # ours are read where it is known which proxies count (proxies.py)
        http=ImpatientProtocol,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, app.state.live)


async def serve_until_stopped(app: FastAPI, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then let what is under way finish within GRACE_SECONDS."""
    server = make_server(app)

    def stop() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    with contextlib.suppress(NotImplementedError):  # Windows has Ctrl-C only, which asyncio.run itself handles
        for number in signals:
            loop.add_signal_handler(number, stop)
    try:
        await server.serve(sockets=[listening])
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)
