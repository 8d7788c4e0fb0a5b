"""Answering a Graph call, with the fault the plan has for it."""

import asyncio
import time

from graph_sandbox.calls import Call, Reply, Write, failure
from graph_sandbox.errors import GraphError, transient
from graph_sandbox.faults import (
    ApplyLate,
    ApplyThenError,
    Error,
    Fault,
    Garbage,
    Hang,
    StaleRead,
    SuccessNotApplied,
    Throttle,
)
from graph_sandbox.routing import route, template
from graph_sandbox.state import State
from graph_sandbox.usage import throttled


async def answer(state: State, call: Call) -> Reply:
    """Count the call, refuse it if its budget is used up, else answer it as the plan wants it."""
    state.requests[template(state, call)] += 1
    spent = state.budgets.refusal(state, call)
    if spent is not None:
        code, seconds = spent
        return throttled(state, call, code, round(seconds / 60, 4))
    fault = state.faults.strike(call.method, call.path)
    if fault is None:
        return _land(state, call, _prepare(state, call))
    call.fault = fault.kind
    return await under(fault, state, call)


async def under(fault: Fault, state: State, call: Call) -> Reply:
    """Answer the call with this fault."""
    match fault:
        case Error():
            return _error(fault, call)
        case ApplyThenError():
            _land(state, call, _prepare(state, call))
            return _error(fault, call)
        case Hang():
            if fault.apply:
                _land(state, call, _prepare(state, call))
            await asyncio.sleep(fault.seconds)
            return failure(transient(), call)
        case ApplyLate():
            # Judged when it arrives, done when it lands: a straggler. A caller refused anyway waits too.
            prepared, world = _prepare(state, call), state.world_number
            await asyncio.sleep(fault.seconds)
            if state.world_number != world:
                return failure(transient(), call)  # the world it was meant for is gone
            return _land(state, call, prepared)
        case StaleRead():
            page_id = call.path.split("/")[1]
            if page_id in state.pages:
                snapshot = dict(state.shares.get(page_id, {}))
                state.stale[page_id] = (time.monotonic() + fault.seconds, snapshot)
            return _land(state, call, _prepare(state, call))
        case Throttle():
            return throttled(state, call, fault.code, fault.minutes)
        case SuccessNotApplied():
            prepared = _prepare(state, call)
            return Reply(prepared.pretend) if isinstance(prepared, Write) else prepared
        case Garbage():
            return Reply(fault.body, content_type="text/html; charset=utf-8")


def _prepare(state: State, call: Call) -> Reply | Write:
    try:
        outcome = route(state, call)
    except GraphError as refused:
        return failure(refused, call)
    return outcome if isinstance(outcome, Write) else Reply(outcome)


def _land(state: State, call: Call, prepared: Reply | Write) -> Reply:
    if isinstance(prepared, Reply):
        return prepared
    try:
        return Reply(prepared.apply())
    except GraphError as refused:
        return failure(refused, call)


def _error(fault: Error | ApplyThenError, call: Call) -> Reply:
    transient_kind = fault.is_transient if fault.is_transient is not None else fault.code in (1, 2, 4)
    text = fault.message or (
        "An unexpected error has occurred. Please retry your request later."
        if fault.code in (1, 2)
        else f"(#{fault.code or 0}) The sandbox was told to fail here."
    )
    error = GraphError(fault.code, text, status=fault.status, subcode=fault.subcode, is_transient=transient_kind)
    return failure(error, call)
