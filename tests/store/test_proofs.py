"""Evidence as a chain: written whole on both databases, however many write, and read back as it was written."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from contracts.access import Evidence, Hold
from contracts.proof import GENESIS, Line, entry_hash
from contracts.vocabulary import LeaseState
from store.errors import TurnTaken
from store.ledger import Ledger, Origin, Pair
from store.proofs import EvidenceFilter, Head
from store.session import Store

OpenStore = Callable[..., Awaitable[Store]]
PAIR, OTHER = Pair("100001", "900001"), Pair("100002", "900001")
SECOND = timedelta(seconds=1)


async def read(ledger: Ledger, pair: Pair, owner: str, at: datetime) -> None:
    """Take the pair's turn, keep one read-back, give it back."""
    while True:
        try:
            turn = await ledger.take_turn(pair, owner, now=at)
        except TurnTaken:
            await asyncio.sleep(0.001)
            continue
        break
    await ledger.settle(
        turn,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=Evidence(present=True, tasks=("ANALYZE", "ADVERTISE"), at=at, request_id=f"r-{owner}"),
        kind="read",
        collaboration_id=owner,
    )
    await ledger.give_back(turn)


async def chain(store: Store, pair: Pair) -> tuple[list[Line], Head]:
    links = [each async for each in store.proofs.chain(pair)]
    head = links.pop()
    assert isinstance(head, Head)
    return [each for each in links if isinstance(each, dict)], head


def check_whole(entries: list[Line], head: Head) -> None:
    assert [each["seq"] for each in entries] == [*range(1, len(entries) + 1)]
    assert [each["previous"] for each in entries] == [GENESIS, *(each["hash"] for each in entries)][:-1]
    assert [entry_hash(each) for each in entries] == [each["hash"] for each in entries]
    assert head == Head(len(entries), entries[-1]["hash"])


async def test_who_writes_at_once_writes_one_chain_for_each_pair(
    store: Store, open_store: OpenStore, now: datetime
) -> None:
    other = await open_store()
    other.proofs._page = 2
    writers = [
        read(each.ledger, pair, f"c-{number}", now + number * SECOND)
        for number, each in enumerate([store, other] * 3)
        for pair in (PAIR, OTHER)
    ]
    await asyncio.gather(*writers)
    assert [pair async for pair in store.proofs.pairs(EvidenceFilter())] == [PAIR, OTHER]
    for pair in (PAIR, OTHER):
        whole = await chain(store, pair)
        check_whole(*whole)
        assert len(whole[0]) == 6
        assert whole == await chain(other, pair), "by pages of two it is the same"


async def test_an_entry_says_who_held_the_pair_and_what_our_call_met(store: Store, now: datetime) -> None:
    turn = await store.ledger.take_turn(PAIR, "worker", now=now)
    for name, since in (("c-1", now), ("c-2", now), ("c-3", now + 60 * SECOND)):
        hold = Hold(
            collaboration_id=name,
            creator_id=f"creator-of-{name}",
            page_id=PAIR.page_id,
            business_id=PAIR.business_id,
            tasks=("ADVERTISE",),
            ends_at=now + 3600 * SECOND,
        )
        await store.ledger.hold(turn, hold, since)
    absent = Evidence(present=False, at=now, request_id="r-1")
    await store.ledger.intend(turn, "share", ["ADVERTISE"], absent, now + SECOND)  # and then this worker dies
    await store.ledger.settle(
        turn,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=Evidence(present=True, pending=True, tasks=("ADVERTISE",), at=now + 2 * SECOND, request_id="r-2"),
        kind="read",
        collaboration_id="c-2",
    )
    (entry,), head = await chain(store, PAIR)
    check_whole([entry], head)
    assert entry["before"] == {"at": "2026-12-01T09:30:00.123456Z", "present": False, "pending": False, "tasks": []}
    assert (entry["pending"], entry["state"], entry["origin"]) == (True, "present", "ours")
    told = [(each["collaboration_id"], each["asked"], each["holds"]) for each in entry["parties"]]
    assert told == [("c-1", False, ["ADVERTISE"]), ("c-2", True, ["ADVERTISE"])], "c-3 is only announced"
    assert len({each["salt"] for each in entry["parties"]} | {entry["salt"]}) == 3
    assert [each.since for each in await store.proofs.holds(PAIR)] == [now, now, now + 60 * SECOND]


@pytest.mark.parametrize(
    ("only", "pairs"),
    [
        (EvidenceFilter(), [PAIR, OTHER]),
        (EvidenceFilter(business=OTHER.business_id), [PAIR, OTHER]),
        (EvidenceFilter(business="900002"), []),
        (EvidenceFilter(collaboration="c-1"), [PAIR]),
        (EvidenceFilter(collaboration="c-9"), [PAIR]),
        (EvidenceFilter(creator="cr-7"), [PAIR]),
        (EvidenceFilter(creator="nobody"), []),
    ],
)
async def test_only_the_pairs_that_were_asked_for(
    store: Store, now: datetime, only: EvidenceFilter, pairs: list[Pair]
) -> None:
    turn = await store.ledger.take_turn(PAIR, "c-1", now=now)
    hold = Hold(collaboration_id="c-1", creator_id="cr-7", **PAIR._asdict(), ends_at=now)
    await store.ledger.hold(turn, hold, now)
    await read(store.ledger, PAIR, "c-1", now)
    await read(store.ledger, PAIR, "c-9", now)
    await read(store.ledger, OTHER, "c-2", now)
    await store.ledger.take_turn(Pair("100003", "900001"), "c-1", now=now)  # never read, so nothing to prove
    store.proofs._page = 1
    assert [pair async for pair in store.proofs.pairs(only)] == pairs
    assert await store.proofs.collaborations_of("cr-7") == {"c-1"}
