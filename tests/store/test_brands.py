"""Connected brands: the token opens only where it was sealed, and is gone with its key."""

from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from contracts.access import ATTESTATION, Evidence
from contracts.vocabulary import LeaseState
from store.errors import VaultClosed
from store.ledger import Origin, Pair
from store.session import Store

BRAND, OTHER = "900000000000777", "900000000000888"
TOKEN = SecretStr("EAAbrand")


async def test_a_token_comes_back_and_a_newer_one_replaces_it(store: Store, now: datetime) -> None:
    first = await store.brands.connect(BRAND, "Brand GmbH", TOKEN, now)
    await store.brands.checked(BRAND, "it is dead", now)
    assert [each.problem for each in await store.brands.all()] == ["it is dead"]
    later = now + timedelta(hours=1)
    again = await store.brands.connect(BRAND, "Brand AG", SecretStr("EAAnewer"), later)
    assert (first.name, again.name, again.problem, again.connected_at) == ("Brand GmbH", "Brand AG", None, later)
    kept = await store.brands.token(BRAND)
    assert kept is not None
    assert kept.get_secret_value() == "EAAnewer"
    assert await store.brands.token(OTHER) is None


async def test_a_token_moved_to_another_business_does_not_open(store: Store, now: datetime) -> None:
    await store.brands.connect(BRAND, "Brand", TOKEN, now)
    await store.brands.connect(OTHER, "Other", SecretStr("EAAother"), now)
    swap = (
        "UPDATE brand_connection SET sealed_token = (SELECT sealed_token FROM brand_connection WHERE business_id = :a)"
    )
    async with store._database.write() as session:
        await session.execute(text(f"{swap} WHERE business_id = :b"), {"a": BRAND, "b": OTHER})
    with pytest.raises(VaultClosed):
        await store.brands.token(OTHER)


async def test_disconnecting_shreds_the_key(store: Store, now: datetime) -> None:
    await store.brands.connect(BRAND, "Brand", TOKEN, now)
    assert await store.brands.disconnect(BRAND)
    assert await store.brands.all() == ()
    assert not await store.brands.disconnect(BRAND)
    async with store._database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM vault_key WHERE creator_id LIKE 'business/%'")) == 0


async def test_an_attestation_is_kept_once_and_changes_nothing_that_we_believe(store: Store, now: datetime) -> None:
    pair = Pair("100000000000001", BRAND)
    mine = await store.ledger.take_turn(pair, "test", now=now)
    seen = Evidence(present=True, tasks=("ADVERTISE",), at=now, request_id="r-1")
    await store.ledger.settle(
        mine,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=seen,
        kind="share",
        collaboration_id="c-1",
    )
    for _ in range(2):
        await store.attestations.keep(mine, "c-1", "olga: seen in the settings", now + timedelta(hours=1))
    *_, last = kept = await store.ledger.evidence("c-1")
    assert [entry.kind for entry in kept] == ["share", ATTESTATION]
    assert last.note == "olga: seen in the settings"
    read = await store.ledger.last_read(pair)
    assert read is not None
    assert read.kind == "share"
    lease = await store.ledger.lease(pair, now)
    assert (lease.state, lease.origin) == (LeaseState.PRESENT, Origin.OURS)
