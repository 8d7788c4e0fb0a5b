"""The worker as a process: it refuses to start with one clear line, and stops when told to."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from contracts.ids import AUDIT_SCHEDULE
from store import migrate
from store.session import move_home
from store.vault_keys import VaultKeys
from tests import forks
from tests.waiting import eventually

CLOSED = "127.0.0.1:9"


def environment(folder: Path, temporal_address: str, **change: str | None) -> dict[str, str]:
    """Everything a worker needs, with ``change`` on top; None leaves one out."""
    settings: dict[str, str | None] = {
        "ADACCESS_DIR": str(folder),
        "ADACCESS_DATABASE_URL": f"sqlite:///{folder / 'adaccess.db'}",
        "ADACCESS_VAULT_KEYS": VaultKeys.generate(),
        "ADACCESS_META_APP_ID": "1200000000000001",
        "ADACCESS_META_APP_SECRET": "sandbox_app_secret",
        "ADACCESS_META_GRAPH_URL": f"http://{CLOSED}",
        "TEMPORAL_ADDRESS": temporal_address,
        "TEMPORAL_NAMESPACE": "default-postgres",
        "PATH": os.environ["PATH"],
    }
    return {name: value for name, value in (settings | change).items() if value is not None}


async def worker(env: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "worker", env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"ADACCESS_VAULT_KEYS": None}, "ADACCESS_VAULT_KEYS is not set"),
        ({"ADACCESS_VAULT_KEYS": "k1:not-a-key"}, "key"),
        ({"ADACCESS_DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "adaccess db upgrade"),
        ({"ADACCESS_DATABASE_URL": "postgresql://127.0.0.1:9/adaccess"}, "cannot reach"),
        ({"TEMPORAL_ADDRESS": CLOSED}, "no Temporal server answers"),
        ({"TEMPORAL_NAMESPACE": "no-such-namespace"}, "no-such-namespace"),
    ],
    ids=lambda value: next(iter(value.items())) if isinstance(value, dict) else None,
)
async def test_it_says_in_one_line_why_it_does_not_start(
    tmp_path: Path, temporal_address: str, change: dict[str, str | None], line: str
) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'adaccess.db'}")
    ran = await forks.run("worker", (), environment(tmp_path, temporal_address, **change))
    assert ran.code == 1
    assert line in ran.refusal
    assert "not-a-key" not in ran.err


async def test_a_database_of_another_namespace_is_not_touched(tmp_path: Path, temporal_address: str) -> None:
    url = f"sqlite:///{tmp_path / 'adaccess.db'}"
    migrate.upgrade(url)
    assert await move_home(url, "elsewhere") is None
    ran = await forks.run("worker", (), environment(tmp_path, temporal_address))
    assert ran.code == 1
    assert "belongs to the Temporal namespace 'elsewhere', not to 'default-postgres'" in ran.refusal


async def test_it_schedules_the_audit_and_stops_when_told_to(tmp_path: Path, temporal_address: str) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'adaccess.db'}")
    process = await worker(environment(tmp_path, temporal_address))
    assert process.stderr is not None
    log = process.stderr

    async def working() -> bool:
        return b"working on adaccess" in await log.readline()

    await eventually(working, "the worker says that it works", within=40)
    temporal = await Client.connect(temporal_address, namespace="default-postgres")
    schedule = temporal.get_schedule_handle(AUDIT_SCHEDULE)
    assert (await schedule.describe()).schedule.spec.intervals[0].every == timedelta(hours=1)
    await schedule.delete()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 30) == 0
