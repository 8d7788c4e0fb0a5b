"""A creator is deleted, and then looked for: in the database's own text, and in Temporal."""

import asyncio
import sqlite3
import time
from pathlib import Path

from contracts.deletion import DeletionStage
from starter.client import CollaborationClient
from tests.cast import Creator
from tests.checker.record import Deleted
from tests.proofs.house import House
from tests.proofs.keeper import answered
from tests.waiting import eventually


async def deleted(house: House, creator: Creator, within: float) -> Deleted:
    """Ask for it, wait until it is said to be done, and look for what is left."""
    asked_at = time.time()
    code = await answered(lambda: CollaborationClient(creator.stack.temporal).delete_creator(creator.creator_id))

    async def erased() -> float | None:
        status = await house.stack.store.deletions.status(code)
        if status is None or status.stage is not DeletionStage.ERASED or status.erased_at is None:
            return None
        return status.erased_at.timestamp()

    at = await eventually(erased, f"{creator.creator_id} is erased", within)
    return Deleted(creator.person_id, asked_at, at, await _found(house, creator))


async def _found(house: House, creator: Creator) -> tuple[str, ...]:
    """Where the database's own text or Temporal still names the creator."""
    names = (creator.creator_id, creator.person_id, creator.username(), creator.username(1))
    file = Path(house.stack.database_url.removeprefix("sqlite:///"))
    lines = await asyncio.to_thread(_dump, file)
    found = [f"{name} in {line[:80]}" for name in names for line in lines if f"'{name}'" in line]

    async def forgotten() -> bool:
        listed = creator.stack.temporal.list_workflows(f"CreatorId = '{creator.creator_id}'")
        return not [each async for each in listed]

    await eventually(forgotten, f"Temporal has forgotten {creator.creator_id}", 60)
    return tuple(found)


def _dump(file: Path) -> list[str]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        return list(connection.iterdump())
