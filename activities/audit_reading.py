"""The audit's read-backs: each pair under its turn, each Page once, all of them in one HTTP request."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from pydantic import SecretStr
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import translate
from activities.audit_judging import Look
from activities.turns import turn
from contracts import failures
from contracts.access import Evidence
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.models import Agencies
from store.auditing import AuditedLease
from store.ledger import Ledger, Pair, Turn
from store.session import Store

_TRIES = 3
_NO_LOGIN = "no working login of the creator covers the Page"


@asynccontextmanager
async def turns(ledger: Ledger, pairs: Iterable[Pair]) -> AsyncIterator[dict[Pair, Turn]]:
    """The turns of those pairs that nobody else has right now. Never waits in line while it holds others."""
    async with AsyncExitStack() as mine:
        taken: dict[Pair, Turn] = {}
        for pair in pairs:
            try:
                taken[pair] = await mine.enter_async_context(turn(ledger, pair, patience=timedelta()))
            except ApplicationError as error:
                if error.type != failures.TURN_TAKEN:
                    raise
        yield taken


async def read_all(store: Store, graph: GraphClient, leases: Iterable[AuditedLease]) -> dict[Pair, Look]:
    """What the platform shows of each pair, or why that cannot be known.

    Raises ApplicationError where the platform did not answer, for another try; after some tries that is the finding.
    """
    leases = list(leases)
    access = await asyncio.gather(*(_access(store, lease) for lease in leases))
    pages = {lease.pair.page_id: found for lease, found in zip(leases, access, strict=True) if found is not None}
    try:
        answers = dict(zip(pages, await graph.agencies_of(list(pages.items())), strict=True))
    except meta.MetaError as error:
        if isinstance(error, meta.Transient) and activity.info().attempt < _TRIES:
            raise translate.translated(error) from None
        return {lease.pair: Look(refused=str(error)) for lease in leases}
    return {lease.pair: _look(lease.pair, answers.get(lease.pair.page_id)) for lease in leases}


async def _access(store: Store, lease: AuditedLease) -> SecretStr | None:
    """The Page token of any holder's creator, of today or of before."""
    creators = dict.fromkeys(hold.creator_id for hold in (*lease.holders, *lease.let_go))
    for creator_id in creators:
        found = await store.logins.page_access(creator_id, lease.pair.page_id)
        if found is not None:
            return found.page_token
    return None


def _look(pair: Pair, answer: Agencies | meta.MetaError | None) -> Look:
    match answer:
        case None:
            return Look(refused=_NO_LOGIN, lost=True)
        case meta.Lapsed():
            return Look(refused=f"the login lapsed ({answer.cause})", lost=True)
        case meta.PermissionMissing() | meta.NotFound():
            return Look(refused=str(answer), lost=True)
        case meta.MetaError():
            return Look(refused=str(answer) or type(answer).__name__)
    share = answer.of(pair.business_id)
    return Look(
        seen=Evidence(
            present=share is not None,
            pending=share is not None and share.pending,
            tasks=tuple(sorted(share.tasks)) if share else (),
            at=answer.at,
            request_id=answer.request_id,
        )
    )
