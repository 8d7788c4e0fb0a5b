"""Meta's callbacks: genuine ones reach every affected collaboration at once, everything else changes nothing."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest

from contracts.ids import deletion_workflow_id
from contracts.vocabulary import LapseCause, Outcome, Stage
from graph_sandbox.signed_request import sign
from tests.cast import APP_SECRET, Creator, reaches, status_of
from tests.waiting import eventually
from tests.web.conftest import Serve, Site
from tests.web.web_visitor import Page, Visitor


async def signed_request(creator: Creator, *, valid: bool = True) -> str:
    """What Meta would post about this person now."""
    path = f"/people/{creator.person_id}/signed_request" + ("" if valid else "?valid=false")
    answer: str = (await creator.stack.control("GET", path))["signed_request"]
    return answer


async def post(site: Site, visitor: Visitor, path: str, signed: str) -> httpx.Response:
    return await visitor.http.post(f"{site.url}/meta/{path}", data={"signed_request": signed})


async def two_active(creator: Creator) -> tuple[Any, Any]:
    first = await creator.start(name="first")
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    return first, second


async def until_erased(visitor: Visitor, url: str, within: float = 20) -> Page:
    async def erased() -> Page | None:
        page = await visitor.open(url)
        return page if 'data-deletion="erased"' in page.answer.text else None

    return await eventually(erased, "the page says erased", within)


async def test_a_removed_app_is_told_to_every_collaboration_at_once(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    first, second = await two_active(creator)
    await creator.patch_person(app_removed=True)
    assert (await post(site, visitor, "deauthorize", await signed_request(creator))).status_code == 200
    for handle in (first, second):
        lapsed = await reaches(handle, Stage.UNMANAGED, within=5)
        assert lapsed.authorization.cause is LapseCause.APP_REMOVED
        assert lapsed.blocked is not None
    for _ in range(3):
        assert (await post(site, visitor, "deauthorize", await signed_request(creator))).status_code == 200
    assert (await status_of(first)).stage is Stage.UNMANAGED
    assert await creator.shared(), "a lapse takes nothing back"


async def test_it_is_believed_without_asking_the_platform(site: Site, visitor: Visitor, creator: Creator) -> None:
    """Meta's own signature is word enough: every collaboration hears of it although Meta does not answer."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.fault("*", "/*", {"kind": "error", "status": 500, "code": 2}, times=None)
    assert (await post(site, visitor, "deauthorize", await signed_request(creator))).status_code == 200
    assert (await reaches(handle, Stage.UNMANAGED, within=5)).authorization.cause is LapseCause.APP_REMOVED


async def test_a_replay_after_the_creator_came_back_does_no_harm(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(app_removed=True)
    old = sign(
        APP_SECRET,
        {
            "user_id": creator.person_id,
            "algorithm": "HMAC-SHA256",
            "issued_at": _issued(await signed_request(creator)) - 5,
        },
    )
    await post(site, visitor, "deauthorize", await signed_request(creator))
    await reaches(handle, Stage.UNMANAGED)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    assert (await post(site, visitor, "deauthorize", old)).status_code == 200
    views = await creator.stack.store.logins.views(creator.creator_id)
    assert [view.working for view in views] == [True]
    assert (await status_of(handle)).stage is Stage.ACTIVE


def _issued(signed: str) -> int:
    payload = signed.split(".")[1]
    issued: int = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["issued_at"]
    return issued


@pytest.mark.parametrize("path", ["deauthorize", "data-deletion"])
async def test_a_forged_callback_changes_nothing(site: Site, visitor: Visitor, creator: Creator, path: str) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    genuine = await signed_request(creator)
    signature, payload = genuine.split(".")
    old = sign(APP_SECRET, {"user_id": creator.person_id, "algorithm": "HMAC-SHA256", "issued_at": 1767225600})
    for forged in (
        await signed_request(creator, valid=False),
        f"{signature[:-2]}AA.{payload}",
        f".{payload}",
        "",
        "a.b",
        old,
        sign(APP_SECRET, {"user_id": creator.person_id, "algorithm": "none"}),
    ):
        answer = await post(site, visitor, path, forged)
        assert answer.status_code == 403, forged
        assert creator.person_id not in answer.text
    url = f"{site.url}/meta/{path}"
    assert (await visitor.http.get(url)).status_code == 405
    assert (await visitor.http.get(url, params={"signed_request": genuine})).status_code == 405
    assert (await visitor.http.post(url, json={"signed_request": genuine})).status_code == 400
    assert (await visitor.http.post(url, files={"signed_request": genuine.encode()})).status_code == 400
    assert (await visitor.http.post(url)).status_code == 400
    assert (await visitor.http.post(url, data={"signed_request": genuine + "x" * 20_000})).status_code == 400
    assert (await visitor.http.post(url, data={"other": genuine})).status_code == 403
    views = await creator.stack.store.logins.views(creator.creator_id)
    assert [view.working for view in views] == [True]
    assert (await status_of(handle)).stage is Stage.ACTIVE


async def test_somebody_we_do_not_know_is_no_trouble(site: Site, visitor: Visitor, creator: Creator) -> None:
    assert (await post(site, visitor, "deauthorize", await signed_request(creator))).status_code == 200
    signed = await signed_request(creator)
    answer = await post(site, visitor, "data-deletion", signed)
    assert answer.status_code == 200
    again = await post(site, visitor, "data-deletion", signed)
    assert again.json() == answer.json()
    page = await visitor.open(answer.json()["url"])
    assert page.status == 200
    assert "We hold no data about you" in page.text


async def test_a_page_that_was_taken_out_is_looked_up(site: Site, visitor: Visitor, creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(selected_pages=[])
    issued = _issued(await signed_request(creator))
    removal = {"user_id": 0, "profile_id": creator.page(), "algorithm": "HMAC-SHA256", "issued_at": issued}
    assert (await post(site, visitor, "deauthorize", sign(APP_SECRET, removal))).status_code == 200
    assert (await reaches(handle, Stage.UNMANAGED)).authorization.cause is LapseCause.PAGE_DESELECTED


async def test_a_deletion_revokes_first_and_tells_the_truth_on_its_page(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    first, second = await two_active(creator)
    ends = asyncio.gather(first.result(), second.result())  # in the end Temporal forgets them
    creator.started.append(deletion_workflow_id(creator.creator_id))
    signed = await signed_request(creator)
    answer = await post(site, visitor, "data-deletion", signed)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    told = answer.json()
    assert set(told) == {"url", "confirmation_code"}
    assert told["confirmation_code"].isalnum()
    assert told["url"] == f"{site.url}/deletion/{told['confirmation_code']}"
    assert (await visitor.open(told["url"])).status == 200, "at once"
    assert (await post(site, visitor, "data-deletion", signed)).json() == told, "a replay is the same deletion"
    page = await until_erased(stranger, told["url"])
    assert "was erased on" in page.text
    for name in (creator.creator_id, creator.username(), creator.person_id, f"Creator {creator.number}", "Brand"):
        assert name not in page.answer.text
    assert {ended.outcome for ended in await ends} == {Outcome.REVOKED}
    assert not await creator.shared()
    assert not await creator.shared(business=1)
    assert await creator.stack.store.deletions.left_over(creator.creator_id) == 0
    assert (await post(site, visitor, "data-deletion", signed)).json() == told, "after it as well"
    assert 'data-deletion="erased"' in (await visitor.open(told["url"])).answer.text


async def test_a_deletion_that_cannot_take_back_says_so_until_it_can(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    """The trap: who removes the app kills the very tokens that taking back needs."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    creator.started.append(deletion_workflow_id(creator.creator_id))
    await creator.patch_person(app_removed=True)
    await post(site, visitor, "deauthorize", await signed_request(creator))
    url = (await post(site, visitor, "data-deletion", await signed_request(creator))).json()["url"]

    async def waits() -> Page | None:
        page = await visitor.open(url)
        return page if 'data-deletion="waiting"' in page.answer.text else None

    page = await eventually(waits, "the page says what it waits for")
    assert "Facebook no longer lets us in" in page.text
    assert "Accesses that have not ended yet 1" in page.text
    assert "erased on" not in page.text
    german = await visitor.http.get(url, headers={"Accept-Language": "de"})
    assert "Facebook lässt uns nicht mehr hinein" in german.text
    await creator.consent()
    await until_erased(visitor, url, within=40)
    assert not await creator.shared()


async def test_an_unknown_code_opens_nothing(site: Site, visitor: Visitor) -> None:
    for code in ("x", "a" * 32, "a" * 500, "%00", "..%2f", "ä" * 12, "' OR 1=1--"):
        page = await visitor.open(f"{site.url}/deletion/{code}")
        assert page.status == 404, code


async def test_a_deletion_that_temporal_did_not_hear_of_is_not_confirmed(
    serve: Serve, site: Site, visitor: Visitor, creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await creator.consent()

    async def silent(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("starter.client.start_deletion", silent)
    monkeypatch.setattr("starter.web.callbacks.suspect_logins", silent)
    for path in ("data-deletion", "deauthorize"):
        assert (await post(site, visitor, path, await signed_request(creator))).status_code == 503
    assert await creator.stack.store.logins.views(creator.creator_id)


async def test_nothing_of_a_callback_is_logged(site: Site, visitor: Visitor, creator: Creator, logs: Any) -> None:
    await creator.consent()
    signed = await signed_request(creator)
    await post(site, visitor, "deauthorize", signed)
    await post(site, visitor, "deauthorize", await signed_request(creator, valid=False))
    assert logs.where(signed) == []
    said = [line for line in logs.where(creator.person_id) if "functools.partial" not in line]
    assert said == [], "but for the SQLite driver's own tracing"
