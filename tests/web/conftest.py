"""The creator pages on a real port, in front of the shared stack, and visitors who use them."""

import asyncio
import contextlib
import dataclasses
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from contracts.terms import Terms
from settings import Settings
from starter.client import CollaborationClient
from starter.links import make_link
from starter.web.app import create_app
from starter.web.deps import WebDeps
from starter.web.serving import listen, make_server
from tests.stack import Stack
from tests.web.web_visitor import Visitor


@dataclass(frozen=True)
class Site:
    """The running creator pages."""

    url: str
    deps: WebDeps

    def link(self, terms: Terms, creator_id: str | None = None) -> str:
        return make_link(self.deps.settings, terms.collaboration_id, creator_id or terms.creator_id)


Serve = Callable[[WebDeps], AbstractAsyncContextManager[Site]]


@dataclass
class LogSearch:
    """Everything that was logged, at the lowest level, by anybody but the visitors' own HTTP client."""

    lines: list[str] = field(default_factory=list)

    def where(self, secret: str) -> list[str]:
        return [line for line in self.lines if secret in line]


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    one = Visitor()
    yield one
    await one.http.aclose()


@pytest.fixture
async def stranger() -> AsyncIterator[Visitor]:
    """Somebody else, in another browser."""
    other = Visitor()
    yield other
    await other.http.aclose()


@pytest.fixture
def logs() -> Iterator[LogSearch]:
    search = LogSearch()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("httpx", "httpcore")):
                search.lines.append(self.format(record))

    root, handler = logging.getLogger(), Keep(level=logging.DEBUG)
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield search
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(scope="session")
def settings(stack: Stack, temporal_address: str) -> Settings:
    return Settings(
        _env_file=None,
        database_url=stack.database_url,
        vault_keys=SecretStr(stack.vault_keys),
        link_keys=SecretStr(secrets.token_urlsafe(32)),
        meta_app_id=stack.app.app_id,
        meta_app_secret=stack.app.app_secret,
        meta_graph_url=stack.sandbox_url,
        meta_dialog_url=stack.sandbox_url,
        TEMPORAL_ADDRESS=temporal_address,
    )


@pytest.fixture(scope="session")
def deps(settings: Settings, stack: Stack) -> WebDeps:
    return WebDeps(settings, CollaborationClient(stack.temporal), stack.temporal, stack.store, stack.app)


@contextlib.asynccontextmanager
async def _served(deps: WebDeps) -> AsyncIterator[Site]:
    with listen("127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        deps = dataclasses.replace(deps, settings=deps.settings.model_copy(update={"public_url": url}))
        server = make_server(create_app(deps))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield Site(url, deps)
        finally:
            server.should_exit = True
            await running


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Serve the pages once more, on a port of their own and with other dependencies."""
    return _served


@pytest.fixture(scope="session")
async def site(deps: WebDeps) -> AsyncIterator[Site]:
    async with _served(deps) as running:
        yield running
