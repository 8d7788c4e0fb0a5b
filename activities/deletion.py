"""Deleting a creator: end what is open, wait for the proof, erase, and look whether anything is left."""

import asyncio
import logging
from datetime import timedelta

from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities import clock
from activities.beating import beating
from activities.endings import Endings
from contracts.authorization import Creator
from contracts.deletion import (
    DeletionReport,
    DeletionStage,
    Erased,
    NoteDeletion,
    StillOpen,
    TakeEverythingBack,
)
from contracts.ids import authorization_workflow_id
from store.session import Store

_log = logging.getLogger("adaccess.deletion")
_FIRST_PAUSE, _LAST_PAUSE = 0.2, 3.0
"""Seconds between two looks within one activity."""
_ENDS_WITHIN = timedelta(seconds=5)


class DeletionActivities:
    def __init__(self, store: Store, temporal: Client) -> None:
        self._store = store
        self._temporal = temporal
        self._endings = Endings(store, temporal)

    @activity.defn(name="note_deletion")
    async def note_deletion(self, message: NoteDeletion) -> None:
        """Write the request down, so that its code opens a page. Repeating changes nothing."""
        await self._store.deletions.requested(message.creator_id, message.request)

    @activity.defn(name="take_everything_back")
    async def take_everything_back(self, message: TakeEverythingBack) -> StillOpen:
        """End every open collaboration of the creator; what has not ended when the patience is over.

        Repeating it asks only those to end that were not asked yet.
        """
        until = clock.now() + timedelta(seconds=message.patience_seconds)
        pause = _FIRST_PAUSE
        async with beating():
            while True:
                left = await self._endings.left(message.creator_id)
                if left.count and not left.abandoned:  # of those only the release can tell how it stands
                    await self._store.deletions.report(_report(message.creator_id, left))
                over = clock.now() >= until or activity.is_worker_shutdown()
                if not left.count or left.abandoned or over:
                    return left
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, _LAST_PAUSE)

    @activity.defn(name="report_deletion")
    async def report_deletion(self, report: DeletionReport) -> None:
        """What the public page is to show."""
        await self._store.deletions.report(report)

    @activity.defn(name="erase_creator")
    async def erase_creator(self, creator: Creator) -> Erased:
        """Erase, and look whether anything is left. Safe to repeat."""
        async with beating():
            erasing = DeletionReport(creator_id=creator.creator_id, stage=DeletionStage.ERASING)
            await self._store.deletions.report(erasing)
            await self._store.deletions.erase(creator.creator_id)
            left = await self._store.deletions.left_over(creator.creator_id)
            if not await self._histories_forgotten(creator.creator_id):
                left += 1
            if left:
                _log.warning("%d things of a deleted creator came back while erasing", left)
            return Erased(left_over=left)

    @activity.defn(name="finish_deletion")
    async def finish_deletion(self, creator: Creator) -> None:
        """Everything is erased: say so under every code. Safe to repeat."""
        await self._store.deletions.finished(creator.creator_id, clock.now())

    async def _histories_forgotten(self, creator_id: str) -> bool:
        """The creator's Authorization remembers names of Facebook users and Pages: have Temporal delete its runs.

        False while one runs. It is left alone: nobody subscribes to it any more, so it is about to end by itself, and
        deleting it would terminate it under a collaboration that was started this very moment. Temporal takes a
        minute or two over what it has accepted to delete, and does not forget to.
        """
        workflow_id = authorization_workflow_id(creator_id)
        until = clock.now() + _ENDS_WITHIN
        while (latest := await self._latest(workflow_id)) and latest.status is WorkflowExecutionStatus.RUNNING:
            if clock.now() > until:
                return False
            await asyncio.sleep(_FIRST_PAUSE)
        runs = {run.run_id async for run in self._temporal.list_workflows(f"WorkflowId = '{workflow_id}'")}
        if latest is not None:  # the list may not know it yet
            runs.add(latest.run_id)
        for run_id in sorted(runs):
            await self._forget(workflow_id, run_id)
        return True

    async def _latest(self, workflow_id: str) -> WorkflowExecutionDescription | None:
        try:
            return await self._temporal.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    async def _forget(self, workflow_id: str, run_id: str) -> None:
        execution = WorkflowExecution(workflow_id=workflow_id, run_id=run_id)
        request = DeleteWorkflowExecutionRequest(namespace=self._temporal.namespace, workflow_execution=execution)
        try:
            await self._temporal.workflow_service.delete_workflow_execution(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


def _report(creator_id: str, left: StillOpen) -> DeletionReport:
    waits = left.waiting_for is not None
    return DeletionReport(
        creator_id=creator_id,
        stage=DeletionStage.WAITING if waits else DeletionStage.REVOKING,
        still_open=left.count,
        waiting_for=left.waiting_for,
    )
