"""A ledger that was restored from an older copy learns again what running collaborations know."""

import logging
from contextlib import suppress

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import clock
from contracts.access import Hold
from contracts.collaboration import Detail
from contracts.search_attributes import BUSINESS_ID
from contracts.vocabulary import Stage
from store.errors import HoldClosed
from store.ledger import Ledger, Turn

_HOLDING = (Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED)

_log = logging.getLogger("adaccess.remembering")


async def remember(temporal: Client, ledger: Ledger, turn: Turn) -> None:
    """Write down every hold on the pair that a running collaboration claims, and that the share is ours.

    Asked before anything is taken away: one that forgot the share also forgot who else needs it. Raises RPCError when
    a holder cannot be asked right now; the step is then repeated.
    """
    pair = turn.pair
    _log.warning("the ledger has forgotten the share %s; asking who holds it", "/".join(pair))
    running = f"WorkflowType = 'Collaboration' AND ExecutionStatus = 'Running' AND {BUSINESS_ID.name}"
    async for found in temporal.list_workflows(f"{running} = '{pair.business_id}'"):
        hold = await _claim(temporal, found.id, pair.page_id)
        if hold is not None:
            with suppress(HoldClosed):  # it let go just now
                await ledger.hold(turn, hold, clock.now())
    await ledger.recall(turn)


async def _claim(temporal: Client, workflow_id: str, page_id: str) -> Hold | None:
    """What this collaboration holds on the Page, if it does."""
    handle = temporal.get_workflow_handle(workflow_id)
    try:
        detail = await handle.query("detail", result_type=Detail)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    status, terms = detail.status, detail.terms
    if status.access.page_id != page_id or status.stage not in _HOLDING:
        return None
    return Hold(
        collaboration_id=terms.collaboration_id,
        creator_id=terms.creator_id,
        page_id=page_id,
        business_id=terms.business_id,
        tasks=tuple(terms.tasks),
        ends_at=status.term.ends_at,
    )
