"""A development stack: which processes, in which order, with which environment.

Temporal and the sandbox come first (the sandbox's world says which app we are), then the database is brought up to
date, then the web side and the worker start on settings that name all of these.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from temporalio.client import Client

from contracts import search_attributes
from settings import DEV_ENV, Settings, load
from starter.dev.environment import for_other_parts, for_our_parts, write_env_file
from starter.dev.errors import StartFailed
from starter.dev.files import write_private
from starter.dev.keys import keys_of
from starter.dev.ports import Ports, choose, recall, remember
from starter.dev.processes import Part
from starter.dev.ready import Probes
from starter.dev.supervisor import Supervisor, Tell

STACK_FILE = "stack.json"


@dataclass(frozen=True)
class Options:
    """What the user asked for. A port is None where nothing was said, 0 where any free one will do."""

    directory: Path
    world: Path | None = None
    ports: Mapping[str, int | None] = field(default_factory=dict)
    worker: bool = True
    web: bool = True


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a ready stack answer: the line on stdout, and the content of DIR/stack.json."""

    web: str
    sandbox: str
    temporal: str
    ui: str
    dir: str

    def as_json(self) -> str:
        return json.dumps({"ready": True, **asdict(self)})


class Stack:
    """One stack in one folder. ``start`` once, then ``stop``, whatever happened in between."""

    def __init__(self, options: Options, tell: Tell) -> None:
        self._options = options
        self._dir = options.directory
        self._ports: Ports = choose(options.ports, recall(self._dir / "ports.json"))
        self._keys = keys_of(self._dir / "keys.json")
        remember(self._dir / "ports.json", self._ports)
        self._probes = Probes(f"127.0.0.1:{self._ports.temporal}")
        self._supervisor = Supervisor(tell)
        self.addresses = Addresses(
            web=_url(self._ports.web),
            sandbox=_url(self._ports.sandbox),
            temporal=f"127.0.0.1:{self._ports.temporal}",
            ui=_url(self._ports.ui),
            dir=str(self._dir),
        )

    @property
    def temporal(self) -> Client:
        """A client of the stack's own Temporal, once it has started."""
        return self._probes.temporal

    @property
    def pids(self) -> dict[str, int]:
        return self._supervisor.pids

    def settings(self) -> Settings:
        """The stack's settings, whatever the user's environment says."""
        return load(self._dir, public_url=self.addresses.web, link_keys=SecretStr(self._keys.link))

    async def start(self) -> None:
        """Bring everything up; returns when all of it answers. Raises StartFailed."""
        probes = self._probes
        await asyncio.gather(
            self._supervisor.start(
                (self._temporal_part(), probes.temporal_ready), (self._sandbox_part(), self._sandbox_ready)
            ),
            self._upgrade_database(),
        )
        values = self._settings(await self.world())
        write_env_file(self._dir / DEV_ENV, values)
        ours = for_our_parts(values, self._dir)
        late = []
        if self._options.web:
            late.append((self._part("web", ["-m", "starter.web"], ours), self._web_ready))
        if self._options.worker:
            late.append((self._part("worker", ["-m", "worker"], ours), probes.worker_ready))
        await self._supervisor.start(*late)
        write_private(self._dir / STACK_FILE, self.addresses.as_json() + "\n")

    async def stop(self) -> None:
        """Stop all processes and take the address file away. Safe at any moment, also in mid-start."""
        (self._dir / STACK_FILE).unlink(missing_ok=True)
        await self._supervisor.stop()
        await self._probes.aclose()

    def kill(self) -> None:
        self._supervisor.kill()

    async def world(self) -> Mapping[str, Any]:
        """The sandbox's world as it is now. Raises StartFailed when it does not answer."""
        world = await self._probes.get(f"{self.addresses.sandbox}/_sandbox/world")
        if not isinstance(world, dict):
            raise StartFailed(f"sandbox does not show its world (log: {self._log('sandbox')})")
        return world

    async def _sandbox_ready(self) -> bool:
        return await self._probes.get(f"{self.addresses.sandbox}/_sandbox/world") is not None

    async def _web_ready(self) -> bool:
        return await self._probes.get(f"{self.addresses.web}/healthz") is not None

    async def _upgrade_database(self) -> None:
        from store.migrate import upgrade

        try:
            await asyncio.to_thread(upgrade, self._database_url)
        except Exception as error:
            # Whatever it is, there is no stack without a database; one line, the user may well own the cause.
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise StartFailed(f"the database {self._dir / 'adaccess.db'} cannot be used: {reason}") from None

    @property
    def _database_url(self) -> str:
        return f"sqlite:///{self._dir / 'adaccess.db'}"

    def _settings(self, world: Mapping[str, Any]) -> dict[str, str]:
        return {
            "ADACCESS_DATABASE_URL": self._database_url,
            "ADACCESS_VAULT_KEYS": self._keys.vault,
            "ADACCESS_LINK_KEYS": self._keys.link,
            "ADACCESS_META_APP_ID": str(world["app"]["id"]),
            "ADACCESS_META_APP_SECRET": str(world["app"]["secret"]),
            "ADACCESS_META_GRAPH_URL": self.addresses.sandbox,
            "ADACCESS_META_DIALOG_URL": self.addresses.sandbox,
            "ADACCESS_PUBLIC_URL": self.addresses.web,
            "ADACCESS_WEB_PORT": str(self._ports.web),
            "ADACCESS_CLIENT_LIMIT": "0",  # everybody on this machine is one address
            "TEMPORAL_ADDRESS": self.addresses.temporal,
        }

    def _temporal_part(self) -> Part:
        binary = Path(sys.executable).parent / "temporal"
        argv = [str(binary), "server", "start-dev", "--ip", "127.0.0.1", "--headless=false", "--log-level", "warn"]
        argv += ["--port", str(self._ports.temporal), "--ui-port", str(self._ports.ui)]
        argv += ["--db-filename", str(self._dir / "temporal.db")]
        # Without these a file database manages half as many workflows a second (and WAL survives a kill).
        argv += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
        # As in production: one brand's flood of calls waits behind everybody else's revokes.
        argv += ["--dynamic-config-value", "matching.enableFairness=true"]
        for name, kind in search_attributes.KINDS.items():
            argv += ["--search-attribute", f"{name}={kind}"]
        return Part("temporal", argv, self._log("temporal"), for_other_parts())

    def _sandbox_part(self) -> Part:
        argv = ["-m", "graph_sandbox", "--port", str(self._ports.sandbox), "--ledger", str(self._dir / "sandbox.jsonl")]
        if self._options.world is not None:
            argv += ["--world", str(self._options.world.absolute())]
        return self._part("sandbox", argv, for_other_parts())

    def _part(self, name: str, argv: list[str], env: Mapping[str, str]) -> Part:
        # -P: a worker.py or settings.py in the user's current folder must not be taken for ours.
        return Part(name, [sys.executable, "-P", *argv], self._log(name), {**env, "PYTHONUNBUFFERED": "1"})

    def _log(self, name: str) -> Path:
        return self._dir / "logs" / f"{name}.log"


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"
