"""The processes of a proof: a Temporal server, the sandbox, and workers that may be killed at any time."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from temporalio.client import Client

from platforms.meta.allowance import Allowance
from platforms.meta.app import MetaApp
from store import migrate
from store.session import Store
from store.vault_keys import VaultKeys
from tests.cast import APP_ID, APP_SECRET, world
from tests.stack import Stack
from tests.waiting import eventually

TIMEOUT = 3.0
"""Seconds that the workers of a proof wait for an answer of the platform, instead of ten: a run is as short."""


@dataclass
class House:
    """What a proof reaches. ``stack`` is what the tests' people drive; no worker runs in this process."""

    stack: Stack
    folder: Path
    address: str
    namespace: str
    nursery: asyncio.subprocess.Process
    workers: set[int] = field(default_factory=set)
    serving: dict[int, str] = field(default_factory=dict)
    """Which namespace each worker serves."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def worker(
        self, *arguments: str, namespace: str = "", within: float = 60, behind: dict[str, str] | None = None
    ) -> int:
        """Start a worker process (``tests.proofs.worker_process``); its process id when it works.

        ``behind``: settings of its own, of what it reaches by another way than the others do.
        """
        number = next(self._numbers)
        ready, log = self.folder / f"worker-{number}.pid", self.folder / f"worker-{number}.log"
        order = {"arguments": ["--ready", str(ready), *arguments], "log": str(log)}
        assert self.nursery.stdin is not None
        line = json.dumps(
            order | {"environment": {"TEMPORAL_NAMESPACE": namespace or self.namespace, **(behind or {})}}
        )
        self.nursery.stdin.write(f"{line}\n".encode())
        await self.nursery.stdin.drain()
        await appears(ready, within)
        pid = int(ready.read_text())
        self.workers.add(pid)
        self.serving[pid] = namespace or self.namespace
        return pid

    async def kill(self, pid: int) -> None:
        """``kill -9``, and wait until it is gone."""
        self.workers.discard(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            while True:
                os.kill(pid, 0)
                await asyncio.sleep(0.02)

    async def sleep(self, pid: int, seconds: float) -> None:
        """Stop a process as it is, and let it go on after that time."""
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


async def appears(file: Path, within: float = 60) -> None:
    """Wait until there is something in ``file``."""

    def there() -> bool:
        return file.exists() and file.stat().st_size > 0

    async def look() -> bool:
        return there()

    await eventually(look, f"{file.name} is written", within)


def environment(stack: Stack, folder: Path, address: str) -> dict[str, str]:
    settings = {
        "ADACCESS_DIR": str(folder),
        "ADACCESS_DATABASE_URL": stack.database_url,
        "ADACCESS_VAULT_KEYS": stack.vault_keys,
        "ADACCESS_META_APP_ID": APP_ID,
        "ADACCESS_META_APP_SECRET": APP_SECRET,
        "ADACCESS_META_GRAPH_URL": stack.sandbox_url,
        "ADACCESS_META_DIALOG_URL": stack.sandbox_url,
        "TEMPORAL_ADDRESS": address,
    }
    return {**os.environ, **settings}


@asynccontextmanager
async def running_house(
    address: str, namespace: str, client: Client, url: str = "", people: dict[str, Any] | None = None
) -> AsyncIterator[House]:
    """A sandbox process with its ledger on disk, and an empty database; workers are started as they are wanted."""
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="adaccess-proof-")))
        (folder / "world.json").write_text(json.dumps(people or world()), encoding="utf-8")
        command = ["-m", "graph_sandbox", "--port", "0", "--world", str(folder / "world.json")]
        sandbox = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        assert sandbox.stdout is not None
        sandbox_url = json.loads(await asyncio.wait_for(sandbox.stdout.readline(), 60))["url"]
        keys = VaultKeys.generate()
        url = url or f"sqlite:///{folder / 'adaccess.db'}"
        migrate.upgrade(url)
        store = await Store.open(url, VaultKeys.parse(SecretStr(keys)))
        exits.push_async_callback(store.aclose)
        http = await exits.enter_async_context(httpx.AsyncClient(base_url=sandbox_url, timeout=30, verify=False))
        app = MetaApp(app_id=APP_ID, app_secret=SecretStr(APP_SECRET), graph_url=sandbox_url, dialog_url=sandbox_url)
        stack = Stack(client, store, sandbox_url, http, app, url, keys, Allowance())
        nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.proofs.nursery",
            env=environment(stack, folder, address),
            stdin=asyncio.subprocess.PIPE,
        )
        house = House(stack, folder, address, namespace, nursery)
        try:
            yield house
        finally:
            for pid in tuple(house.workers):
                await house.kill(pid)
            for process in (nursery, sandbox):
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
