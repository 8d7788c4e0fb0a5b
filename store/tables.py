"""The tables. Secrets are only ever columns named ``sealed_*``, and hold the vault's ciphertext.

A change here needs a revision in ``migrations/versions``; a test compares the two.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKeyConstraint, Index, Integer, MetaData, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from contracts.proof import GENESIS
from store.instants import UtcInstant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Both databases must know a constraint by the same name, or a later migration cannot drop it."""


class Table(SQLModel):
    metadata = MetaData(naming_convention=NAMES)


def _serial() -> Column[int]:
    """A number that grows with every row: SQLite counts only plain INTEGER keys."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


class HomeRow(Table, table=True):
    """The one row that says which Temporal namespace the database belongs to."""

    __tablename__ = "home"

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    namespace: str


class VaultKeyRow(Table, table=True):
    """One data key per creator, wrapped by the key-encryption key ``key_id``."""

    __tablename__ = "vault_key"

    creator_id: str = Field(primary_key=True)
    key_id: str = Field(index=True)
    wrapped_key: bytes


class PendingLoginRow(Table, table=True):
    """A consent on its way: from the dialog's start to the answer that the creator's page shows."""

    __tablename__ = "pending_login"

    id: str = Field(primary_key=True)
    state_hash: str = Field(unique=True)
    browser_hash: str
    creator_id: str
    collaboration_id: str
    redirect_uri: str
    status: str
    created_at: datetime = Field(sa_type=UtcInstant, index=True)
    expires_at: datetime = Field(sa_type=UtcInstant)
    sealed_verifier: bytes | None = None
    sealed_code: bytes | None = None
    sealed_token: bytes | None = None
    token_expires_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    answer: str | None = None


class LoginRow(Table, table=True):
    """One Facebook user's authorization, from one consent. ``state``: working, lapsed or superseded."""

    __tablename__ = "login"
    __table_args__ = (Index(None, "creator_id", "state", "consented_at"), Index(None, "facebook_user_id"))

    id: str = Field(primary_key=True)
    creator_id: str
    facebook_user_id: str
    name: str
    state: str
    cause: str | None = None
    consented_at: datetime = Field(sa_type=UtcInstant)
    checked_at: datetime = Field(sa_type=UtcInstant)
    lapsed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    expires_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    data_access_expires_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    scopes: list[str] = Field(sa_type=JSON)
    missing_permissions: list[str] = Field(sa_type=JSON)
    sealed_token: bytes | None = None


class AccountRow(Table, table=True):
    """A Page that a login covers, with its Instagram account and, sealed, its Page token."""

    __tablename__ = "account"
    __table_args__ = (ForeignKeyConstraint(["login_id"], ["login.id"], ondelete="CASCADE"),)

    login_id: str = Field(primary_key=True)
    page_id: str = Field(primary_key=True)
    page_name: str
    tasks: list[str] = Field(sa_type=JSON)
    instagram_id: str | None = None
    instagram_username: str | None = None
    link: str
    sealed_token: bytes | None = None


class LeaseRow(Table, table=True):
    """What we believe of one (Page, business) pair, and who has its turn."""

    __tablename__ = "lease"

    page_id: str = Field(primary_key=True)
    business_id: str = Field(primary_key=True)
    state: str
    origin: str
    tasks: list[str] = Field(sa_type=JSON)
    read_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    fence: int = Field(sa_type=BigInteger)
    turn_owner: str | None = None
    turn_expires_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    chain_length: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """How many entries of evidence there are, and the hash of the last: a chain that is cut at its end shows."""
    chain_hash: str = Field(default=GENESIS, sa_column_kwargs={"server_default": GENESIS})


def _of_lease() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["page_id", "business_id"], ["lease.page_id", "lease.business_id"])


class HolderRow(Table, table=True):
    """One collaboration's hold on a pair. ``since`` is null on a tombstone: let go without ever having held."""

    __tablename__ = "holder"
    __table_args__ = (_of_lease(),)

    page_id: str = Field(primary_key=True)
    business_id: str = Field(primary_key=True)
    collaboration_id: str = Field(primary_key=True)
    creator_id: str | None = None
    tasks: list[str] = Field(sa_type=JSON)
    ends_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    since: datetime | None = Field(default=None, sa_type=UtcInstant)
    released_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class IntentRow(Table, table=True):
    """A call we are about to make, written before it, with the state that it meets."""

    __tablename__ = "intent"
    __table_args__ = (_of_lease(), Index(None, "page_id", "business_id", "settled_at"))

    id: str = Field(primary_key=True)
    page_id: str
    business_id: str
    fence: int = Field(sa_type=BigInteger)
    kind: str
    tasks: list[str] = Field(sa_type=JSON)
    before_present: bool
    before_pending: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    before_tasks: list[str] = Field(sa_type=JSON)
    before_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    written_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    result: str | None = None


class EvidenceRow(Table, table=True):
    """A read-back, kept as proof, a link in the chain of its pair (``store.chain``). Rows are only ever added.

    ``state`` and ``origin`` are what the lease was settled to, ``holders`` who held the pair then, ``before`` what our
    last call met before it. Rows from before there were chains have the first two null and no holders.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        _of_lease(),
        ForeignKeyConstraint(["intent_id"], ["intent.id"]),
        Index(None, "collaboration_id", "id"),
        UniqueConstraint("page_id", "business_id", "seq"),
    )

    id: int | None = Field(default=None, sa_column=_serial())
    page_id: str
    business_id: str
    collaboration_id: str | None = None
    intent_id: str | None = None
    kind: str
    present: bool
    tasks: list[str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcInstant)
    request_id: str
    note: str | None = None
    pending: bool = False
    state: str | None = None
    origin: str | None = None
    holders: list[dict[str, Any]] = Field(default=[], sa_type=JSON)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    seq: int = Field(default=0, sa_type=BigInteger)
    salt: str = ""
    previous_hash: str = ""
    hash: str = ""


class BrandConnectionRow(Table, table=True):
    """A brand whose system user's token we have, to take access back from its side. ``problem`` is the last look's."""

    __tablename__ = "brand_connection"

    business_id: str = Field(primary_key=True)
    name: str
    connected_at: datetime = Field(sa_type=UtcInstant)
    checked_at: datetime = Field(sa_type=UtcInstant)
    problem: str | None = None
    sealed_token: bytes | None = None


class NoticeRow(Table, table=True):
    """A message to one party, recorded once under its stable id."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "creator_id", "id"), Index(None, "collaboration_id", "id"))

    id: int | None = Field(default=None, sa_column=_serial())
    notice_id: str = Field(unique=True)
    kind: str
    to: str
    creator_id: str
    collaboration_id: str | None = None
    text: str
    facts: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    recorded_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class DeletionRow(Table, table=True):
    """A request to be deleted, and how far it is. ``creator_id`` is null once everything is erased."""

    __tablename__ = "deletion"
    __table_args__ = (UniqueConstraint("code", "creator_id"), Index(None, "creator_id"))

    id: int | None = Field(default=None, sa_column=_serial())
    code: str
    creator_id: str | None = None
    requested_at: datetime = Field(sa_type=UtcInstant)
    stage: str
    still_open: int = 0
    waiting_for: str | None = None
    erased_at: datetime | None = Field(default=None, sa_type=UtcInstant)
