"""Consents on their way: single use, bound to the browser, each step once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from contracts.authorization import LoginAnswer
from store.errors import ExchangeUncertain, PendingUnknown, StateRefused
from store.pending import Claimed, Consent
from store.session import Store
from store.tables import PendingLoginRow

OpenStore = Callable[..., Awaitable[Store]]
CODE, VERIFIER, TOKEN = SecretStr("AQD-code"), SecretStr("pkce-verifier"), SecretStr("EAAG-token")


async def begin(store: Store, now: datetime, state: str = "state-1") -> None:
    await store.pending.begin(
        state=state,
        browser="browser-1",
        creator_id="cr-7",
        collaboration_id="c-1001",
        redirect_uri="https://us.example/oauth/meta/callback",
        code_verifier=VERIFIER,
        now=now,
    )


async def receive(store: Store, now: datetime, **changes: str) -> Consent:
    return await store.pending.receive(**{"state": "state-1", "browser": "browser-1", **changes}, code=CODE, now=now)


async def received(store: Store, now: datetime) -> str:
    await begin(store, now)
    consent = await receive(store, now)
    assert consent.pending_login_id
    return consent.pending_login_id


async def row_of(store: Store) -> PendingLoginRow:
    async with store._database.read() as session:
        return (await session.scalars(select(PendingLoginRow))).one()


def revealed(claimed: Claimed) -> tuple[str | None, ...]:
    secrets = (claimed.code, claimed.code_verifier, claimed.token)
    return tuple(secret.get_secret_value() if secret else None for secret in secrets)


async def test_a_consent_goes_from_dialog_to_answer(store: Store, now: datetime) -> None:
    await begin(store, now)
    consent = await receive(store, now)
    assert (consent.creator_id, consent.collaboration_id) == ("cr-7", "c-1001")
    pending_id = consent.pending_login_id or ""
    claimed = await store.pending.claim(pending_id, "cr-7")
    assert revealed(claimed) == ("AQD-code", "pkce-verifier", None)
    assert claimed.redirect_uri == consent.redirect_uri == "https://us.example/oauth/meta/callback"
    await store.pending.exchanged(pending_id, TOKEN, now + timedelta(days=60))
    again = await store.pending.claim(pending_id, "cr-7")
    assert revealed(again) == (None, None, "EAAG-token")
    assert again.token_expires_at == now + timedelta(days=60)
    assert await store.pending.answer(pending_id, "cr-7") is None
    await store.pending.finish(pending_id, LoginAnswer(accepted=True, message="thanks"))
    assert (await store.pending.claim(pending_id, "cr-7")).answer == LoginAnswer(accepted=True, message="thanks")
    assert await store.pending.answer(pending_id, "cr-7") == LoginAnswer(accepted=True, message="thanks")
    assert await store.pending.answer(pending_id, "cr-8") is None


async def test_of_state_and_browser_only_hashes_are_kept(store: Store, now: datetime) -> None:
    await begin(store, now)
    kept = (await row_of(store)).model_dump()
    assert not [name for name, value in kept.items() if value in ("state-1", "browser-1", "pkce-verifier")]


async def test_a_state_is_used_once_however_many_come_at_once(
    store: Store, open_store: OpenStore, now: datetime
) -> None:
    await begin(store, now)
    other = await open_store()
    results = await asyncio.gather(*(receive(each, now) for each in [store, other] * 6), return_exceptions=True)
    won = [result for result in results if isinstance(result, Consent)]
    lost = [result.reason for result in results if isinstance(result, StateRefused)]
    assert len(won) == 1
    assert lost == ["used"] * 11


async def test_another_browser_is_refused_and_spoils_nothing(store: Store, now: datetime) -> None:
    await begin(store, now)
    with pytest.raises(StateRefused) as refused:
        await receive(store, now, browser="browser-2")
    assert refused.value.reason == "other_browser"
    assert (await receive(store, now)).pending_login_id
    with pytest.raises(StateRefused) as refused:
        await receive(store, now, browser="browser-2")
    assert refused.value.reason == "other_browser"


async def test_a_sign_in_is_its_browsers_for_a_while(store: Store, now: datetime) -> None:
    pending_id = await received(store, now)
    assert await store.pending.began(pending_id, "browser-1", now)
    assert not await store.pending.began(pending_id, "browser-2", now)
    assert not await store.pending.began(pending_id, "browser-1", now + timedelta(seconds=1))
    assert not await store.pending.began("unknown", "browser-1", now)


async def test_an_unknown_and_an_expired_state_are_refused(store: Store, now: datetime) -> None:
    await begin(store, now)
    with pytest.raises(StateRefused) as refused:
        await receive(store, now, state="state-2")
    assert refused.value.reason == "unknown"
    with pytest.raises(StateRefused) as refused:
        await receive(store, now + timedelta(minutes=15))
    assert refused.value.reason == "expired"


async def test_a_cancelled_dialog_uses_the_state_and_leaves_no_secret(store: Store, now: datetime) -> None:
    await begin(store, now)
    consent = await store.pending.receive(state="state-1", browser="browser-1", code=None, now=now)
    assert consent == Consent("cr-7", "c-1001", "https://us.example/oauth/meta/callback", None)
    row = await row_of(store)
    assert (row.sealed_code, row.sealed_verifier) == (None, None)
    with pytest.raises(PendingUnknown):
        await store.pending.claim(row.id, "cr-7")
    with pytest.raises(StateRefused):
        await receive(store, now)


async def test_a_code_is_handed_out_once_however_many_come_at_once(
    store: Store, open_store: OpenStore, now: datetime
) -> None:
    pending_id = await received(store, now)
    other = await open_store()
    results = await asyncio.gather(
        *(each.pending.claim(pending_id, "cr-7") for each in [store, other] * 5), return_exceptions=True
    )
    assert len([result for result in results if isinstance(result, Claimed)]) == 1
    assert len([result for result in results if isinstance(result, ExchangeUncertain)]) == 9


async def test_another_creators_pending_login_is_unknown(store: Store, now: datetime) -> None:
    pending_id = await received(store, now)
    with pytest.raises(PendingUnknown):
        await store.pending.claim(pending_id, "cr-8")
    with pytest.raises(PendingUnknown):
        await store.pending.claim("nobody", "cr-7")
    assert revealed(await store.pending.claim(pending_id, "cr-7"))[0] == "AQD-code"


async def test_each_step_erases_what_is_no_longer_needed(store: Store, now: datetime) -> None:
    pending_id = await received(store, now)
    with pytest.raises(PendingUnknown):
        await store.pending.exchanged(pending_id, TOKEN, None)  # nobody claimed it
    await store.pending.claim(pending_id, "cr-7")
    await store.pending.exchanged(pending_id, TOKEN, None)
    row = await row_of(store)
    assert (row.sealed_code, row.sealed_verifier) == (None, None)
    assert row.sealed_token is not None
    await store.pending.finish(pending_id, LoginAnswer(accepted=True))
    row = await row_of(store)
    assert (row.sealed_code, row.sealed_verifier, row.sealed_token) == (None, None, None)


async def test_repeated_steps_change_nothing(store: Store, now: datetime) -> None:
    pending_id = await received(store, now)
    await store.pending.claim(pending_id, "cr-7")
    await store.pending.exchanged(pending_id, TOKEN, now)
    await store.pending.exchanged(pending_id, SecretStr("another"), now)
    assert revealed(await store.pending.claim(pending_id, "cr-7"))[2] == "EAAG-token"
    await store.pending.finish(pending_id, LoginAnswer(accepted=True))
    await store.pending.finish(pending_id, LoginAnswer(accepted=False))
    await store.pending.exchanged(pending_id, TOKEN, now)
    answer = await store.pending.answer(pending_id, "cr-7")
    assert answer is not None
    assert answer.accepted


async def test_an_uncertain_exchange_can_be_closed_with_an_answer(store: Store, now: datetime) -> None:
    pending_id = await received(store, now)
    await store.pending.claim(pending_id, "cr-7")
    await store.pending.finish(pending_id, LoginAnswer(accepted=False, message="connect again"))
    assert (await row_of(store)).sealed_code is None
    await begin(store, now, "state-2")
    with pytest.raises(PendingUnknown):
        await store.pending.finish("nobody", LoginAnswer(accepted=False))


async def test_only_what_is_stale_is_forgotten(store: Store, now: datetime) -> None:
    await begin(store, now - timedelta(days=2), "old")
    await begin(store, now, "new")
    assert await store.pending.forget_stale(now - timedelta(days=1)) == 1
    assert await store.pending.forget_stale(now - timedelta(days=1)) == 0
    with pytest.raises(StateRefused) as refused:
        await receive(store, now, state="old")
    assert refused.value.reason == "unknown"
