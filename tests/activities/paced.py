"""What the tests of the pace share: a workflow that touches what it is given, and looks at the queue's rate."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client
from temporalio.common import Priority, RetryPolicy

from activities.pacing import Pacer
from platforms.meta import errors
from platforms.meta.allowance import Allowance
from workflows import options

MOST = 40.0
USAGE = '{"call_count":%d,"total_time":1,"total_cputime":1}'


@activity.defn
async def touch(name: str) -> str:
    done.append(name)
    return name


done: list[str] = []


@workflow.defn(sandboxed=False)
class Touching:
    """Touches everything it is given, each with an intent's priority and a brand."""

    @workflow.run
    async def run(self, queue: str, work: list[tuple[str, int, str]]) -> None:
        calls = [
            workflow.execute_activity(
                touch,
                name,
                task_queue=queue,
                start_to_close_timeout=timedelta(seconds=10),
                schedule_to_close_timeout=timedelta(seconds=30),
                priority=Priority(priority_key=priority, fairness_key=brand),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
            for name, priority, brand in work
        ]
        await asyncio.gather(*calls)


REVOKE = options.REVOKE_UNTIL_DONE["priority"].priority_key
LOGIN = options.LOGIN["priority"].priority_key
SHARE = options.GRAPH_WRITE["priority"].priority_key
READ = options.GRAPH_READ["priority"].priority_key


async def play(temporal: Client, queue: str, *work: tuple[str, int, str]) -> None:
    await temporal.execute_workflow(Touching.run, args=[queue, list(work)], id=queue + work[0][0], task_queue=queue)


async def describe(temporal: Client, queue: str) -> DescribeTaskQueueResponse:
    return await temporal.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=temporal.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
            report_config=True,
        )
    )


def refuse(allowance: Allowance, wait: timedelta) -> datetime:
    allowance.heard("me", None, {}, errors.RateLimited(wait, code=4))
    assert allowance.held_until is not None
    return allowance.held_until


def at(pacer: Pacer, rate: float) -> Any:
    async def look() -> bool:
        return (await pacer.shared()).rate == rate

    return look


def held_no_more(allowance: Allowance) -> Any:
    async def look() -> bool:
        return allowance.held_until is None

    return look
