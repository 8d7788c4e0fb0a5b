"""What an audit is given to look at: held, ours, or called for lately; page by page, none twice, none left out."""

from datetime import datetime, timedelta

from contracts.access import Evidence, Hold
from contracts.vocabulary import LeaseState
from store.auditing import WATCHED
from store.ledger import Origin, Pair, Turn
from store.session import Store

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def pair(number: int) -> Pair:
    return Pair("100001", f"90000{number}")


def hold(of: Pair, collaboration_id: str, ends_at: datetime, creator_id: str = "cr-7") -> Hold:
    return Hold(collaboration_id=collaboration_id, creator_id=creator_id, ends_at=ends_at, **of._asdict())


async def held(store: Store, of: Pair, collaboration_id: str, now: datetime, creator_id: str = "cr-7") -> Turn:
    turn = await store.ledger.take_turn(of, "worker", now=now)
    await store.ledger.hold(turn, hold(of, collaboration_id, now + DAY, creator_id), now)
    return turn


async def settled(store: Store, turn: Turn, state: LeaseState, origin: Origin, now: datetime) -> None:
    seen = Evidence(present=state is LeaseState.PRESENT, at=now)
    await store.ledger.settle(turn, state=state, origin=origin, evidence=seen, kind="read", collaboration_id=None)


async def test_pages_by_key_of_what_is_held(store: Store, now: datetime) -> None:
    for number in range(5):
        await store.ledger.give_back(await held(store, pair(number), f"c-{number}", now, f"cr-{number % 2}"))
    first = await store.auditing.page(None, 2, now)
    second = await store.auditing.page(first[-1].pair, 2, now)
    third = await store.auditing.page(second[-1].pair, 2, now)
    assert [lease.pair for lease in (*first, *second, *third)] == [pair(number) for number in range(5)]
    assert [lease.holders[0].collaboration_id for lease in first] == ["c-0", "c-1"]
    mine = await store.auditing.page(None, 9, now, "cr-1")
    assert [lease.pair for lease in mine] == [pair(1), pair(3)]


async def test_whoever_has_the_turn_is_left_alone_until_it_is_over(store: Store, now: datetime) -> None:
    await held(store, pair(0), "c-0", now)
    assert await store.auditing.page(None, 9, now) == ()
    assert len(await store.auditing.page(None, 9, now + DAY)) == 1


async def test_an_ended_pair_is_watched_for_a_week_and_one_of_ours_for_ever(store: Store, now: datetime) -> None:
    turn = await held(store, pair(0), "c-0", now)
    await store.ledger.let_go(pair(0), "c-0", now)
    await store.ledger.intend(turn, "share", ["ADVERTISE"], Evidence(present=False, at=now), now)
    await store.ledger.give_back(turn)
    later = now + WATCHED + SECOND
    (ours,) = await store.auditing.page(None, 9, later)
    assert (ours.origin, ours.holders, ours.let_go[0].collaboration_id) == (Origin.OURS, (), "c-0")
    turn = await store.ledger.take_turn(pair(0), "worker", now=now)
    await settled(store, turn, LeaseState.ABSENT, Origin.NONE, now + SECOND)
    await store.ledger.give_back(turn)
    (watched,) = await store.auditing.page(None, 9, now + DAY)
    assert (watched.called_at, watched.unanswered_at, watched.read_at) == (now, now, now + SECOND)
    assert await store.auditing.page(None, 9, later) == ()


async def test_only_a_share_that_nobody_heard_of_again_is_unanswered(store: Store, now: datetime) -> None:
    turn = await held(store, pair(0), "c-0", now)
    share, _ = await store.ledger.intend(turn, "share", ["ADVERTISE"], Evidence(present=False, at=now), now)
    seen = Evidence(present=True, at=now)
    await store.ledger.settle(
        turn,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=seen,
        kind="share",
        collaboration_id="c-0",
        intent_id=share,
    )
    await store.ledger.intend(turn, "unshare", [], seen, now + SECOND)
    await settled(store, turn, LeaseState.ABSENT, Origin.NONE, now + SECOND)
    lease = (await store.auditing.these([pair(0)], now))[pair(0)]
    assert (lease.called_at, lease.unanswered_at) == (now + SECOND, None)


async def test_announced_holds_tombstones_and_erased_creators_are_told_apart(store: Store, now: datetime) -> None:
    turn = await held(store, pair(0), "c-now", now)
    await store.ledger.hold(turn, hold(pair(0), "c-later", now + 2 * DAY), now + DAY)
    await store.ledger.let_go(pair(0), "c-never", now)
    lease = (await store.auditing.these([pair(0)], now))[pair(0)]
    assert [each.collaboration_id for each in lease.holders] == ["c-now"]
    assert [each.collaboration_id for each in lease.announced] == ["c-later"]
    assert lease.let_go == ()
    known = await store.auditing.known(["c-now", "c-never", "c-unheard"])
    assert known == {"c-now": True, "c-never": False}
    await store.deletions.erase("cr-7")
    assert (await store.auditing.these([pair(0)], now))[pair(0)].holders == ()
