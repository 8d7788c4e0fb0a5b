"""A pause that Meta asked for: known to all workers, and over when it is over. On the real Temporal server."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.pacing import Pacer
from platforms.meta.allowance import Allowance
from platforms.meta.pace import FLOOR
from tests.activities.paced import MOST, REVOKE, USAGE, Touching, at, done, held_no_more, play, refuse, touch
from tests.waiting import eventually


@pytest.fixture
def queue() -> str:
    done.clear()
    return f"pause-{uuid.uuid4().hex[:8]}"


async def test_a_refusal_pauses_the_queue_and_another_worker_hears_of_it(temporal: Client, queue: str) -> None:
    mine, theirs = Allowance(), Allowance()
    here, there = Pacer(temporal, queue, mine, MOST), Pacer(temporal, queue, theirs, MOST)
    await here.look()
    await eventually(at(here, MOST), "the pace is set")
    until = refuse(mine, timedelta(seconds=30))
    await here.look()
    await eventually(at(there, 0.0), "the pause is known everywhere")
    assert (await there.shared()).then == MOST / 2
    await there.look()
    assert theirs.held_until is not None
    assert abs(theirs.held_until - until) < timedelta(seconds=1)


async def test_after_the_pause_it_goes_on_at_half_the_pace(temporal: Client, queue: str) -> None:
    allowance = Allowance(longest=timedelta(seconds=0.2))
    pacer = Pacer(temporal, queue, allowance, MOST)
    await pacer.look()
    refuse(allowance, timedelta(minutes=1))
    await pacer.look()
    await eventually(held_no_more(allowance), "the pause is over")
    await eventually(at(pacer, 0.0), "the pause is known everywhere")
    other = Pacer(temporal, queue, Allowance(), MOST)  # the worker that paused may be gone
    await other.look()
    await eventually(at(other, MOST / 2), "half the pace")


async def test_a_pause_while_the_queue_crawls_is_over_when_it_is_over(temporal: Client, queue: str) -> None:
    """From a rate of zero to a crawl, Temporal's server would deal next to nothing out for half a minute."""
    allowance = Allowance()
    pacer = Pacer(temporal, queue, allowance, MOST)
    revokes = [(f"revoke {number}", REVOKE, "b") for number in range(3)]
    worker = Worker(
        temporal,
        task_queue=queue,
        workflows=[Touching],
        activities=[touch],
        disable_eager_activity_execution=True,  # it would pass the queue and its rate by
    )
    async with worker:
        await play(temporal, queue, ("before", REVOKE, "b"))
        allowance.heard("me", None, {"x-app-usage": USAGE % 96})
        await pacer.look()
        await eventually(at(pacer, FLOOR), "nearly stopped")
        refuse(allowance, timedelta(seconds=1))
        await pacer.look()
        await eventually(at(pacer, 0.0), "the pause is known everywhere")
        waiting = asyncio.create_task(play(temporal, queue, *revokes))  # each gives up after 30 s
        await eventually(held_no_more(allowance), "the pause is over")
        await pacer.look()
        await waiting
    assert sorted(done) == ["before", *(name for name, _, _ in revokes)]
