"""Starting a creator's deletion, and telling a creator's Authorization that a login may be dead."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from contracts.authorization import SuspectedLapse
from contracts.deletion import DeletionRequest, StartDeletion
from contracts.ids import WORKFLOW_QUEUE, authorization_workflow_id, deletion_workflow_id
from contracts.vocabulary import LapseCause
from starter.errors import TemporalRefused
from starter.reaching import reaching

DELETION = "Deletion"
REQUESTED = "requested"
SUSPECT = "suspect"
_CODE_BYTES = 20
"""160 bits: the status page is public, so nobody may guess a code."""


def new_code() -> str:
    """A confirmation code: letters and digits, and nothing about anybody in it."""
    return _spelled(secrets.token_bytes(_CODE_BYTES))


def repeatable_code(key: bytes, facts: str) -> str:
    """The code of a request that may be sent to us again: the same facts give the same code, and nobody else's."""
    return _spelled(hmac.new(key, f"adaccess/deletion-code\n{facts}".encode(), hashlib.sha256).digest()[:_CODE_BYTES])


def _spelled(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()


async def start_deletion(client: Client, creator_id: str, request: DeletionRequest, deadline: timedelta) -> None:
    """Start the creator's deletion, or tell the one under way of another request.

    Raises NotReachable, TemporalRefused.
    """
    try:
        async with reaching(client, deadline):
            await client.start_workflow(
                DELETION,
                StartDeletion(creator_id=creator_id),
                id=deletion_workflow_id(creator_id),
                task_queue=WORKFLOW_QUEUE,
                start_signal=REQUESTED,
                start_signal_args=[request],
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                # Who was deleted may come back, and ask again.
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=f"deletion of creator {creator_id}",
                rpc_timeout=deadline,
            )
    except RPCError as error:
        raise TemporalRefused(error.message) from None


async def suspect_logins(client: Client, creator_id: str, cause: LapseCause, deadline: timedelta) -> None:
    """Have the creator's logins checked now, and all open collaborations told of what comes out.

    Where no Authorization runs no collaboration depends on the logins, and nobody has to be told. Raises NotReachable,
    TemporalRefused.
    """
    suspected = SuspectedLapse(login_id="", cause=cause)
    try:
        async with reaching(client, deadline):
            handle = client.get_workflow_handle(authorization_workflow_id(creator_id))
            await handle.signal(SUSPECT, suspected, rpc_timeout=deadline)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise TemporalRefused(error.message) from None
