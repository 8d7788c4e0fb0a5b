"""Keeps the record that the judge reads: what was agreed, asked and accepted, and what the service was heard to say."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.collaboration import ChangeTerm, CollaborationResult, Decline, EndNow
from contracts.ids import collaboration_workflow_id
from contracts.terms import Terms, parse_terms
from tests.cast import Creator, status_of
from tests.checker.record import Kept, Record, Row
from tests.proofs.mix import LATE
from tests.proofs.plan import Agreed
from tests.stack import Stack
from workflows.collaboration import Collaboration

T = TypeVar("T")
Handle = WorkflowHandle[Collaboration, CollaborationResult]


class Keeper:
    """Starts, moves and hears collaborations; ``kept`` grows as they are accepted."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.kept: dict[str, Kept] = {}
        self.done: Counter[str] = Counter()
        self.quiet_since: float | None = None

    async def start(self, creator: Creator, agreed: Agreed, begin: float) -> tuple[Handle, Kept]:
        terms = _terms(creator, agreed, begin)
        handle = await answered(lambda: self._started(creator, terms))
        kept = _kept(creator, agreed, terms)
        self.kept[kept.id] = kept
        return handle, kept

    async def _started(self, creator: Creator, terms: Terms) -> Handle:
        """Starting it twice starts it once."""
        try:
            return await creator.start(terms)
        except WorkflowAlreadyStartedError:
            workflow_id = collaboration_workflow_id(terms.collaboration_id)
            return self.stack.temporal.get_workflow_handle_for(Collaboration.run, workflow_id)

    async def finish(self, handle: Handle, kept: Kept) -> None:
        """Wait for its end, and hear it."""
        result = await answered(handle.result)
        kept.outcomes.append(result.outcome.value)
        await self.hear(handle, kept)

    async def move(self, handle: Handle, kept: Kept, agreed: Agreed) -> None:
        sent = time.time()
        update_id = f"{agreed.move}-{sent}"  # one that is asked again counts once; the next move is another
        try:
            match agreed.move:
                case "extend" | "shorten":
                    factor = 0.3 if agreed.move == "extend" else -0.3
                    ends_at = max(kept.ends_at + factor * agreed.length, sent + 2, kept.starts_at + 0.5)
                    moment = datetime.fromtimestamp(ends_at, UTC)
                    change = ChangeTerm(ends_at=moment, reason="proof")
                    await answered(lambda: handle.execute_update(Collaboration.change_term, change, id=update_id))
                    kept.ends_at = ends_at
                case "end":
                    end = EndNow(reason="proof", actor="proof")
                    await answered(lambda: handle.execute_update(Collaboration.end_now, end, id=update_id))
                    kept.end_asked_at = sent
                case "cancel":
                    await handle.cancel()
                    kept.end_asked_at = sent
                case "decline":
                    await handle.signal(Collaboration.decline, Decline(reason="proof"))
                    kept.end_asked_at = sent
        except (WorkflowUpdateFailedError, RPCError):
            self.done[f"{agreed.move} came too late"] += 1
            return
        self.done[agreed.move] += 1

    async def hear(self, handle: Handle, kept: Kept) -> None:
        """What the service says of it, by its own query."""
        status = await answered(lambda: status_of(handle))
        stages: list[tuple[float, str]] = []
        for entry in status.history:
            if not stages or stages[-1][1] != entry.stage.value:
                stages.append((entry.at.timestamp(), entry.stage.value))
        kept.stages = stages
        access = status.access
        kept.granted_at = access.granted_at.timestamp() if access.granted_at else None
        kept.revoked_at = access.revocation_verified_at.timestamp() if access.revocation_verified_at else None
        if any(stage == "revoke_blocked" for _, stage in stages):
            notices = await self.stack.store.notices.of_collaboration(kept.id)
            kept.told = frozenset(each.to.value for each in notices if "revoke_blocked" in each.kind.value)
            self.done["revoke_blocked"] += 1

    async def record(self) -> Record:
        for kept in self.kept.values():
            if not kept.outcomes:
                handle: Any = self.stack.temporal.get_workflow_handle(f"collaboration/{kept.id}")
                with suppress(RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
                    await self.hear(handle, kept)
        raw = await self.stack.control("GET", "/ledger")
        rows = [Row.of(row) for row in raw]
        return Record(rows, list(self.kept.values()), time.time(), self.quiet_since, late=LATE)


async def answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again while no worker answers: one may just have been killed. An update has an id, so it counts once."""
    for _ in range(20):
        try:
            return await ask()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and "amespace" not in error.message:
                raise  # but a server that has too much to do has been heard to know no namespace
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            continue
        await asyncio.sleep(0.5)
    return await ask()


def _terms(creator: Creator, agreed: Agreed, begin: float) -> Terms:
    now = datetime.now(UTC)
    starts = max(datetime.fromtimestamp(begin + agreed.starts, UTC), now)
    ends = max(starts, now) + timedelta(seconds=max(agreed.length, 1.0))
    request = creator.terms(
        agreed.name,
        business_id=creator.business(agreed.business),
        instagram_username=creator.username(agreed.page),
        tasks=list(agreed.tasks),
        ends_at=ends,
    ).model_dump(mode="json")
    return parse_terms(request | {"starts_at": starts.isoformat(), "authorize_by": ends.isoformat()}, now)


def _kept(creator: Creator, agreed: Agreed, terms: Terms) -> Kept:
    return Kept(
        id=terms.collaboration_id,
        person_id=creator.person_id,
        page_id=creator.page(agreed.page),
        business_id=terms.business_id,
        tasks=frozenset(agreed.tasks),
        starts_at=terms.starts_at.timestamp(),
        ends_at=terms.ends_at.timestamp(),
    )
