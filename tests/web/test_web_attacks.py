"""Requests from elsewhere: foreign hosts, foreign pages, other methods, redirects to strangers."""

from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from contracts.vocabulary import Stage
from starter.links import make_link, make_overview_link
from starter.web import gate, oauth, origins, posting
from starter.web.app import create_app
from starter.web.deps import WebDeps
from tests.cast import Creator, status_of
from tests.web.web_attacker import PUBLIC, both_ways, invited, visiting, with_settings
from tests.web.web_visitor import Page, Visitor


async def stage_of(creator: Creator) -> Stage:
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    return (await status_of(handle)).stage


@both_ways
async def test_a_strangers_name_for_our_address(deps: WebDeps, monkeypatch: pytest.MonkeyPatch, defended: bool) -> None:
    """DNS rebinding: the attacker's own domain resolves to us, and the browser takes our pages for theirs."""
    if not defended:
        monkeypatch.setattr(origins, "is_our_host", lambda *_: True)
    async with visiting(with_settings(deps)) as visitor:
        for host in ("evil.example", "pages.example.com.evil.example", "evil.example@pages.example.com", "", "a b"):
            answer = await visitor.http.get("/c/x", headers={"host": host})
            assert (answer.status_code == 400) is defended, host
            assert answer.headers["x-content-type-options"] == "nosniff"
        for host in ("pages.example.com", "PAGES.example.com:8443", "pages.example.com:443"):
            assert (await visitor.http.get("/c/x", headers={"host": host})).status_code == 404
        assert (await visitor.http.get("/healthz", headers={"host": "10.0.0.7"})).json() == {"ok": True}


FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://pages.example.com"},
    {"origin": "https://pages.example.com:8443"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]
OURS: list[dict[str, str]] = [
    {},  # a program
    {"origin": PUBLIC},
    {"origin": "null"},  # what browsers call a page without referrer
    {"origin": "null", "sec-fetch-site": "same-origin"},
]


@both_ways
async def test_a_form_on_a_strangers_page(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Even one that has learned cookie and token is told from ours, where the browser says whose page it was."""
    if not defended:
        monkeypatch.setattr(origins, "is_our_doing", lambda *_: True)
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        form = (await invited(visitor, deps, creator)).forms["decline"]
        for headers in FOREIGN:
            answer = await visitor.http.post(form.url, data=form.hidden, headers=headers)
            assert answer.status_code == (403 if defended else 303), headers
        assert (await stage_of(creator) is Stage.AWAITING_AUTHORIZATION) is defended
        for headers in OURS:
            assert (await visitor.http.post(form.url, data=form.hidden, headers=headers)).status_code == 303, headers
    assert await stage_of(creator) is Stage.ENDED


def forms_of(deps: WebDeps, creator: Creator, token: str) -> list[str]:
    """Every address that takes a creator's form: below the link of the collaboration, and that of the overview."""
    all_of_them = make_overview_link(deps.settings, creator.creator_id).rsplit("/", 1)[1]
    paths = [path for path, methods in create_app(deps).openapi()["paths"].items() if "post" in methods]
    return [
        path.replace("/o/{token}", f"/o/{all_of_them}").replace("{token}", token)
        for path in paths
        if not path.startswith(gate.FROM_META)
    ]


@both_ways
async def test_every_form_wants_the_token_of_this_browser(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Cross-site request forgery, on each form there is and each that will be."""
    if not defended:
        monkeypatch.setattr(posting, "is_form_token", lambda *_: True)
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        token = page.url.path.rsplit("/", 1)[1]
        paths = forms_of(deps, creator, token)
        assert len(paths) >= 5
        passed = []
        for path in paths:
            answer = await visitor.http.post(path, data={"link": token, "csrf": "0" * 64})
            assert answer.status_code < 500, path
            passed += [path] if answer.status_code != 403 else []
    assert bool(passed) is not defended, passed


@both_ways
async def test_a_sign_in_slipped_to_somebody_else(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Login forgery: the attacker begins, and has the victim's browser finish (or the other way round)."""
    if not defended:
        monkeypatch.setattr(oauth, "read_browser", lambda *_: "any browser")
    deps = with_settings(deps)
    app = create_app(deps)
    async with visiting(deps, app=app) as attacker, visiting(deps, "198.51.100.1", app) as victim:
        state = await begun(attacker, await invited(attacker, deps, creator))
        answer = await victim.http.get(oauth.CALLBACK, params={"state": state, "error": "access_denied"})
    assert answer.status_code == (400 if defended else 303)


async def begun(visitor: Visitor, page: Page) -> str:
    """Press Connect; the state that went to the dialog."""
    answer = await visitor.submit(page, "authorize")
    assert answer.status_code == 303
    return httpx.URL(answer.headers["location"]).params["state"]


@both_ways
async def test_a_scanner_that_looks_at_the_return(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """A HEAD must not use up the sign-in, even from the very browser."""
    if not defended:
        monkeypatch.setattr(gate, "CALLBACK", "/elsewhere")
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        state = await begun(visitor, await invited(visitor, deps, creator))
        back = {"state": state, "error": "access_denied"}
        await visitor.http.head(oauth.CALLBACK, params=back)
        answer = await visitor.http.get(oauth.CALLBACK, params=back)
    assert answer.status_code == (303 if defended else 400)


async def test_head_is_get_without_its_body(deps: WebDeps, creator: Creator) -> None:
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        for path, status in ((page.url.path, 200), ("/static/page.css", 200), ("/healthz", 200), ("/nothing", 404)):
            answer = await visitor.http.head(path)
            assert (answer.status_code, answer.content) == (status, b"")
            assert answer.headers["content-security-policy"]
    assert await stage_of(creator) is Stage.AWAITING_AUTHORIZATION


async def test_other_methods_do_nothing(deps: WebDeps, creator: Creator) -> None:
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        own = page.url.path
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"):
            for path in (own, own + "/decline", gate.START, oauth.CALLBACK, "/healthz", "/static/page.css"):
                answer = await visitor.http.request(method, path, data=page.forms["decline"].hidden)
                assert answer.status_code == 405, (method, path)
                assert answer.headers["content-security-policy"]
        override = {"x-http-method-override": "POST"}
        assert (await visitor.http.get(own + "/decline", headers=override)).status_code == 405
    assert await stage_of(creator) is Stage.AWAITING_AUTHORIZATION


async def test_no_answer_leads_to_a_stranger(deps: WebDeps, creator: Creator) -> None:
    """Open redirects: whatever is asked for, we send nobody anywhere but to ourselves and to the dialog."""
    deps = with_settings(deps)
    evil = "https://evil.example/"
    asked = {
        "next": evil,
        "url": evil,
        "redirect_uri": evil,
        "return_to": "//evil.example",
        "done": evil,
        "login": evil,
    }
    allowed = {"", urlsplit(PUBLIC).netloc, urlsplit(deps.meta.dialog_url).netloc}
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        state = await begun(visitor, page)
        token = page.url.path.rsplit("/", 1)[1]
        answers = [
            await visitor.http.get(oauth.CALLBACK, params={**asked, "state": state, "error": "access_denied"}),
            *[
                await visitor.http.get(path, params=asked)
                for path in (
                    page.url.path,
                    "//evil.example",
                    "/c//evil.example",
                    "/%5cevil.example",
                    page.url.path + "/",
                )
            ],
            *[
                await visitor.http.post(path, data={**asked, **page.forms["decline"].hidden}, params=asked)
                for path in forms_of(deps, creator, token)
            ],
        ]
    assert any(answer.is_redirect for answer in answers)
    for answer in answers:
        leads_to = urljoin(str(answer.url), answer.headers.get("location", ""))
        assert urlsplit(leads_to).netloc in allowed, leads_to
        assert "evil" not in urlsplit(leads_to).netloc


@both_ways
async def test_an_old_link_and_an_old_form_after_the_keys_were_changed(
    deps: WebDeps, creator: Creator, defended: bool
) -> None:
    """Rotation: a key that leaked opens nothing once it is dropped, and until then nothing that was sent breaks."""
    old, new = "the-old-key-0123456789-0123456789", "the-new-key-0123456789-0123456789"
    terms = creator.terms()
    await creator.start(terms)

    def under(keys: str) -> WebDeps:
        return with_settings(deps, link_keys=type(deps.settings.link_keys)(keys))  # type: ignore[misc]

    async with visiting(under(old)) as visitor:
        page = await visitor.open(make_link(under(old).settings, terms.collaboration_id, terms.creator_id))
        cookies = visitor.http.cookies
    async with visiting(under(f"{new},{old}")) as visitor:
        visitor.http.cookies = cookies
        assert (await visitor.open(str(page.url))).status == 200
        assert (await visitor.submit(page, "authorize")).status_code == 303
        fresh = make_link(under(f"{new},{old}").settings, terms.collaboration_id, terms.creator_id)
    async with visiting(under(new if defended else f"{new},{old}")) as visitor:
        assert (await visitor.open(fresh)).status == 200
        assert (await visitor.open(str(page.url))).status == (404 if defended else 200)
