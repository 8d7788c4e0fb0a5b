"""Messages of the Authorization workflow: one creator's logins over time. References only, never a token or code."""

from typing import Annotated

from pydantic import Field

from contracts.ids import CollaborationId, CreatorId
from contracts.model import Instant, Model, ShortText
from contracts.vocabulary import AuthorizationState, LapseCause

MAX_ACCOUNTS = 200
"""Pages of one login that are told of; what is not among so many may be there all the same."""


class Account(Model):
    """A Page that a login covers, with its linked Instagram account, if any."""

    page_id: str
    page_name: ShortText = ""
    instagram_id: str | None = None
    instagram_username: str | None = None


class LoginView(Model):
    """One Facebook user who authorized our app: what may be told about it."""

    login_id: str
    name: ShortText
    working: bool
    cause: LapseCause | None = None
    expires_at: Instant | None = None
    consented_at: Instant
    missing_permissions: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    accounts: Annotated[tuple[Account, ...], Field(max_length=MAX_ACCOUNTS)] = ()


class Logins(Model):
    logins: Annotated[tuple[LoginView, ...], Field(max_length=20)] = ()


class CompleteLogin(Model):
    """Finish a login whose code lies in the vault."""

    creator_id: CreatorId
    pending_login_id: str


class LoginWork(Model):
    """What the completing activity needs: the pending login, and who waits for this creator."""

    creator_id: CreatorId
    pending_login_id: str
    subscribers: Annotated[tuple["Subscription", ...], Field(max_length=1000)] = ()


class LoginAnswer(Model):
    """What came of a consent; the creator's page shows it."""

    accepted: bool
    message: ShortText = ""
    """One plain line when it was not accepted: what to do."""
    login: LoginView | None = None
    lacks_pages: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    """Names of Pages that an older, still working login covers and this one does not."""
    lacks_permissions: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    controls: Annotated[tuple[str, ...] | None, Field(max_length=MAX_ACCOUNTS)] = None
    """Ids of the Pages that the person has full control of; null where that is not known."""
    other_person: bool = False
    """Another Facebook user than the one whose login stays in use."""
    would_break: Annotated[tuple[CollaborationId, ...], Field(max_length=200)] = ()
    """Open collaborations that this consent alone would not cover."""
    logins: Annotated[tuple[LoginView, ...], Field(max_length=20)] = ()
    """All of the creator's logins, after it."""


class CheckLogins(Model):
    """Ask the platform whether the creator's logins still work, but for those asked within ``max_age_seconds``."""

    creator_id: CreatorId
    max_age_seconds: int


class Subscription(Model):
    """An open collaboration that wants to hear when the creator's working logins change."""

    creator_id: CreatorId
    collaboration_id: CollaborationId
    instagram_username: str
    ends_at: Instant


class Unsubscribe(Model):
    collaboration_id: CollaborationId


class Subscribers(Model):
    """The first of the open collaborations that hear when the creator's logins change."""

    collaborations: Annotated[tuple[CollaborationId, ...], Field(max_length=1000)] = ()


class SuspectedLapse(Model):
    """A collaboration met an error that says a login no longer works."""

    login_id: str
    cause: LapseCause
    brand_side: ShortText = ""
    """Why access could not be taken back from the brand's side either; empty where that was not tried."""


class FindLogin(Model):
    """Which of the creator's logins covers this account? Answered from our own store. ``page_id`` once it is known."""

    creator_id: CreatorId
    instagram_username: str
    page_id: str | None = None


class FoundLogin(Model):
    """``state`` is about the account where ``page_id`` was given, else about having any working login."""

    state: AuthorizationState
    login_id: str | None = None
    login: str | None = None
    cause: LapseCause | None = None
    expires_at: Instant | None = None
    consented_at: Instant | None = None


class RecordAnswer(Model):
    """Close a pending login that could not be finished, with what the creator is told."""

    pending_login_id: str
    answer: LoginAnswer


class Creator(Model):
    creator_id: CreatorId


class AuthorizationMemory(Model):
    """All that survives continue-as-new of an Authorization."""

    creator_id: CreatorId
    subscribers: dict[str, Subscription] = Field(default_factory=dict)
    logins: Annotated[tuple[LoginView, ...], Field(max_length=20)] = ()
    next_check_at: Instant | None = None
    warned: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    """Expiry warnings already given, as ``login_id/days``."""


class StartAuthorization(Model):
    creator_id: CreatorId
    memory: AuthorizationMemory | None = None
    """Set only when a long life continues as new."""
