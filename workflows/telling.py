"""How a collaboration shows itself: status, history, search attributes, the label of its timer."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, NamedTuple

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate
from temporalio.exceptions import TemporalError

from contracts import search_attributes as keys
from contracts.collaboration import CollaborationState, EndingKind
from contracts.model import clip
from contracts.status import HISTORY_LIMIT, Blocked, HistoryEntry, Status, TermStatus
from contracts.terms import Terms
from contracts.vocabulary import Owner, Stage
from workflows import wording
from workflows.lifecycle import ALERT_AFTER, Step, authorize_by, authorized, next_reminder

WORTH_TELLING = frozenset({Step.CHECK, Step.ACQUIRE, Step.RELEASE, Step.PASS_ON, Step.WAIT})
"""Before these the outside is told where we stand. Not before a look or a read-back: they decide where we stand."""

ASKS = frozenset({Step.CHECK, Step.ACQUIRE, Step.VERIFY, Step.RELEASE})
"""These ask the platform."""


class Shown(NamedTuple):
    """What the search attributes say."""

    stage: Stage
    blocked_on: str | None
    term_end: datetime
    authorization_expires: datetime | None
    needs_attention: bool


def shown(state: CollaborationState) -> Shown:
    stage = state.stage or Stage.CHECKING
    blocked_on = state.blocked.code if state.blocked else None
    if stage is Stage.AWAITING_AUTHORIZATION and blocked_on is None:
        blocked_on = "authorization"
    if state.ending is not None and state.ending.kind is EndingKind.ATTESTED:
        blocked_on = "attested"  # the list must not show it like one that was proven
    attention = stage in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED) or (
        state.blocked is not None and state.blocked.owner is Owner.OPERATOR
    )
    return Shown(stage, blocked_on, state.ends_at, state.authorization.expires_at, attention)


def search_attributes(now_shown: Shown) -> list[SearchAttributeUpdate[Any]]:
    stage, blocked_on, term_end, expires, attention = now_shown
    return [
        keys.ACCESS_STAGE.value_set(stage.value),
        keys.BLOCKED_ON.value_set(blocked_on) if blocked_on else keys.BLOCKED_ON.value_unset(),
        keys.TERM_END.value_set(term_end),
        keys.AUTHORIZATION_EXPIRES.value_set(expires) if expires else keys.AUTHORIZATION_EXPIRES.value_unset(),
        keys.NEEDS_ATTENTION.value_set(attention),
    ]


def identity(terms: Terms) -> list[SearchAttributeUpdate[Any]]:
    """What never changes; said by the workflow itself, so that one started without our client is found as well."""
    return [
        keys.CREATOR_ID.value_set(terms.creator_id),
        keys.BUSINESS_ID.value_set(terms.business_id),
        keys.INSTAGRAM_USERNAME.value_set(terms.instagram_username),
    ]


def entered(state: CollaborationState, stage: Stage, now: datetime) -> CollaborationState:
    """Enter a stage: the history remembers when and why."""
    state = state.model_copy(update={"stage": stage})
    if stage is Stage.REVOKE_BLOCKED and state.alert_at is None:
        state = state.model_copy(update={"alert_at": now + ALERT_AFTER})
    return noted(state, now, wording.why(state))


def noted(state: CollaborationState, now: datetime, cause: str) -> CollaborationState:
    """Add to the history; it keeps the last entries."""
    entry = HistoryEntry(at=now, stage=state.stage or Stage.CHECKING, cause=clip(cause))
    return state.model_copy(update={"history": (*state.history, entry)[-HISTORY_LIMIT:]})


def status(state: CollaborationState) -> Status:
    return Status(
        collaboration_id=state.terms.collaboration_id,
        stage=Stage.ENDED if state.outcome else state.stage or Stage.AWAITING_AUTHORIZATION,
        outcome=state.outcome,
        blocked=_blocked(state),
        term=_term(state),
        authorization=state.authorization,
        access=state.access,
        tried_at=state.tried_at,
        history=state.history,
    )


def _term(state: CollaborationState) -> TermStatus:
    by = None if state.authorized_once else min(authorize_by(state), state.ends_at)
    return TermStatus(starts_at=state.terms.starts_at, ends_at=state.ends_at, authorize_by=by)


def _blocked(state: CollaborationState) -> Blocked | None:
    """What holds it up, with what changes at every try and is therefore not kept with it."""
    if state.blocked is None:
        return None
    by_itself = state.ending is not None or authorized(state)
    overdue = state.ending.at if state.ending is not None and state.outcome is None else None
    return state.blocked.model_copy(update={"next_try": state.try_at if by_itself else None, "overdue_since": overdue})


def timer(state: CollaborationState, wake: datetime | None) -> str | None:
    """What the pending timer is for, as the Web UI labels it."""
    if wake is None:
        return None
    names = {
        state.alert_at: "alert the operator: access is overdue",
        state.try_at: "try again",
        state.terms.starts_at: "the term starts",
        state.ends_at: "the term ends",
    }
    if not state.authorized_once:
        names.setdefault(authorize_by(state), "authorize by")
        names.setdefault(next_reminder(state), "remind the creator")
    return names.get(wake, "look again")


async def best_effort(sending: Awaitable[None]) -> bool:
    """Send a nudge; False if its receiver is gone, which is no failure of ours: it looks by itself when it is back."""
    try:
        await sending
    except TemporalError as error:
        workflow.logger.info("a nudge found no receiver: %s", type(error).__name__)
        return False
    return True
