"""docker/temporal-namespace.sh on a real Temporal server: a fresh namespace, and once more."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from contracts import search_attributes

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
async def server() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=str(BIN / "temporal")) as environment:
        yield environment


async def prepare(address: str) -> tuple[int | None, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    env = {
        **inherited,
        "TEMPORAL_ADDRESS": address,
        "TEMPORAL_NAMESPACE": "ours",
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }
    script = await asyncio.create_subprocess_exec(
        "sh",
        str(ROOT / "docker" / "temporal-namespace.sh"),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(script.communicate(), 90)
    return script.returncode, said.decode()


async def test_it_registers_everything_and_may_be_repeated(server: WorkflowEnvironment) -> None:
    address = server.client.service_client.config.target_host
    for _ in range(2):
        status, said = await prepare(address)
        assert status == 0, said
    known = await server.client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="ours"))
    assert set(search_attributes.KINDS) <= set(known.custom_attributes)
