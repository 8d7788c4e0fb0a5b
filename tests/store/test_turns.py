"""Turns: one at a time, outliving nobody, and never two."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from contracts.access import Evidence, Hold
from contracts.vocabulary import LeaseState
from store.errors import TurnLost, TurnTaken
from store.ledger import Origin, Pair, Turn
from store.session import Store

OpenStore = Callable[..., Awaitable[Store]]
PAIR = Pair("100001", "900001")
SECOND = timedelta(seconds=1)


async def _intends(store: Store, turn: Turn, now: datetime) -> tuple[str, Turn]:
    return await store.ledger.intend(turn, "share", ["ADVERTISE"], Evidence(present=False, at=now), now)


async def test_of_twenty_at_once_exactly_one_gets_the_turn(store: Store, open_store: OpenStore, now: datetime) -> None:
    other = await open_store()
    takers = [
        each.ledger.take_turn(PAIR, f"worker-{number}", now=now) for number, each in enumerate([store, other] * 10)
    ]
    results = await asyncio.gather(*takers, return_exceptions=True)
    won = [result for result in results if isinstance(result, Turn)]
    lost = [result for result in results if isinstance(result, TurnTaken)]
    assert (len(won), len(lost)) == (1, 19)
    assert won[0].fence == 1
    assert {each.until for each in lost} == {won[0].expires_at} == {now + 20 * SECOND}


async def test_an_expired_turn_can_be_taken_and_raises_the_fence(store: Store, now: datetime) -> None:
    first = await store.ledger.take_turn(PAIR, "a", now=now)
    with pytest.raises(TurnTaken):
        await store.ledger.take_turn(PAIR, "b", now=first.expires_at - SECOND)
    second = await store.ledger.take_turn(PAIR, "b", now=first.expires_at)
    assert second.fence == first.fence + 1


async def test_of_many_after_an_expired_turn_exactly_one_gets_it(
    store: Store, open_store: OpenStore, now: datetime
) -> None:
    dead = await store.ledger.take_turn(PAIR, "dead", now=now)
    other = await open_store()
    takers = [
        each.ledger.take_turn(PAIR, f"worker-{number}", now=dead.expires_at)
        for number, each in enumerate([store, other] * 5)
    ]
    results = await asyncio.gather(*takers, return_exceptions=True)
    assert [result.fence for result in results if isinstance(result, Turn)] == [dead.fence + 1]


async def test_the_same_owner_locks_its_earlier_attempt_out(store: Store, now: datetime) -> None:
    first = await store.ledger.take_turn(PAIR, "a", now=now)
    second = await store.ledger.take_turn(PAIR, "a", now=now)
    assert second.fence == first.fence + 1
    with pytest.raises(TurnLost):
        await _intends(store, first, now)


async def test_an_intent_makes_the_turn_last_anew(store: Store, now: datetime) -> None:
    turn = await store.ledger.take_turn(PAIR, "a", now=now)
    _, renewed = await _intends(store, turn, now + 15 * SECOND)
    assert (renewed.fence, renewed.expires_at) == (turn.fence, now + 35 * SECOND)
    with pytest.raises(TurnTaken):
        await store.ledger.take_turn(PAIR, "b", now=now + 30 * SECOND)


async def test_a_turn_given_back_is_free_and_lost(store: Store, now: datetime) -> None:
    turn = await store.ledger.take_turn(PAIR, "a", now=now)
    await store.ledger.give_back(turn)
    with pytest.raises(TurnLost):
        await _intends(store, turn, now)
    later = await store.ledger.take_turn(PAIR, "b", now=now)
    await store.ledger.give_back(turn)  # not its to give any more
    with pytest.raises(TurnTaken):
        await store.ledger.take_turn(PAIR, "c", now=now)
    assert later.fence == turn.fence + 1


async def test_pairs_do_not_share_a_turn(store: Store, now: datetime) -> None:
    for pair in (PAIR, Pair("100001", "900002"), Pair("100002", "900001")):
        assert (await store.ledger.take_turn(pair, f"for {pair}", now=now)).fence == 1


@pytest.mark.parametrize("write", ["hold", "intend", "doubt", "settle"])
@pytest.mark.parametrize("lost_by", ["taken_over", "given_back", "taken_again"])
async def test_an_old_turn_can_write_nothing(store: Store, now: datetime, write: str, lost_by: str) -> None:
    old = await store.ledger.take_turn(PAIR, "a", now=now)
    intent_id, _ = await _intends(store, old, now)
    match lost_by:
        case "taken_over":
            await store.ledger.take_turn(PAIR, "b", now=old.expires_at)
        case "taken_again":
            await store.ledger.take_turn(PAIR, "a", now=now)
        case _:
            await store.ledger.give_back(old)
    lease, proofs = await store.ledger.lease(PAIR, now), await store.ledger.evidence("c-1")
    hold = Hold(
        collaboration_id="c-1", creator_id="cr-7", page_id=PAIR.page_id, business_id=PAIR.business_id, ends_at=now
    )
    attempts: dict[str, Callable[[], Awaitable[object]]] = {
        "hold": lambda: store.ledger.hold(old, hold, now),
        "intend": lambda: _intends(store, old, now),
        "doubt": lambda: store.ledger.doubt(old, intent_id),
        "settle": lambda: store.ledger.settle(
            old,
            state=LeaseState.PRESENT,
            origin=Origin.FOREIGN,
            evidence=Evidence(present=True, at=now),
            kind="share",
            collaboration_id="c-1",
            intent_id=intent_id,
        ),
    }
    with pytest.raises(TurnLost):
        await attempts[write]()
    assert await store.ledger.lease(PAIR, now) == lease
    assert await store.ledger.evidence("c-1") == proofs
