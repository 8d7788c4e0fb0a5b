"""Nobody can write to our database for longer than a workflow task lasts, and messages come then: ``make proofs``."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from contracts.collaboration import ChangeTerm
from contracts.vocabulary import Outcome
from tests.cast import Creator, end
from workflows.collaboration import Collaboration
from workflows.runner import ContextFreeRunner

BUSY = 12.0
"""Seconds: longer than a workflow task may last. Temporal keeps it open for a local activity, by heartbeats."""
SENT = 4.0
"""After so many seconds the messages are sent: they come with the second of these tasks, before the result."""


@asynccontextmanager
async def busy(creator: Creator) -> AsyncIterator[None]:
    """Nobody can write to the database."""
    file = creator.stack.database_url.removeprefix("sqlite:///")
    writer = await asyncio.to_thread(sqlite3.connect, file, isolation_level=None, check_same_thread=False, timeout=30)
    await asyncio.to_thread(writer.execute, "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        writer.execute("ROLLBACK")
        writer.close()


async def test_a_message_that_comes_while_the_database_is_busy_replays(creator: Creator) -> None:
    await creator.consent()
    async with busy(creator):
        handle = await creator.start()
        await asyncio.sleep(SENT)
        message = ChangeTerm(ends_at=creator.terms(seconds=3600).ends_at, reason="meanwhile")
        asked = asyncio.create_task(handle.execute_update(Collaboration.change_term, message))
        ended = asyncio.create_task(end(handle))
        await asyncio.sleep(BUSY - SENT)
    await asked
    await ended
    result = await asyncio.wait_for(handle.result(), 60)
    assert result.outcome in (Outcome.CANCELLED, Outcome.REVOKED)
    replayer = Replayer(
        workflows=[Collaboration], data_converter=pydantic_data_converter, workflow_runner=ContextFreeRunner()
    )
    await replayer.replay_workflow(await handle.fetch_history())
