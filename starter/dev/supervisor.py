"""Keeps the parts of a stack running: start, wait until each answers, start again what dies, stop in order."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starter.dev.errors import StartFailed
from starter.dev.processes import Child, Part

Ready = Callable[[], Awaitable[bool]]
"""Whether a part answers as it should. Asked again and again; an exception is a bug, not a "no"."""
Tell = Callable[[str], None]
"""Where lines for the user go."""

START_TIMEOUT = 60.0
"""Seconds a part may take to answer; a cold start on a busy two-core machine takes ten."""
_POLL = 0.1
GRACE_FIRST = 4.0
GRACE_REST = 3.0
"""Seconds between SIGTERM and SIGKILL: worker and web first, then what they talk to. Together under ten."""
_BACKOFF = (0.5, 1.0, 2.0, 5.0, 10.0)
_SETTLED = 30.0
"""A part that ran this long before it died starts again at once."""


class Supervisor:
    """The running parts, by name, in the order of their start; each is stopped before those started earlier."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._children: dict[str, Child] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._rounds: list[list[str]] = []
        self._stopping = False

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items()}

    async def start(self, *parts: tuple[Part, Ready]) -> None:
        """Start parts side by side and return when all of them answer.

        Raises StartFailed naming the first part that ended or did not answer in time, and its log.
        """
        # Registered before anything is started: whenever a stop comes, it finds every child.
        self._rounds.append([part.name for part, _ in parts])
        starts = [asyncio.ensure_future(self._start(part, ready)) for part, ready in parts]
        try:
            await asyncio.gather(*starts)
        finally:
            for task in starts:
                task.cancel()
            await asyncio.gather(*starts, return_exceptions=True)
        for part, _ in parts:
            self._keepers[part.name] = asyncio.ensure_future(self._keep(part))

    async def stop(self) -> None:
        """Stop everything, the last round first; returns when no process is left, whatever state they were in."""
        self._stopping = True
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        for number, names in enumerate(reversed(self._rounds)):
            children = [self._children[name] for name in names if name in self._children]
            grace = GRACE_FIRST if number == 0 else GRACE_REST
            await asyncio.gather(*(child.stop(grace) for child in children))

    def kill(self) -> None:
        """No more patience: SIGKILL to everything, now."""
        self._stopping = True
        for child in self._children.values():
            child.kill()

    async def _start(self, part: Part, ready: Ready) -> None:
        child = self._children[part.name] = await Child.start(part)
        deadline = time.monotonic() + START_TIMEOUT
        while not await ready():
            if not child.running:
                why = child.last_words() or await child.ended()
                raise StartFailed(f"{part.name} did not start: {why} (log: {part.log})")
            if time.monotonic() > deadline:
                raise StartFailed(f"{part.name} did not answer within {START_TIMEOUT:.0f} s (log: {part.log})")
            await asyncio.sleep(_POLL)

    async def _keep(self, part: Part) -> None:
        """Start the part again whenever it ends by itself, more slowly the more often it does."""
        deaths = 0
        while True:
            started = time.monotonic()
            how = await self._children[part.name].ended()
            if self._stopping:
                return
            deaths = 0 if time.monotonic() - started > _SETTLED else deaths + 1
            pause = _BACKOFF[min(deaths, len(_BACKOFF) - 1)]
            self._tell(f"{part.name} ended ({how}); starting it again in {pause:g} s (log: {part.log})")
            await asyncio.sleep(pause)
            try:
                self._children[part.name] = await Child.start(part)
            except StartFailed as error:
                self._tell(str(error))
