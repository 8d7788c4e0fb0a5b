"""What a creator still has open, found wherever it may be known, and asked to end."""

import asyncio
from dataclasses import dataclass

from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.service import RPCError, RPCStatusCode

from contracts.access import Hold
from contracts.authorization import Subscribers, Unsubscribe
from contracts.collaboration import EndNow
from contracts.deletion import StillOpen
from contracts.ids import authorization_workflow_id, collaboration_workflow_id
from contracts.search_attributes import ACCESS_STAGE, BLOCKED_ON, CREATOR_ID
from contracts.vocabulary import Stage
from store.session import Store

REASON = "the creator asked for the deletion of their data"
ACTOR = "creator"
_ENDING = (Stage.ENDING.value, Stage.REVOKE_BLOCKED.value, Stage.ENDED.value)
_AT_ONCE = 20
"""Collaborations looked at side by side."""
_MAX_NAMED, _MAX_ABANDONED = 1000, 100
_PREFIX = collaboration_workflow_id("")


@dataclass(frozen=True)
class _Seen:
    """One collaboration at one look."""

    collaboration_id: str
    running: bool
    finished: bool = False
    """It came to its own end, so its outcome is told; not one that was terminated, failed or is forgotten."""
    blocked_on: str | None = None


class Endings:
    def __init__(self, store: Store, temporal: Client) -> None:
        self._store = store
        self._temporal = temporal

    async def left(self, creator_id: str) -> StillOpen:
        """Ask everything of the creator that is open to end, and return what has not ended yet."""
        holds = {hold.collaboration_id: hold for hold in await self._store.deletions.open_holds(creator_id)}
        subscribed = await self._subscribed(creator_id)
        known = {*holds, *subscribed, *await self._running(creator_id)}
        places = asyncio.Semaphore(_AT_ONCE)

        async def look(collaboration_id: str) -> _Seen:
            async with places:
                return await self._look(creator_id, collaboration_id)

        seen = await asyncio.gather(*(look(each) for each in sorted(known)))
        running = [each for each in seen if each.running]
        await self._unsubscribe(creator_id, set(subscribed) - {each.collaboration_id for each in running})
        abandoned = [holds[each.collaboration_id] for each in seen if _is_abandoned(each, holds)]
        return StillOpen(
            count=len(running) + len(abandoned),
            collaborations=tuple(each.collaboration_id for each in running)[:_MAX_NAMED],
            abandoned=tuple(abandoned)[:_MAX_ABANDONED],
            waiting_for=next((each.blocked_on for each in running if each.blocked_on), None),
        )

    async def _look(self, creator_id: str, collaboration_id: str) -> _Seen:
        described = await self._describe(collaboration_id)
        if described is None:
            return _Seen(collaboration_id, running=False)
        shown = described.typed_search_attributes
        if shown.get(CREATOR_ID) not in (None, creator_id):
            return _Seen(collaboration_id, running=False, finished=True)  # an id that was used again, for another one
        if described.status is not WorkflowExecutionStatus.RUNNING:
            return _Seen(
                collaboration_id, running=False, finished=described.status is WorkflowExecutionStatus.COMPLETED
            )
        stage = shown.get(ACCESS_STAGE)
        if stage not in _ENDING:
            await self._end(collaboration_id)
        stuck = stage == Stage.REVOKE_BLOCKED.value
        return _Seen(collaboration_id, running=True, blocked_on=shown.get(BLOCKED_ON) if stuck else None)

    async def _end(self, collaboration_id: str) -> None:
        """A refusal means that it is ending or has ended by itself: the next look shows it."""
        handle = self._temporal.get_workflow_handle(collaboration_workflow_id(collaboration_id))
        try:
            await handle.execute_update("end_now", EndNow(reason=REASON, actor=ACTOR))
        except WorkflowUpdateFailedError:
            return
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _describe(self, collaboration_id: str) -> WorkflowExecutionDescription | None:
        try:
            return await self._temporal.get_workflow_handle(collaboration_workflow_id(collaboration_id)).describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    async def _running(self, creator_id: str) -> list[str]:
        """By search attribute: a moment behind the truth, so it is not the only place to look at."""
        query = f"WorkflowType = 'Collaboration' AND ExecutionStatus = 'Running' AND {CREATOR_ID.name} = '{creator_id}'"
        return [each.id.removeprefix(_PREFIX) async for each in self._temporal.list_workflows(query)]

    async def _subscribed(self, creator_id: str) -> tuple[str, ...]:
        """Every collaboration subscribes before it first looks for a login, so none that could share is missed."""
        handle = self._temporal.get_workflow_handle(authorization_workflow_id(creator_id))
        try:
            found: Subscribers = await handle.query("subscribers", result_type=Subscribers)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return ()
        except WorkflowQueryFailedError:
            return ()  # ended under an older version of the workflow
        return found.collaborations

    async def _unsubscribe(self, creator_id: str, gone: set[str]) -> None:
        """One that was terminated cannot do it itself, and the creator’s Authorization would wait for it for ever."""
        handle = self._temporal.get_workflow_handle(authorization_workflow_id(creator_id))
        for collaboration_id in sorted(gone):
            try:
                await handle.signal("unsubscribe", Unsubscribe(collaboration_id=collaboration_id))
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise


def _is_abandoned(seen: _Seen, holds: dict[str, Hold]) -> bool:
    return seen.collaboration_id in holds and not seen.running and not seen.finished
