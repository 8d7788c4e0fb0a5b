"""Does a part answer as it should? Each question is asked until it is answered with yes."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts import search_attributes
from contracts.ids import GRAPH_QUEUE, WORKFLOW_QUEUE

_PATIENCE = timedelta(seconds=2)
"""For one question. A part that is slower than this is not ready yet."""


class Probes:
    """Asks the parts of one stack. ``temporal`` is there once Temporal answered."""

    def __init__(self, temporal_address: str) -> None:
        self._address = temporal_address
        self._http = httpx.AsyncClient(timeout=_PATIENCE.total_seconds(), trust_env=False)
        self._temporal: Client | None = None

    async def aclose(self) -> None:
        await self._http.aclose()

    @property
    def temporal(self) -> Client:
        assert self._temporal is not None, "asked for before Temporal answered"
        return self._temporal

    async def get(self, url: str) -> Any | None:
        """The JSON behind ``url``; None when there is no proper answer."""
        try:
            answer = await self._http.get(url)
            return answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, ValueError):
            return None

    async def temporal_ready(self) -> bool:
        """Temporal answers and knows every search attribute: a workflow start with an unknown one is refused."""
        try:
            if self._temporal is None:
                connecting = Client.connect(self._address, data_converter=pydantic_data_converter)
                self._temporal = await asyncio.wait_for(connecting, _PATIENCE.total_seconds())
            known = await self._temporal.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace=self._temporal.namespace), timeout=_PATIENCE
            )
        except (RPCError, RuntimeError, OSError):  # TimeoutError is an OSError
            return False
        return set(search_attributes.KINDS) <= set(known.custom_attributes)

    async def worker_ready(self) -> bool:
        """A worker polls both queues: workflows here, platform calls there."""
        return await self._polled(WORKFLOW_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW) and await self._polled(
            GRAPH_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        )

    async def _polled(self, queue: str, kind: "TaskQueueType.ValueType") -> bool:
        request = DescribeTaskQueueRequest(
            namespace=self.temporal.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        try:
            answer = await self.temporal.workflow_service.describe_task_queue(request, timeout=_PATIENCE)
        except RPCError:
            return False
        return bool(answer.pollers)
