"""What the login store takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from contracts.authorization import MAX_ACCOUNTS, Account, LoginView
from contracts.vocabulary import InstagramLink, LapseCause
from store.tables import AccountRow, LoginRow

WORKING = "working"
LAPSED = "lapsed"
SUPERSEDED = "superseded"

MAX_LOGINS = 20
_MAX_MISSING = 20


@dataclass(frozen=True)
class AccountRecord:
    """A Page as the platform described it to this login. No ``page_token``: listed, but nothing can be done with it."""

    page_id: str
    page_name: str
    tasks: frozenset[str]
    page_token: SecretStr | None
    instagram_id: str | None
    instagram_username: str | None
    link: InstagramLink


@dataclass(frozen=True)
class LoginRecord:
    """A login as an inspection of its token showed it."""

    facebook_user_id: str
    name: str
    token: SecretStr
    expires_at: datetime | None
    data_access_expires_at: datetime | None
    scopes: frozenset[str]
    missing_permissions: tuple[str, ...]
    accounts: tuple[AccountRecord, ...]


@dataclass(frozen=True)
class PageAccess:
    """The tokens to act on a Page with."""

    login_id: str
    page_token: SecretStr
    user_token: SecretStr


def view_of(row: LoginRow, accounts: Sequence[Account]) -> LoginView:
    """What may be told about a login: no token, no Facebook user id."""
    return LoginView(
        login_id=row.id,
        name=row.name,
        working=row.state == WORKING,
        cause=LapseCause(row.cause) if row.cause else None,
        expires_at=row.expires_at,
        consented_at=row.consented_at,
        missing_permissions=tuple(row.missing_permissions[:_MAX_MISSING]),
        accounts=tuple(accounts[:MAX_ACCOUNTS]),
    )


def apply(row: LoginRow, record: LoginRecord) -> None:
    """Take over what an inspection showed. Token and state are the caller's."""
    row.facebook_user_id, row.name = record.facebook_user_id, record.name
    row.expires_at, row.data_access_expires_at = record.expires_at, record.data_access_expires_at
    row.scopes, row.missing_permissions = sorted(record.scopes), list(record.missing_permissions)


def account_row(login_id: str, account: AccountRecord, sealed_token: bytes | None) -> AccountRow:
    return AccountRow(
        login_id=login_id,
        page_id=account.page_id,
        page_name=account.page_name,
        tasks=sorted(account.tasks),
        instagram_id=account.instagram_id,
        # Usernames are compared in lower case everywhere (contracts.ids).
        instagram_username=account.instagram_username.lower() if account.instagram_username else None,
        link=account.link.value,
        sealed_token=sealed_token,
    )
