"""What an event does to the state of a collaboration: pure functions, one for each event."""

from datetime import datetime, timedelta

from contracts.access import Acquired, Released, Verified
from contracts.authorization import FoundLogin
from contracts.collaboration import CollaborationState, Ending, EndingKind, KeepAttestation
from contracts.eligibility import EligibilityReport, Finding
from contracts.status import AccessStatus, AuthorizationStatus, Blocked
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, LeaseState, Outcome, Owner
from workflows import wording
from workflows.lifecycle import ALERT_EVERY, SLOW_RECHECK, at, granted, outcome_without_access

PERMANENT = frozenset({FindingCode.BUSINESS_NOT_FOUND})
"""Findings that nobody can mend: the terms name something that does not exist, and terms do not change."""

FIRST_RETRY = timedelta(seconds=15)
LAST_RETRY = timedelta(minutes=15)

AUTHORIZATION_LAPSED = "authorization_lapsed"
SHARE_REMOVED = "share_removed"
INSTAGRAM_UNLINKED = "instagram_unlinked"


def backoff(failures: int, longest: timedelta = LAST_RETRY) -> timedelta:
    """How long to leave a failed step alone: doubling from 15 seconds to ``longest``."""
    doubled: timedelta = FIRST_RETRY * 2 ** min(failures, 12)
    return min(longest, doubled)


def _over(state: CollaborationState) -> bool:
    """Ended while a step was under way, with nothing to take back: what that step met holds nothing up any more."""
    return state.ending is not None and not state.holding


def _clear(state: CollaborationState, **update: object) -> CollaborationState:
    return state.model_copy(update={"blocked": None, "try_at": None, "failures": 0, **update})


def blocked(
    state: CollaborationState, now: datetime, *, code: str, owner: Owner, message: str, next_step: str
) -> Blocked:
    """What holds us up; ``since`` stays what it was while the code stays the same."""
    since = state.blocked.since if state.blocked and state.blocked.code == code else now
    return Blocked(code=code, owner=owner, message=message, next_step=next_step, since=since)


def looked(state: CollaborationState, found: FoundLogin, now: datetime) -> CollaborationState:
    """Our own store says whether a working login covers the account."""
    cause = _explained(state, found.cause, renewed=found.consented_at != state.consented_at)
    authorization = AuthorizationStatus(
        state=found.state, cause=cause, expires_at=found.expires_at, login=found.login or state.authorization.login
    )
    update: dict[str, object] = {"look_due": False, "looked_at": now, "authorization": authorization}
    if found.state is AuthorizationState.VALID:
        update["authorization"] = authorization.model_copy(update={"cause": None})
        returned = state.authorization.state is not AuthorizationState.VALID
        renewed = found.consented_at != state.consented_at
        if returned or renewed:
            lapsed = state.blocked is not None and state.blocked.code == AUTHORIZATION_LAPSED and state.ending is None
            update |= {"check_due": True, "verify_due": True, "blocked": None if lapsed else state.blocked}
            # The same consent that we never saw lapse gets no fresh patience: the platform refuses what we call valid.
            update |= {"try_at": None, "failures": 0} if lapsed or renewed else {}
        update |= {"login_id": found.login_id, "consented_at": found.consented_at, "authorized_once": True}
        return state.model_copy(update=update)
    if found.state is AuthorizationState.LAPSED:
        # Somebody authorized us before, perhaps for another collaboration: this is a lapse, not silence.
        update["blocked"] = _blocked_by_lapse(state, now, cause or LapseCause.UNKNOWN)
    if state.ending is not None:
        update["blocked"] = state.blocked  # the release itself says what holds it up
    return state.model_copy(update=update)


def _blocked_by_lapse(state: CollaborationState, now: datetime, cause: LapseCause, brand_side: str = "") -> Blocked:
    words = wording.lapse(cause, granted(state), ended=state.ending is not None, brand_side=brand_side)
    mends = wording.reconnect(cause)
    return blocked(state, now, code=AUTHORIZATION_LAPSED, owner=Owner.CREATOR, message=words, next_step=mends)


def _explained(state: CollaborationState, cause: LapseCause | None, *, renewed: bool) -> LapseCause | None:
    """That no login covers the Page is the least exact word: what the platform said of the same consent explains it.

    A newer consent has its own story. A lost role outlives it: Facebook does not even offer the Page without one.
    """
    known = state.authorization.cause
    if cause is LapseCause.PAGE_DESELECTED and known and (known is LapseCause.ROLE_LOST or not renewed):
        return known
    return cause


def lapsed(state: CollaborationState, cause: LapseCause, now: datetime, brand_side: str = "") -> CollaborationState:
    """Any step met a lapse: look which login still works; the step stays due and is taken again after that.

    ``brand_side`` is why a release from the brand's side failed as well.
    """
    if _over(state):
        return state
    cause = _explained(state, cause, renewed=True) or cause
    failures = state.failures + 1
    authorization = state.authorization.model_copy(update={"state": AuthorizationState.LAPSED, "cause": cause})
    update: dict[str, object] = {"look_due": True, "authorization": authorization, "failures": failures}
    if state.ending is not None:
        update["blocked"] = _blocked_by_lapse(state, now, cause, brand_side)
    if state.ending is not None or failures > 1:
        # The same consent failed again: without a pause this would go round and round at the platform's cost. Only a
        # new consent helps, and that wakes us; so the pauses may grow long.
        update["try_at"] = now + backoff(failures, SLOW_RECHECK)
    return state.model_copy(update=update)


def checked(state: CollaborationState, report: EligibilityReport, now: datetime) -> CollaborationState:
    """The findings are in: eligible, held up by one of them, or ended by one that nobody can mend."""
    access = AccessStatus(page_id=report.page_id, instagram_id=report.instagram_id)
    if state.holding:
        access = state.access  # the ledger may hold that very Page: forgotten, it would never be taken back
    update: dict[str, object] = {"checked_at": now, "check_due": False, "access": access, "report": report}
    failure = report.first_failure
    if failure is None:
        return _clear(state, eligible=True, **update)
    state = state.model_copy(update={**update, "eligible": False})
    if state.ending is not None:
        return state  # ended meanwhile: the first ending counts, and the release says itself what holds it up
    if failure.ok is False and failure.code in PERMANENT:
        ending = Ending(kind=EndingKind.INELIGIBLE, reason=failure.message or failure.code, at=now)
        return _clear(state, ending=ending)
    return stuck(state, failure, now)


def stuck(state: CollaborationState, finding: Finding, now: datetime) -> CollaborationState:
    """The platform refused for a reason that ``finding.owner`` can mend; look again now and then."""
    if _over(state):
        return state
    ours = finding.code is FindingCode.PLATFORM_UNAVAILABLE
    wait = backoff(state.failures) if ours or state.ending else SLOW_RECHECK
    reason = blocked(
        state,
        now,
        code=finding.code,
        owner=finding.owner,
        message=finding.message,
        next_step=finding.next_step,
    )
    update = {"blocked": reason, "failures": state.failures + 1, "try_at": now + wait, "check_due": True}
    return state.model_copy(update={**update, "eligible": state.eligible and granted(state)})


def failed(
    state: CollaborationState, now: datetime, wait: timedelta | None, trouble: wording.Trouble = wording.NO_ANSWER
) -> CollaborationState:
    """No usable answer within our patience: say so, keep what we know, try again. Never a lapse, never a verdict."""
    if _over(state):
        return state
    pause = max(backoff(state.failures), wait or timedelta(0))
    if state.ending is not None and wait:
        pause = wait  # a revoke goes on as soon as Meta said that it may
    in_line = state.ending is not None and not wait and trouble == wording.IN_LINE  # it stays there, without a pause
    update: dict[str, object] = {"failures": state.failures + 1, "try_at": None if in_line else now + pause}
    update["check_due"] = state.check_due or not state.holding or now < state.terms.starts_at  # a check failed
    if state.ending is not None or not granted(state) or state.lease is LeaseState.MISSING:
        update["blocked"] = blocked(
            state,
            now,
            code=trouble.code,
            owner=trouble.owner,
            message=trouble.message,
            next_step=trouble.next_step,
        )
    return state.model_copy(update=update)


def _ids(state: CollaborationState, more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*state.access.request_ids, *(i for i in more if i))))[-20:]


def _as_agreed(state: CollaborationState) -> tuple[str, ...]:
    """What a sufficient share gives the brand in the name of this collaboration; others' may allow more."""
    return tuple(sorted(state.terms.tasks))


def acquired(state: CollaborationState, result: Acquired) -> CollaborationState:
    """Access was read back as present."""
    access = state.access.model_copy(
        update={
            "tasks": _as_agreed(state),
            "granted_at": result.evidence.at,
            "verified_at": result.evidence.at,
            "request_ids": _ids(state, result.request_ids),
        }
    )
    return _clear(state, lease=result.state, access=access, verify_due=False)


def verified(state: CollaborationState, result: Verified, now: datetime) -> CollaborationState:
    """A look at held access: all well, or impaired. We never share again by ourselves what somebody removed."""
    evidence = result.evidence
    enough = evidence.present and result.sufficient
    tasks = _as_agreed(state) if enough else evidence.tasks
    seen: dict[str, object] = {"tasks": tasks, "request_ids": _ids(state, (evidence.request_id,))}
    if evidence.present:
        seen["verified_at"] = evidence.at
    state = state.model_copy(update={"access": state.access.model_copy(update=seen), "verify_due": False})
    if not enough:
        code, (message, next_step) = SHARE_REMOVED, wording.SHARE_REMOVED
    elif result.instagram_linked is False:
        code, (message, next_step) = INSTAGRAM_UNLINKED, wording.INSTAGRAM_UNLINKED
    else:
        return _clear(state, lease=result.state)
    if state.ending is not None:
        return state.model_copy(update={"lease": result.state})  # ended meanwhile: nothing may delay the release
    reason = blocked(state, now, code=code, owner=Owner.CREATOR, message=message, next_step=next_step)
    update = {"lease": result.state, "blocked": reason, "failures": 0, "try_at": now + SLOW_RECHECK}
    return state.model_copy(update=update)


def ended(state: CollaborationState, kind: EndingKind, reason: str, actor: str, now: datetime) -> CollaborationState:
    """Somebody ends it before the term does. The first ending counts."""
    if state.ending is not None or state.outcome is not None:
        return state
    if kind is EndingKind.DECLINED and granted(state):
        kind = EndingKind.REQUESTED
    return _clear(state, ending=Ending(kind=kind, reason=reason, actor=actor, at=now))


def said_removed(state: CollaborationState, actor: str, now: datetime) -> CollaborationState:
    """The creator's word that the access is gone, while we cannot look. It ends what has not ended, makes us try once
    more, and proves nothing. The first word counts."""
    if state.access.said_removed_at is not None or state.outcome is not None:
        return state
    access = state.access.model_copy(update={"said_removed_at": now})
    state = at(state, now).model_copy(update={"access": access})
    state = ended(state, EndingKind.REQUESTED, wording.SAID_REMOVED, actor, now)
    return nudged(state, check=True)


def released(state: CollaborationState, result: Released) -> CollaborationState:
    """The hold is settled. Only a read-back counts as proof of revocation."""
    outcome = state.outcome or result.outcome  # attested meanwhile: an outcome is set once
    if outcome is Outcome.NEVER_GRANTED:
        outcome = outcome_without_access(state)
    access = state.access.model_copy(update={"request_ids": _ids(state, result.request_ids), "tasks": ()})
    if outcome is Outcome.REVOKED and result.evidence is not None:
        at = result.evidence.at
        access = access.model_copy(update={"revoked_at": at, "revocation_verified_at": at})
    return _clear(state, outcome=outcome, holding=False, access=access)


def attested(state: CollaborationState, actor: str, evidence: str, now: datetime) -> CollaborationState:
    """An operator vouches that the share is gone. Recorded as such: there is no read-back to show."""
    word = {"attested_by": actor, "attestation": evidence}
    access = state.access.model_copy(update={"revoked_at": now, "tasks": (), **word})
    ending = Ending(kind=EndingKind.ATTESTED, reason=f"attested: {evidence}", actor=actor, at=now)
    return _clear(state, outcome=Outcome.REVOKED, holding=False, access=access, ending=ending)


def attestation(state: CollaborationState) -> KeepAttestation | None:
    """What is to be kept of an attestation; null where nobody attested anything."""
    ending, access, terms = state.ending, state.access, state.terms
    if ending is None or ending.kind is not EndingKind.ATTESTED or access.page_id is None:
        return None
    return KeepAttestation(
        collaboration_id=terms.collaboration_id,
        page_id=access.page_id,
        business_id=terms.business_id,
        actor=access.attested_by or ending.actor,
        evidence=access.attestation or ending.reason,
        at=ending.at,
    )


def alerted(state: CollaborationState, now: datetime) -> CollaborationState:
    """The operator was told; again after a day, counted from now: what was missed meanwhile is not made up for."""
    return state.model_copy(update={"alert_at": now + ALERT_EVERY})


def nudged(state: CollaborationState, *, check: bool = False, verify: bool = False) -> CollaborationState:
    """Something may have changed: look again, whatever the nudge said. Repeated, late or early ones do no harm.

    Asked by a person (``check``) it also subscribes again, in case the creator's Authorization was terminated.
    """
    update: dict[str, object] = {"look_due": True}
    if check:
        update |= {"check_due": True, "try_at": None, "subscribed_until": None}
    if verify:
        update |= {"verify_due": True, "try_at": None}
    return state.model_copy(update=update)
