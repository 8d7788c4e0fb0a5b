"""Connections that send nothing, or one letter at a time, do not stay.

Uvicorn waits for a request's head for ever: some hundred such connections, which cost an attacker nothing, would
leave no room for anybody else.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN_SECONDS = 10.0


class ImpatientProtocol(H11Protocol):
    """Closes a connection whose request has begun, or should have, and is not complete in time."""

    head_within = HEAD_WITHIN_SECONDS
    _closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self._expect_a_head()  # counted from its first byte, or from the end of the answer before
        else:
            self._expect_nothing()

    def _expect_a_head(self) -> None:
        if self._closing is None:
            self._closing = self.loop.call_later(self.head_within, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
