"""The ledger: holders, intents, evidence."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from contracts.access import Evidence, Hold
from contracts.vocabulary import LeaseState
from store.errors import HoldClosed, IntentUnknown
from store.ledger import Lease, Origin, Pair, Turn
from store.session import Store
from store.tables import IntentRow

PAIR = Pair("100001", "900001")
DAY = timedelta(days=1)


@pytest.fixture
async def turn(store: Store, now: datetime) -> Turn:
    return await store.ledger.take_turn(PAIR, "worker", now=now)


def hold(collaboration_id: str, ends_at: datetime, *tasks: str) -> Hold:
    return Hold(
        collaboration_id=collaboration_id,
        creator_id="cr-7",
        page_id=PAIR.page_id,
        business_id=PAIR.business_id,
        tasks=tasks,
        ends_at=ends_at,
    )


def absent(at: datetime) -> Evidence:
    return Evidence(present=False, at=at, request_id="r-absent")


def present(at: datetime, *tasks: str) -> Evidence:
    return Evidence(present=True, tasks=tasks, at=at, request_id="r-present")


async def settle(store: Store, turn: Turn, state: LeaseState, evidence: Evidence, intent_id: str | None = None) -> None:
    await store.ledger.settle(
        turn,
        state=state,
        origin=Origin.OURS,
        evidence=evidence,
        kind="share",
        collaboration_id="c-1",
        intent_id=intent_id,
    )


async def intents(store: Store) -> list[tuple[str, str | None]]:
    async with store._database.read() as session:
        rows = await session.scalars(select(IntentRow).order_by(col(IntentRow.written_at)))
        return [(row.kind, row.result) for row in rows]


async def test_a_pair_never_heard_of_is_absent(store: Store, now: datetime) -> None:
    assert await store.ledger.lease(PAIR, now) == Lease(PAIR)
    assert (await store.ledger.lease(PAIR, now)).wanted == frozenset()


async def test_wanted_is_what_all_open_holders_need(store: Store, turn: Turn, now: datetime) -> None:
    first, second = hold("c-1", now + DAY, "ADVERTISE"), hold("c-2", now + 2 * DAY, "ADVERTISE", "ANALYZE")
    await store.ledger.hold(turn, first, now)
    await store.ledger.hold(turn, second, now + DAY)
    assert (await store.ledger.lease(PAIR, now)).holders == (first,), "the second is only announced"
    lease = await store.ledger.lease(PAIR, now + DAY)
    assert lease.holders == (first, second)
    assert lease.wanted == {"ADVERTISE", "ANALYZE"}
    await store.ledger.let_go(PAIR, "c-2", now + DAY)
    lease = await store.ledger.lease(PAIR, now)
    assert lease.holders == (first,)
    assert lease.wanted == {"ADVERTISE"}


async def test_holding_again_updates_the_hold(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.hold(turn, hold("c-1", now + DAY, "ADVERTISE"), now)
    longer = hold("c-1", now + 9 * DAY, "ANALYZE")
    await store.ledger.hold(turn, longer, now)
    assert (await store.ledger.lease(PAIR, now)).holders == (longer,)


async def test_who_let_go_cannot_hold_again(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.hold(turn, hold("c-1", now + DAY), now)
    await store.ledger.let_go(PAIR, "c-1", now)
    with pytest.raises(HoldClosed):
        await store.ledger.hold(turn, hold("c-1", now + DAY), now)
    await store.ledger.let_go(PAIR, "c-1", now)  # a repeated release
    assert (await store.ledger.lease(PAIR, now)).holders == ()


async def test_a_hold_that_arrives_after_the_release_is_refused(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.let_go(PAIR, "c-1", now)
    with pytest.raises(HoldClosed):
        await store.ledger.hold(turn, hold("c-1", now + DAY), now)
    await store.ledger.let_go(PAIR, "c-1", now)
    other = Pair("100002", "900001")
    elsewhere = await store.ledger.take_turn(other, "worker", now=now)
    await store.ledger.hold(elsewhere, hold("c-1", now + DAY), now)  # closed on that pair only
    assert len((await store.ledger.lease(other, now)).holders) == 1


async def test_letting_go_stops_a_call_that_was_not_begun(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.hold(turn, hold("c-1", now + DAY), now)
    await store.ledger.let_go(PAIR, "c-1", now)
    before = await store.ledger.lease(PAIR, now)
    with pytest.raises(HoldClosed, match="no more"):
        await store.ledger.intend(turn, "share", ["ADVERTISE"], absent(now), now, for_holder="c-1")
    assert await store.ledger.lease(PAIR, now) == before, "a call that is not made leaves nothing"


async def test_a_share_where_nothing_was_is_ours_from_the_intent_on(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.intend(turn, "share", ["ADVERTISE"], absent(now), now)
    lease = await store.ledger.lease(PAIR, now)
    assert (lease.state, lease.origin) == (LeaseState.SHARING, Origin.OURS)


async def test_a_share_that_was_there_does_not_become_ours(store: Store, turn: Turn, now: datetime) -> None:
    await store.ledger.intend(turn, "share", ["ANALYZE"], present(now, "ADVERTISE"), now)
    assert (await store.ledger.lease(PAIR, now)).origin is Origin.NONE


async def test_unsharing_leaves_the_origin(store: Store, turn: Turn, now: datetime) -> None:
    await settle(store, turn, LeaseState.PRESENT, present(now, "ADVERTISE"))
    await store.ledger.intend(turn, "unshare", [], present(now, "ADVERTISE"), now)
    lease = await store.ledger.lease(PAIR, now)
    assert (lease.state, lease.origin) == (LeaseState.UNSHARING, Origin.OURS)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("share", LeaseState.SHARE_UNCERTAIN), ("unshare", LeaseState.UNSHARE_UNCERTAIN)],
)
async def test_a_doubt_says_which_call_it_is_about(
    store: Store, turn: Turn, now: datetime, kind: str, state: LeaseState
) -> None:
    intent_id, _ = await store.ledger.intend(turn, kind, [], absent(now), now)
    await store.ledger.doubt(turn, intent_id)
    assert (await store.ledger.lease(PAIR, now)).state is state


async def test_settling_believes_and_keeps_the_read_back(store: Store, turn: Turn, now: datetime) -> None:
    intent_id, _ = await store.ledger.intend(turn, "share", ["ADVERTISE"], absent(now), now)
    await settle(store, turn, LeaseState.PRESENT, present(now + DAY, "ANALYZE", "ADVERTISE"), intent_id)
    await settle(store, turn, LeaseState.MISSING, absent(now + 2 * DAY))
    lease = await store.ledger.lease(PAIR, now)
    assert (lease.state, lease.origin, lease.tasks) == (LeaseState.MISSING, Origin.OURS, frozenset())
    assert lease.read_at == now + 2 * DAY
    first, second = await store.ledger.evidence("c-1")
    assert (first.present, first.tasks, first.at) == (True, ("ADVERTISE", "ANALYZE"), now + DAY)
    assert (first.intent_id, first.request_id, first.pair) == (intent_id, "r-present", PAIR)
    assert (second.present, second.intent_id) == (False, None)
    assert await store.ledger.evidence("c-1", after=first.id) == (second,)
    assert await store.ledger.evidence("c-2") == ()
    assert await intents(store) == [("share", "present")]


async def test_an_intent_left_by_the_dead_is_overtaken_by_the_next_read_back(
    store: Store, turn: Turn, now: datetime
) -> None:
    await store.ledger.intend(turn, "share", ["ADVERTISE"], absent(now), now)
    again, _ = await store.ledger.intend(turn, "share", ["ADVERTISE"], absent(now), now + DAY)
    await settle(store, turn, LeaseState.PRESENT, present(now + DAY, "ADVERTISE"), again)
    assert await intents(store) == [("share", "overtaken"), ("share", "present")]


async def test_an_intent_on_another_pair_is_unknown(store: Store, turn: Turn, now: datetime) -> None:
    elsewhere = await store.ledger.take_turn(Pair("100002", "900001"), "worker", now=now)
    theirs, _ = await store.ledger.intend(elsewhere, "share", [], absent(now), now)
    for intent_id in (theirs, "nobody"):
        with pytest.raises(IntentUnknown):
            await store.ledger.doubt(turn, intent_id)
        with pytest.raises(IntentUnknown):
            await settle(store, turn, LeaseState.ABSENT, absent(now), intent_id)
    assert await store.ledger.evidence("c-1") == ()


async def test_the_newest_read_back_of_a_pair(store: Store, turn: Turn, now: datetime) -> None:
    assert await store.ledger.last_read(PAIR) is None
    await settle(store, turn, LeaseState.PRESENT, present(now, "ADVERTISE"))
    await settle(store, turn, LeaseState.MISSING, absent(now + DAY))
    newest = await store.ledger.last_read(PAIR)
    assert newest is not None
    assert (newest.present, newest.at) == (False, now + DAY)
    assert await store.ledger.last_read(Pair("100002", "900001")) is None
