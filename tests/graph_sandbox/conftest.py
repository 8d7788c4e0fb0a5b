"""A sandbox on a real port, once per run; each test gets it with a fresh world."""

import threading
from collections.abc import Iterator

import pytest
import uvicorn

from graph_sandbox import default_world
from graph_sandbox.app import create_app
from graph_sandbox.listening import listen
from tests.graph_sandbox.sandbox_driver import Driver


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        create_app(), access_log=False, log_level="critical", timeout_graceful_shutdown=1, timeout_keep_alive=75
    )
    server = uvicorn.Server(config)
    # The socket listens already: whoever comes before the server is up just waits a moment.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def driver(sandbox_url: str) -> Iterator[Driver]:
    driver = Driver(sandbox_url)
    yield driver
    driver.http.close()


@pytest.fixture
def sandbox(driver: Driver) -> Driver:
    """The sandbox with the default world and nothing in it that an earlier test did."""
    driver.http.cookies.clear()
    driver.control("PUT", "/world", default_world())
    driver.seen = driver.rows()[-1]["seq"]
    return driver
