"""Cancellation ends a collaboration properly instead of tearing it down."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def shielded_from_cancellation(main: Coroutine[Any, Any, T], cancelled: Callable[[], None]) -> T:
    """Run ``main`` to its end; a cancellation of the workflow only calls ``cancelled``, which ``main`` acts upon.

    Not ``finally``: that would also run when the worker evicts the workflow from its cache.
    """
    task = asyncio.create_task(main)
    while True:
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.done():
                raise
            cancelled()
