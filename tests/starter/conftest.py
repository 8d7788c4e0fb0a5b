"""Clients with and without a worker behind them, and the command line as a real process."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from starter.client import CollaborationClient
from tests.cast import Creator
from tests.stack import Stack
from tests.starter.command_line import LINK_KEY, CommandLine


@pytest.fixture
def collaborations(stack: Stack) -> CollaborationClient:
    return CollaborationClient(stack.temporal)


@pytest.fixture(scope="session")
def idle_namespace(temporal_namespace: str) -> str:
    """A namespace that no worker serves: the stacks of a test run never use both of these."""
    return "gw0" if temporal_namespace == "default" else "default"


@pytest.fixture(scope="session")
async def idle(temporal_address: str, idle_namespace: str) -> Client:
    return await Client.connect(temporal_address, namespace=idle_namespace, data_converter=pydantic_data_converter)


@pytest.fixture
def unattended(idle: Client) -> CollaborationClient:
    """A client whose collaborations no worker takes up."""
    return CollaborationClient(idle, timedelta(seconds=1))


@pytest.fixture
def request_of(creator: Creator) -> Callable[..., dict[str, Any]]:
    """Terms as the collaboration service hands them in, as JSON."""

    def make(**more: Any) -> dict[str, Any]:
        request: dict[str, Any] = creator.terms(**more).model_dump(mode="json")
        del request["starts_at"], request["authorize_by"]
        creator.started.append(f"collaboration/{request['collaboration_id']}")
        return request

    return make


@pytest.fixture
def environment(temporal_address: str, temporal_namespace: str, tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ADACCESS_", "TEMPORAL_"))}
    return kept | {
        "TEMPORAL_ADDRESS": temporal_address,
        "TEMPORAL_NAMESPACE": temporal_namespace,
        "ADACCESS_DIR": str(tmp_path / "state"),
        "ADACCESS_LINK_KEYS": LINK_KEY,
        "ADACCESS_PUBLIC_URL": "https://access.example",
    }


@pytest.fixture
def adaccess(environment: dict[str, str]) -> CommandLine:
    return CommandLine(environment)
