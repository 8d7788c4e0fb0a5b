"""What proofs on the shared Temporal server start from: a client in a namespace of their own, and a house there."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.proofs.house import House, running_house
from tests.proofs.person import Person
from tests.proofs.web_process import Web
from tests.web.web_visitor import Visitor


@pytest.fixture
async def client(temporal_address: str, temporal_namespace: str) -> Client:
    namespace = f"{temporal_namespace}-proofs"
    return await Client.connect(temporal_address, namespace=namespace, data_converter=pydantic_data_converter)


@pytest.fixture
async def house(client: Client, temporal_address: str) -> AsyncIterator[House]:
    async with running_house(temporal_address, client.namespace, client) as running:
        yield running


@pytest.fixture
async def person(house: House, web: Web) -> AsyncIterator[Person]:
    """A creator at a browser. ``web`` is each proof's own: started or not."""
    creator, visitor = house.stack.next_creator(), Visitor()
    yield Person(house, web, creator, visitor)
    await creator.leave()
    await visitor.http.aclose()
