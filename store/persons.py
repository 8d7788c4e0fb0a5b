"""Whose logins a Facebook user's are: what Meta tells us is about a person or a Page, never about a creator."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from contracts.vocabulary import LapseCause
from store.engine import Database
from store.login_records import LAPSED, SUPERSEDED, WORKING
from store.tables import AccountRow, LoginRow

_BATCH = 500
"""Ids in one statement: its parameters are limited."""


class PersonSearch:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def creators(self, facebook_user_ids: Collection[str], *, ever: bool = False) -> tuple[str, ...]:
        """The creators who have a login of one of these Facebook users; with ``ever``, or once had one."""
        current = [] if ever else [col(LoginRow.state) != SUPERSEDED]
        ids = sorted(set(facebook_user_ids))
        found = set[str]()
        async with self._database.read() as session:
            for start in range(0, len(ids), _BATCH):
                these = col(LoginRow.facebook_user_id).in_(ids[start : start + _BATCH])
                found |= set((await session.scalars(_creators(these, *current))).all())
        return tuple(sorted(found))

    async def creators_of_page(self, page_id: str) -> tuple[str, ...]:
        """The creators who have a login that lists this Page."""
        lists = col(LoginRow.id).in_(select(col(AccountRow.login_id)).where(col(AccountRow.page_id) == page_id))
        async with self._database.read() as session:
            return tuple(sorted((await session.scalars(_creators(lists, col(LoginRow.state) != SUPERSEDED))).all()))

    async def app_removed(self, facebook_user_id: str, at: datetime) -> None:
        """This person removed our app at ``at``: their logins that were last found working before that lapse.

        What was found working, or was consented to, after that is newer than the removal and stays: a callback that
        comes late, or again, must not undo a repaired login. Secrets are kept, as in every lapse.
        """
        theirs = (
            select(LoginRow)
            .where(
                col(LoginRow.facebook_user_id) == facebook_user_id,
                col(LoginRow.state) == WORKING,
                col(LoginRow.checked_at) <= at,
            )
            # In one order: two callbacks at once would otherwise wait for each other.
            .order_by(col(LoginRow.id))
            .with_for_update()
        )
        async with self._database.write() as session:
            for row in (await session.scalars(theirs)).all():
                row.state, row.cause, row.lapsed_at = LAPSED, LapseCause.APP_REMOVED.value, at


def _creators(*conditions: ColumnElement[bool]) -> Select[str]:
    return select(col(LoginRow.creator_id)).where(*conditions).distinct()
