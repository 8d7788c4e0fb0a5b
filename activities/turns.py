"""Waiting for a pair's turn, and what a lost or taken turn means to Temporal."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import clock
from contracts import failures
from store.errors import TurnLost, TurnTaken
from store.ledger import Ledger, Pair, Turn

_PATIENCE = timedelta(seconds=8)
"""How long to stand in line inside one attempt; others of the same pair are usually done in a fraction of a second."""

_SOON = timedelta(seconds=1)


@asynccontextmanager
async def turn(ledger: Ledger, pair: Pair, *, patience: timedelta = _PATIENCE) -> AsyncIterator[Turn]:
    """Have the pair's turn for the block. Raises ApplicationError(TurnTaken) to be retried soon."""
    info = activity.info()
    owner = f"{info.workflow_id}/{info.workflow_run_id}/{info.activity_id}/{info.attempt}"
    mine = await _stand_in_line(ledger, pair, owner, patience)
    try:
        yield mine
    except TurnLost as lost:
        raise ApplicationError(str(lost), type=failures.TURN_TAKEN, next_retry_delay=_SOON) from None
    finally:
        await ledger.give_back(mine)


async def _stand_in_line(ledger: Ledger, pair: Pair, owner: str, patience: timedelta) -> Turn:
    until = clock.now() + patience
    while True:
        try:
            return await ledger.take_turn(pair, owner, now=clock.now())
        except TurnTaken as taken:
            if clock.now() >= until:
                raise ApplicationError(str(taken), type=failures.TURN_TAKEN, next_retry_delay=_SOON) from None
            await asyncio.sleep(random.uniform(0.05, 0.25))  # noqa: S311 (jitter, not a secret)
