"""Being asked to stop: Ctrl-C, SIGTERM, a closed terminal; at any moment, also in the middle of a start."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Notices the first request to stop, and tells ``impatient`` about each further one."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self.by: signal.Signals | None = None
        """The signal that asked; null while nobody did."""
        self.impatient: Callable[[], None] | None = None

    def listen(self) -> None:
        """Take over the signals of this process. From the main thread only."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # `nohup adaccess dev &` is meant to outlive its terminal
            loop.add_signal_handler(number, self.ask, number)

    def ask(self, number: signal.Signals) -> None:
        if self.by is None:
            self.by = number
            self._asked.set()
        elif self.impatient is not None:
            self.impatient()

    async def wait(self) -> None:
        await self._asked.wait()

    async def unless_asked(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do ``work``; false when a request to stop came first, and then it has been cancelled and is over.

        What ``work`` raises comes out of here.
        """
        working = asyncio.ensure_future(work)
        asked = asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            if not working.done():
                working.cancel()
                await asyncio.wait({working})
        if working.cancelled():
            return False
        working.result()
        return True
