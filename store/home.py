"""Which Temporal namespace the database belongs to.

Holds are kept here and collaborations live there: to an audit from another namespace every hold would look abandoned.
"""

from sqlalchemy import select
from sqlmodel import col

from store.engine import Database
from store.errors import OtherNamespace
from store.inserts import insert_missing
from store.tables import HomeRow

_ONLY = 1


class Home:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, namespace: str) -> None:
        """Make the database this namespace's, if it is nobody's yet. Raises OtherNamespace."""
        async with self._database.write() as session:
            await insert_missing(session, [HomeRow(id=_ONLY, namespace=namespace)])
            home = await session.scalar(select(col(HomeRow.namespace)))
        if home is not None and home != namespace:
            raise OtherNamespace(home, namespace)

    async def move(self, namespace: str) -> str | None:
        """Make it this namespace's, whoever's it was: the one before is returned."""
        async with self._database.write() as session:
            row = await session.get(HomeRow, _ONLY)
            before = row.namespace if row else None
            await session.merge(HomeRow(id=_ONLY, namespace=namespace))
        return before
