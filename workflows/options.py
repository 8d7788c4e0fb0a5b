"""Timeouts and retries by intent, with the reason beside each number."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from temporalio.common import Priority, RetryPolicy

from contracts.collaboration import CollaborationState
from contracts.ids import GRAPH_QUEUE

HEARTBEAT = timedelta(seconds=10)
"""A killed worker is noticed after this, not after the whole start_to_close."""

ATTEMPT = timedelta(seconds=40)
"""One attempt at the platform: three calls of at most 10 s each (the client's deadline) and the store around them."""

PATIENCE = timedelta(seconds=30)
"""How long a step goes on retrying before the workflow says what holds it up and looks at its deadlines again."""

_QUICK = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10))

STORE: dict[str, Any] = {
    # Our own database. Not as a local activity: while one runs, a query or eight seconds end the workflow task, and a
    # replay then takes that task and the next for one, at another ``workflow.now()`` than decided the first time
    # (docs/decisions/no-local-activities.md).
    "start_to_close_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)),
    # Ahead of what waits long in the same queue.
    "priority": Priority(priority_key=1),
}

GRAPH_READ: dict[str, Any] = {
    "task_queue": GRAPH_QUEUE,
    "start_to_close_timeout": ATTEMPT,
    "heartbeat_timeout": HEARTBEAT,
    "schedule_to_close_timeout": PATIENCE,
    "retry_policy": _QUICK,
    "priority": Priority(priority_key=4),
}

GRAPH_WRITE: dict[str, Any] = {**GRAPH_READ, "priority": Priority(priority_key=3)}

REVOKE_UNTIL_DONE: dict[str, Any] = {
    **GRAPH_READ,
    # Ahead of everything else: access that should be gone is the worst thing that we can have.
    "priority": Priority(priority_key=1),
    # A revoke is never given up and never left alone for longer than this.
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=20)),
}

FIRST_REVOKE = timedelta(seconds=20)
"""Until revoke_blocked is recorded, which has to be within a minute of the end: that leaves room for three workers that
die on the way, each at the cost of a workflow task's timeout (10 s)."""

REVOKE_PATIENCE = timedelta(minutes=10)
"""Once revoke_blocked is recorded, one activity goes on retrying this long: few history events for a long outage."""


def until_end(intent: dict[str, Any], state: CollaborationState, now: datetime) -> dict[str, Any]:
    """No step before the end may outlast the term."""
    left = max(state.ends_at - now, timedelta(seconds=1))
    return _fairly(intent, state, min(PATIENCE, left))


def until_released(state: CollaborationState, now: datetime) -> dict[str, Any]:
    """One release goes on this long before the loop turns again: never long past the alert that is due meanwhile."""
    if state.blocked is None:
        return _fairly(REVOKE_UNTIL_DONE, state, FIRST_REVOKE)
    until_alert = state.alert_at - now if state.alert_at else REVOKE_PATIENCE
    return _fairly(REVOKE_UNTIL_DONE, state, min(REVOKE_PATIENCE, max(PATIENCE, until_alert)))


def _fairly(intent: dict[str, Any], state: CollaborationState, patience: timedelta) -> dict[str, Any]:
    """One brand's many collaborations must not keep another's waiting: the server shares the turns out by key."""
    priority = replace(intent["priority"], fairness_key=state.terms.business_id)
    return {**intent, "schedule_to_close_timeout": patience, "priority": priority}


LOGIN: dict[str, Any] = {
    **GRAPH_READ,
    # A person waits in front of the page.
    "schedule_to_close_timeout": timedelta(seconds=60),
    "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=5)),
    "priority": Priority(priority_key=2),
}

DELETION_LOOK = timedelta(seconds=30)
"""How long one look of a deletion waits for collaborations to end; a revoke takes a few seconds."""

DELETION_PAUSE = (timedelta(seconds=15), timedelta(minutes=5))
"""Pause between two looks at what cannot be taken back right now: doubling, as a person has to do something first."""

DELETION: dict[str, Any] = {
    "start_to_close_timeout": DELETION_LOOK + timedelta(seconds=60),
    "heartbeat_timeout": HEARTBEAT,
    # Never given up: a deletion is owed.
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
    # Behind what needs a moment only.
    "priority": Priority(priority_key=5),
}

AUDIT_READ: dict[str, Any] = {
    **GRAPH_READ,
    # Some dozen pairs: asking Temporal for their collaborations, one request to the platform, the store around it.
    "start_to_close_timeout": timedelta(seconds=90),
    # What does not answer this long is left to the next audit, and the report says that it is incomplete. Reads have
    # the patience that whoever starts the audit has.
    "schedule_to_close_timeout": timedelta(minutes=5),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
    # Behind everything that a collaboration waits for.
    "priority": Priority(priority_key=5),
}

AUDIT_LIST: dict[str, Any] = {name: value for name, value in AUDIT_READ.items() if name != "task_queue"}
