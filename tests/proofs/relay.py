"""A stretch of network that can be cut: a TCP relay that falls silent without closing anything."""

import asyncio
from contextlib import suppress


class Relay:
    """Stands in front of ``target``: ``(host, port)``, or the path of a Unix socket.

    While it is cut, nothing comes through in either direction and nobody is told: connections stay open, new ones are
    accepted. Mended, it serves new connections only; those from before are silent for ever, as behind a firewall that
    has forgotten them.
    """

    def __init__(self, target: tuple[str, int] | str) -> None:
        self._target = target
        self._mends = 0
        self._cut = False
        self._serving: asyncio.Server | None = None
        self._connections = set[asyncio.Task[None]]()
        self.swallowed = 0
        """Bytes that never arrived."""

    async def __aenter__(self) -> "Relay":
        self._serving = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._serving is not None
        self._serving.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def port(self) -> int:
        assert self._serving is not None
        return int(self._serving.sockets[0].getsockname()[1])

    def cut(self) -> None:
        self._cut = True

    def mend(self) -> None:
        self._cut = False
        self._mends += 1

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.ensure_future(self._relay(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mends, back = self._mends, None
        try:
            if self._cut:
                await self._pass(reader, None, mends)
                return
            there, back = await self._open()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, back, mends))
                both.create_task(self._pass(there, writer, mends))
        except OSError:
            return
        finally:
            for each in (writer, back):
                if each is not None:
                    each.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, str):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection(*self._target)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter | None, mends: int) -> None:
        """Hand on what comes, until ``source`` closes: the other side hears of that only where the way is whole."""
        while True:
            data = b""
            with suppress(OSError):
                data = await source.read(1 << 16)
            whole = sink is not None and not self._cut and mends == self._mends
            if not data:
                if sink is not None and whole:
                    sink.close()
                return
            if sink is None or not whole:
                self.swallowed += len(data)
                continue
            with suppress(OSError):
                sink.write(data)
                await sink.drain()
