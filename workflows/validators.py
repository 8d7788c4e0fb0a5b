"""Which messages a collaboration refuses, with a reason that says what to do. A refused message changes nothing."""

from datetime import datetime

from temporalio.exceptions import ApplicationError

from contracts.collaboration import AttestRevoked, ChangeTerm, CollaborationState
from contracts.vocabulary import Stage
from workflows.lifecycle import at, stage_of

REFUSED = "MessageRefused"


def _refuse(reason: str) -> ApplicationError:
    return ApplicationError(reason, type=REFUSED, non_retryable=True)


def still_running(state: CollaborationState, now: datetime) -> None:
    """Raises when the collaboration has ended or is being ended."""
    if state.outcome is not None:
        raise _refuse(f"this collaboration has ended already ({state.outcome}); nothing was changed")
    if at(state, now).ending is not None:
        raise _refuse("this collaboration is ending already; its status shows how far it is")


def change_term(state: CollaborationState, message: ChangeTerm, now: datetime) -> None:
    """Raises when the new end lies behind us or before the start, or it is too late to move it."""
    still_running(state, now)
    if message.ends_at <= now:
        raise _refuse("the new end is in the past; give one that is still ahead, or end the collaboration now")
    if message.ends_at <= state.terms.starts_at:
        raise _refuse("the new end is not later than the start of the term")


def removed_by_hand(state: CollaborationState, now: datetime) -> None:
    """Raises unless there is access that we may be unable to take back. Said twice, it changes nothing."""
    if state.outcome is not None:
        still_running(state, now)
    stage = stage_of(at(state, now), now)
    if not state.holding or stage not in (Stage.UNMANAGED, Stage.ENDING, Stage.REVOKE_BLOCKED):
        raise _refuse("nothing to say: this service looks by itself; end the collaboration or ask for a recheck")


def attest_revoked(state: CollaborationState, message: AttestRevoked) -> None:
    """Raises unless we are stuck at taking the access back: only then is there anything to attest."""
    if state.outcome is not None or state.ending is None or state.blocked is None or not state.holding:
        raise _refuse("nothing to attest: only a collaboration in stage revoke_blocked takes an attestation")
    if not message.evidence.strip():
        raise _refuse("an attestation needs evidence: say who saw where that the access is gone")
