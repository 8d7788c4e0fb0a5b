"""Wait for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_PAUSE = 0.06
"""Seconds between two looks; every look is a query that costs the machine time of the work it waits for."""


async def eventually(look: Callable[[], Awaitable[T | None]], what: str, within: float = 20) -> T:
    """The first truthy answer of ``look``. Fails with ``what`` after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = await look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what}")
        await asyncio.sleep(_PAUSE)
