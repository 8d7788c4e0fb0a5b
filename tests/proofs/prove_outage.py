"""How long an outage is survived: the platform is silent for hours of the workflow's clock, nothing is abandoned."""

import asyncio
from datetime import timedelta

from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, end, reaches, skip_time, status_of
from tests.waiting import eventually

OUTAGE = timedelta(hours=4)
FIRST = {"kind": "error", "status": 503, "code": 2}


async def test_a_revocation_outlives_hours_of_outage(creator: Creator) -> None:
    """Pauses are skipped, tries are not: an hour without an answer costs two minutes or three."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.fault("*", f"/{creator.page()}/agencies", FIRST, times=None)
    await end(handle)
    stuck = await reaches(handle, Stage.REVOKE_BLOCKED, within=120)
    runs = set[str | None]()
    begun = stuck.history[-1].at

    async def late() -> timedelta | None:
        """How long by the workflow's own clock; its last event tells."""
        await asyncio.sleep(2)  # every look reads the whole history
        run = (await handle.describe()).run_id
        if run not in runs:  # the collaboration went on in another run
            runs.add(run)
            await skip_time(handle, 10_000)
        last = [event async for event in handle.fetch_history_events()][-1].event_time.ToDatetime(begun.tzinfo)
        print(f"  {last - begun} without an answer", flush=True)
        return last - begun if last - begun > OUTAGE else None

    survived = await eventually(late, "hours have passed on the workflow's clock", within=1500)
    assert (await status_of(handle)).stage is Stage.REVOKE_BLOCKED
    await creator.stack.control("PUT", "/faults", [])
    result = await asyncio.wait_for(handle.result(), 300)
    assert result.outcome is Outcome.REVOKED
    assert not await creator.shared()
    print(f"longest outage survived: {survived.total_seconds() / 3600:.1f} hours")
