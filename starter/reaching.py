"""Telling "no server" from "no worker" from everything else, in whatever words gRPC puts it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from starter.connection import NotReachable

NO_ANSWER = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
"""How a call ends that ran into its deadline."""
_PROBE = timedelta(seconds=2)
_MARGIN = timedelta(seconds=3)
"""A busy machine delivers an answer late; only silence beyond it is silence of the server."""


@asynccontextmanager
async def reaching(client: Client, deadline: timedelta, by_worker: bool = False) -> AsyncIterator[None]:
    """Turn "nobody there" into NotReachable; leave every other error as it is.

    The calls inside take ``deadline`` as their rpc_timeout, which bounds one attempt; this bounds the SDK's retries,
    too. A call that only the server answers and that ran into its deadline met no server. One that a worker answers
    (``by_worker``) may as well have met no worker: its caller asks ``require_server``.
    """
    try:
        async with asyncio.timeout((deadline + _MARGIN).total_seconds()):
            yield
    except TimeoutError:
        raise _silent(client) from None
    except RPCError as error:
        if error.status is RPCStatusCode.UNAVAILABLE or (error.status in NO_ANSWER and not by_worker):
            raise _silent(client) from None
        if any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details):
            raise NotReachable(
                f"Temporal at {_address(client)} has no namespace {client.namespace!r}; "
                "create it or set TEMPORAL_NAMESPACE"
            ) from None
        raise


async def require_server(client: Client) -> None:
    """Raises NotReachable unless the server itself answers at once.

    A deadline alone does not tell whether it was the worker or the server that kept silent.
    """
    try:
        await client.workflow_service.get_system_info(GetSystemInfoRequest(), retry=False, timeout=_PROBE)
    except RPCError:
        raise _silent(client) from None


def _silent(client: Client) -> NotReachable:
    return NotReachable(
        f"the Temporal server at {_address(client)} does not answer; start one with `adaccess dev`, or try again"
    )


def _address(client: Client) -> str:
    return client.service_client.config.target_host
