"""What Temporal remembers of a creator, and having it forgotten: closed workflows name accounts, Pages and people.

All that is started for a creator carries the search attribute ``CreatorId``; the creator's Authorization is known by
its id. The Deletion itself is neither, and stays until the namespace's retention: it names ids of ours only.
"""

import asyncio
from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities import clock
from contracts.ids import authorization_workflow_id
from contracts.search_attributes import CREATOR_ID

_FIRST_PAUSE, _LAST_PAUSE = 0.3, 5.0
"""Seconds between two looks."""


class Histories:
    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def forgotten(self, creator_id: str, within: timedelta) -> int:
        """Have Temporal delete every closed execution of the creator; how many it still shows when ``within`` is over.

        Safe to repeat. What runs is left alone: deleting it would terminate it under what a collaboration that was
        started this very moment may be doing. It is about to end by itself, and is deleted at a later look. Temporal
        accepts a deletion at once and takes up to some minutes over it; only what it no longer shows counts as gone.
        """
        until, pause, asked = clock.now() + within, _FIRST_PAUSE, set[str]()
        while True:
            left = await self._shown(creator_id)
            for run_id, workflow_id in left.items():
                if run_id not in asked and await self._forget(workflow_id, run_id):
                    asked.add(run_id)
            if not left or clock.now() >= until:
                return len(left)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LAST_PAUSE)

    async def _shown(self, creator_id: str) -> dict[str, str]:
        """Workflow id by run id, of whatever there still is."""
        authorization = authorization_workflow_id(creator_id)
        theirs = f"{CREATOR_ID.name} = '{creator_id}' OR WorkflowId = '{authorization}'"
        found = {each.run_id: each.id async for each in self._temporal.list_workflows(theirs)}
        try:
            latest = await self._temporal.get_workflow_handle(authorization).describe()  # the list may not know it yet
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return found
        return {**found, latest.run_id: authorization}

    async def _forget(self, workflow_id: str, run_id: str) -> bool:
        """Ask for one run to be deleted; False while it runs."""
        execution = WorkflowExecution(workflow_id=workflow_id, run_id=run_id)
        try:
            described = await self._temporal.get_workflow_handle(workflow_id, run_id=run_id).describe()
            if described.status is WorkflowExecutionStatus.RUNNING:
                return False
            await self._temporal.workflow_service.delete_workflow_execution(
                DeleteWorkflowExecutionRequest(namespace=self._temporal.namespace, workflow_execution=execution)
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        return True
