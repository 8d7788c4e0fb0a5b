"""Instants come back as UTC, whatever zone they were written in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from contracts.access import Evidence
from contracts.vocabulary import LeaseState
from store.ledger import Origin, Pair
from store.session import Store

PAIR = Pair("100001", "900001")


async def test_an_instant_comes_back_as_utc(store: Store, now: datetime) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=5, minutes=30)))
    turn = await store.ledger.take_turn(PAIR, "a", now=elsewhere)
    await store.ledger.settle(
        turn,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=Evidence(present=True, at=elsewhere),
        kind="read",
        collaboration_id="c-1",
    )
    (proof,) = await store.ledger.evidence("c-1")
    assert proof.at.tzinfo is UTC
    lease = await store.ledger.lease(PAIR, now)
    assert lease.read_at == now
    assert lease.read_at is not None
    assert lease.read_at.tzinfo is UTC


async def test_a_deadline_in_another_zone_is_compared_as_the_same_moment(store: Store, now: datetime) -> None:
    west = timezone(timedelta(hours=-8))
    await store.ledger.take_turn(PAIR, "a", now=now.astimezone(west), ttl=timedelta(seconds=20))
    turn = await store.ledger.take_turn(PAIR, "b", now=now + timedelta(seconds=21))
    assert turn.owner == "b"


async def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        await store.ledger.take_turn(PAIR, "a", now=datetime(2026, 12, 1))  # noqa: DTZ001
