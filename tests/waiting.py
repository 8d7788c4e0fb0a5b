"""Wait for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio.client import WorkflowHandle

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


async def at_rest(handle: WorkflowHandle[Any, Any]) -> int:
    """The length of a workflow's history, once it only waits."""

    async def length() -> int | None:
        described = await handle.describe()
        raw = described.raw_description
        return None if raw.HasField("pending_workflow_task") or raw.pending_activities else described.history_length

    return await eventually(length, "the workflow waits")
