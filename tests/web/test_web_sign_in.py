"""Consent through the real pages: out to the dialog, back, and what the page then shows."""

import dataclasses
import re
import secrets
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest

from contracts.authorization import StartAuthorization
from contracts.ids import authorization_workflow_id
from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, reaches
from tests.tokens import tokens_in
from tests.waiting import eventually
from tests.web.conftest import LogSearch, Serve, Site
from tests.web.web_visitor import Page, Visitor, query_of


async def test_from_the_link_to_the_proof(
    site: Site, visitor: Visitor, creator: Creator, logs: LogSearch, capfd: pytest.CaptureFixture[str]
) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.open(site.link(terms))
    assert (page.stage, page.outcome) == ("awaiting_authorization", "")
    assert set(page.forms) == {"authorize", "decline"}
    for word in (terms.brand_name, terms.business_id, f"@{terms.instagram_username}", "run ads", "publish posts"):
        assert word in page.text

    returned = await visitor.consent(page, creator)
    dialog = query_of(next(url for url in visitor.visited if "dialog" in url.path))
    assert dialog["redirect_uri"] == f"{site.url}/oauth/meta/callback"
    assert (dialog["code_challenge_method"], dialog.get("auth_type")) == ("S256", None)
    page = await visitor.follow(returned)
    assert page.sign_in == "accepted"
    assert f"Connected: Creator {creator.number}" in page.text
    assert f"Page “Page {creator.number}.0” with @{creator.username()}" in page.text
    assert set(query_of(page.url)) == {"login"}
    assert page.url.path.startswith("/c/")

    page = await visitor.shows(site.link(terms), Stage.ACTIVE)
    assert set(page.forms) == {"end"}
    assert await creator.shared()
    await visitor.press(page, "end", reason="enough")
    ended = await reaches(handle, Stage.ENDED)
    assert ended.outcome is Outcome.REVOKED
    assert any("enough" in entry.cause for entry in ended.history)
    page = await visitor.open(site.link(terms))
    assert (page.stage, page.outcome, page.forms) == ("ended", "revoked", {})
    assert not await creator.shared()

    callback = query_of(returned.headers["location"])
    cookie = next(iter(visitor.http.cookies.values()))
    told = "\n".join([*logs.lines, *capfd.readouterr()])
    assert logs.lines, "nothing was captured, so nothing was searched"
    token = urlsplit(site.link(terms)).path.rsplit("/", 1)[1]
    for secret in (callback["state"], callback["code"], cookie, token.split(".")[0]):
        assert secret not in told
    assert not tokens_in(told)


async def test_a_return_works_once_and_in_its_own_browser_only(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms))
    returned = await visitor.consent(page, creator)
    callback = returned.headers["location"]

    for other in (stranger, Visitor()):
        await other.open(site.link(terms))
        refused = await other.open(callback)
        assert refused.status == 400
        assert "another browser" in refused.text
        assert query_of(callback)["state"] not in refused.answer.text
        assert "/c/" not in refused.answer.text, "whose it is stays unknown"
    assert (await visitor.open(site.link(terms))).stage == "awaiting_authorization"

    assert (await visitor.follow(returned)).sign_in == "accepted"
    again = await visitor.open(callback)
    assert again.status == 400
    assert "already used" in again.text
    for secret in ("state", "code"):
        assert query_of(callback)[secret] not in again.answer.text
    back = re.search(r'href="(/c/[^"]+)"', again.answer.text)
    assert back is not None, "the browser that began it is shown the way on"
    assert (await visitor.open(f"{site.url}{back[1]}")).status == 200
    await other.http.aclose()


async def test_a_cancelled_dialog_changes_nothing_and_can_be_tried_again(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms))
    page = await visitor.follow(await visitor.consent(page, creator, action="cancel"))
    assert query_of(page.url) == {"cancelled": "1"}
    assert (page.status, page.stage) == (200, "awaiting_authorization")
    assert "You cancelled" in page.text
    page = await visitor.follow(await visitor.consent(page, creator))
    assert page.sign_in == "accepted"
    await visitor.shows(site.link(terms), Stage.ACTIVE)


async def test_a_page_left_out_is_a_finding_that_another_consent_mends(
    site: Site, visitor: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms))
    page = await visitor.follow(await visitor.consent(page, creator, pages=[creator.page(1)]))
    assert page.sign_in == "accepted"
    assert f"Page {creator.number}.0" not in page.text
    page = await visitor.shows(site.link(terms), Stage.BLOCKED)
    assert page.failing == ["wrong_facebook_login", "page_not_selected"], "Facebook does not tell which of them it is"
    assert list(page.forms) == ["reauthorize", "recheck", "decline"]
    visitor.visited.clear()
    await visitor.follow(await visitor.consent(page, creator))
    assert query_of(visitor.visited[0])["auth_type"] == "reauthorize"
    await visitor.shows(site.link(terms), Stage.ACTIVE)


async def test_a_declined_permission_is_asked_for_again(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms))
    allowed = ["pages_show_list", "pages_manage_metadata", "pages_read_engagement", "business_management"]
    page = await visitor.follow(await visitor.consent(page, creator, permissions=allowed))
    assert "permission to see which Instagram account" in page.text
    page = await visitor.shows(site.link(terms), Stage.BLOCKED)
    assert page.failing == ["permission_declined"]
    visitor.visited.clear()
    await visitor.follow(await visitor.consent(page, creator))
    assert query_of(visitor.visited[0])["auth_type"] == "rerequest"
    await visitor.shows(site.link(terms), Stage.ACTIVE)


async def test_a_lapse_in_the_term_is_mended_on_the_page(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.open(site.link(terms))
    await visitor.follow(await visitor.consent(page, creator))
    await visitor.shows(site.link(terms), Stage.ACTIVE)
    await creator.change_password()
    await handle.signal("recheck")
    page = await visitor.shows(site.link(terms), Stage.UNMANAGED)
    assert list(page.forms) == ["reauthorize", "removed", "end"]
    assert "password was changed" in page.text
    page = await visitor.follow(await visitor.consent(page, creator))
    assert page.sign_in == "accepted"
    await visitor.shows(site.link(terms), Stage.ACTIVE)


async def test_declining_ends_it(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.open(site.link(terms))
    stale = await visitor.open(site.link(terms))
    await visitor.press(page, "decline", reason="not  now\n")
    ended = await reaches(handle, Stage.ENDED)
    assert ended.outcome is Outcome.DECLINED
    assert "not now" in ended.history[-1].cause
    page = await visitor.press(stale, "authorize")
    assert (page.stage, page.outcome) == ("ended", "declined")


async def test_a_sign_in_that_no_worker_takes_up_is_kept_and_finished_later(
    serve: Serve, site: Site, visitor: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    await eventually_subscribed(site, creator)
    workflow_id = authorization_workflow_id(creator.creator_id)
    await site.deps.temporal.get_workflow_handle(workflow_id).terminate()
    asleep = await site.deps.temporal.start_workflow(
        "Authorization",
        StartAuthorization(creator_id=creator.creator_id),
        id=workflow_id,
        task_queue=f"nobody-{secrets.token_hex(4)}",
    )
    async with serve(dataclasses.replace(site.deps, sign_in_within=timedelta(seconds=1))) as impatient:
        page = await visitor.open(impatient.link(terms))
        page = await visitor.follow(await visitor.consent(page, creator))
        assert page.sign_in == "unfinished"
        assert "kept safe" in page.text
        await asleep.terminate()
        page = await visitor.press(page, "finish")

        async def look() -> Page | None:
            seen = await visitor.open(str(page.url))
            return seen if seen.sign_in == "accepted" else None

        await eventually(look, "a finished sign-in")


async def test_finishing_what_never_was_says_so(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.open(site.link(terms) + "?login=" + "0" * 32)
    page = await visitor.press(page, "finish")
    assert page.sign_in == ""
    assert "could not be completed" in page.text
    assert page.stage == "awaiting_authorization"


async def test_another_creators_sign_in_is_not_shown(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    await creator.start(terms)
    page = await visitor.follow(await visitor.consent(await visitor.open(site.link(terms)), creator))
    assert page.sign_in == "accepted"
    login = query_of(page.url)["login"]
    other = creator.stack.next_creator()
    try:
        theirs = other.terms()
        await other.start(theirs)
        page = await stranger.open(urljoin(site.link(theirs), f"?login={login}"))
        assert page.sign_in == "unfinished"
        assert f"Creator {creator.number}" not in page.text
    finally:
        await other.leave()


async def eventually_subscribed(site: Site, creator: Creator) -> None:
    """Until the collaboration has woken its creator's Authorization."""
    handle = site.deps.temporal.get_workflow_handle(authorization_workflow_id(creator.creator_id))

    async def look() -> bool | None:
        try:
            await handle.describe()
        except Exception:
            return None
        return True

    await eventually(look, "a subscription")
