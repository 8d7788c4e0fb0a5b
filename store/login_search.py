"""Which of a creator's logins covers an account, and with which tokens."""

from collections.abc import Sequence

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.authorization import FindLogin, FoundLogin
from contracts.vocabulary import AuthorizationState, LapseCause
from store.engine import Database
from store.errors import LoginUnknown
from store.login_records import LAPSED, MAX_LOGINS, WORKING, PageAccess
from store.tables import AccountRow, LoginRow
from store.vault import Vault


class LoginSearch:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def find(self, ask: FindLogin) -> FoundLogin:
        """Whether a working login covers the account; if none does, why.

        With ``page_id``: a working login with that Page's token; else the newest lapsed one that covered it, unless
        somebody consented after that lapse: then, as where no login ever covered it, the Page is not among what was
        selected. Without: one that lists the username, else any.
        """
        async with self._database.read() as session:
            if ask.page_id is None:
                return await _find_any(session, ask.creator_id, ask.instagram_username.lower())
            return await _find_page(session, ask.creator_id, ask.page_id)

    async def user_token(self, login_id: str) -> SecretStr:
        """The login's user token, working or lapsed. Raises LoginUnknown once it was erased."""
        async with self._database.read() as session:
            row = await session.get(LoginRow, login_id)
            if row is None or row.sealed_token is None:
                raise LoginUnknown(f"no login {login_id!r}, or a newer consent superseded it")
            return await self._vault.open(session, row.creator_id, row.id, "user_token", row.sealed_token)

    async def page_access(self, creator_id: str, page_id: str) -> PageAccess | None:
        """Tokens of a working login that covers the Page: the one with the most tasks, then the newest."""
        return await self._access(creator_id, page_id, (WORKING,))

    async def any_page_access(self, creator_id: str, page_id: str) -> PageAccess | None:
        """The same, from lapsed logins as well: a Page token may outlive its user token. Only to try a revoke."""
        return await self._access(creator_id, page_id, (WORKING, LAPSED))

    async def _access(self, creator_id: str, page_id: str, states: Sequence[str]) -> PageAccess | None:
        candidates = (
            select(LoginRow, AccountRow)
            .join(AccountRow, col(AccountRow.login_id) == col(LoginRow.id))
            .where(
                col(LoginRow.creator_id) == creator_id,
                col(LoginRow.state).in_(states),
                col(LoginRow.sealed_token).is_not(None),
                col(AccountRow.page_id) == page_id,
                col(AccountRow.sealed_token).is_not(None),
            )
            # "working" sorts after "lapsed": working ones are never cut off by the limit.
            .order_by(col(LoginRow.state).desc(), col(LoginRow.consented_at).desc())
            .limit(MAX_LOGINS)
        )
        async with self._database.read() as session:
            rows = (await session.execute(candidates)).all()
            if not rows:
                return None
            # max() keeps the first of equals, which is the newest.
            login, account = max(rows, key=lambda row: (row[0].state == WORKING, len(row[1].tasks)))
            assert account.sealed_token is not None, "the query asks for it"
            assert login.sealed_token is not None, "the query asks for it"
            return PageAccess(
                login.id,
                page_token=await self._vault.open(
                    session, creator_id, page_record(login.id, page_id), "page_token", account.sealed_token
                ),
                user_token=await self._vault.open(session, creator_id, login.id, "user_token", login.sealed_token),
            )


def page_record(login_id: str, page_id: str) -> str:
    """The vault's name for the row that holds a Page token."""
    return f"{login_id}/{page_id}"


async def _find_page(session: AsyncSession, creator_id: str, page_id: str) -> FoundLogin:
    covers = _lists(col(AccountRow.page_id) == page_id)
    usable = _lists(col(AccountRow.page_id) == page_id, col(AccountRow.sealed_token).is_not(None))
    if login := await session.scalar(_newest(creator_id, WORKING, usable)):
        return _found(login)
    lapsed = await session.scalar(_newest(creator_id, LAPSED, covers))
    working = await session.scalar(_newest(creator_id, WORKING))
    if working and (lapsed is None or lapsed.lapsed_at is None or working.consented_at > lapsed.lapsed_at):
        return _found(working, LapseCause.PAGE_DESELECTED)
    if lapsed:
        return _found(lapsed)
    return _found(await session.scalar(_newest(creator_id, LAPSED)))


async def _find_any(session: AsyncSession, creator_id: str, username: str) -> FoundLogin:
    lists = _lists(col(AccountRow.instagram_username) == username)
    if login := await session.scalar(_newest(creator_id, WORKING, lists)):
        return _found(login)
    if login := await session.scalar(_newest(creator_id, WORKING)):
        return _found(login)
    return _found(await session.scalar(_newest(creator_id, LAPSED)))


def _newest(creator_id: str, state: str, *conditions: ColumnElement[bool]) -> Select[LoginRow]:
    return (
        select(LoginRow)
        .where(col(LoginRow.creator_id) == creator_id, col(LoginRow.state) == state, *conditions)
        .order_by(col(LoginRow.consented_at).desc(), col(LoginRow.id))
        .limit(1)
    )


def _lists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(and_(col(AccountRow.login_id) == col(LoginRow.id), *conditions))


def _found(login: LoginRow | None, cause: LapseCause | None = None) -> FoundLogin:
    if login is None:
        return FoundLogin(state=AuthorizationState.NONE)
    if cause is None and login.cause:
        cause = LapseCause(login.cause)
    return FoundLogin(
        state=AuthorizationState.VALID if cause is None else AuthorizationState.LAPSED,
        login_id=login.id,
        login=login.name,
        cause=cause,
        expires_at=login.expires_at,
        consented_at=login.consented_at,
    )
