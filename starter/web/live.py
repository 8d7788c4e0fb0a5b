"""Server-sent events: a page that is looked at hears at once when something about it changes.

An event carries no content, only a version: the script then asks for the page as any reload would, so there is one
way of showing things, and it works without the script too.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from starter.web.opening import PageRefused

POLL_SECONDS = 1.5
"""A look is a query to the worker; sooner than this nobody reads."""
BEAT_SECONDS = 15.0
"""Proxies close what is silent for longer; a comment is not silence."""
OPEN_SECONDS = 600.0
"""A stream ends for good at some time, whatever became of its reader; the script of a page in sight begins another."""
MOST_OF_A_BROWSER, MOST = 4, 500
"""Streams at once: for one browser, and for this process."""

Version = Callable[[], Awaitable[tuple[str, bool]]]
"""What the page stands at, and whether nothing will ever change again. Raises PageRefused while nobody answers."""


def version_of(*models: BaseModel | str) -> str:
    """The same as long as these say the same."""
    text = "\n".join(each if isinstance(each, str) else each.model_dump_json() for each in models)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Live:
    """The streams of this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """The server is about to end: end every stream, or it would wait for them."""
        self._stopping.set()

    @contextmanager
    def admitted(self, browser: str) -> Iterator[bool]:
        """A place for one more stream of this browser, if there is one."""
        if self._open[browser] >= MOST_OF_A_BROWSER or self._open.total() >= MOST:
            yield False
            return
        self._open[browser] += 1
        try:
            yield True
        finally:
            self._open[browser] -= 1
            if not self._open[browser]:
                del self._open[browser]

    async def events(self, browser: str, version: Version, known: str) -> AsyncIterator[bytes]:
        """The stream: ``change`` whenever the version is another than ``known``, ``over`` or ``pause`` at its end."""
        with self.admitted(browser) as admitted:
            if not admitted:
                yield b"event: pause\ndata: full\n\n"
                return
            yield b"retry: 5000\n: open\n\n"
            loop = asyncio.get_running_loop()
            until, beat = loop.time() + OPEN_SECONDS, loop.time() + BEAT_SECONDS
            while loop.time() < until and not self._stopping.is_set():
                try:
                    now, over = await version()
                except PageRefused:  # nobody answers at the moment; what the page shows is as good as we know
                    now, over = known, False
                if now != known:
                    known = now
                    yield f"event: change\ndata: {now}\n\n".encode("ascii")
                if over:
                    yield b"event: over\ndata: over\n\n"
                    return
                if loop.time() >= beat:
                    beat = loop.time() + BEAT_SECONDS
                    yield b": beat\n\n"
                await self._pause()
            yield b"event: pause\ndata: later\n\n"

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
