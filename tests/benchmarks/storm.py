"""A storm: many terms end in the same second while the platform's budget is small. How does it drain, at what cost?

    python -m tests.benchmarks.storm 2000

All is real but the setting of the stage: the shares are put into the sandbox and into our ledger directly, and the
collaborations start in the state that continue-as-new would give them. What is judged is the sandbox's own account, and
what the notices say was told by when.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts.authorization import FindLogin, FoundLogin
from contracts.collaboration import CollaborationResult, StartCollaboration
from contracts.ids import WORKFLOW_QUEUE, collaboration_workflow_id
from contracts.notices import NoticeKind
from tests import temporal_server
from tests.benchmarks import stage
from tests.benchmarks.stage import BRANDS
from tests.cast import Creator
from tests.proofs.house import House, running_house
from tests.proofs.mix import OUTAGE
from tests.proofs.postgresql import running_postgresql
from tests.stack import Stack
from workflows.collaboration import Collaboration

IN_TIME = 60.0
"""Seconds after the end by which access is gone, or everybody was told that it is not."""

Handle = WorkflowHandle[Collaboration, CollaborationResult]


class Storm:
    """``ends`` collaborations whose terms end at one instant, and ``starts`` that begin just then."""

    def __init__(self, stack: Stack, ends: int, starts: int) -> None:
        self.stack = stack
        self.ends, self.starts = ends, starts
        self.at = datetime.now(UTC)
        self.revokes: list[Handle] = []
        self.grants: list[Handle] = []
        self.names: dict[tuple[str, str], str] = {}
        """The collaboration of each pair whose share is there before the storm."""
        self.late = 0.0
        """Seconds by which the last collaboration was started after the storm broke; 0 is as it should be."""

    async def prepare(self) -> None:
        """Consents, and the shares that are there before the storm."""
        total = self.ends + self.starts
        creators = [self.stack.next_creator() for _ in range(-(-total // (2 * BRANDS)))]
        logins: dict[str, FoundLogin] = {}
        for creator in creators:
            await creator.consent()
            ask = FindLogin(creator_id=creator.creator_id, instagram_username=creator.username())
            logins[creator.creator_id] = await self.stack.store.logins.find(ask)
        pairs = [(c, which, brand) for brand in range(BRANDS) for c in creators for which in (0, 1)][:total]
        for creator, which, brand in pairs[: self.ends]:
            await stage.share(self.stack, creator, which, brand)
            self.names[creator.page(which), stage.business(creator, brand)] = stage.name(creator, which, brand)
        self.at = datetime.now(UTC) + timedelta(seconds=2 + total / 40)  # as quickly as they are started
        some = asyncio.Semaphore(20)

        async def start(number: int, creator: Creator, which: int, brand: int) -> Handle:
            held, login = number < self.ends, logins[creator.creator_id]
            state = stage.state_of(creator, which, brand, held, login, self.at)
            async with some:
                return await self.stack.temporal.start_workflow(
                    Collaboration.run,
                    StartCollaboration(terms=state.terms, state=state),
                    id=collaboration_workflow_id(state.terms.collaboration_id),
                    task_queue=WORKFLOW_QUEUE,
                )

        started = await asyncio.gather(*(start(number, *pair) for number, pair in enumerate(pairs)))
        self.revokes, self.grants = started[: self.ends], started[self.ends :]
        self.late = max(0.0, (datetime.now(UTC) - self.at).total_seconds())

    async def rage(self, limits: list[dict[str, Any]], within: float, outage: float = 0.0) -> dict[str, Any]:
        """Put the limits, wait until every share that should be gone is gone, and say what it took.

        For ``outage`` seconds from the end of the terms on, the platform answers nothing but errors.
        """
        await self.stack.control("PATCH", "/app", {"limits": limits})
        await self.stack.control("DELETE", "/requests")
        if outage:
            await self.stack.control("PUT", "/faults", OUTAGE)
        await asyncio.sleep(max(0.0, (self.at - datetime.now(UTC)).total_seconds()))
        gone, given, seen = dict[tuple[str, str], float](), list[float](), 0
        async with asyncio.timeout(within):
            while len(gone) < self.ends:
                await asyncio.sleep(0.5)
                if outage and (datetime.now(UTC) - self.at).total_seconds() > outage:
                    outage = 0.0
                    await self.stack.control("PUT", "/faults", [])
                for row in await self.stack.control("GET", f"/ledger?after={seen}"):
                    seen = row["seq"]
                    if row["by"] != "api":
                        continue
                    if row["op"] == "unshare":
                        gone[row["page_id"], row["business_id"]] = self._after(row["at"])
                    else:
                        given.append(self._after(row["at"]))
        times = sorted(gone.values())
        budgets = await self.stack.control("GET", "/limits")
        calls = (await self.stack.control("GET", "/requests"))["total"]
        overdue = [self.names[pair] for pair, at in gone.items() if at > IN_TIME]
        told = [await self._told_after(each) for each in overdue]
        return {
            "ends": self.ends,
            "revoked": len(gone),
            "the last one began late, s": round(self.late, 1),
            "drained after, s": round(times[-1], 1),
            "half of it after, s": round(times[len(times) // 2], 1),
            "calls": calls,
            "calls a revoke": round(calls / max(1, len(gone)), 2),
            "refused": sum(budget["refused"] for budget in budgets),
            "before the advised time": sum(budget["too_early"] for budget in budgets),
            "shares given": len(given),
            "of these before half of the revokes": sum(at < times[len(times) // 2] for at in given),
            f"not gone {IN_TIME:.0f} s after the end": len(overdue),
            "of these told by then": sum(after <= IN_TIME for after in told),
            "the last one told after, s": round(max(told, default=0.0), 1),
        }

    async def leave(self) -> None:
        """End what is still under way."""
        for handle in (*self.revokes, *self.grants):
            with suppress(RPCError):
                await handle.terminate()

    async def _told_after(self, collaboration_id: str) -> float:
        """Seconds until it was told that access is overdue."""
        for notice in await self.stack.store.notices.of_collaboration(collaboration_id):
            if notice.kind is NoticeKind.REVOKE_BLOCKED:
                return (notice.recorded_at - self.at).total_seconds()
        return float("inf")

    def _after(self, at: str) -> float:
        return (datetime.fromisoformat(at) - self.at).total_seconds()


@asynccontextmanager
async def _house(temporal: Client, creators: int, postgresql: bool) -> AsyncIterator[House]:
    async with AsyncExitStack() as exits:
        url = (await exits.enter_async_context(running_postgresql())).url if postgresql else ""
        address, people = os.environ[temporal_server.ADDRESS], stage.stormy_world(creators)
        yield await exits.enter_async_context(running_house(address, "default", temporal, url, people))


async def run(given: argparse.Namespace) -> dict[str, Any]:
    """One storm on a Temporal server, sandbox, store and workers of its own."""
    temporal = await Client.connect(os.environ[temporal_server.ADDRESS], data_converter=pydantic_data_converter)
    creators = -(-(given.ends + given.starts) // (2 * BRANDS))
    async with _house(temporal, creators, given.postgresql) as house:
        begun = time.monotonic()
        for _ in range(given.workers):
            await house.worker("--unhurried")
        storm = Storm(house.stack, given.ends, given.starts)
        await storm.prepare()
        prepared, used = round(time.monotonic() - begun, 1), _cpu(house.workers)
        budget = {"scope": "app", "calls": given.calls or given.ends, "seconds": given.seconds}
        return {
            **await storm.rage([budget], given.within, given.outage),
            "budget": f"{budget['calls']} calls in any {given.seconds:g} s",
            "outage, s": given.outage,
            "worker processes": given.workers,
            "CPU of the workers for a revoke, ms": round(1000 * (_cpu(house.workers) - used) / given.ends, 1),
            "database": "PostgreSQL" if given.postgresql else "SQLite",
            "setup, s": prepared,
        }


def _cpu(pids: set[int]) -> float:
    """CPU seconds that the processes have used so far (Linux)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # user and system
    return ticks / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ends", type=int, nargs="?", default=200, help="terms that end in the same second")
    parser.add_argument("--starts", type=int, default=20, help="collaborations that begin in that second")
    parser.add_argument("--calls", type=int, help="the platform's budget (default: one for each end)")
    parser.add_argument("--seconds", type=float, default=30, help="its rolling window")
    parser.add_argument("--outage", type=float, default=0, help="for so many seconds the platform answers only errors")
    parser.add_argument("--workers", type=int, default=1, help="worker processes")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--within", type=float, default=900, help="give up after so many seconds")
    given = parser.parse_args(arguments)
    server = temporal_server.start()
    try:
        figures = asyncio.run(run(given))
    finally:
        server.kill()
        server.wait()
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
