"""Turns: who may change a (Page, business) pair right now.

A turn ends by itself when its holder dies, and whoever comes next gets a higher fence. A straggler that wakes up
with an old fence is refused by everything in the ledger, so it can no longer write what it believes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.vocabulary import LeaseState
from store.engine import Database
from store.errors import TurnLost, TurnTaken
from store.inserts import insert_missing
from store.tables import LeaseRow

TURN = timedelta(seconds=20)


class Pair(NamedTuple):
    """A Page and the business that it is shared with."""

    page_id: str
    business_id: str


@dataclass(frozen=True)
class Turn:
    """The right to change ``pair`` until ``expires_at``, or until somebody gets a higher fence."""

    pair: Pair
    owner: str
    fence: int
    expires_at: datetime


class Turns:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_turn(self, pair: Pair, owner: str, *, now: datetime, ttl: timedelta = TURN) -> Turn:
        """Take the pair's turn. Raises TurnTaken while another owner's has not expired.

        The same owner may take it again and gets a new fence: a retry must lock its own earlier attempt out.
        """
        expires_at = now + ttl
        free = or_(
            col(LeaseRow.turn_owner).is_(None),
            col(LeaseRow.turn_owner) == owner,
            col(LeaseRow.turn_expires_at) <= now,
        )
        take = (
            update(LeaseRow)
            .where(of_pair(pair), free)
            .values(turn_owner=owner, turn_expires_at=expires_at, fence=col(LeaseRow.fence) + 1)
            .returning(col(LeaseRow.fence))
        )
        async with self._database.write() as session:
            fence = await session.scalar(take)
            if fence is None and await insert_missing(session, [_fresh(pair)]):
                fence = await session.scalar(take)
            if fence is None:
                until = await session.scalar(select(col(LeaseRow.turn_expires_at)).where(of_pair(pair)))
                raise TurnTaken(until or expires_at)
        return Turn(pair, owner, fence, expires_at)

    async def give_back(self, turn: Turn) -> None:
        """Let the next one in. Does nothing when the turn is lost already."""
        back = update(LeaseRow).where(_owned(turn)).values(turn_owner=None, turn_expires_at=None)
        async with self._database.write() as session:
            await session.execute(back)


def of_pair(pair: Pair) -> ColumnElement[bool]:
    return and_(col(LeaseRow.page_id) == pair.page_id, col(LeaseRow.business_id) == pair.business_id)


async def locked(session: AsyncSession, pair: Pair) -> None:
    """Lock the pair's row for this transaction, new if need be, whoever has the turn."""
    lock = select(col(LeaseRow.fence)).where(of_pair(pair)).with_for_update()
    if await session.scalar(lock) is None:
        await insert_missing(session, [_fresh(pair)])
        await session.execute(lock)


async def held(session: AsyncSession, turn: Turn) -> LeaseRow:
    """The pair's row, locked for this transaction, if ``turn`` still is the turn. Raises TurnLost."""
    row = await session.scalar(select(LeaseRow).where(_owned(turn)).with_for_update())
    if row is None:
        raise TurnLost(f"the turn {turn.fence} on {'/'.join(turn.pair)} was given back or taken over")
    return row


def _owned(turn: Turn) -> ColumnElement[bool]:
    return and_(of_pair(turn.pair), col(LeaseRow.fence) == turn.fence, col(LeaseRow.turn_owner) == turn.owner)


def _fresh(pair: Pair) -> LeaseRow:
    return LeaseRow(**pair._asdict(), state=LeaseState.ABSENT.value, origin="none", tasks=[], fence=0)
