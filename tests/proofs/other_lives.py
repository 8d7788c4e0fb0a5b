"""The lives of the workflows beside the collaboration in which a worker dies at a workflow task."""

import asyncio
import time

from contracts.authorization import Subscription
from contracts.ids import authorization_workflow_id, deletion_workflow_id
from contracts.vocabulary import Stage
from tests.auditing import audited as audit_of
from tests.auditing import pair_of
from tests.cast import reaches
from tests.checker.record import Deleted, Kept
from tests.checker.violation import Violation
from tests.proofs.erasure import deleted as erased
from tests.proofs.keeper import answered
from tests.proofs.life import WITHIN
from tests.proofs.task_lives import NEAR, TaskLife, active, end_now, lapsed
from tests.temporal_server import SUGGEST_CONTINUE_AS_NEW
from workflows.authorization import Authorization


async def deleted(life: TaskLife) -> list[Violation]:
    """The creator asks to be deleted in the middle of the term: taken back first, then erased, with all histories."""
    handle = await active(life)
    kept = life.kept(await answered(lambda: reaches(handle, Stage.ACTIVE)))
    result = asyncio.create_task(answered(handle.result))
    done = await erased(life.house, life.creator, WITHIN)
    assert not done.found, f"{life.point}: {done.found}"
    deletion = life.creator.stack.temporal.get_workflow_handle(deletion_workflow_id(life.creator.creator_id))
    await answered(deletion.result)
    kept.end_asked_at, kept.outcomes = done.asked_at, [(await result).outcome.value]
    return await _judged(life, kept, done)


async def audited(life: TaskLife) -> list[Violation]:
    """Somebody terminates the collaboration: its access is found abandoned, and taken back."""
    handle = await active(life)
    kept = life.kept(await answered(lambda: reaches(handle, Stage.ACTIVE)))
    kept.end_asked_at = time.time()
    await handle.terminate("proof")
    report = await answered(lambda: audit_of(life.creator))
    assert report.released == 1, f"{life.point}: {report}"
    kept.outcomes = ["revoked"]
    return await _judged(life, kept)


async def _judged(life: TaskLife, kept: Kept, *deletions: Deleted) -> list[Violation]:
    """Of a collaboration that cannot say itself how it ended; its access is gone, by one call."""
    now, ending = time.time(), kept.end_asked_at or 0.0
    done = [row["op"] for row in await life.creator.ledger("share", "unshare")]
    assert done == ["share", "unshare"], f"{life.point}: {done}"
    last = await life.house.stack.store.ledger.last_read(pair_of(life.creator))
    assert last is not None, f"{life.point}: nothing proves it"
    assert not last.present, f"{life.point}: {last}"
    kept.stages += [(ending, "ending"), (now, "ended")]
    kept.revoked_at = last.at.timestamp()
    return await life.judge(kept, *deletions)


async def authorization_continued(life: TaskLife) -> list[Violation]:
    """So long a life of the creator's logins that it continues as new; it still hears of a lapse, and of its end."""
    handle = await active(life)
    watch = life.creator.stack.temporal.get_workflow_handle(authorization_workflow_id(life.creator.creator_id))
    status = await answered(lambda: reaches(handle, Stage.ACTIVE))
    same = Subscription(
        creator_id=life.creator.creator_id,
        collaboration_id=status.collaboration_id,
        instagram_username=life.creator.username(),
        ends_at=status.term.ends_at,
    )
    described = before = await watch.describe()
    while described.run_id == before.run_id:
        many = max(1, (SUGGEST_CONTINUE_AS_NEW - described.history_length - NEAR) // 2)
        await asyncio.gather(*(watch.signal(Authorization.subscribe, same) for _ in range(min(many, 20))))
        await life.quiet(handle)
        described = await watch.describe()
    await lapsed(life, handle)
    await life.consent()
    await life.reaches(handle, Stage.ACTIVE)
    await life.quiet(handle)
    return await end_now(life, handle, "lapsed", "resumed")
