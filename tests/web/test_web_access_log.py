"""What the web side writes down of who came: enough to follow an attack, nothing that opens a page."""

import logging
import re

import pytest

from starter.links import make_link, make_overview_link
from starter.logs import LogLines
from starter.web import access_log, app
from starter.web.access_log import told_as
from starter.web.app import create_app
from starter.web.browser import cookie_name
from starter.web.deps import WebDeps
from starter.web.languages import COOKIE, Languages
from tests.cast import Creator
from tests.web.web_attacker import SOMEWHERE, both_ways, invited, visiting, with_settings

STATE = "a-state-that-nobody-may-read"


@both_ways
async def test_every_way_in_is_written_down_and_opens_nothing(
    deps: WebDeps,
    creator: Creator,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    defended: bool,
) -> None:
    """Opened, refused for want of a token, forged, a stranger's host, a sign-in nobody began, our own failure."""
    if not defended:
        monkeypatch.setattr(access_log, "told_as", lambda path: path)
    caplog.set_level(logging.INFO, logger="starter.web.access_log")
    deps = with_settings(deps, client_limit=0)
    async with visiting(deps, app=create_app(deps)) as visitor:
        page = await invited(visitor, deps, creator)
        token = page.url.path.rsplit("/", 1)[1]
        await visitor.http.post(page.url.path + "/end", data={"csrf": "0" * 64})
        await visitor.http.get("/c/forged-link")
        await visitor.http.get("/c/x", headers={"host": "evil.example"})
        await visitor.http.get("/oauth/meta/callback", params={"state": STATE, "code": "a-code"})
        await visitor.http.get("/healthz")
        await visitor.http.get("/static/page.css")
        secrets = [token, "forged-link", STATE, "a-code", visitor.http.cookies[cookie_name(deps.settings)]]
    broken = with_settings(deps, link_keys=None)
    async with visiting(broken) as visitor:
        await visitor.http.get("/c/x")
    told = [(record.levelname, re.sub("#[0-9a-f]{12}", "#", record.getMessage())) for record in caplog.records]
    assert bool([secret for secret in secrets if secret in caplog.text]) is not defended
    assert not defended or told == [
        ("INFO", f"GET /c/# 200 from {SOMEWHERE}"),
        ("WARNING", f"POST /c/#/end 403 from {SOMEWHERE}: form_refused"),
        ("WARNING", f"GET /c/# 404 from {SOMEWHERE}: link_forged"),
        ("WARNING", f"GET /c/# 400 from {SOMEWHERE}: wrong_host"),
        ("WARNING", f"GET /oauth/meta/callback 400 from {SOMEWHERE}: state_unknown"),
        ("WARNING", f"GET /c/# 500 from {SOMEWHERE}"),
    ]


def test_a_link_can_be_followed_and_an_odd_address_is_not_repeated(deps: WebDeps) -> None:
    one, other = (make_link(deps.settings, "c-1", name).split("/", 3)[3] for name in ("cr-1", "cr-2"))
    assert told_as(f"/{one}/end").startswith(told_as(f"/{one}"))
    assert told_as(f"/{one}") != told_as(f"/{other}")
    overview = "/" + make_overview_link(deps.settings, "cr-1").split("/", 3)[3]
    assert re.fullmatch(r"/o/#[0-9a-f]{12}", told_as(overview))
    for odd in ("/a\nb", "/x" * 5000, "/c/a/\x1b[2J", "//evil.example", "/\ud800/c", "/c/\ud800", ""):
        assert re.fullmatch(r"/(…|c|#[0-9a-f]{12}|/)*", told_as(odd)), odd
        assert len(told_as(odd)) < 50


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\x0b", "\x85", "\u2028"])
def test_no_text_from_outside_makes_an_entry_of_its_own(brk: str) -> None:
    """Log injection: whatever a name or an error brings along, an entry begins where we began it."""
    forged = f"creator said{brk}2026-11-22T21:55:00.123Z INFO starter.web all is well\x1b[2J"
    line = LogLines().format(logging.LogRecord("x", logging.WARNING, "", 0, "%s", (forged,), None))
    first, *rest = line.splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING x creator said$", first)
    assert all(each.startswith("    ") for each in rest)
    assert "\x1b" not in line


@both_ways
async def test_the_chosen_language_is_kept_for_this_host_alone(
    deps: WebDeps, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """A sibling host must not even choose the words that somebody agrees to."""
    if not defended:
        monkeypatch.setattr(app, "Languages", lambda inner, secure: Languages(inner, secure=False))
    async with visiting(with_settings(deps)) as visitor:
        answer = await visitor.http.get("/nothing?lang=de")
        assert answer.headers["set-cookie"].startswith(f"__Host-{COOKIE}=de; ") is defended
        assert ("Secure" in answer.headers["set-cookie"].split("; ")) is defended
        assert {"HttpOnly", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
        assert (await visitor.http.get("/nothing")).headers["content-language"] == "de"
        visitor.http.cookies.clear()
        visitor.http.cookies.set(COOKIE, "de", domain="pages.example.com")
        shown = (await visitor.http.get("/nothing")).headers["content-language"]
        assert (shown == "en") is defended, "planted by a sibling host"


async def test_every_answer_names_its_kind_and_its_encoding(deps: WebDeps, creator: Creator) -> None:
    deps = with_settings(deps)
    async with visiting(deps) as visitor:
        own = (await invited(visitor, deps, creator)).url.path
        kinds = {
            own: "text/html; charset=utf-8",
            "/nothing": "text/html; charset=utf-8",
            "/static/page.css": "text/css; charset=utf-8",
            "/static/live.js": "text/javascript; charset=utf-8",
            "/healthz": "application/json",
            own + "/evidence.json": "application/json",
        }
        for path, kind in kinds.items():
            assert (await visitor.http.get(path)).headers["content-type"] == kind, path
