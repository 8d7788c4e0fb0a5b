"""The lease alone: the real activities, store and sandbox, without Temporal in between, so that thousands of histories
take seconds. What Temporal would do is retry: so does ``Bench``."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import SecretStr
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.access import AccessActivities
from activities.authorization import AuthorizationActivities
from contracts.access import Hold
from contracts.authorization import LoginAnswer, LoginWork
from graph_sandbox.app import create_app
from platforms.meta.allowance import Allowance
from platforms.meta.app import MetaApp
from platforms.meta.graph import GraphClient
from store import migrate
from store.session import Store
from store.vault_keys import VaultKeys
from tests.cast import ADMIN, APP_ID, APP_SECRET, Creator, world
from tests.checker.judge import judge
from tests.checker.record import Kept, Record, Row
from tests.checker.violation import Violation
from tests.stack import Stack, served

T = TypeVar("T")
PAGES, BUSINESSES = 20, 250
TRIES, PAUSE = 12, 0.1
"""As often is one activity tried, and so many seconds apart; without a fault it is once."""


class Person(Creator):
    """A creator whose consent is completed by the activity itself."""

    bench: "Bench"

    async def complete(self, pending_login_id: str) -> LoginAnswer:
        work = LoginWork(creator_id=self.creator_id, pending_login_id=pending_login_id)
        return await self.bench.run(self.bench.logins.complete_login, work)


@dataclass
class Bench:
    """A person with many Pages, many businesses, and the activities that share between them."""

    stack: Stack
    graph: GraphClient
    state: Any
    access: AccessActivities
    logins: AuthorizationActivities
    kept: list[Kept] = field(default_factory=list)
    attempts: Iterator[int] = field(default_factory=itertools.count)
    pairs: Iterator[tuple[str, str]] = field(
        default_factory=lambda: itertools.product(map(_page_id, range(PAGES)), map(_business_id, range(BUSINESSES)))
    )

    async def run(self, activity: Callable[[Any], Awaitable[T]], message: Any, name: str = "proof") -> T:
        """One attempt, as a worker makes it; every attempt is another owner of turns."""
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_id=name, attempt=next(self.attempts))
        return await environment.run(activity, message)

    async def insist(self, activity: Callable[[Any], Awaitable[T]], hold: Hold, within: int = TRIES) -> T:
        """Try until it is done, as Temporal does, without its pauses. Raises the last ApplicationError."""
        for _ in range(within):
            try:
                return await self.run(activity, hold, hold.collaboration_id)
            except ApplicationError as error:
                if error.non_retryable:
                    raise
            await asyncio.sleep(PAUSE)
        return await self.run(activity, hold, hold.collaboration_id)

    def agree(self, pair: tuple[str, str], tasks: tuple[str, ...], ahead: float = 0.0) -> tuple[Kept, Hold]:
        """A collaboration whose term begins so many seconds from now."""
        name = f"b{len(self.kept)}"
        start = datetime.now(UTC) + timedelta(seconds=ahead)
        end = start + timedelta(hours=2)
        kept = Kept(name, _PERSON, *pair, frozenset(tasks), starts_at=start.timestamp(), ends_at=end.timestamp() + 1800)
        self.kept.append(kept)
        hold = Hold(
            collaboration_id=name,
            creator_id="cr-0",
            page_id=pair[0],
            business_id=pair[1],
            tasks=tasks,
            starts_at=start,
            ends_at=end,
        )
        return kept, hold

    async def start(self, kept: Kept, hold: Hold) -> None:
        acquired = await self.insist(self.access.acquire, hold)
        kept.stages.append((time.time(), "active"))
        kept.granted_at = acquired.evidence.at.timestamp()

    async def end(self, kept: Kept, hold: Hold) -> None:
        kept.end_asked_at = time.time()
        kept.stages.append((kept.end_asked_at, "ending"))
        released = await self.insist(self.access.release, hold)
        kept.stages.append((time.time(), "ended"))
        kept.outcomes.append(released.outcome.value)
        kept.revoked_at = released.evidence.at.timestamp() if released.evidence else None

    def rows(self) -> list[Row]:
        """Everything that happened on the platform."""
        return [Row.of(row) for row in self.state.ledger.rows]

    def judged(self, late: float = 0.0) -> list[Violation]:
        """What the judge says of everything so far, an hour from now."""
        return judge(Record(self.rows(), self.kept, time.time() + 3600, clocks=0.002, late=late))


_PERSON = "20000000000000000"


def _page_id(number: int) -> str:
    return f"15{number:013d}"


def _business_id(number: int) -> str:
    return f"95{number:013d}"


def _world() -> dict[str, Any]:
    base = world()
    instagram = {"professional": True, "link": "business"}
    base["pages"] = [
        {"id": _page_id(n), "name": f"Page {n}", "roles": {_PERSON: list(ADMIN)}, "owner_business": None}
        | {"published": True, "instagram": {"id": f"17849{n:012d}", "username": f"bench{n}", **instagram}}
        for n in range(PAGES)
    ]
    base["people"] = base["people"][:1]
    base["businesses"] = [
        {"id": _business_id(n), "name": f"Brand {n}", "two_factor_type": "none"} for n in range(BUSINESSES)
    ]
    return base


@asynccontextmanager
async def running_bench(folder: Path, timeout: float = 3.0) -> AsyncIterator[Bench]:
    """Everything in this process; the person has consented to all Pages."""
    keys, url = VaultKeys.generate(), f"sqlite:///{folder / 'bench.db'}"
    migrate.upgrade(url)
    async with AsyncExitStack() as exits:
        sandbox = create_app(_world())
        sandbox_url = exits.enter_context(served(sandbox))
        store = await Store.open(url, VaultKeys.parse(SecretStr(keys)))
        exits.push_async_callback(store.aclose)
        inside = httpx.ASGITransport(app=sandbox)
        http = await exits.enter_async_context(httpx.AsyncClient(transport=inside, base_url=sandbox_url))
        app = MetaApp(
            app_id=APP_ID,
            app_secret=SecretStr(APP_SECRET),
            graph_url=sandbox_url,
            dialog_url=sandbox_url,
            timeout_seconds=timeout,
        )
        graph = await exits.enter_async_context(
            GraphClient(app, httpx.ASGITransport(app=sandbox), Allowance(longest=timedelta()))
        )
        no_temporal: Any = None  # nothing here starts or signals a workflow
        stack = Stack(no_temporal, store, sandbox_url, http, app, url, keys, graph.allowance)
        access = AccessActivities(store, graph, no_temporal)
        logins = AuthorizationActivities(store, graph, no_temporal)
        bench = Bench(stack, graph, sandbox.state.sandbox, access, logins)
        person = Person(stack, 0)
        person.bench = bench
        answer = await person.consent(tuple(map(_page_id, range(PAGES))))
        assert answer.accepted, answer.message
        yield bench


async def faults(bench: Bench, pair: tuple[str, str], *rules: tuple[str, int, dict[str, Any]]) -> None:
    """Plan faults for the pair's Page: method, which call, what goes wrong."""
    path = f"/{pair[0]}/agencies"
    plan = [{"method": method, "path": path, "nth": nth, "times": 1, "fault": fault} for method, nth, fault in rules]
    await bench.stack.control("PUT", "/faults", plan)


async def fired(bench: Bench) -> bool:
    """Whether every planned fault has struck."""
    return all(rule["fired"] for rule in await bench.stack.control("GET", "/faults"))


async def together(steps: list[Awaitable[None]]) -> None:
    """At the same instant."""
    await asyncio.gather(*steps)
