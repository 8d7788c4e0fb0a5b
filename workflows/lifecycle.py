"""The decisions of a collaboration: pure functions of state and ``now``. The workflow only interprets them.

The stage is not stored truth but derived from the facts (``stage_of``); what to do next is derived likewise
(``next_step``). So a step that fails for any reason is simply still due, and is taken again when its hindrance is gone.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from contracts.collaboration import CollaborationState, Ending, EndingKind
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, Outcome, Stage

PRECHECK = timedelta(hours=1)
"""How long before the start an early check is repeated: enough for the creator to mend something."""

SLOW_RECHECK = timedelta(hours=6)
"""How often we look again by ourselves at what somebody else has to mend; every look costs platform calls."""

ALERT_AFTER = timedelta(minutes=15)
"""In revoke_blocked for this long it is an incident: most outages of the platform are over by then."""

ALERT_EVERY = timedelta(days=1)
"""The alert comes again while it lasts, so that it cannot be forgotten."""

REMINDERS = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 28))
"""After the invitation; then quiet."""


class Step(Enum):
    """What the workflow does next."""

    SUBSCRIBE = auto()
    LOOK = auto()
    REMIND = auto()
    CHECK = auto()
    ANNOUNCE = auto()
    ACQUIRE = auto()
    VERIFY = auto()
    RELEASE = auto()
    ALERT = auto()
    PASS_ON = auto()
    WAIT = auto()
    FINISH = auto()


def agreed(terms: Terms, now: datetime) -> CollaborationState:
    """The state of a collaboration that was just agreed."""
    return CollaborationState(terms=terms, ends_at=terms.ends_at, started_at=now)


def granted(state: CollaborationState) -> bool:
    """Access was read back as present since we acquired it (and is held until released)."""
    return state.lease is not None


def authorized(state: CollaborationState) -> bool:
    return state.authorization.state is AuthorizationState.VALID


def unanswered(state: CollaborationState, now: datetime) -> bool:
    """The creator never authorized in time. A later lapse is not this: it has the whole term to be mended."""
    return not state.authorized_once and now >= authorize_by(state)


def authorize_by(state: CollaborationState) -> datetime:
    """The deadline for the first authorization; where it was the term's end, it moves with that."""
    terms = state.terms
    return state.ends_at if terms.authorize_by == terms.ends_at else terms.authorize_by


def at(state: CollaborationState, now: datetime) -> CollaborationState:
    """Let the clock end the collaboration. The end of the term runs in every stage."""
    if state.ending is not None:
        return state
    if now >= state.ends_at:
        ending = Ending(kind=EndingKind.TERM_OVER, reason="the term is over", at=state.ends_at)
    elif unanswered(state, now) and not state.look_due:
        ending = Ending(kind=EndingKind.UNANSWERED, reason="the creator did not authorize in time", at=now)
    else:
        return state
    return state.model_copy(update={"ending": ending, "blocked": None, "try_at": None, "failures": 0})


def next_step(state: CollaborationState, now: datetime) -> Step:
    """The agreement: authorized, eligible, started, acquired, held until the end, released and proven."""
    state = at(state, now)
    if state.outcome is not None or (state.ending and not state.holding):
        return Step.FINISH
    if _alert_is_due(state, now):
        return Step.ALERT
    if state.subscribed_until is None or (state.ending is None and state.subscribed_until != state.ends_at):
        return Step.SUBSCRIBE
    if state.look_due or _look_again(state, now):
        return Step.LOOK
    patient = state.try_at is not None and now < state.try_at
    if state.ending:
        if not patient:
            return Step.RELEASE
        return Step.PASS_ON if _word_is_due(state) else Step.WAIT
    if not authorized(state):
        reminder = next_reminder(state)
        return Step.REMIND if reminder is not None and now >= reminder else Step.WAIT
    if patient:
        return Step.WAIT
    if granted(state):
        return Step.VERIFY if state.verify_due or state.blocked else Step.WAIT
    if check_is_due(state, now):
        return Step.CHECK
    if now >= state.terms.starts_at:
        return Step.ACQUIRE
    return Step.ANNOUNCE if not state.holding and now >= state.terms.starts_at - PRECHECK else Step.WAIT


def check_is_due(state: CollaborationState, now: datetime) -> bool:
    """Never checked, asked to check, or checked so long before the start that it must be checked again."""
    if state.check_due or not state.eligible or state.checked_at is None:
        return True
    precheck = state.terms.starts_at - PRECHECK
    return state.checked_at < precheck <= now


def _alert_is_due(state: CollaborationState, now: datetime) -> bool:
    return state.ending is not None and state.alert_at is not None and now >= state.alert_at


def _word_is_due(state: CollaborationState) -> bool:
    """The creator said that the access is gone, we looked once more and could not see it: an operator can attest."""
    said = state.access.said_removed_at is not None
    return said and not state.word_passed_on and state.blocked is not None


def next_reminder(state: CollaborationState) -> datetime | None:
    """When to remind the creator of the invitation; null when all reminders are used up or would come too late."""
    if state.authorized_once or state.reminders >= len(REMINDERS):
        return None
    due = state.started_at + REMINDERS[state.reminders]
    return due if due < min(authorize_by(state), state.ends_at) else None


def next_wake(state: CollaborationState, now: datetime) -> datetime | None:
    """The next instant at which time alone changes what is to be done."""
    candidates = [state.try_at, _look_at(state)]
    if state.ending is not None:
        candidates.append(state.alert_at)
    else:
        candidates += [state.ends_at, state.terms.starts_at, state.terms.starts_at - PRECHECK]
        if not state.authorized_once:
            candidates += [authorize_by(state), next_reminder(state)]
    return min((instant for instant in candidates if instant and instant > now), default=None)


def _look_at(state: CollaborationState) -> datetime | None:
    """While nothing usable is there, look again by ourselves now and then: a lost nudge must not hold anything up."""
    if authorized(state) or not state.authorized_once:
        return None
    return (state.looked_at or state.started_at) + SLOW_RECHECK


def _look_again(state: CollaborationState, now: datetime) -> bool:
    due = _look_at(state)
    return due is not None and now >= due


def stage_of(state: CollaborationState, now: datetime) -> Stage:
    """The stage, derived. docs/lifecycle.md draws it."""
    if state.outcome is not None:
        return Stage.ENDED
    if state.ending is not None:
        return Stage.REVOKE_BLOCKED if state.blocked else Stage.ENDING
    if not authorized(state):
        return Stage.UNMANAGED if granted(state) else Stage.AWAITING_AUTHORIZATION
    if granted(state):
        return Stage.IMPAIRED if state.blocked else Stage.ACTIVE
    if state.blocked is not None:
        return Stage.BLOCKED
    if not state.eligible:
        return Stage.CHECKING
    return Stage.SCHEDULED if now < state.terms.starts_at else Stage.GRANTING


def outcome_without_access(state: CollaborationState) -> Outcome:
    """How a collaboration ends that never had access, or whose hold turned out to be empty."""
    kind = state.ending.kind if state.ending else EndingKind.TERM_OVER
    if kind is EndingKind.TERM_OVER and not state.authorized_once:
        return Outcome.UNANSWERED
    return {
        EndingKind.UNANSWERED: Outcome.UNANSWERED,
        EndingKind.DECLINED: Outcome.DECLINED,
        EndingKind.INELIGIBLE: Outcome.INELIGIBLE,
        EndingKind.REQUESTED: Outcome.CANCELLED,
        EndingKind.CANCELLED: Outcome.CANCELLED,
    }.get(kind, Outcome.NEVER_GRANTED)
