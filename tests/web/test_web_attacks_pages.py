"""What a browser is told with every answer, and the cookie: the defences that the browser itself puts up.

That a real browser then does so is tried in tests/browser.
"""

import pytest
from pydantic import SecretStr

from starter.web import browser, headers
from starter.web.app import create_app
from starter.web.deps import WebDeps
from starter.web.headers import SecurityHeaders
from tests.cast import Creator
from tests.web.web_attacker import PUBLIC, both_ways, invited, visiting, with_settings

TOLD = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "permissions-policy": headers.NO_FEATURES,
}
POLICY = {
    "default-src 'none'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@both_ways
async def test_every_answer_tells_the_browser(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Also those of the gate and those of a failure of ours."""
    if not defended:
        monkeypatch.setattr(SecurityHeaders, "__call__", lambda self, *asked: self._app(*asked))
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        answers = [
            page.answer,
            *[await visitor.http.get(path) for path in ("/healthz", "/static/page.css", "/nothing", "/c/forged")],
            await visitor.http.get("/oauth/meta/callback"),
            await visitor.http.put("/healthz"),
            await visitor.http.post(page.url.path + "/end"),
            await visitor.http.post("/oauth/meta/start", headers={"origin": "https://evil.example"}),
            await visitor.http.get("/healthz", headers={"content-length": "x"}),
            await visitor.http.get("/", headers={"host": "evil.example"}),
            await visitor.submit(page, "authorize"),
        ]
    for answer in answers:
        assert (TOLD.items() <= dict(answer.headers).items()) is defended, answer.request.url
        policy = answer.headers.get("content-security-policy", "")
        assert (set(policy.split("; ")) >= POLICY) is defended
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers


async def test_a_failure_of_ours_tells_it_too(deps: WebDeps) -> None:
    async with visiting(with_settings(deps, link_keys=None)) as visitor:
        answer = await visitor.http.get("/c/x")
    assert answer.status_code == 500
    assert TOLD.items() <= dict(answer.headers).items()


async def test_no_promise_of_https_without_it(deps: WebDeps) -> None:
    """A development stack speaks plain HTTP; a browser that remembered otherwise would never reach it again."""
    async with visiting(with_settings(deps, public_url="http://127.0.0.1:8080")) as visitor:
        answer = await visitor.http.get("/healthz")
    assert "strict-transport-security" not in answer.headers


@both_ways
async def test_the_cookie_of_an_https_page(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Not over plain HTTP, not to scripts, not from or to a sibling host, not from other sites' forms, not for long."""
    if not defended:
        monkeypatch.setattr(browser, "is_https", lambda _: False)
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        answer = (await invited(visitor, deps, creator)).answer
    name, _, rest = answer.headers["set-cookie"].partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert ("secure" in attributes) is defended
    assert name.startswith("__Host-") is defended
    assert {"httponly", "path=/", "samesite=lax"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)
    assert 3600 <= browser.LIFETIME_SECONDS <= 24 * 3600
    assert f"max-age={browser.LIFETIME_SECONDS}" in attributes


async def test_a_planted_cookie_is_no_way_in(deps: WebDeps, creator: Creator) -> None:
    """The cookie is opaque: whoever knows or plants one still cannot make the token of a form."""
    deps = with_settings(deps)
    planted = "A" * 43
    stolen = browser.form_token(
        deps.settings.model_copy(update={"link_keys": SecretStr("the attacker's own guess")}), planted, "c"
    )
    async with visiting(deps) as visitor:
        page = await invited(visitor, deps, creator)
        visitor.http.cookies.clear()
        visitor.http.cookies.set(browser.cookie_name(deps.settings), planted, domain="pages.example.com")
        for token in (stolen, "", planted, page.forms["decline"].hidden["csrf"]):
            answer = await visitor.submit(page, "decline", csrf=token)
            assert answer.status_code == 403
        for odd in ("short", "A" * 44, "A" * 42 + "!"):
            fresh = await visitor.http.get(page.url, headers={"cookie": f"{browser.cookie_name(deps.settings)}={odd}"})
            assert f"={odd};" not in fresh.headers["set-cookie"], "replaced by one of ours"


async def test_our_addresses_come_from_the_setting_alone(deps: WebDeps, creator: Creator) -> None:
    """Host poisoning: what a request calls us never becomes part of a link, a redirect or a redirect URI."""
    deps = with_settings(deps)
    lies = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "http", "forwarded": "host=evil.example"}
    async with visiting(deps, app=create_app(deps)) as visitor:
        page = await invited(visitor, deps, creator)
        shown = await visitor.http.get(page.url, headers=lies)
        form = page.forms["authorize"]
        sent = await visitor.http.post(form.url, data=form.hidden, headers=lies)
    assert "evil" not in shown.text + str(sent.headers)
    assert f"redirect_uri={PUBLIC.replace(':', '%3A').replace('/', '%2F')}" in sent.headers["location"]
