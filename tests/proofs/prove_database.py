"""PostgreSQL is killed again and again while terms run out, and comes back on its directory: ``make proofs``."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from tests.proofs.house import running_house
from tests.proofs.keeper import Keeper
from tests.proofs.postgresql import PostgreSQL, running_postgresql
from tests.proofs.waves import all_revoked, lives_around

ENDING = 12
"""Collaborations whose terms end while the database is away."""
BEGINNING = 4
"""Collaborations that start just before it is killed, so that it dies in the middle of their writing too."""
KILLS = ((8.0, 5.0), (2.0, 9.0), (4.0, 0.0))
"""Of each: seconds that it is away, and seconds until the next one."""
SPAN = sum(away + pause for away, pause in KILLS)
SETTLED = 45.0
"""Seconds in which those that end have to be active."""
PATIENCE = 180.0
NOT_SHUT_DOWN = "database system was not properly shut down; automatic recovery in progress"


@pytest.fixture
async def postgresql() -> AsyncIterator[PostgreSQL]:
    async with running_postgresql() as server:
        yield server


async def test_postgresql_is_killed_while_terms_run_out(
    client: Client, temporal_address: str, postgresql: PostgreSQL
) -> None:
    async with running_house(temporal_address, client.namespace, client, postgresql.url) as house:
        for _ in range(2):
            await house.worker()
        keeper = Keeper(house.stack)
        creators, lives = await lives_around(keeper, ENDING, BEGINNING, _length, lead=-0.1)

        spans = list[tuple[float, float]]()
        for away, pause in KILLS:
            killed = time.time()
            postgresql.kill()
            await asyncio.sleep(away)
            assert not await postgresql.answers(), "it was never away"
            await postgresql.start()
            spans.append((killed, time.time()))
            await asyncio.sleep(pause)
        killed, back = spans[0][0], spans[-1][1]
        assert postgresql.log.read_text().count(NOT_SHUT_DOWN) == len(KILLS), "it did not recover from each crash"
        meanwhile = sum(low < kept.ends_at < high for _, kept in lives for low, high in spans)
        assert meanwhile >= ENDING / 3, f"only {meanwhile} terms ended while the database was away"

        keeper.quiet_since = back
        taken = await all_revoked(keeper, creators, lives, within=PATIENCE)
        last = max(taken[kept.page_id] for _, kept in lives if kept.ends_at < back)
        granting = sum((kept.holds_from or back) > killed for _, kept in lives)
        assert granting > 0, "nothing was being granted when the database was killed"
        away = sum(high - low for low, high in spans)
        print(
            f"PostgreSQL killed {len(spans)} times and away for {away:.1f} of {back - killed:.1f} s, {meanwhile} terms "
            f"ended meanwhile, {granting} grants were under way: {len(lives)} of {len(lives)} revoked, 0 violations; "
            f"what was due went within {last - back:.1f} s of its last return"
        )


def _length(number: int) -> float:
    """Seconds: the terms of the first ones end one after the other while it comes and goes, the others' later."""
    return SETTLED + (SPAN - 0.5) * number / ENDING if number < ENDING else 2 * SPAN
