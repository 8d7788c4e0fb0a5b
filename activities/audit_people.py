"""The collaborations behind the holds, as an audit sees them: are they running, and telling them to look."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.audit_judging import Person
from contracts import failures
from contracts.access import Hold
from contracts.ids import collaboration_workflow_id
from contracts.search_attributes import ACCESS_STAGE, BLOCKED_ON, CREATOR_ID
from contracts.vocabulary import Stage

_AT_ONCE = 20
"""Workflows looked at side by side."""
_GONE = Person(running=False)
_UNKNOWN = Person(running=False, known=False)
_EMPTY = "Temporal knows no collaboration at all, and the ledger does: is this the right server and namespace?"


class People:
    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def behind(self, holds: Iterable[Hold]) -> dict[str, Person]:
        """The workflow of each hold, by its collaboration. Asked of each by itself: the list lags behind the truth.

        Raises ApplicationError(WrongNamespace): a worker on an empty namespace must not take every hold for abandoned.
        """
        places = asyncio.Semaphore(_AT_ONCE)

        async def look(hold: Hold) -> Person:
            async with places:
                return await self._look(hold)

        asked = {hold.collaboration_id: hold for hold in holds}
        found = dict(zip(asked, await asyncio.gather(*(look(hold) for hold in asked.values())), strict=True))
        if any(not person.known for person in found.values()) and not await self._any():
            raise ApplicationError(_EMPTY, type=failures.WRONG_NAMESPACE, non_retryable=True)
        return found

    async def nudge(self, collaboration_id: str) -> bool:
        """Tell it that its access may have drifted; false if it is not running any more."""
        handle = self._temporal.get_workflow_handle(collaboration_workflow_id(collaboration_id))
        try:
            await handle.signal("access_drifted")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def _any(self) -> bool:
        return (await self._temporal.count_workflows("WorkflowType = 'Collaboration'")).count > 0

    async def _look(self, hold: Hold) -> Person:
        handle = self._temporal.get_workflow_handle(collaboration_workflow_id(hold.collaboration_id))
        try:
            described = await handle.describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return _UNKNOWN
        if described.typed_search_attributes.get(CREATOR_ID) not in (None, hold.creator_id):
            return _GONE  # an id that was used again, for another creator's
        return person_of(described)


def person_of(shown: WorkflowExecution) -> Person:
    """What Temporal shows of one collaboration."""
    stage = shown.typed_search_attributes.get(ACCESS_STAGE)
    return Person(
        running=shown.status is WorkflowExecutionStatus.RUNNING,
        finished=shown.status is WorkflowExecutionStatus.COMPLETED,
        stage=Stage(stage) if stage in set(Stage) else None,
        blocked_on=shown.typed_search_attributes.get(BLOCKED_ON),
    )
