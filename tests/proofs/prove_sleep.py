"""A worker sleeps for five minutes in the middle of a call (``SIGSTOP``) and wakes up: ``make proofs``."""

import asyncio
import os
import signal
import time

import pytest

from contracts.collaboration import EndNow
from contracts.vocabulary import Outcome, Stage
from tests.cast import reaches
from tests.proofs.house import House
from tests.proofs.keeper import Handle, answered
from tests.waiting import eventually
from workflows.collaboration import Collaboration

ASLEEP = 300.0
SILENCE = 4.0
"""Seconds for which the platform lets the call wait in the midst of which the worker falls asleep."""
AWAKE = 15.0
"""Seconds in which a worker that woke up does whatever it still means to do: longer than it waits for any answer."""


@pytest.mark.parametrize(("method", "op"), [("POST", "share"), ("DELETE", "unshare")])
async def test_a_worker_that_slept_for_five_minutes_changes_nothing_more(house: House, method: str, op: str) -> None:
    sleeper = await house.worker()
    creator = house.stack.next_creator()
    await creator.consent()
    hang = {"kind": "hang", "seconds": SILENCE, "apply": False}
    if op == "share":
        await creator.fault(method, "/*/agencies", hang)
    handle = await creator.start()
    if op == "unshare":
        await reaches(handle, Stage.ACTIVE)
        await creator.fault(method, "/*/agencies", hang)
        await ended(handle)
    await eventually(creator.fired, "the platform has taken the call")
    os.kill(sleeper, signal.SIGSTOP)
    slept = time.monotonic()
    try:
        other = await house.worker()
        if op == "share":
            await answered(lambda: reaches(handle, Stage.ACTIVE, within=60))
            await answered(lambda: ended(handle))
        result = await asyncio.wait_for(handle.result(), 120)
        assert result.outcome is Outcome.REVOKED
        rows = await creator.ledger("share", "unshare")
        assert [row["op"] for row in rows] == ["share", "unshare"]
        await asyncio.sleep(max(0.0, ASLEEP - (time.monotonic() - slept)))
        calls = await _writing_calls(house)
    finally:
        os.kill(sleeper, signal.SIGCONT)
    await asyncio.sleep(AWAKE)
    assert await creator.ledger("share", "unshare") == rows
    assert await _writing_calls(house) == calls, "it called the platform for what was over"

    await house.kill(other)
    again = await creator.start(name="again")
    await answered(lambda: reaches(again, Stage.ACTIVE, within=60))  # the one that slept works on
    await answered(lambda: ended(again))
    assert (await again.result()).outcome is Outcome.REVOKED
    print(f"a worker that slept for {ASLEEP:.0f} s in the middle of a call to {op} changed nothing more, and works on")
    await creator.leave()


async def ended(handle: Handle) -> object:
    now = EndNow(reason="proof", actor="proof")
    return await handle.execute_update(Collaboration.end_now, now, id="end")


async def _writing_calls(house: House) -> int:
    counts = (await house.stack.control("GET", "/requests"))["by"]
    return sum(times for name, times in counts.items() if name.startswith(("POST /{page}", "DELETE /{page}")))
