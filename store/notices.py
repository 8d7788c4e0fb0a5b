"""Notices told, kept so that nobody is told twice and that it can be shown later who was told what."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import col

from contracts.notices import KeptNotice, Notice
from contracts.vocabulary import Owner
from store.engine import Database
from store.inserts import insert_missing
from store.tables import NoticeRow

_LIMIT = 500
"""The newest that are shown; a creator or collaboration with more has the older ones in the table only."""


class NoticeStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, notices: Iterable[Notice], now: datetime) -> int:
        """Record those that are new by ``notice_id``; how many those were."""
        # In one order everywhere: two batches that overlap would otherwise wait for each other for ever.
        rows = [_row(notice, now) for notice in sorted(notices, key=lambda notice: notice.notice_id)]
        async with self._database.write() as session:
            return await insert_missing(session, rows)

    async def of_creator(self, creator_id: str) -> tuple[KeptNotice, ...]:
        """What the creator was told, oldest first."""
        return await self._those(_told(creator_id))

    async def unseen(self, creator_id: str) -> tuple[KeptNotice, ...]:
        """What the creator was told and has not acknowledged yet, oldest first."""
        return await self._those(_told(creator_id), col(NoticeRow.seen_at).is_(None))

    async def mark(self, creator_id: str) -> str:
        """The same as long as the creator was told nothing more and has acknowledged nothing more."""
        asked = select(func.max(col(NoticeRow.id)), func.count(col(NoticeRow.seen_at))).where(*_told(creator_id))
        async with self._database.read() as session:
            last, seen = (await session.execute(asked)).one()
        return f"{last}/{seen}"

    async def acknowledge(self, creator_id: str, notice_ids: Collection[str], now: datetime) -> int:
        """The creator saw these; how many were new. Unknown ones and other people's change nothing.

        The first time counts: repeating it changes nothing.
        """
        these = col(NoticeRow.notice_id).in_(list(notice_ids)[:_LIMIT])
        theirs = (
            update(NoticeRow)
            .where(*_told(creator_id), col(NoticeRow.seen_at).is_(None), these)
            .values(seen_at=now)
            .returning(col(NoticeRow.id))
        )
        async with self._database.write() as session:
            return len((await session.execute(theirs)).all())

    async def of_collaboration(self, collaboration_id: str) -> tuple[KeptNotice, ...]:
        """What everybody was told of the collaboration, oldest first."""
        return await self._those([col(NoticeRow.collaboration_id) == collaboration_id])

    async def _those(self, conditions: list[ColumnElement[bool]], *more: ColumnElement[bool]) -> tuple[KeptNotice, ...]:
        newest = select(NoticeRow).where(*conditions, *more).order_by(col(NoticeRow.id).desc()).limit(_LIMIT)
        async with self._database.read() as session:
            rows = (await session.scalars(newest)).all()
        return tuple(KeptNotice.model_validate(row, from_attributes=True) for row in reversed(rows))


def _told(creator_id: str) -> list[ColumnElement[bool]]:
    return [col(NoticeRow.creator_id) == creator_id, col(NoticeRow.to) == Owner.CREATOR.value]


def _row(notice: Notice, now: datetime) -> NoticeRow:
    return NoticeRow(**notice.model_dump(mode="json"), recorded_at=now)
