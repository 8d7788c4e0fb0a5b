"""Fixtures shared by all rooms: one Temporal server for the run, and a whole stack for each test process."""

import os
import subprocess
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests import temporal_server
from tests.cast import Creator
from tests.stack import Stack, running_stack

_server: pytest.StashKey["subprocess.Popen[bytes]"] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once: in the process that hands the tests out, or in the only one."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[_server] = temporal_server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    process = config.stash.get(_server, None)
    if process is not None:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def temporal_address() -> str:
    return os.environ[temporal_server.ADDRESS]


@pytest.fixture(scope="session")
def temporal_namespace() -> str:
    """A namespace of this test process alone."""
    return os.environ.get("PYTEST_XDIST_WORKER", "default")


@pytest.fixture(scope="session")
async def temporal(temporal_address: str, temporal_namespace: str) -> Client:
    return await Client.connect(temporal_address, namespace=temporal_namespace, data_converter=pydantic_data_converter)


@pytest.fixture(scope="session")
async def stack(temporal: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Sandbox, store and workers, all real, for this test process."""
    async with running_stack(temporal, tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
async def creator(stack: Stack) -> AsyncIterator[Creator]:
    """A creator of this test's own, with two Pages and a brand; what it leaves open is terminated."""
    fresh = stack.next_creator()
    yield fresh
    await fresh.leave()
