"""One pace for all workers, on the real Temporal server: pauses, room for revokes, brands side by side."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import RateLimit
from temporalio.api.workflowservice.v1 import UpdateTaskQueueConfigRequest
from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.pacing import LeaveRoom, Pacer
from contracts import failures
from contracts.failures import cause_of
from platforms.meta.allowance import SILENT_AFTER, Allowance
from platforms.meta.pace import FLOOR
from tests.activities.paced import (
    LOGIN,
    MOST,
    READ,
    REVOKE,
    SHARE,
    USAGE,
    Touching,
    at,
    describe,
    done,
    play,
    refuse,
    touch,
)
from tests.waiting import eventually


@pytest.fixture
def queue() -> str:
    done.clear()
    return f"pace-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def allowance() -> Allowance:
    return Allowance()


@pytest.fixture
async def working(temporal: Client, queue: str, allowance: Allowance) -> AsyncIterator[str]:
    worker = Worker(
        temporal, task_queue=queue, workflows=[Touching], activities=[touch], interceptors=[LeaveRoom(allowance)]
    )
    async with worker:
        yield queue


async def test_full_usage_nearly_stops_the_queue(temporal: Client, queue: str, allowance: Allowance) -> None:
    pacer = Pacer(temporal, queue, allowance, MOST)
    allowance.heard("me", None, {"x-app-usage": USAGE % 96})
    await pacer.look()
    await eventually(at(pacer, FLOOR), "nearly stopped")
    assert "96 %" in (await describe(temporal, queue)).config.queue_rate_limit.metadata.reason


async def test_a_rate_set_by_hand_is_left_alone(temporal: Client, queue: str, allowance: Allowance) -> None:
    pacer = Pacer(temporal, queue, allowance, MOST)
    by_hand = UpdateTaskQueueConfigRequest.RateLimitUpdate(rate_limit=RateLimit(requests_per_second=3), reason="night")
    await temporal.workflow_service.update_task_queue_config(
        UpdateTaskQueueConfigRequest(
            namespace=temporal.namespace,
            identity="operator",
            task_queue=queue,
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
            update_queue_rate_limit=by_hand,
        )
    )
    await eventually(at(pacer, 3.0), "set by hand")
    refuse(allowance, timedelta(minutes=1))
    await pacer.look()
    shared = await pacer.shared()
    assert (shared.rate, shared.by) == (3.0, "operator")


async def test_where_temporal_does_not_take_the_pace_it_is_said_once(
    temporal: Client, allowance: Allowance, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = await Client.connect(temporal.service_client.config.target_host, namespace="nobodys")
    with caplog.at_level(logging.WARNING, "adaccess.pace"):
        async with Pacer(elsewhere, "q", allowance, MOST):
            await eventually(_said(caplog), "said")
            refuse(allowance, timedelta(minutes=1))
            await eventually(_heard(allowance), "looked again")
    assert len(caplog.records) == 1


def _said(caplog: pytest.LogCaptureFixture) -> Any:
    async def look() -> bool:
        return bool(caplog.records)

    return look


def _heard(allowance: Allowance) -> Any:
    async def look() -> bool:
        return not allowance.refused.is_set()

    return look


async def test_work_that_can_wait_leaves_half_of_the_budget_to_revokes(
    temporal: Client, working: str, allowance: Allowance
) -> None:
    allowance.heard("me", None, {"x-app-usage": USAGE % 60})
    await play(temporal, working, ("revoke", REVOKE, "a"), ("login", LOGIN, "a"))
    for name, priority in (("share", SHARE), ("read", READ)):
        with pytest.raises(WorkflowFailureError) as caught:
            await play(temporal, working, (name, priority, "a"))
        refusal = cause_of(caught.value.cause)
        assert refusal is not None
        assert refusal.type == failures.RATE_LIMITED
        assert "kept for revokes" in refusal.message
    assert done == ["revoke", "login"]


async def test_nothing_begins_while_the_app_is_refused(temporal: Client, working: str, allowance: Allowance) -> None:
    until = refuse(allowance, timedelta(minutes=20))
    with pytest.raises(WorkflowFailureError) as caught:
        await play(temporal, working, ("revoke", REVOKE, "a"))
    refusal = cause_of(caught.value.cause)
    assert refusal is not None
    assert refusal.next_retry_delay is not None
    assert abs(datetime.now(UTC) + refusal.next_retry_delay - until) < timedelta(seconds=5)
    assert done == []


async def test_while_meta_answers_nobody_one_a_second_goes_and_sees(
    temporal: Client, working: str, allowance: Allowance
) -> None:
    for _ in range(SILENT_AFTER):
        allowance.answered(usable=False)
    await play(temporal, working, ("first", REVOKE, "a"))
    with pytest.raises(WorkflowFailureError) as caught:
        await play(temporal, working, *((f"r{n}", REVOKE, "a") for n in range(20)))
    refusal = cause_of(caught.value.cause)
    assert refusal is not None
    assert refusal.type == failures.PLATFORM_UNAVAILABLE
    assert refusal.next_retry_delay is not None
    assert timedelta(seconds=10) <= refusal.next_retry_delay <= timedelta(seconds=20)
    assert len(done) < 20


async def test_revokes_first_and_one_brand_does_not_starve_another(
    temporal: Client, queue: str, allowance: Allowance
) -> None:
    """A brand with many reads in the queue, then another's few, then revokes, at a low pace."""
    pacer = Pacer(temporal, queue, allowance, MOST)
    await pacer.set(0, "test")
    # Not eagerly: as in our own stack, where workflows and the platform's activities have different queues.
    async with Worker(
        temporal, task_queue=queue, workflows=[Touching], activities=[touch], disable_eager_activity_execution=True
    ):
        big = [(f"big {n}", READ, "big") for n in range(60)]
        plays = [asyncio.create_task(play(temporal, queue, *big))]
        await eventually(_scheduled(temporal, queue + big[0][0], 60), "the big brand's work waits")
        late = [*((f"small {n}", READ, "small") for n in range(5)), *((f"r{n}", REVOKE, "other") for n in range(10))]
        plays.append(asyncio.create_task(play(temporal, queue, *late)))
        await eventually(_scheduled(temporal, queue + late[0][0], 15), "all work waits")
        await pacer.set(MOST, "test")
        await asyncio.gather(*plays)
    revokes = [at for at, name in enumerate(done) if name.startswith("r")]
    # A few reads may have been on their way to a worker. Dealt out evenly, half of the revokes would take 15 places.
    assert revokes[5] < 15, done
    assert revokes[-1] < 40, done
    small_ones = [at for at, name in enumerate(done) if name.startswith("small")]
    assert small_ones[-1] < 60, "dealt out evenly, not after the sixty of the big brand"


def _scheduled(temporal: Client, workflow_id: str, number: int) -> Any:
    async def look() -> bool:
        try:
            found = await temporal.get_workflow_handle(workflow_id).describe()
        except RPCError:
            return False  # not started yet
        return len(found.raw_description.pending_activities) == number

    return look
