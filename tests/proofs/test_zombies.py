"""A worker that is stopped beyond its turn (SIGSTOP, a machine that pauses) and wakes up in the middle of a call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from platforms.meta.graph import GraphClient
from store.ledger import Ledger
from tests.proofs.bench import Bench, running_bench
from tests.proofs.interleavings import WIDE

TURN = timedelta(seconds=0.5)


class Sleeper:
    """The first call of one method falls asleep before it reaches the platform, and goes on when it is woken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        self.asleep, self.wake = asyncio.Event(), asyncio.Event()
        plain = getattr(GraphClient, method)

        async def sleepy(*args: Any, **more: Any) -> Any:
            if not self.asleep.is_set():
                self.asleep.set()
                await self.wake.wait()
            return await plain(*args, **more)

        monkeypatch.setattr(GraphClient, method, sleepy)


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    async with running_bench(tmp_path) as running:
        for method in (Ledger.take_turn, Ledger.intend):
            assert method.__kwdefaults__ is not None
            monkeypatch.setitem(method.__kwdefaults__, "ttl", TURN)
        yield running


async def test_a_zombie_does_not_share_after_the_release(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, hold = bench.agree(next(bench.pairs), WIDE)
    sleeper = Sleeper(monkeypatch, "share")
    zombie = asyncio.create_task(bench.run(bench.access.acquire, hold, hold.collaboration_id))
    await sleeper.asleep.wait()
    await bench.start(kept, hold)
    await bench.end(kept, hold)
    sleeper.wake.set()
    with suppress(ApplicationError):
        await zombie
    assert [str(violation) for violation in bench.judged()] == []


async def test_a_zombie_does_not_rob_the_next_holder(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = next(bench.pairs)
    first, second = bench.agree(pair, WIDE), bench.agree(pair, WIDE)
    await bench.start(*first)
    sleeper = Sleeper(monkeypatch, "unshare")
    zombie = asyncio.create_task(bench.run(bench.access.release, first[1], first[1].collaboration_id))
    await sleeper.asleep.wait()
    await bench.end(*first)
    await bench.start(*second)
    await asyncio.sleep(0.05)  # holding for longer than the clocks may differ
    sleeper.wake.set()
    with suppress(ApplicationError):
        await zombie
    assert [str(violation) for violation in bench.judged()] == []


async def test_a_zombie_writes_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it did to the platform, the ledger refuses what it believes."""
    kept, hold = bench.agree(next(bench.pairs), WIDE)
    sleeper = Sleeper(monkeypatch, "agencies")
    zombie = asyncio.create_task(bench.run(bench.access.acquire, hold, hold.collaboration_id))
    await sleeper.asleep.wait()
    await bench.start(kept, hold)
    sleeper.wake.set()
    with pytest.raises(ApplicationError) as refused:
        await zombie
    assert refused.value.type == "TurnTaken"
    await bench.end(kept, hold)
    assert [str(violation) for violation in bench.judged()] == []
