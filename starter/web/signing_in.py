"""Handing a sign-in, whose code lies in the vault, to the creator's Authorization workflow."""

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlencode

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from contracts.authorization import CompleteLogin, StartAuthorization
from contracts.ids import WORKFLOW_QUEUE, authorization_workflow_id
from starter.web.deps import WebDeps

AUTHORIZATION = "Authorization"
COMPLETE_LOGIN = "complete_login"
"""As pinned in the workflow's decorators; not imported, so that a web server need not load what a worker runs."""


async def finish_sign_in(deps: WebDeps, creator_id: str, pending_login_id: str) -> str:
    """Have the sign-in finished, and return the query of the creator's page that shows what came of it.

    The pending login's id is also the update's id: asking again joins the first asking instead of doing it twice.
    A worker that does not take it up in time loses nothing, the code stays in the vault; the page offers to ask again.
    """
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        AUTHORIZATION,
        StartAuthorization(creator_id=creator_id),
        id=authorization_workflow_id(creator_id),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        task_queue=WORKFLOW_QUEUE,
    )
    try:
        async with asyncio.timeout(deps.sign_in_within.total_seconds()):
            await deps.temporal.execute_update_with_start_workflow(
                COMPLETE_LOGIN,
                CompleteLogin(creator_id=creator_id, pending_login_id=pending_login_id),
                start_workflow_operation=start,
                id=f"complete-login-{pending_login_id}",
            )
    except WorkflowUpdateFailedError:
        return urlencode({"done": "unfinished"})
    except (RPCError, TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        await _heard(start)
        return urlencode({"login": pending_login_id})
    if await deps.store.pending.answer(pending_login_id, creator_id) is None:
        return urlencode({"done": "unfinished"})  # answered, but there is no such sign-in of this creator
    return urlencode({"login": pending_login_id})


async def _heard(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """The SDK leaves its error in the start operation as well; unheard, asyncio would report it as lost."""
    with contextlib.suppress(Exception, asyncio.CancelledError):
        await asyncio.wait_for(start.workflow_handle(), 0)
