"""The creators' logins: kept, refreshed, lapsed, superseded. Tokens only ever sealed."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.authorization import MAX_ACCOUNTS, Account, LoginView
from contracts.vocabulary import LapseCause
from store.errors import LoginUnknown
from store.login_records import (
    LAPSED,
    MAX_LOGINS,
    SUPERSEDED,
    WORKING,
    AccountRecord,
    LoginRecord,
    PageAccess,
    account_row,
    apply,
    view_of,
)
from store.login_search import LoginSearch, page_record
from store.tables import AccountRow, LoginRow

__all__ = ["AccountRecord", "LoginRecord", "LoginStore", "PageAccess"]


class LoginStore(LoginSearch):
    async def add(
        self, creator_id: str, record: LoginRecord, *, consented_at: datetime, supersedes: tuple[str, ...]
    ) -> LoginView:
        """Keep a new consent. Those it supersedes are closed and their secrets erased, in the same transaction."""
        row = LoginRow(
            id=uuid.uuid4().hex,
            creator_id=creator_id,
            facebook_user_id=record.facebook_user_id,
            name=record.name,
            state=WORKING,
            consented_at=consented_at,
            checked_at=consented_at,
            scopes=[],
            missing_permissions=[],
        )
        async with self._database.write() as session:
            session.add(row)
            await self._supersede(session, creator_id, supersedes)
            return await self._write(session, row, record)

    async def refresh(self, login_id: str, record: LoginRecord, checked_at: datetime) -> LoginView:
        """A new inspection of the same token showed that it works. Raises LoginUnknown if it was superseded."""
        async with self._database.write() as session:
            row = await session.scalar(select(LoginRow).where(col(LoginRow.id) == login_id).with_for_update())
            if row is None or row.state == SUPERSEDED:
                raise LoginUnknown(f"no login {login_id!r}, or a newer consent superseded it")
            # An inspection that began before the lapse does not disprove it.
            if row.lapsed_at is None or row.lapsed_at <= checked_at:
                row.state, row.cause, row.lapsed_at = WORKING, None, None
            row.checked_at = max(row.checked_at, checked_at)
            await session.execute(delete(AccountRow).where(col(AccountRow.login_id) == login_id))
            return await self._write(session, row, record)

    async def lapse(self, login_id: str, cause: LapseCause, at: datetime) -> None:
        """The platform said at ``at`` that the login no longer works. The first cause stays, unless it was unknown.

        Secrets are kept: a Page token may outlive its user token, and revoking may depend on it. An error older
        than the last good inspection changes nothing, or a straggler would undo a repaired login.
        """
        async with self._database.write() as session:
            row = await session.scalar(select(LoginRow).where(col(LoginRow.id) == login_id).with_for_update())
            if row is None or row.state == SUPERSEDED:
                return
            if row.state == WORKING and row.checked_at <= at:
                row.state, row.cause, row.lapsed_at = LAPSED, cause.value, at
            elif row.state == LAPSED and row.cause == LapseCause.UNKNOWN.value:
                row.cause = cause.value

    async def checked(self, login_id: str, at: datetime) -> None:
        """The login was looked at. Never moves the instant back."""
        looked = update(LoginRow).where(col(LoginRow.id) == login_id, col(LoginRow.checked_at) < at)
        async with self._database.write() as session:
            await session.execute(looked.values(checked_at=at))

    async def views(self, creator_id: str) -> tuple[LoginView, ...]:
        """The creator's logins without superseded ones, newest consent first."""
        mine = (
            select(LoginRow)
            .where(col(LoginRow.creator_id) == creator_id, col(LoginRow.state) != SUPERSEDED)
            # "working" sorts after "lapsed": a working one is never cut off by the limit.
            .order_by(col(LoginRow.state).desc(), col(LoginRow.consented_at).desc())
            .limit(MAX_LOGINS)
        )
        async with self._database.read() as session:
            rows = (await session.scalars(mine)).all()
            views = [view_of(row, await _accounts(session, row.id)) for row in rows]
        return tuple(sorted(views, key=lambda view: view.consented_at, reverse=True))

    async def same_person(self, creator_id: str, facebook_user_id: str) -> tuple[LoginView, ...]:
        """The creator's working logins of this Facebook user, newest consent first."""
        same = (
            select(LoginRow)
            .where(
                col(LoginRow.creator_id) == creator_id,
                col(LoginRow.facebook_user_id) == facebook_user_id,
                col(LoginRow.state) == WORKING,
            )
            .order_by(col(LoginRow.consented_at).desc())
            .limit(MAX_LOGINS)
        )
        async with self._database.read() as session:
            rows = (await session.scalars(same)).all()
            return tuple([view_of(row, await _accounts(session, row.id)) for row in rows])

    async def of_person(self, creator_id: str, facebook_user_id: str) -> tuple[LoginView, ...]:
        """The creator's logins of this Facebook user, working or lapsed, newest consent first."""
        theirs = (
            select(LoginRow)
            .where(
                col(LoginRow.creator_id) == creator_id,
                col(LoginRow.facebook_user_id) == facebook_user_id,
                col(LoginRow.state) != SUPERSEDED,
            )
            .order_by(col(LoginRow.state).desc(), col(LoginRow.consented_at).desc())
            .limit(MAX_LOGINS)
        )
        async with self._database.read() as session:
            rows = (await session.scalars(theirs)).all()
            return tuple([view_of(row, await _accounts(session, row.id)) for row in rows])

    async def view(self, login_id: str) -> LoginView:
        """One login. Raises LoginUnknown if there is none or it was superseded."""
        async with self._database.read() as session:
            row = await session.get(LoginRow, login_id)
            if row is None or row.state == SUPERSEDED:
                raise LoginUnknown(f"no login {login_id!r}, or a newer consent superseded it")
            return view_of(row, await _accounts(session, row.id))

    async def lose_page(self, login_id: str, page_id: str) -> None:
        """The login works, but not for this Page: its Page token is erased until an inspection shows another."""
        lost = update(AccountRow).where(col(AccountRow.login_id) == login_id, col(AccountRow.page_id) == page_id)
        async with self._database.write() as session:
            await session.execute(lost.values(sealed_token=None))

    async def unchecked_since(self, creator_id: str, since: datetime) -> tuple[str, ...]:
        """Ids of the creator's working logins that were last looked at before ``since``, longest ago first."""
        due = (
            select(col(LoginRow.id))
            .where(
                col(LoginRow.creator_id) == creator_id,
                col(LoginRow.state) == WORKING,
                col(LoginRow.checked_at) < since,
            )
            .order_by(col(LoginRow.checked_at))
            .limit(MAX_LOGINS)
        )
        async with self._database.read() as session:
            return tuple((await session.scalars(due)).all())

    async def _supersede(self, session: AsyncSession, creator_id: str, login_ids: tuple[str, ...]) -> None:
        theirs = select(LoginRow).where(col(LoginRow.creator_id) == creator_id, col(LoginRow.id).in_(login_ids))
        # Locked in one order: two consents that supersede the same logins would otherwise block each other.
        for row in (await session.scalars(theirs.order_by(col(LoginRow.id)).with_for_update())).all():
            row.state, row.sealed_token = SUPERSEDED, None
            await session.execute(
                update(AccountRow).where(col(AccountRow.login_id) == row.id).values(sealed_token=None)
            )

    async def _write(self, session: AsyncSession, row: LoginRow, record: LoginRecord) -> LoginView:
        apply(row, record)
        row.sealed_token = await self._vault.seal(session, row.creator_id, row.id, "user_token", record.token)
        await session.flush()  # the login before the accounts that refer to it
        # The platform pages through its answer and may list a Page twice.
        for account in {each.page_id: each for each in record.accounts}.values():
            record_id = page_record(row.id, account.page_id)
            sealed = (
                await self._vault.seal(session, row.creator_id, record_id, "page_token", account.page_token)
                if account.page_token
                else None
            )
            session.add(account_row(row.id, account, sealed))
        await session.flush()
        return view_of(row, await _accounts(session, row.id))


async def _accounts(session: AsyncSession, login_id: str) -> list[Account]:
    """The first Pages of a login by name, without their tokens."""
    theirs = (
        select(
            col(AccountRow.page_id),
            col(AccountRow.page_name),
            col(AccountRow.instagram_id),
            col(AccountRow.instagram_username),
        )
        .where(col(AccountRow.login_id) == login_id)
        .order_by(col(AccountRow.page_name), col(AccountRow.page_id))
        .limit(MAX_ACCOUNTS)
    )
    rows = (await session.execute(theirs)).all()
    return [Account.model_validate(row, from_attributes=True) for row in rows]
