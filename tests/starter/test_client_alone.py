"""The client when something is missing: the collaboration, the worker, the namespace, the server."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.vocabulary import Stage
from starter import calls
from starter.client import CollaborationClient
from starter.connection import NotReachable
from starter.errors import RequestRefused, TimedOut, UnknownCollaboration, WorkerNotAnswering
from starter.listing import listing_query
from tests.cast import Creator
from tests.waiting import eventually
from workflows.collaboration import Collaboration
from workflows.eligibility import EligibilityCheck

Asked = Callable[[CollaborationClient, str], Awaitable[Any]]
ASKED: dict[str, Asked] = {
    "status": lambda client, name: client.status(name),
    "detail": lambda client, name: client.detail(name),
    "creator_of": lambda client, name: client.creator_of(name),
    "end": lambda client, name: client.end(name, "reason"),
    "extend": lambda client, name: client.extend(name, datetime.now(UTC)),
    "attest": lambda client, name: client.attest_revoked(name, "jane", "seen"),
    "recheck": lambda client, name: client.recheck(name),
    "decline": lambda client, name: client.decline(name),
    "wait": lambda client, name: client.wait_until_ended(name),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("name", ["nobody", "", "a/b", "x' OR '1'='1", "é", "n" * 5000])
async def test_the_unknown_is_called_unknown(unattended: CollaborationClient, asked: Asked, name: str) -> None:
    with pytest.raises(UnknownCollaboration):
        await asked(unattended, name)


async def test_without_a_worker_nothing_hangs_and_a_start_is_a_start(
    creator: Creator, unattended: CollaborationClient
) -> None:
    terms = creator.terms(name=f"idle-{time.monotonic_ns()}")
    name = terms.collaboration_id
    began = time.monotonic()
    started = await unattended.start(terms)
    assert time.monotonic() - began < 5
    assert started.stage is Stage.AWAITING_AUTHORIZATION
    assert started.term.ends_at == terms.ends_at
    with pytest.raises(WorkerNotAnswering, match="adaccess worker"):
        await unattended.status(name)
    with pytest.raises(WorkerNotAnswering, match="may still take effect"):
        await unattended.end(name, "reason")
    with pytest.raises(TimedOut, match="unknown"):
        await unattended.wait_for_stage(name, Stage.ACTIVE, timeout=0.2)
    await unattended.recheck(name)
    assert await unattended.creator_of(name) == creator.creator_id

    async def row() -> Any:
        return [row async for row in unattended.list(creator=creator.creator_id) if row.collaboration_id == name]

    (listed,) = await eventually(row, "it is listed")
    assert (listed.stage, listed.ends_at) == (Stage.AWAITING_AUTHORIZATION, terms.ends_at)


async def test_a_check_that_no_worker_takes_up_is_called_off(
    creator: Creator, unattended: CollaborationClient, idle: Client
) -> None:
    username = f"nobody{time.monotonic_ns()}"
    with pytest.raises(WorkerNotAnswering, match=username):
        await unattended.check(creator.terms(instagram_username=username))

    async def none_open() -> bool:
        query = "WorkflowType = 'EligibilityCheck' AND ExecutionStatus = 'Running'"
        return [each async for each in idle.list_workflows(query)] == []

    await eventually(none_open, "no check is left running")


async def test_cancelling_a_call_is_no_missing_worker(creator: Creator, idle: Client) -> None:
    patient = CollaborationClient(idle, timedelta(seconds=30))
    terms = creator.terms(name=f"cancelled-{time.monotonic_ns()}")
    await CollaborationClient(idle, timedelta(seconds=0.3)).start(terms)
    call = asyncio.create_task(patient.end(terms.collaboration_id, "reason"))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.long
async def test_a_server_that_goes_away_is_said_so(temporal_address: str) -> None:
    """Through a relay, so that the server the other tests share stays."""
    open_ends: list[asyncio.StreamWriter] = []

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                sink.write(data)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*temporal_address.split(":"))
        open_ends.extend((writer, back))
        await asyncio.gather(pump(reader, back), pump(there, writer))

    relay = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = relay.sockets[0].getsockname()[1]
    client = await Client.connect(f"127.0.0.1:{port}", data_converter=pydantic_data_converter)
    collaborations = CollaborationClient(client, timedelta(seconds=1))
    with pytest.raises(UnknownCollaboration):
        await collaborations.status("c-1")
    relay.close()
    for end in open_ends:
        end.close()
    for asked in (ASKED["status"], ASKED["end"], ASKED["recheck"]):
        with pytest.raises(NotReachable, match="adaccess dev"):
            await asked(collaborations, "c-1")


async def test_a_namespace_that_is_missing_is_no_missing_collaboration(temporal_address: str) -> None:
    client = await Client.connect(temporal_address, namespace="nobodys", data_converter=pydantic_data_converter)
    with pytest.raises(NotReachable, match="'nobodys'"):
        await CollaborationClient(client).status("c-1")


@pytest.mark.parametrize(
    "wanted", [{"creator": "x' OR '1'='1"}, {"business": "1' --"}, {"stage": "active' OR '1'='1"}, {"stage": "bogus"}]
)
def test_no_filter_carries_a_query_of_its_own(wanted: dict[str, str]) -> None:
    with pytest.raises(RequestRefused):
        listing_query(**wanted)


def test_the_names_are_those_of_the_workflows() -> None:
    definition = workflow._Definition.must_from_class(Collaboration)
    assert definition.name == calls.COLLABORATION
    assert set(calls.QUERIES) <= set(definition.queries)
    assert set(calls.UPDATES) <= set(definition.updates)
    assert set(calls.SIGNALS) <= set(definition.signals)
    assert workflow._Definition.must_from_class(EligibilityCheck).name == calls.ELIGIBILITY_CHECK
