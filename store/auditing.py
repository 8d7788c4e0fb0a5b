"""What an audit looks at, page by page: pairs by their key, with their holders and our last calls. Only reads."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.access import Hold
from contracts.vocabulary import LeaseState
from store.engine import Database
from store.leases import Origin
from store.tables import HolderRow, IntentRow, LeaseRow
from store.turns import Pair

WATCHED = timedelta(days=7)
"""How long after our last call a pair without holder is still read again."""

_MAX_HOLDERS = 100
"""Of one page of pairs, of each kind; a pair has a handful."""


@dataclass(frozen=True)
class AuditedLease:
    """One pair as an audit needs to know it.

    ``announced`` are holds that begin later, ``let_go`` those who held it once and no longer do, newest first.
    """

    pair: Pair
    state: LeaseState
    origin: Origin
    read_at: datetime | None
    holders: tuple[Hold, ...]
    announced: tuple[Hold, ...]
    let_go: tuple[Hold, ...]
    called_at: datetime | None
    """When we last wrote down that we were about to share or unshare."""
    unanswered_at: datetime | None
    """The newest share call whose outcome nobody ever learned: it may have landed later, or never."""


class AuditSearch:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, after: Pair | None, limit: int, now: datetime, creator_id: str | None = None
    ) -> tuple[AuditedLease, ...]:
        """The next pairs, in the order of their keys, that anybody holds, that are ours, or that we called for lately.

        Pairs that somebody has the turn of right now are left to whoever has it.
        """
        this = _of(HolderRow)
        held = exists().where(this, col(HolderRow.released_at).is_(None))
        lately = exists().where(_of(IntentRow), col(IntentRow.written_at) > now - WATCHED)
        free = or_(col(LeaseRow.turn_owner).is_(None), col(LeaseRow.turn_expires_at) <= now)
        wanted = (
            select(LeaseRow)
            .where(free, or_(held, lately, col(LeaseRow.origin) == Origin.OURS.value))
            .order_by(col(LeaseRow.page_id), col(LeaseRow.business_id))
            .limit(limit)
        )
        if after is not None:
            wanted = wanted.where(tuple_(col(LeaseRow.page_id), col(LeaseRow.business_id)) > tuple_(*after))
        if creator_id is not None:
            wanted = wanted.where(exists().where(this, col(HolderRow.creator_id) == creator_id))
        async with self._database.read() as session:
            return await _filled(session, (await session.scalars(wanted)).all(), now)

    async def these(self, pairs: Collection[Pair], now: datetime) -> dict[Pair, AuditedLease]:
        """The same pairs as they are now."""
        if not pairs:
            return {}
        wanted = select(LeaseRow).where(_among(LeaseRow, pairs))
        async with self._database.read() as session:
            found = await _filled(session, (await session.scalars(wanted)).all(), now)
        return {lease.pair: lease for lease in found}

    async def known(self, collaborations: Collection[str]) -> dict[str, bool]:
        """Those of ``collaborations`` that the ledger knows; true for those that hold a pair right now."""
        rows = select(col(HolderRow.collaboration_id), col(HolderRow.released_at), col(HolderRow.since)).where(
            col(HolderRow.collaboration_id).in_(list(collaborations))
        )
        found: dict[str, bool] = {}
        async with self._database.read() as session:
            for collaboration_id, released_at, since in (await session.execute(rows)).all():
                holds = released_at is None and since is not None
                found[collaboration_id] = found.get(collaboration_id, False) or holds
        return found


def _of(table: type[HolderRow] | type[IntentRow]) -> ColumnElement[bool]:
    return and_(col(table.page_id) == col(LeaseRow.page_id), col(table.business_id) == col(LeaseRow.business_id))


def _among(table: type[LeaseRow] | type[HolderRow] | type[IntentRow], pairs: Iterable[Pair]) -> ColumnElement[bool]:
    return tuple_(col(table.page_id), col(table.business_id)).in_([tuple(pair) for pair in pairs])


async def _filled(session: AsyncSession, rows: Sequence[LeaseRow], now: datetime) -> tuple[AuditedLease, ...]:
    pairs = [Pair(row.page_id, row.business_id) for row in rows]
    if not pairs:
        return ()
    still = col(HolderRow.released_at).is_(None)
    holders = await _holders(session, pairs, and_(still, col(HolderRow.since) <= now))
    announced = await _holders(session, pairs, and_(still, col(HolderRow.since) > now))
    let_go = await _holders(session, pairs, col(HolderRow.released_at).is_not(None))
    called, unanswered = await _called(session, pairs)
    return tuple(
        AuditedLease(
            pair=pair,
            state=LeaseState(row.state),
            origin=Origin(row.origin),
            read_at=row.read_at,
            holders=holders.get(pair, ()),
            announced=announced.get(pair, ()),
            let_go=let_go.get(pair, ()),
            called_at=called.get(pair),
            unanswered_at=unanswered.get(pair),
        )
        for pair, row in zip(pairs, rows, strict=True)
    )


async def _holders(
    session: AsyncSession, pairs: Sequence[Pair], which: ColumnElement[bool]
) -> dict[Pair, tuple[Hold, ...]]:
    """Tombstones and creators who were erased are no holders: nothing could be read or taken back for them."""
    real = col(HolderRow.since).is_not(None), col(HolderRow.creator_id).is_not(None)
    rows = (
        select(HolderRow)
        .where(_among(HolderRow, pairs), which, *real)
        .order_by(col(HolderRow.released_at).desc(), col(HolderRow.since), col(HolderRow.collaboration_id))
        .limit(_MAX_HOLDERS * len(pairs))
    )
    found: dict[Pair, tuple[Hold, ...]] = {}
    for row in (await session.scalars(rows)).all():
        pair = Pair(row.page_id, row.business_id)
        found[pair] = (*found.get(pair, ()), Hold.model_validate(row, from_attributes=True))
    return found


async def _called(session: AsyncSession, pairs: Sequence[Pair]) -> tuple[dict[Pair, datetime], dict[Pair, datetime]]:
    """When we last called for each pair, and when we last shared without ever hearing what came of it."""
    newest = func.max(col(IntentRow.written_at), type_=IntentRow.__table__.c.written_at.type)  # type: ignore[attr-defined]
    by_pair = col(IntentRow.page_id), col(IntentRow.business_id)
    called = select(*by_pair, newest).where(_among(IntentRow, pairs)).group_by(*by_pair)
    # "overtaken": a later read-back closed it, and no answer of its own ever came.
    open_end = or_(col(IntentRow.settled_at).is_(None), col(IntentRow.result) == "overtaken")
    unanswered = called.where(col(IntentRow.kind) == "share", open_end)
    first, second = (await session.execute(called)).all(), (await session.execute(unanswered)).all()
    return {Pair(*row[:2]): row[2] for row in first}, {Pair(*row[:2]): row[2] for row in second}
