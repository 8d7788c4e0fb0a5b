"""Creators are deleted while calls go wrong and a worker is killed: taken back first, then erased, and judged (I8)."""

import asyncio
import time
from contextlib import suppress

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts.vocabulary import Stage
from tests.cast import Creator, reaches
from tests.checker.judge import judge
from tests.checker.record import Kept
from tests.proofs.erasure import deleted
from tests.proofs.house import running_house
from tests.proofs.keeper import Handle, Keeper, answered
from tests.proofs.mix import Weather
from tests.proofs.plan import TASKS, Agreed

CREATORS = 12
EACH = 2
SEED = 8
WITHIN = 240.0
"""Seconds until every deletion is done, the faults being over for the last of them."""


async def test_deletions_in_the_fault_mix(temporal_address: str, temporal_namespace: str) -> None:
    namespace = f"{temporal_namespace}-proofs"
    client = await Client.connect(temporal_address, namespace=namespace, data_converter=pydantic_data_converter)
    async with running_house(temporal_address, namespace, client) as house:
        workers = [await house.worker() for _ in range(2)]
        keeper, weather = Keeper(house.stack), Weather(house.stack, SEED)
        people = [house.stack.next_creator() for _ in range(CREATORS)]
        lives = [life for creator in people for life in await _lives(keeper, creator)]
        await weather.stormy()
        watching = [asyncio.create_task(_hear(keeper, *life)) for life in lives]
        for _, kept in lives:
            kept.end_asked_at = time.time()
        deletions = [asyncio.create_task(deleted(house, creator, WITHIN)) for creator in people]
        await asyncio.sleep(3)
        await house.kill(workers[0])
        workers[0] = await house.worker()
        await asyncio.sleep(20)
        await weather.fair()
        keeper.quiet_since = time.time()
        done = await asyncio.gather(*deletions)
        await asyncio.gather(*watching)
        record = await keeper.record()
        record.deletions += done
        assert [str(violation) for violation in judge(record)] == []
        assert sum(row.op == "unshare" for row in record.rows) >= CREATORS * EACH
        assert sum(weather.fired.values()) > 0, "no fault struck"
        slowest = max((each.erased_at or 0.0) - each.asked_at for each in done)
        print(f"{len(done)} creators deleted in the fault mix, the slowest after {slowest:.0f} s; nothing is left")


async def _lives(keeper: Keeper, creator: Creator) -> list[tuple[Handle, Kept]]:
    await answered(creator.consent)
    now, found = time.time(), []
    for number in range(EACH):
        agreed = Agreed(f"d{number}", creator.number, number, number, TASKS[number], 0.0, 0.0, 3600.0)
        handle, kept = await keeper.start(creator, agreed, now)
        await answered(lambda handle=handle: reaches(handle, Stage.ACTIVE, within=60))  # type: ignore[misc]
        found.append((handle, kept))
    return found


async def _hear(keeper: Keeper, handle: Handle, kept: Kept) -> None:
    """Listen to the end: what Temporal has forgotten by then is told by the result, and by the evidence that stays."""
    ended = asyncio.create_task(answered(handle.result))
    while not ended.done():
        with suppress(RPCError):
            await keeper.hear(handle, kept)
        await asyncio.wait([ended], timeout=1)
    kept.outcomes.append((await ended).outcome.value)
    proof = (await keeper.stack.store.ledger.evidence(kept.id))[-1]
    kept.revoked_at = None if proof.present else proof.at.timestamp()
    if not kept.stages or kept.stages[-1][1] != "ended":
        kept.stages.append((time.time(), "ended"))
