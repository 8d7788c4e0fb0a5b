"""Insert unless it is there already: one statement, safe for any number of writers, on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

_BATCH = 500
"""Rows per statement: a statement's parameters are limited (32,766 on SQLite)."""


async def insert_missing(session: AsyncSession, rows: Sequence[SQLModel]) -> int:
    """Insert those of ``rows`` (all of one table) that collide with nothing; how many those were."""
    added = 0
    for start in range(0, len(rows), _BATCH):
        added += await _insert(session, rows[start : start + _BATCH])
    return added


async def _insert(session: AsyncSession, rows: Sequence[SQLModel]) -> int:
    table: Table = type(rows[0]).__table__  # type: ignore[attr-defined]
    values: list[dict[str, Any]] = [_values(row, table) for row in rows]
    keys = list(table.primary_key.columns)
    if session.get_bind().dialect.name == "sqlite":
        statement = sqlite.insert(table).values(values).on_conflict_do_nothing().returning(*keys)
    else:
        statement = postgresql.insert(table).values(values).on_conflict_do_nothing().returning(*keys)
    return len((await session.execute(statement)).all())


def _values(row: SQLModel, table: Table) -> dict[str, Any]:
    values = row.model_dump()
    counted = table.autoincrement_column
    if counted is not None and values.get(counted.key) is None:
        values.pop(counted.key, None)
    return values
