"""What proofs on the shared Temporal server start from: a client in a namespace of their own, and a house there."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.proofs.house import House, running_house


@pytest.fixture
async def client(temporal_address: str, temporal_namespace: str) -> Client:
    namespace = f"{temporal_namespace}-proofs"
    return await Client.connect(temporal_address, namespace=namespace, data_converter=pydantic_data_converter)


@pytest.fixture
async def house(client: Client, temporal_address: str) -> AsyncIterator[House]:
    async with running_house(temporal_address, client.namespace, client) as running:
        yield running
