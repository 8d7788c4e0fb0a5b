"""The lives in which a worker dies at a workflow task: each is driven by one hand, and waits for quiet between moves.

Quiet, so that the same task is the n-th one in every life.
"""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from contracts.collaboration import AttestRevoked, ChangeTerm, Decline, EndNow, RemovedByHand
from contracts.vocabulary import Outcome, Stage
from tests.auditing import by_hand
from tests.checker.violation import Violation
from tests.proofs.keeper import Handle, answered
from tests.proofs.life import WITHIN, Life
from tests.proofs.task_barriers import TaskPoint
from tests.temporal_server import SUGGEST_CONTINUE_AS_NEW
from workflows.collaboration import Collaboration

NEAR = 20
"""Events ahead of the suggestion to continue as new at which messages come one by one: none may get in its way."""

TOLD = ("invited", "granted", "ended")
"""What somebody hears of in every life."""

TaskLife = Life[TaskPoint]


async def active(life: TaskLife) -> Handle:
    """As far as the brand has access, and nothing is under way."""
    handle = await life.creator.start(name="crash")
    await life.reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await life.quiet(handle)
    await life.consent()
    await life.reaches(handle, Stage.ACTIVE)
    await life.quiet(handle)
    return handle


async def lapsed(life: TaskLife, handle: Handle) -> None:
    """We are locked out in the middle of the term."""
    await life.creator.change_password()
    await handle.signal(Collaboration.recheck)
    await life.reaches(handle, Stage.UNMANAGED)
    await life.quiet(handle)


async def _ended(life: TaskLife, handle: Handle, asked: float, *more: str, attested: bool = False) -> list[Violation]:
    """The end, and what the judge does not ask: one share, taken away once; everybody told of everything, once."""
    result = await asyncio.wait_for(answered(handle.result), WITHIN)
    assert result.outcome is Outcome.REVOKED, f"{life.point}: {result}"
    await life.quiet(handle)
    done = [row["op"] for row in await life.creator.ledger("share", "unshare")]
    assert done == ["share", "unshare"], f"{life.point}: {done}"
    notices = await life.house.stack.store.notices.of_collaboration(handle.id.partition("/")[2])
    told = Counter((notice.kind.value, notice.to.value) for notice in notices)
    assert max(told.values()) == 1, f"{life.point}: told twice: {told}"
    missing = {*TOLD, *more} - {kind for kind, _ in told}
    assert not missing, f"{life.point}: nobody was told: {missing}"
    return await life.judged(handle, asked, result.outcome.value, attested=attested)


async def whole(life: TaskLife) -> list[Violation]:
    """Every message of an ordinary life, a lapse in the middle of it, and a new consent."""
    handle = await active(life)
    later = ChangeTerm(ends_at=datetime.now(UTC) + timedelta(days=3), reason="proof")
    await answered(lambda: handle.execute_update(Collaboration.change_term, later, id="later"))
    await life.quiet(handle)
    for signal in (Collaboration.recheck, Collaboration.access_drifted):
        await handle.signal(signal)
        await life.quiet(handle)
    await lapsed(life, handle)
    await life.consent()
    await life.reaches(handle, Stage.ACTIVE)
    await life.quiet(handle)
    return await end_now(life, handle, "lapsed", "resumed")


async def end_now(life: TaskLife, handle: Handle, *more: str) -> list[Violation]:
    """``more`` is what somebody has to have heard of, beyond what belongs to every life."""
    asked, now = time.time(), EndNow(reason="proof", actor="proof")
    await answered(lambda: handle.execute_update(Collaboration.end_now, now, id="end"))
    return await _ended(life, handle, asked, *more)


async def declined(life: TaskLife) -> list[Violation]:
    handle = await active(life)
    asked = time.time()
    await handle.signal(Collaboration.decline, Decline(reason="proof"))
    return await _ended(life, handle, asked)


async def cancelled(life: TaskLife) -> list[Violation]:
    handle = await active(life)
    asked = time.time()
    await handle.cancel()
    return await _ended(life, handle, asked)


async def attested(life: TaskLife) -> list[Violation]:
    """Locked out, the creator removes it by hand and says so, and an operator attests it."""
    handle = await active(life)
    await lapsed(life, handle)
    asked = time.time()
    await life.house.stack.control("DELETE", by_hand(life.creator))
    word = RemovedByHand(actor="creator")
    await answered(lambda: handle.execute_update(Collaboration.removed_by_hand, word, id="word"))
    await life.reaches(handle, Stage.REVOKE_BLOCKED)
    await life.quiet(handle)
    evidence = AttestRevoked(actor="olga", evidence="saw it")
    await answered(lambda: handle.execute_update(Collaboration.attest_revoked, evidence, id="attest"))
    return await _ended(life, handle, asked, "lapsed", "revoke_blocked", "removed_by_hand", attested=True)


async def continued(life: TaskLife) -> list[Violation]:
    """So long a life that it continues as new, once."""
    handle = await active(life)
    described = before = await handle.describe()
    while described.run_id == before.run_id:
        many = max(1, (SUGGEST_CONTINUE_AS_NEW - described.history_length - NEAR) // 2)
        await asyncio.gather(*(handle.signal(Collaboration.reauthorized) for _ in range(min(many, 20))))
        await life.quiet(handle)
        described = await handle.describe()
    return await end_now(life, handle)
