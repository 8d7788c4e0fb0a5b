"""Messages and state of the Collaboration workflow."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.eligibility import EligibilityReport
from contracts.ids import CollaborationId, MetaId
from contracts.model import Instant, Model, ShortText
from contracts.status import HISTORY_LIMIT, AccessStatus, AuthorizationStatus, Blocked, HistoryEntry, Status
from contracts.terms import Terms
from contracts.vocabulary import LeaseState, Outcome, Stage


class EndingKind(StrEnum):
    """Why a collaboration ends before, or at, its term's end."""

    TERM_OVER = "term_over"
    UNANSWERED = "unanswered"
    REQUESTED = "requested"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    CANCELLED = "cancelled"
    ATTESTED = "attested"


class Ending(Model):
    kind: EndingKind
    reason: ShortText
    actor: ShortText = "adaccess"
    at: Instant


class CollaborationState(Model):
    """All that survives continue-as-new. Deadlines are absolute; the stage is derived from the rest (lifecycle.py)."""

    terms: Terms
    """As agreed at the start; never changes."""
    ends_at: Instant
    """The end in force: the agreed one until change_term moves it."""
    started_at: Instant
    subscribed_until: Instant | None = None
    """The end that the creator's Authorization workflow knows of; null before the first subscription."""
    stage: Stage | None = None
    """The stage last told to the outside."""
    outcome: Outcome | None = None
    ending: Ending | None = None

    look_due: bool = True
    """Something may have changed about the creator's logins."""
    authorization: AuthorizationStatus = AuthorizationStatus()
    login_id: str | None = None
    consented_at: Instant | None = None
    authorized_once: bool = False
    looked_at: Instant | None = None

    check_due: bool = True
    eligible: bool = False
    checked_at: Instant | None = None
    report: EligibilityReport | None = None
    """The findings of the last check."""
    blocked: Blocked | None = None
    try_at: Instant | None = None
    """When to try again what last failed; null while nothing failed."""
    failures: int = 0
    tried_at: Instant | None = None
    """When we last asked the platform, whatever it answered."""
    alert_at: Instant | None = None
    """When the operator is told (again) that access is overdue; null before revoke_blocked."""

    word_passed_on: bool = False
    """The operator was told that the creator says they removed the access by hand."""

    holding: bool = False
    """The ledger may have a hold of ours: from before the first acquire until release is settled."""
    verify_due: bool = False
    lease: LeaseState | None = None
    access: AccessStatus = AccessStatus()

    reminders: int = 0
    notices: int = 0
    history: Annotated[tuple[HistoryEntry, ...], Field(max_length=HISTORY_LIMIT)] = ()


class StartCollaboration(Model):
    terms: Terms
    state: CollaborationState | None = None
    """Set only when a long life continues as new."""


class CollaborationResult(Model):
    outcome: Outcome
    reason: ShortText


class Detail(Model):
    """Everything that a collaboration says of itself, as of one moment."""

    terms: Terms
    """As agreed at the start; the end in force is in the status."""
    status: Status
    report: EligibilityReport
    """What the last check found; nothing, and no verdict, before the first one."""


class ChangeTerm(Model):
    """Move the end of the term, earlier or later; it must lie ahead."""

    ends_at: Instant
    reason: ShortText = ""


class EndNow(Model):
    """End the collaboration early: release and proof follow."""

    reason: ShortText
    actor: ShortText = "operator"


class RemovedByHand(Model):
    """The creator says that they removed the access on Facebook: a word, never a proof."""

    actor: ShortText = "creator"


class AttestRevoked(Model):
    """An operator's word, with evidence, that the share is gone although we cannot read it back."""

    actor: Annotated[str, Field(min_length=1, max_length=200)]
    evidence: Annotated[str, Field(min_length=1, max_length=500)]


class KeepAttestation(Model):
    """Keep an attestation among the evidence of its pair. ``at`` is when it was given."""

    collaboration_id: CollaborationId
    page_id: MetaId
    business_id: MetaId
    actor: ShortText
    evidence: ShortText
    at: Instant


class Decline(Model):
    reason: ShortText = ""
