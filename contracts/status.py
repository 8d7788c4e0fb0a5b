"""Status of a collaboration, as query, client, command line and HTTP API all return it."""

from typing import Annotated

from pydantic import Field

from contracts.model import Instant, Model, ShortText
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Owner, Stage

HISTORY_LIMIT = 50


class Blocked(Model):
    """What holds a collaboration up, who can do something about it, and the one next step."""

    code: str
    """A FindingCode, or one of those beside them in docs/lifecycle.md, as ``authorization_lapsed``."""
    owner: Owner
    message: ShortText
    next_step: ShortText
    since: Instant
    next_try: Instant | None = None
    """When it is tried again by itself; in the past while a try is under way, null where only a person can help."""
    overdue_since: Instant | None = None
    """Since when access should be gone and perhaps is not; null before the end."""


class TermStatus(Model):
    starts_at: Instant
    ends_at: Instant
    authorize_by: Instant | None = None
    """Until when the first authorization has to come; null once there was one."""


class AuthorizationStatus(Model):
    """Whether we hold a working login that covers the requested account, as of the last look."""

    state: AuthorizationState = AuthorizationState.NONE
    cause: LapseCause | None = None
    expires_at: Instant | None = None
    login: str | None = None
    """Name of the Facebook user."""


class AccessStatus(Model):
    """The share, as the platform showed it. Every instant is that of a read-back, or else says whose word it is."""

    page_id: str | None = None
    instagram_id: str | None = None
    tasks: tuple[str, ...] = ()
    """What the brand may do in the name of this collaboration: as agreed while a read-back shows at least that, what it
    shows while that is less, nothing once it has ended. Others' terms on the same pair may allow more."""
    granted_at: Instant | None = None
    verified_at: Instant | None = None
    revoked_at: Instant | None = None
    revocation_verified_at: Instant | None = None
    attested_by: ShortText | None = None
    """Who vouched that access is gone where it could not be read back; ``revoked_at`` is when."""
    attestation: ShortText | None = None
    """That word: who saw what, where."""
    said_removed_at: Instant | None = None
    """When the creator said that they removed it by hand, while we could not look. A word: it proves nothing."""
    request_ids: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class HistoryEntry(Model):
    at: Instant
    stage: Stage
    cause: ShortText


class Status(Model):
    collaboration_id: str
    stage: Stage
    outcome: Outcome | None = None
    blocked: Blocked | None = None
    term: TermStatus
    authorization: AuthorizationStatus = AuthorizationStatus()
    access: AccessStatus = AccessStatus()
    tried_at: Instant | None = None
    """When we last asked the platform, whatever it answered; null before the first time."""
    history: Annotated[tuple[HistoryEntry, ...], Field(max_length=HISTORY_LIMIT)] = ()
