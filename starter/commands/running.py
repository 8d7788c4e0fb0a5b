"""What every command that talks to collaborations does: settings, connection, one piece of work, one answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # heavy: `adaccess --help` must not wait for it
    from contracts.status import Status
    from settings import Settings
    from starter.client import CollaborationClient

DEADLINE = timedelta(seconds=10)
"""How long a command waits for Temporal, or for a worker, before it says that there is none."""
CONNECT_SECONDS = 5
"""A server that is there answers in milliseconds."""
_T = TypeVar("_T")


def with_client(directory: Path | None, work: "Callable[[CollaborationClient, Settings], Awaitable[_T]]") -> _T:
    """Do ``work`` with a client for the stack in ``directory``, or for where the environment points.

    Raises SettingsRefused, NotReachable, and what the work raises.
    """
    from settings import load

    settings = load(directory)

    async def run() -> _T:
        from starter.client import CollaborationClient

        return await work(CollaborationClient(await _connected(settings), DEADLINE), settings)

    return asyncio.run(run())


async def _connected(settings: "Settings") -> Any:
    from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

    from starter.connection import NotReachable, connect

    # The SDK's core would print its retries between our lines.
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)), error_if_already_set=False)
    try:
        return await asyncio.wait_for(connect(settings), CONNECT_SECONDS)
    except TimeoutError:  # something listens there, and it is no Temporal
        where = settings.temporal_address or "the configured address"
        raise NotReachable(
            f"no Temporal server answers at {where} within {CONNECT_SECONDS} s; "
            "start one with `adaccess dev`, or set TEMPORAL_ADDRESS"
        ) from None


def print_json(value: Any) -> None:
    """One line of JSON on the standard output, in ASCII: it passes through any terminal and pipe unchanged."""
    print(json.dumps(value), flush=True)


def print_status(status: "Status", as_json: bool) -> None:
    if as_json:
        print_json(status.model_dump(mode="json"))
        return
    from starter.show import console, status_view

    console().print(status_view(status))
