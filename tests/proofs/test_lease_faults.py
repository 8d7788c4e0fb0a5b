"""One fault at a time at the lease, with the judge as oracle; and the histories that once went wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities import stragglers
from tests.proofs.bench import Bench, faults, fired, running_bench
from tests.proofs.interleavings import NARROW, WIDE
from tests.waiting import eventually

TIMEOUT = 0.3
LATE = 0.6
AT_ONCE = 1.5
"""Seconds ahead that count as the same instant."""
KINDS: dict[str, dict[str, Any]] = {
    "applied, then a 500": {"kind": "apply_then_error", "status": 500, "code": 2},
    "a 500": {"kind": "error", "status": 500, "code": 1},
    "silence, applied": {"kind": "hang", "seconds": LATE, "apply": True},
    "silence": {"kind": "hang", "seconds": LATE},
    "applied late": {"kind": "apply_late", "seconds": LATE},
    "success, not applied": {"kind": "success_not_applied"},
    "garbage": {"kind": "garbage"},
    "stale reads": {"kind": "stale_read", "seconds": LATE},
    "throttled": {"kind": "throttle", "code": 32, "minutes": 0},
}


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(stragglers, "LANDS_WITHIN", timedelta(seconds=LATE + 0.1))
    async with running_bench(tmp_path, TIMEOUT) as running:
        yield running


async def settled(bench: Bench) -> list[str]:
    """What the judge says once every straggler has landed."""
    await asyncio.sleep(LATE + 0.2)  # the platform's own delay: nothing announces its end
    return [str(violation) for violation in bench.judged(late=LATE)]


@pytest.mark.long
async def test_two_that_overlap_meet_every_fault(bench: Bench) -> None:
    """Each kind at the first write of each method, with another collaboration on the pair."""
    for kind, fault in KINDS.items():
        pair = next(bench.pairs)
        await faults(bench, pair, ("POST", 1, fault), ("DELETE", 1, fault))
        # A straggling unshare of a share that is being widened is a history of its own, below.
        first, second = bench.agree(pair, WIDE if fault["kind"] == "apply_late" else NARROW), bench.agree(pair, WIDE)
        for step in (bench.start(*first), bench.start(*second), bench.end(*first), bench.end(*second)):
            await step
            if fault["kind"] == "apply_late":
                await asyncio.sleep(LATE)  # a straggler meets the step that sent it, not a later one
        assert await fired(bench), kind
    assert await settled(bench) == []


async def test_somebody_elses_share_is_used_and_left(bench: Bench) -> None:
    pair = next(bench.pairs)
    await bench.stack.control("POST", f"/pages/{pair[0]}/agencies/{pair[1]}", {"tasks": list(WIDE)})
    first, second = bench.agree(pair, NARROW), bench.agree(pair, WIDE)
    for step in (bench.start(*first), bench.start(*second), bench.end(*first), bench.end(*second)):
        await step
    assert await settled(bench) == []
    assert {kept.outcome for kept in bench.kept} <= {"left_foreign", "kept_for_other"}


async def test_a_late_start_after_the_end_gives_nothing(bench: Bench) -> None:
    """An attempt of acquire that was on its way when the end came must not share again."""
    pair = next(bench.pairs)
    kept, hold = bench.agree(pair, WIDE)
    await bench.start(kept, hold)
    await bench.end(kept, hold)
    with pytest.raises(ApplicationError):
        await bench.insist(bench.access.acquire, hold)
    assert await settled(bench) == []


@pytest.mark.parametrize(
    ("slow", "effects"),
    [("GET", ["share"]), ("DELETE", ["share", "unshare", "share"])],
    ids=["while it reads", "with the share taken down"],
)
async def test_an_end_calls_off_what_it_had_asked_for(bench: Bench, slow: str, effects: list[str]) -> None:
    """Somebody else's share is to be widened, and whoever wanted more ends in the middle of it."""
    pair = next(bench.pairs)
    first, second = bench.agree(pair, NARROW), bench.agree(pair, WIDE)
    await bench.start(*first)
    await faults(bench, pair, (slow, 1, {"kind": "hang", "seconds": TIMEOUT / 2, "apply": True}))
    asked = asyncio.create_task(bench.start(*second))
    await eventually(lambda: fired(bench), f"the slow {slow} is under way")
    await bench.end(*second)
    with pytest.raises(ApplicationError, match="HoldClosed"):
        await asked
    assert [row.op for row in bench.rows() if (row.page_id, row.business_id) == pair] == effects
    assert bench.rows()[-1].after == frozenset(NARROW)
    assert await settled(bench) == []


async def test_a_call_that_cannot_be_sent_soon_is_not_sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something held it up after it was written down: it could land later than anybody waits for it."""
    pair = next(bench.pairs)
    kept, hold = bench.agree(pair, WIDE)
    with monkeypatch.context() as late:
        late.setattr(stragglers, "SENT_WITHIN", timedelta())
        with pytest.raises(ApplicationError):
            await bench.run(bench.access.acquire, hold, hold.collaboration_id)
    assert [row for row in bench.rows() if (row.page_id, row.business_id) == pair] == []
    await bench.start(kept, hold)
    await bench.end(kept, hold)
    assert await settled(bench) == []


async def test_a_share_that_lands_after_a_refused_retry_is_still_ours(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent, no answer; sent again, throttled; then the first one lands. It is ours, and it is taken back."""
    late = 5 * LATE  # after the second attempt, however slow the machine is
    monkeypatch.setattr(stragglers, "LANDS_WITHIN", timedelta(seconds=late + 0.1))
    pair = next(bench.pairs)
    await faults(bench, pair, ("POST", 1, {"kind": "apply_late", "seconds": late}), ("POST", 2, KINDS["throttled"]))
    kept, hold = bench.agree(pair, WIDE)
    for _ in range(2):
        with suppress(ApplicationError):
            await bench.run(bench.access.acquire, hold, hold.collaboration_id)
    assert await fired(bench)
    await asyncio.sleep(late)
    await bench.end(kept, hold)
    assert [str(violation) for violation in bench.judged(late=late)] == []


async def test_a_share_that_lands_after_the_release_is_taken_back(bench: Bench) -> None:
    """Sent, no answer; the end comes, nothing is to be seen; then it lands."""
    pair = next(bench.pairs)
    await faults(bench, pair, ("POST", 1, KINDS["applied late"]))
    kept, hold = bench.agree(pair, WIDE)
    with suppress(ApplicationError):
        await bench.run(bench.access.acquire, hold, hold.collaboration_id)
    await bench.end(kept, hold)
    assert await settled(bench) == []


async def test_a_share_that_stale_reads_hide_is_taken_back(bench: Bench) -> None:
    """Shared, and the read-back does not show it yet; the end comes while it is still hidden."""
    pair = next(bench.pairs)
    await faults(bench, pair, ("POST", 1, KINDS["stale reads"]))
    kept, hold = bench.agree(pair, WIDE)
    with suppress(ApplicationError):
        await bench.run(bench.access.acquire, hold, hold.collaboration_id)
    await bench.end(kept, hold)
    assert await settled(bench) == []


async def test_an_unshare_that_lands_late_does_not_take_what_was_given_anew(bench: Bench) -> None:
    """Taken back to be widened: no answer, taken back again, given anew; then the first unshare lands."""
    pair = next(bench.pairs)
    first, second = bench.agree(pair, NARROW), bench.agree(pair, WIDE)
    await bench.start(*first)
    await faults(bench, pair, ("DELETE", 1, {"kind": "apply_late", "seconds": LATE}))
    await bench.start(*second)
    await asyncio.sleep(LATE)
    assert [str(violation) for violation in bench.judged(late=LATE)] == []


async def test_an_end_just_before_the_next_start_leaves_no_gap(bench: Bench) -> None:
    pair = next(bench.pairs)
    first, second = bench.agree(pair, WIDE), bench.agree(pair, WIDE, ahead=AT_ONCE)
    await bench.start(*first)
    await bench.run(bench.access.announce, second[1])
    await bench.end(*first)
    assert first[0].outcomes == ["kept_for_other"]
    await bench.start(*second)
    effects = [row.op for row in bench.rows() if (row.page_id, row.business_id) == pair]
    assert effects == ["share"]
    assert await settled(bench) == []


async def test_an_end_just_before_the_next_start_gives_nothing_early(bench: Bench) -> None:
    """The first one's share was never answered, so its end has to give the next one's: at that start, not before."""
    pair = next(bench.pairs)
    await faults(bench, pair, ("POST", 1, KINDS["silence"]))
    first, second = bench.agree(pair, NARROW), bench.agree(pair, WIDE, ahead=TIMEOUT + AT_ONCE)
    with suppress(ApplicationError):
        await bench.run(bench.access.acquire, first[1])
    await bench.run(bench.access.announce, second[1])
    await bench.end(*first)
    assert await fired(bench)
    await bench.start(*second)
    assert await settled(bench) == []


async def test_a_start_just_before_the_next_one_gives_only_what_is_its_own(bench: Bench) -> None:
    pair = next(bench.pairs)
    first, second = bench.agree(pair, NARROW), bench.agree(pair, WIDE, ahead=AT_ONCE)
    await bench.run(bench.access.announce, second[1])
    await bench.start(*first)
    shares = [row.after for row in bench.rows() if (row.page_id, row.business_id) == pair]
    assert shares == [frozenset(NARROW)]
    await bench.end(*second)
    assert await settled(bench) == []
