"""Health of the worker's container: does Temporal see this host's worker polling both task queues? Exit 0 or 1."""

import asyncio
import socket
import sys
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from contracts.ids import GRAPH_QUEUE, WORKFLOW_QUEUE
from settings import load
from starter.connection import connect
from starter.leaving import leave

QUEUES = {
    WORKFLOW_QUEUE: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    GRAPH_QUEUE: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
}


async def alive() -> bool:
    """A worker's identity ends in ``@<host name>``; another container's pollers do not count."""
    client = await connect(load())
    for name, kind in QUEUES.items():
        request = DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=name), task_queue_type=kind
        )
        answer = await client.workflow_service.describe_task_queue(request, timeout=timedelta(seconds=5))
        if not any(poller.identity.endswith(f"@{socket.gethostname()}") for poller in answer.pollers):
            return False
    return True


def main() -> int:
    try:
        if asyncio.run(alive()):
            return 0
        reason = "no poller of this host on both task queues"
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
    print(reason, file=sys.stderr, flush=True)  # noqa: T201
    return 1


if __name__ == "__main__":
    leave(main())
