"""What the pages refuse, in plain words, and that every answer carries the protecting headers."""

import dataclasses
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import httpx
import pytest
from itsdangerous import TimestampSigner
from temporalio.common import WorkflowIDConflictPolicy

from contracts.collaboration import StartCollaboration
from contracts.ids import collaboration_workflow_id
from starter import links
from starter.web.browser import cookie_name
from tests.cast import Creator
from tests.waiting import at_rest
from tests.web.conftest import Serve, Site
from tests.web.web_visitor import Visitor

HEADERS = {
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


def guarded(answer: httpx.Response) -> bool:
    policy = answer.headers.get("content-security-policy", "")
    return "default-src 'none'" in policy and HEADERS.items() <= dict(answer.headers).items()


async def test_every_answer_is_guarded(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    paths = ["/healthz", "/static/page.css", "/", "/c/forged", "/oauth/meta/start", "/oauth/meta/callback", "/docs"]
    for path in [*paths, site.link(terms)]:
        assert guarded(await visitor.http.get(urljoin(site.url, path))), path
    assert guarded(await visitor.http.post(site.link(terms) + "/end")), "403"


async def test_our_own_failure_is_guarded_and_says_nothing(serve: Serve, site: Site, visitor: Visitor) -> None:
    broken = site.deps.settings.model_copy(update={"link_keys": None})
    async with serve(dataclasses.replace(site.deps, settings=broken)) as faulty:
        answer = await visitor.http.get(f"{faulty.url}/c/token-of-mine")
    assert answer.status_code == 500
    assert guarded(answer)
    assert "Something went wrong" in answer.text
    assert "LINK_KEYS" not in answer.text
    assert "token-of-mine" not in answer.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/", "/c/", "/c/a/b", "/../settings.py"])
async def test_there_is_nothing_else(site: Site, visitor: Visitor, path: str) -> None:
    page = await visitor.open(site.url + path)
    assert page.status == 404
    assert "There is no such page" in page.text


async def test_a_forged_or_altered_link_opens_nothing(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    link = site.link(terms)
    token = link.rsplit("/", 1)[1]
    payload, rest = token.split(".", 1)
    for forged in ("x", token[:-2], token + "A", f"{payload}A.{rest}", token.swapcase(), "é", "%00", "a" * 5000):
        page = await visitor.open(f"{site.url}/c/{forged}")
        assert page.status == 404, forged
        assert terms.brand_name not in page.text
    assert (await visitor.open(link)).status == 200


async def test_an_old_link_says_so(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)

    class LongAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return int((datetime.now(UTC) - links.MAX_AGE - timedelta(minutes=1)).timestamp())

    serializer = links._serializer(site.deps.settings)
    serializer.signer = LongAgo
    page = await visitor.open(f"{site.url}/c/{serializer.dumps([terms.collaboration_id, terms.creator_id])}")
    assert page.status == 410
    assert "too old" in page.text


async def test_a_link_opens_only_its_own_creators_collaboration(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    foreign = site.link(terms, creator_id="somebody-else")
    page = await visitor.open(foreign)
    assert page.status == 404
    assert terms.brand_name not in page.text
    own = await visitor.open(site.link(terms))
    form = own.forms["decline"]
    for path in ("/decline", "/end", "/recheck", "/removed"):
        answer = await visitor.http.post(foreign + path, data=form.hidden)
        assert answer.status_code == 404, path
    start = {**own.forms["authorize"].hidden, "link": foreign.rsplit("/", 1)[1]}
    assert (await visitor.http.post(f"{site.url}/oauth/meta/start", data=start)).status_code == 404


async def test_an_unknown_collaboration_is_not_found(site: Site, visitor: Visitor, creator: Creator) -> None:
    page = await visitor.open(site.link(creator.terms("never-started")))
    assert page.status == 404
    assert "no collaboration that we know" in page.text


async def test_no_worker_means_try_again(serve: Serve, site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await site.deps.temporal.start_workflow(
        "Collaboration",
        StartCollaboration(terms=terms),
        id=collaboration_workflow_id(terms.collaboration_id),
        task_queue=f"nobody-{secrets.token_hex(4)}",
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    creator.started.append(handle.id)
    async with serve(dataclasses.replace(site.deps, answer_within=timedelta(milliseconds=500))) as impatient:
        link = impatient.link(terms)
        page = await visitor.open(link)
    assert page.status == 503
    assert "try again" in page.text
    assert f'href="{link.removeprefix(impatient.url)}"' in page.answer.text, "a way back"


async def test_a_form_is_taken_only_from_the_browser_it_was_shown_to(
    site: Site, visitor: Visitor, stranger: Visitor, creator: Creator
) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    page = await visitor.open(site.link(terms))
    other = await stranger.open(site.link(terms))
    begun = await at_rest(handle)
    hidden, url = page.forms["decline"].hidden, urljoin(site.url, page.forms["decline"].url)
    start = urljoin(site.url, page.forms["authorize"].url)
    wrong = [
        {**hidden, "csrf": ""},
        {**hidden, "csrf": "0" * 64},
        {**hidden, "csrf": other.forms["decline"].hidden["csrf"]},
        {"link": hidden["link"]},
    ]
    for data in wrong:
        for target in (url, start):
            answer = await visitor.http.post(target, data=data)
            assert answer.status_code == 403
            assert "location" not in answer.headers
    assert (await stranger.http.post(url, data=hidden)).status_code == 403
    visitor.http.cookies.clear()
    assert (await visitor.http.post(url, data=hidden)).status_code == 403
    files = {"csrf": hidden["csrf"].encode()}
    assert (await visitor.http.post(url, files=files)).status_code == 403
    assert (await visitor.http.post(url, data={**hidden, "reason": "x" * 20_000})).status_code == 403
    assert await at_rest(handle) == begun


async def test_looking_changes_nothing(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    link = site.link(terms)
    first = await visitor.open(link)
    before = await at_rest(handle)
    for query in ("", "?login=nothing", "?login=" + "0" * 32, "?done=end", "?done=<b>", "?cancelled=1"):
        page = await visitor.open(link + query)
        assert (page.status, page.stage) == (200, first.stage)
    assert (await visitor.open(link + "/end")).status == 200
    for path in ("/decline", "/recheck", "/removed", "/finish"):
        assert (await visitor.http.get(link + path)).status_code == 405
    assert (await visitor.http.get(f"{site.url}/oauth/meta/start")).status_code == 405
    assert await at_rest(handle) == before


async def test_the_cookie_says_nothing_and_goes_nowhere_else(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    answer = await visitor.http.get(site.link(terms))
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(cookie_name(site.deps.settings).lower())
    for attribute in ("httponly", "samesite=lax", "path=/"):
        assert attribute in cookie
    assert "domain" not in cookie
    kept = visitor.http.cookies[cookie_name(site.deps.settings)]
    await visitor.http.get(site.link(terms))
    assert visitor.http.cookies[cookie_name(site.deps.settings)] == kept


async def test_a_callback_that_we_do_not_know_repeats_nothing(site: Site, visitor: Visitor) -> None:
    for query in (
        "",
        "?code=secret-code",
        "?state=secret-state",
        "?state=secret-state&code=secret-code",
        "?state=secret-state&error=access_denied&error_description=secret-words",
        "?state=" + "secret" * 100 + "&code=1",
    ):
        page = await visitor.open(f"{site.url}/oauth/meta/callback{query}")
        assert page.status == 400
        assert "secret" not in page.answer.text
        assert "We do not know this sign-in" in page.text
