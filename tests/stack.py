"""A whole stack in one test process: the Graph sandbox on a real port, the store, both workers."""

import itertools
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr
from temporalio.client import Client

import worker
from activities.pacing import Pacer
from contracts.ids import GRAPH_QUEUE
from graph_sandbox.app import create_app
from graph_sandbox.listening import listen
from platforms.meta.allowance import Allowance
from platforms.meta.app import MetaApp
from platforms.meta.graph import GraphClient
from store import migrate
from store.session import Store
from store.vault_keys import VaultKeys
from tests.cast import APP_ID, APP_SECRET, Creator, world

LONGEST_HOLD = timedelta(seconds=2)
"""A pause that a fault asks for does not outlast its test: workflows skip time, our memory of Meta's word does not."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An ASGI app on a real port; its URL."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app, access_log=False, log_level="critical", timeout_graceful_shutdown=1, timeout_keep_alive=75
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@dataclass
class Stack:
    """What a test reaches: Temporal, the store, the sandbox's control."""

    temporal: Client
    store: Store
    sandbox_url: str
    http: httpx.AsyncClient
    app: MetaApp
    database_url: str
    vault_keys: str
    allowance: Allowance
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def next_creator(self) -> Creator:
        return Creator(self, next(self.numbers))

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the sandbox's control API."""
        answer = await self.http.request(method, f"/_sandbox{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@asynccontextmanager
async def running_stack(
    temporal: Client,
    folder: Path,
    url: str = "",
    *,
    people: dict[str, Any] | None = None,
    pace: float = 100.0,
    longest_hold: timedelta = LONGEST_HOLD,
) -> AsyncIterator[Stack]:
    """``url`` is the database's; a SQLite file in ``folder`` if it is empty. ``people`` is the sandbox's world."""
    keys = VaultKeys.generate()
    url = url or f"sqlite:///{folder / 'adaccess.db'}"
    migrate.upgrade(url)
    async with AsyncExitStack() as exits:
        sandbox_url = exits.enter_context(served(create_app(people or world())))
        store = await Store.open(url, VaultKeys.parse(SecretStr(keys)))
        exits.push_async_callback(store.aclose)
        http = await exits.enter_async_context(httpx.AsyncClient(base_url=sandbox_url, timeout=10, verify=False))
        app = MetaApp(
            app_id=APP_ID,
            app_secret=SecretStr(APP_SECRET),
            graph_url=sandbox_url,
            dialog_url=sandbox_url,
            timeout_seconds=3,
        )
        graph = await exits.enter_async_context(GraphClient(app, allowance=Allowance(longest=longest_hold)))
        for each in worker.workers(temporal, store, graph, pace, brand_revoke=True):
            await exits.enter_async_context(each)
        await exits.enter_async_context(Pacer(temporal, GRAPH_QUEUE, graph.allowance, pace))
        yield Stack(temporal, store, sandbox_url, http, app, url, keys, graph.allowance)
