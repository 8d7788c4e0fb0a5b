"""Terms that run out one after the other while something is broken, and some that begin just before it breaks."""

import asyncio
import time
from collections.abc import Callable

from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, reaches
from tests.checker.judge import judge
from tests.checker.record import Kept
from tests.proofs.keeper import Handle, Keeper
from tests.proofs.plan import Agreed

Lives = list[tuple[Handle, Kept]]


async def lives_around(
    keeper: Keeper, ending: int, beginning: int, length: Callable[[int], float], lead: float
) -> tuple[list[Creator], Lives]:
    """Until ``lead`` seconds before the first end: ``ending`` collaborations are active, ``beginning`` only start.

    ``length``: the seconds that the term of the n-th lasts.
    """
    creators = [keeper.stack.next_creator() for _ in range(ending + beginning)]
    answers = await asyncio.gather(*(creator.consent() for creator in creators))
    assert all(answer.accepted for answer in answers)
    begin = time.time()
    plans = [Agreed("w", n, 0, 0, ("ADVERTISE", "ANALYZE"), 0, 0, length(n)) for n in range(len(creators))]
    couples = list(zip(creators, plans, strict=True))
    lives = list(await asyncio.gather(*(keeper.start(creator, plan, begin) for creator, plan in couples[:ending])))
    first = min(kept.ends_at for _, kept in lives)
    await asyncio.gather(*(reaches(handle, Stage.ACTIVE, within=first - time.time()) for handle, _ in lives))
    await asyncio.sleep(max(0.0, first - lead - time.time()))
    now = time.time()
    lives += await asyncio.gather(*(keeper.start(creator, plan, now) for creator, plan in couples[ending:]))
    return creators, lives


async def all_revoked(keeper: Keeper, creators: list[Creator], lives: Lives, within: float) -> dict[str, float]:
    """Everything is taken back without a violation; when, for each Page."""
    ends = [asyncio.create_task(keeper.finish(handle, kept)) for handle, kept in lives]
    ended, stuck = await asyncio.wait(ends, timeout=within)
    assert not stuck, f"{len(stuck)} of {len(lives)} had not ended {within:.0f} s after all was whole again"
    await asyncio.gather(*ended)
    assert {kept.id: kept.outcome for _, kept in lives if kept.outcome != Outcome.REVOKED} == {}
    assert [creator.number for creator in creators if await creator.shared()] == [], "left shared"
    record = await keeper.record()
    assert [str(violation) for violation in judge(record)] == []
    return {row.page_id: row.at for row in record.rows if row.op == "unshare" and row.by == "api" and row.page_id}
