"""A storm: many terms end in the same second while the platform's budget is small. How does it drain, at what cost?

    python -m tests.benchmarks.storm 2000

All is real but the setting of the stage: the shares are put into the sandbox and into our ledger directly, and the
collaborations start in the state that continue-as-new would give them. What is judged is the sandbox's own account.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts.access import Evidence, Hold
from contracts.authorization import FindLogin, FoundLogin
from contracts.collaboration import CollaborationResult, CollaborationState, StartCollaboration
from contracts.ids import WORKFLOW_QUEUE, collaboration_workflow_id
from contracts.status import AccessStatus, AuthorizationStatus
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, LeaseState, Stage
from store.ledger import Origin, Pair
from tests import temporal_server
from tests.cast import Creator, world
from tests.stack import Stack, running_stack
from workflows.collaboration import Collaboration

BRANDS = 50
"""Of each creator, for each Page one pair: so few creators have to consent."""

TASKS = ("ADVERTISE", "ANALYZE")
Handle = WorkflowHandle[Collaboration, CollaborationResult]


def business(creator: Creator, brand: int) -> str:
    return f"7{creator.number:03d}{brand:011d}"


def stormy_world(creators: int) -> dict[str, Any]:
    """The tests' world, with many brands."""
    people = world()
    people["businesses"] = [
        {"id": f"7{number:03d}{brand:011d}", "name": f"Brand {number}.{brand}"}
        for number in range(creators)
        for brand in range(BRANDS)
    ]
    return people


class Storm:
    """``ends`` collaborations whose terms end at one instant, and ``starts`` that begin just then."""

    def __init__(self, stack: Stack, ends: int, starts: int) -> None:
        self.stack = stack
        self.ends, self.starts = ends, starts
        self.at = datetime.now(UTC)
        self.revokes: list[Handle] = []
        self.grants: list[Handle] = []
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
            await self._share(creator, which, brand)
        self.at = datetime.now(UTC) + timedelta(seconds=2 + total / 80)
        some = asyncio.Semaphore(20)

        async def start(number: int, creator: Creator, which: int, brand: int) -> Handle:
            state = self._state(creator, which, brand, number < self.ends, logins[creator.creator_id])
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

    async def _share(self, creator: Creator, which: int, brand: int) -> None:
        page_id, business_id = creator.page(which), business(creator, brand)
        await self.stack.control("POST", f"/pages/{page_id}/agencies/{business_id}", {"tasks": list(TASKS)})
        ledger, now = self.stack.store.ledger, datetime.now(UTC)
        turn = await ledger.take_turn(Pair(page_id, business_id), "storm", now=now)
        hold = Hold(
            collaboration_id=_name(creator, which, brand),
            creator_id=creator.creator_id,
            page_id=page_id,
            business_id=business_id,
            tasks=TASKS,
            ends_at=now + timedelta(days=1),
        )
        await ledger.hold(turn, hold, now)
        intent, _ = await ledger.intend(turn, "share", TASKS, Evidence(present=False, at=now), now)
        await ledger.settle(
            turn,
            state=LeaseState.PRESENT,
            origin=Origin.OURS,
            evidence=Evidence(present=True, tasks=TASKS, at=now),
            kind="share",
            collaboration_id=hold.collaboration_id,
            intent_id=intent,
        )
        await ledger.give_back(turn)

    def _state(self, creator: Creator, which: int, brand: int, held: bool, login: FoundLogin) -> CollaborationState:
        now = datetime.now(UTC)
        starts_at, ends_at = (self.at - timedelta(days=1), self.at) if held else (self.at, self.at + timedelta(days=1))
        terms = Terms(
            collaboration_id=_name(creator, which, brand),
            creator_id=creator.creator_id,
            brand_name=f"Brand {brand}",
            business_id=business(creator, brand),
            instagram_username=creator.username(which),
            tasks=frozenset(TASKS),
            starts_at=starts_at,
            ends_at=ends_at,
            authorize_by=ends_at,
        )
        return CollaborationState(
            terms=terms,
            ends_at=ends_at,
            started_at=now,
            subscribed_until=ends_at,
            stage=Stage.ACTIVE if held else Stage.SCHEDULED,
            look_due=False,
            authorization=AuthorizationStatus(state=AuthorizationState.VALID),
            login_id=login.login_id,
            consented_at=login.consented_at,
            authorized_once=True,
            check_due=False,
            eligible=True,
            checked_at=now,
            holding=held,
            lease=LeaseState.PRESENT if held else None,
            access=AccessStatus(page_id=creator.page(which), granted_at=now if held else None),
        )

    async def rage(self, limits: list[dict[str, Any]], within: float) -> dict[str, Any]:
        """Put the limits, wait until every share that should be gone is gone, and say what it took."""
        await self.stack.control("PATCH", "/app", {"limits": limits})
        await self.stack.control("DELETE", "/requests")
        await asyncio.sleep(max(0.0, (self.at - datetime.now(UTC)).total_seconds()))
        gone, given, seen = list[float](), list[float](), 0
        async with asyncio.timeout(within):
            while len(gone) < self.ends:
                await asyncio.sleep(0.5)
                for row in await self.stack.control("GET", f"/ledger?after={seen}"):
                    seen = row["seq"]
                    if row["by"] == "api":
                        (gone if row["op"] == "unshare" else given).append(self._after(row["at"]))
        gone.sort()
        budgets = await self.stack.control("GET", "/limits")
        calls = (await self.stack.control("GET", "/requests"))["total"]
        return {
            "ends": self.ends,
            "revoked": len(gone),
            "the last one began late, s": round(self.late, 1),
            "drained after, s": round(gone[-1], 1),
            "half of it after, s": round(gone[len(gone) // 2], 1),
            "calls": calls,
            "calls a revoke": round(calls / max(1, len(gone)), 2),
            "refused": sum(budget["refused"] for budget in budgets),
            "before the advised time": sum(budget["too_early"] for budget in budgets),
            "shares given": len(given),
            "of these before half of the revokes": sum(at < gone[len(gone) // 2] for at in given),
        }

    async def leave(self) -> None:
        """End what is still under way."""
        for handle in (*self.revokes, *self.grants):
            with suppress(RPCError):
                await handle.terminate()

    def _after(self, at: str) -> float:
        return (datetime.fromisoformat(at) - self.at).total_seconds()


def _name(creator: Creator, which: int, brand: int) -> str:
    return f"storm-{creator.number}-{which}-{brand}"


async def run(ends: int, starts: int, calls: int, seconds: float, within: float) -> dict[str, Any]:
    """One storm on a Temporal server, sandbox and store of its own."""
    temporal = await Client.connect(os.environ[temporal_server.ADDRESS], data_converter=pydantic_data_converter)
    creators = -(-(ends + starts) // (2 * BRANDS))
    with tempfile.TemporaryDirectory() as folder:
        everybody = stormy_world(creators)
        async with running_stack(temporal, Path(folder), people=everybody, longest_hold=timedelta(hours=1)) as stack:
            storm, begun = Storm(stack, ends, starts), time.monotonic()
            await storm.prepare()
            prepared = round(time.monotonic() - begun, 1)
            budget = {"scope": "app", "calls": calls, "seconds": seconds}
            return {
                **await storm.rage([budget], within),
                "budget": f"{calls} calls in any {seconds:g} s",
                "setup, s": prepared,
            }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ends", type=int, nargs="?", default=200, help="terms that end in the same second")
    parser.add_argument("--starts", type=int, default=20, help="collaborations that begin in that second")
    parser.add_argument("--calls", type=int, help="the platform's budget (default: one for each end)")
    parser.add_argument("--seconds", type=float, default=30, help="its rolling window")
    parser.add_argument("--within", type=float, default=900, help="give up after so many seconds")
    given = parser.parse_args(arguments)
    server = temporal_server.start()
    try:
        figures = asyncio.run(run(given.ends, given.starts, given.calls or given.ends, given.seconds, given.within))
    finally:
        server.kill()
        server.wait()
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
