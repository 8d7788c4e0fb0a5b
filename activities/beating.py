"""Heartbeats beside an activity, so that a killed worker is noticed in seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

_EVERY = 3.0
"""Seconds; well under the heartbeat timeout (workflows.options.HEARTBEAT). What is done sooner costs no heartbeat."""


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Heartbeat until the block is left."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(_EVERY)
            activity.heartbeat()

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
