"""The Temporal server is killed over the end of a term; a worker is told to stop in mid-call: ``make proofs``."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.search_attributes import KINDS
from contracts.vocabulary import Outcome, Stage
from tests import temporal_server
from tests.cast import end, reaches
from tests.proofs.house import House, running_house
from tests.proofs.keeper import answered
from tests.waiting import eventually

AWAY = 10.0
"""Seconds without a server; the term ends in the middle of them."""
IN_TIME = 60.0
SILENCE = 6.0
"""Seconds for which the platform lets a call wait that it has taken; the worker is told to stop meanwhile."""


def start(file: Path, port: int) -> "subprocess.Popen[bytes]":
    command = [str(temporal_server.binary()), "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
    command += ["--port", str(port), "--db-filename", str(file), "--log-level", "never"]
    for name, kind in KINDS.items():
        command += ["--search-attribute", f"{name}={kind}"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def test_the_temporal_server_is_killed_over_the_end_of_a_term(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = start(tmp_path / "temporal.db", port)
    try:
        await eventually(lambda: listening(port), "the server listens")
        address = f"127.0.0.1:{port}"
        client = await Client.connect(address, data_converter=pydantic_data_converter)
        async with running_house(address, "default", client) as house:
            await house.worker()
            creator = house.stack.next_creator()
            await creator.consent()
            handle = await creator.start(seconds=20)
            status = await answered(lambda: reaches(handle, Stage.ACTIVE, within=60))
            ends_at = status.term.ends_at.timestamp()
            await asyncio.sleep(max(0.0, ends_at - AWAY / 2 - time.time()))
            server.kill()
            server.wait()
            await asyncio.sleep(AWAY)
            assert await creator.shared(), "nobody can have taken it back"
            server = start(tmp_path / "temporal.db", port)
            result = await answered(handle.result)
            assert result.outcome is Outcome.REVOKED
            rows = await creator.ledger("unshare")
            print(f"Temporal away for {AWAY:.0f} s over the deadline: unshared, {len(rows)} call")
            assert time.time() < ends_at + IN_TIME
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize(("method", "op"), [("POST", "share"), ("DELETE", "unshare")])
async def test_a_worker_that_is_told_to_stop_finishes_its_call(house: House, method: str, op: str) -> None:
    """SIGTERM in mid-call: the answer is waited for and reported, so nobody has to find out what became of it."""
    leaving = await house.worker("--timeout", "20")
    creator = house.stack.next_creator()
    await creator.consent()
    late = {"kind": "apply_late", "seconds": SILENCE}
    if op == "share":
        await creator.fault(method, "/*/agencies", late)
    handle = await creator.start()
    if op == "unshare":
        await reaches(handle, Stage.ACTIVE)
        await creator.fault(method, "/*/agencies", late)
        await end(handle)
    await eventually(creator.fired, "the platform has taken the call")
    assert await creator.ledger(op) == [], "it had been answered already"
    os.kill(leaving, signal.SIGTERM)
    await eventually(lambda: gone(leaving), "the worker has stopped", within=30)
    house.workers.discard(leaving)
    assert len(await creator.ledger(op)) == 1, "it left before the call was answered"

    await house.worker()
    if op == "share":
        await reaches(handle, Stage.ACTIVE)
        await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    started = [event.activity_task_started_event_attributes async for event in handle.fetch_history_events()]
    assert max(each.attempt for each in started) == 1, "a call was done again"
    rows = await creator.ledger("share", "unshare")
    assert [row["op"] for row in rows] == ["share", "unshare"]
    await creator.leave()


async def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
