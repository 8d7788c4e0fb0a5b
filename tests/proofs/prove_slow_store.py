"""Nobody can write to our database for longer than a workflow task lasts, and it is looked at: ``make proofs``."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from contracts.collaboration import ChangeTerm, CollaborationResult, StartCollaboration
from contracts.status import Status
from contracts.vocabulary import Stage
from tests.cast import Creator, end, reaches, status_of
from workflows.collaboration import Collaboration

BUSY = 12.0
"""Seconds: longer than a workflow task may last."""
SENT = 4.0
"""After so many seconds a message is sent."""


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


_again: list[Collaboration] = []


@workflow.defn(name="Collaboration")
class Replayed(Collaboration):
    """One that is remembered, so that it can be asked when its history has run through the code again."""

    @workflow.init
    def __init__(self, start: StartCollaboration) -> None:
        super().__init__(start)
        _again.append(self)

    @workflow.run
    async def run(self, start: StartCollaboration) -> CollaborationResult:
        return await super().run(start)


async def _as_replayed(history: WorkflowHistory) -> Status:
    """What the workflow says of itself in a replay. Raises when the code contradicts the history."""
    replayer = Replayer(
        workflows=[Replayed], data_converter=pydantic_data_converter, workflow_runner=UnsandboxedWorkflowRunner()
    )
    await replayer.replay_workflow(history)
    return _again[-1].status()


async def test_what_was_decided_while_the_database_was_busy_is_decided_again(creator: Creator) -> None:
    """To the microsecond: an instant that came out otherwise in a replay would move a deadline, and the next step."""
    await creator.consent()
    async with busy(creator):
        handle = await creator.start()
        await asyncio.sleep(SENT)
        message = ChangeTerm(ends_at=creator.terms(seconds=3600).ends_at, reason="meanwhile")
        asked = asyncio.create_task(handle.execute_update(Collaboration.change_term, message))
        for _ in range(int(BUSY - SENT)):
            await asyncio.sleep(1)
            await status_of(handle)
    await asked
    await reaches(handle, Stage.ACTIVE, within=60)
    said = await status_of(handle)
    assert await _as_replayed(await handle.fetch_history()) == said
    await end(handle)
    await asyncio.wait_for(handle.result(), 60)
