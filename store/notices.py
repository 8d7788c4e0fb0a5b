"""Notices told, kept so that nobody is told twice and that it can be shown later who was told what."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from contracts.notices import Notice
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

    async def of_creator(self, creator_id: str) -> tuple[Notice, ...]:
        """The creator's notices, oldest first."""
        return await self._those(col(NoticeRow.creator_id) == creator_id)

    async def of_collaboration(self, collaboration_id: str) -> tuple[Notice, ...]:
        """The collaboration's notices, oldest first."""
        return await self._those(col(NoticeRow.collaboration_id) == collaboration_id)

    async def _those(self, condition: ColumnElement[bool]) -> tuple[Notice, ...]:
        newest = select(NoticeRow).where(condition).order_by(col(NoticeRow.id).desc()).limit(_LIMIT)
        async with self._database.read() as session:
            rows = (await session.scalars(newest)).all()
        return tuple(Notice.model_validate(row, from_attributes=True) for row in reversed(rows))


def _row(notice: Notice, now: datetime) -> NoticeRow:
    return NoticeRow(**notice.model_dump(mode="json"), recorded_at=now)
