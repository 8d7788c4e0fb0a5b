"""Webhooks: a subscription is confirmed by our word only, and an event is looked up, never believed."""

import dataclasses
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from contracts.vocabulary import LapseCause, Stage
from tests.cast import APP_SECRET, Creator, reaches, status_of
from tests.waiting import eventually
from tests.web.conftest import Serve, Site
from tests.web.web_visitor import Visitor

WORD = "the word of our subscription"
WEBHOOKS = "/meta/webhooks"


async def event(site: Site, visitor: Visitor, body: bytes, secret: str = APP_SECRET) -> httpx.Response:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    return await visitor.http.post(site.url + WEBHOOKS, content=body, headers=headers)


def about(*people: str, topic: str = "permissions") -> bytes:
    entries = [{"id": person, "time": 1767225600, "changed_fields": ["connected"]} for person in people]
    return json.dumps({"object": topic, "entry": entries}).encode()


async def two_active(creator: Creator) -> tuple[Any, Any]:
    first = await creator.start(name="first")
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    return first, second


@pytest.mark.parametrize(("given", "status"), [(WORD, 200), ("another", 403), ("", 403), (WORD + " ", 403)])
async def test_a_subscription_is_confirmed_by_our_word_only(
    serve: Serve, site: Site, visitor: Visitor, given: str, status: int
) -> None:
    ours = site.deps.settings.model_copy(update={"webhook_verify_token": SecretStr(WORD)})
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": given}
    async with serve(dataclasses.replace(site.deps, settings=ours)) as other:
        answer = await visitor.http.get(other.url + WEBHOOKS, params=query)
        assert answer.status_code == status
        assert (answer.text == "1158201444") is (status == 200)
        assert answer.headers["content-type"].startswith("text/plain")
        wrong = await visitor.http.get(other.url + WEBHOOKS, params={**query, "hub.mode": "unsubscribe"})
        assert wrong.status_code == 403
    assert (await visitor.http.get(site.url + WEBHOOKS, params=query)).status_code == 403, "no word, no subscription"
    assert (await visitor.http.get(site.url + WEBHOOKS)).status_code == 403


@pytest.mark.parametrize("topic", ["permissions", "user"])
async def test_an_event_about_a_person_is_looked_up_at_once(
    site: Site, visitor: Visitor, creator: Creator, topic: str
) -> None:
    first, second = await two_active(creator)
    await creator.change_password()
    body = about("1", creator.person_id, creator.person_id, topic=topic)
    assert (await event(site, visitor, body)).status_code == 200
    for handle in (first, second):
        assert (await reaches(handle, Stage.UNMANAGED)).authorization.cause is LapseCause.PASSWORD_CHANGED


async def test_an_event_is_not_believed_but_looked_up(site: Site, visitor: Visitor, creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    told_at = datetime.now(UTC)
    for _ in range(3):
        assert (await event(site, visitor, about(creator.person_id))).status_code == 200

    async def looked_up() -> bool:
        return not await creator.stack.store.logins.unchecked_since(creator.creator_id, told_at)

    await eventually(looked_up, "Meta is asked whether the login still works")
    assert (await status_of(handle)).stage is Stage.ACTIVE


async def test_what_is_no_event_of_metas_is_refused(site: Site, visitor: Visitor, creator: Creator) -> None:
    await creator.consent()
    good = about(creator.person_id)
    assert (await event(site, visitor, good, "another secret")).status_code == 403
    plain = await visitor.http.post(site.url + WEBHOOKS, content=good)
    assert plain.status_code == 403
    correct = hmac.new(APP_SECRET.encode(), good, hashlib.sha256).hexdigest()
    for header in (correct, f"sha1={correct}", f"SHA256={correct}", f"sha256={correct.upper()}", "sha256=", "sha256=é"):
        answer = await visitor.http.post(
            site.url + WEBHOOKS, content=good, headers={b"X-Hub-Signature-256": header.encode()}
        )
        assert answer.status_code == 403, header
    altered = await visitor.http.post(
        site.url + WEBHOOKS, content=good + b" ", headers={"X-Hub-Signature-256": f"sha256={correct}"}
    )
    assert altered.status_code == 403
    for body in (b"", b"{", b"null", b"[]", b"\xff", b"[" * 50_000, b'{"object": 7}', b'{"entry": []}'):
        assert (await event(site, visitor, body)).status_code == 400, body[:20]
    assert (await event(site, visitor, b'{"object": "page", "entry": [{"id": "1"}]}')).status_code == 200
    assert (await visitor.http.put(site.url + WEBHOOKS)).status_code == 405
    too_large = about(*["1" * 400] * 3000)
    assert (await event(site, visitor, too_large)).status_code == 413


async def test_a_thousand_entries_are_one_event(site: Site, visitor: Visitor, creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    people = [str(3 * 10**16 + number) for number in range(999)]
    assert (await event(site, visitor, about(*people, creator.person_id))).status_code == 200
    await reaches(handle, Stage.UNMANAGED)


async def test_an_event_that_temporal_did_not_hear_of_is_not_confirmed(
    site: Site, visitor: Visitor, creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meta sends it again, for a day and a half."""
    await creator.consent()

    async def silent(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("starter.web.callbacks.suspect_logins", silent)
    assert (await event(site, visitor, about(creator.person_id))).status_code == 503
