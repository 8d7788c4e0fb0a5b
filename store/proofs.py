"""Reading the evidence for an export: page by page, each page one moment of the database, nothing held in between."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlmodel import col

from contracts.proof import Line
from store.chain import entry_line
from store.engine import Database
from store.tables import EvidenceRow, HolderRow, LeaseRow
from store.turns import Pair

_PAGE = 500


@dataclass(frozen=True)
class EvidenceFilter:
    """Whose evidence; at most one of them is given. Nothing given: all there is."""

    collaboration: str | None = None
    creator: str | None = None
    business: str | None = None


@dataclass(frozen=True)
class Held:
    """One collaboration's hold on a pair by the ledger; ``since`` is null if it never held."""

    collaboration_id: str
    tasks: tuple[str, ...]
    since: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class Head:
    """The end of a pair's chain, as its lease row keeps it."""

    seq: int
    hash: str


class Proofs:
    def __init__(self, database: Database, page: int = _PAGE) -> None:
        self._database = database
        self._page = page

    async def aclose(self) -> None:
        """Give every connection back."""
        await self._database.aclose()

    async def collaborations_of(self, creator_id: str) -> frozenset[str]:
        """Every collaboration of the creator that the ledger knows."""
        theirs = select(col(HolderRow.collaboration_id)).where(col(HolderRow.creator_id) == creator_id).distinct()
        async with self._database.read() as session:
            return frozenset((await session.scalars(theirs)).all())

    async def pairs(self, only: EvidenceFilter) -> AsyncIterator[Pair]:
        """Every pair that has evidence, or should have it, in the order of Page and business."""
        place = tuple_(col(LeaseRow.page_id), col(LeaseRow.business_id))
        last = Pair("", "")
        while True:
            page = (
                select(col(LeaseRow.page_id), col(LeaseRow.business_id))
                .where(
                    place > tuple_(last.page_id, last.business_id), or_(_has_evidence(), col(LeaseRow.chain_length) > 0)
                )
                .where(*_matching(only))
                .order_by(col(LeaseRow.page_id), col(LeaseRow.business_id))
                .limit(self._page)
            )
            async with self._database.read() as session:
                found = [Pair(*row) for row in (await session.execute(page)).all()]
            for last in found:
                yield last
            if len(found) < self._page:
                return

    async def chain(self, pair: Pair) -> AsyncIterator[Line | Head]:
        """The pair's entries in their order, then its head: of the same moment as the last entries."""
        of_pair = col(EvidenceRow.page_id) == pair.page_id, col(EvidenceRow.business_id) == pair.business_id
        last = 0
        while True:
            page = (
                select(EvidenceRow)
                .where(*of_pair, col(EvidenceRow.seq) > last)
                .order_by(col(EvidenceRow.seq))
                .limit(self._page)
            )
            async with self._database.read() as session:
                rows = (await session.scalars(page)).all()
                lease = await session.get_one(LeaseRow, tuple(pair))
            for row in rows:
                yield entry_line(row)
                last = row.seq
            if len(rows) < self._page:
                yield Head(lease.chain_length, lease.chain_hash)
                return

    async def holds(self, pair: Pair) -> tuple[Held, ...]:
        """Every hold on the pair there ever was, by collaboration."""
        of_pair = col(HolderRow.page_id) == pair.page_id, col(HolderRow.business_id) == pair.business_id
        ever = select(HolderRow).where(*of_pair).order_by(col(HolderRow.collaboration_id))
        async with self._database.read() as session:
            rows = (await session.scalars(ever)).all()
        return tuple(Held(row.collaboration_id, tuple(row.tasks), row.since, row.released_at) for row in rows)


def _matching(only: EvidenceFilter) -> list[ColumnElement[bool]]:
    if only.business is not None:
        return [col(LeaseRow.business_id) == only.business]
    if only.creator is not None:
        return [exists().where(_of_lease(HolderRow), col(HolderRow.creator_id) == only.creator)]
    if only.collaboration is not None:
        held = exists().where(_of_lease(HolderRow), col(HolderRow.collaboration_id) == only.collaboration)
        read = exists().where(_of_lease(EvidenceRow), col(EvidenceRow.collaboration_id) == only.collaboration)
        return [or_(held, read)]
    return []


def _has_evidence() -> ColumnElement[bool]:
    return exists().where(_of_lease(EvidenceRow))


def _of_lease(table: type[HolderRow] | type[EvidenceRow]) -> ColumnElement[bool]:
    return and_(col(table.page_id) == col(LeaseRow.page_id), col(table.business_id) == col(LeaseRow.business_id))
