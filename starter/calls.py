"""Calls to one collaboration's workflow: a deadline on each, and Temporal's errors put into our words.

The names are those pinned in the workflow's decorators. They are spelled here and not imported, so that a command
line or a web server that only talks to collaborations need not load what a worker runs.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import QueryRejectCondition
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from contracts.collaboration import Detail
from contracts.ids import collaboration_workflow_id
from contracts.search_attributes import CREATOR_ID
from contracts.status import Status
from contracts.vocabulary import Stage
from starter.errors import (
    AlreadyEnded,
    MessageRefused,
    StarterError,
    TemporalRefused,
    UnknownCollaboration,
    WorkerNotAnswering,
)
from starter.reaching import NO_ANSWER, reaching, require_server
from starter.stopped import stopped

COLLABORATION = "Collaboration"
ELIGIBILITY_CHECK = "EligibilityCheck"
QUERIES = ("status", "detail")
UPDATES = ("change_term", "end_now", "removed_by_hand", "attest_revoked")
SIGNALS = ("recheck", "decline")

_T = TypeVar("_T")


class Calls:
    """What may be asked of, or told to, one collaboration. ``deadline`` bounds each call."""

    def __init__(self, client: Client, deadline: timedelta) -> None:
        self.client = client
        self.deadline = deadline

    def handle(self, collaboration_id: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(collaboration_workflow_id(collaboration_id))

    async def query(
        self,
        collaboration_id: str,
        name: str,
        answer: type[_T],
        within: timedelta | None = None,
        reject: QueryRejectCondition = QueryRejectCondition.NOT_COMPLETED_CLEANLY,
    ) -> _T:
        """Ask; works on ended collaborations too, and on stopped ones (`starter.stopped`).

        Raises UnknownCollaboration, WorkerNotAnswering, NotReachable.
        """
        deadline = min(self.deadline, within) if within is not None else self.deadline
        try:
            async with reaching(self.client, deadline, by_worker=True):
                found: _T = await self.handle(collaboration_id).query(
                    name, result_type=answer, rpc_timeout=deadline, reject_condition=reject
                )
                return found
        except WorkflowQueryRejectedError:
            return await self._last_word(collaboration_id, name, answer, deadline)
        except WorkflowQueryFailedError as error:
            raise TemporalRefused(error.message) from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise UnknownCollaboration(collaboration_id) from None
            # FAILED_PRECONDITION: the worker that is there fails on this workflow, so nobody answers either
            if error.status in (*NO_ANSWER, RPCStatusCode.FAILED_PRECONDITION):
                await require_server(self.client)
                raise WorkerNotAnswering(collaboration_id, deadline.total_seconds()) from None
            raise TemporalRefused(error.message) from None

    async def _last_word(self, collaboration_id: str, name: str, answer: type[_T], deadline: timedelta) -> _T:
        """Of a collaboration whose workflow was terminated, or closed in any other way that is not its own end."""
        last = await self.query(collaboration_id, name, answer, deadline, QueryRejectCondition.NONE)
        described = await self._describe(collaboration_id)
        at = described.close_time if described else None
        if at is not None and isinstance(last, Status):
            return last.model_copy(update=stopped(last, at))
        if at is not None and isinstance(last, Detail):
            return last.model_copy(update={"status": last.status.model_copy(update=stopped(last.status, at))})
        return last

    async def update(self, collaboration_id: str, name: str, message: BaseModel) -> Status:
        """Tell, and wait for the outcome. Raises MessageRefused, AlreadyEnded, and what ``query`` raises.

        An update that nobody took within the deadline stays with Temporal for a while and may take effect later.
        """
        try:
            async with reaching(self.client, self.deadline, by_worker=True):
                status: Status = await self.handle(collaboration_id).execute_update(
                    name, message, result_type=Status, rpc_timeout=self.deadline
                )
                return status
        except WorkflowUpdateFailedError as error:
            reason = error.cause.message if isinstance(error.cause, ApplicationError) else str(error.cause)
            raise await self._refused(collaboration_id, reason) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # the SDK reports our own cancellation in the same words
                raise asyncio.CancelledError from None
            await require_server(self.client)
            raise WorkerNotAnswering(collaboration_id, self.deadline.total_seconds(), sent=True) from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise await self._gone(collaboration_id) from None
            raise TemporalRefused(error.message) from None

    async def signal(self, collaboration_id: str, name: str, *message: BaseModel) -> None:
        """Tell without waiting; needs no worker. Raises UnknownCollaboration, AlreadyEnded, NotReachable."""
        try:
            async with reaching(self.client, self.deadline):
                await self.handle(collaboration_id).signal(name, args=message, rpc_timeout=self.deadline)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise await self._gone(collaboration_id) from None
            raise TemporalRefused(error.message) from None

    async def creator_of(self, collaboration_id: str) -> str:
        """Told by Temporal itself, so it needs no worker. Raises UnknownCollaboration, NotReachable."""
        described = await self._describe(collaboration_id)
        creator = described.typed_search_attributes.get(CREATOR_ID) if described else None
        if creator is None:
            raise UnknownCollaboration(collaboration_id)
        return creator

    async def _describe(self, collaboration_id: str) -> WorkflowExecutionDescription | None:
        """Null for one that was never started, or is past Temporal's retention."""
        try:
            async with reaching(self.client, self.deadline):
                return await self.handle(collaboration_id).describe(rpc_timeout=self.deadline)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise TemporalRefused(error.message) from None

    async def _refused(self, collaboration_id: str, reason: str) -> MessageRefused | AlreadyEnded:
        """A workflow about to close still refuses by itself; its caller need not know that moment from a closed one."""
        with suppress(StarterError):
            if (await self.query(collaboration_id, "status", Status)).stage is Stage.ENDED:
                return AlreadyEnded(collaboration_id)
        return MessageRefused(collaboration_id, reason)

    async def _gone(self, collaboration_id: str) -> AlreadyEnded | UnknownCollaboration:
        """Temporal says "not found" of ended and of unknown ones alike; only a look tells which."""
        known = await self._describe(collaboration_id)
        return AlreadyEnded(collaboration_id) if known else UnknownCollaboration(collaboration_id)
