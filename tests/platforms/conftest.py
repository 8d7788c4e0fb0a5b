"""The Graph sandbox as a process of its own, a person who consents in its dialog, and a client that is watched."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from platforms.meta.graph import GraphClient, MetaApp
from platforms.meta.login import REQUIRED_PERMISSIONS, code_challenge, dialog_url
from tests.tokens import tokens_in

APP_SECRET = SecretStr("sandbox_app_secret")
REDIRECT = "http://localhost/oauth/meta/callback"
COOKS = "100000000000001"
VERIFIER = SecretStr("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")


class _Form(HTMLParser):
    """The first form of a page: its action and its hidden fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = attributes.get("action", "") or "?"
        if tag == "input" and attributes.get("type") == "hidden":
            self.hidden[attributes["name"]] = attributes.get("value", "")


@dataclass
class Sandbox:
    """The running sandbox, with a fresh world for each test."""

    app: MetaApp
    control: httpx.AsyncClient
    defaults: dict[str, Any]

    async def put(self, path: str, body: object) -> None:
        (await self.control.put(f"/_sandbox/{path}", json=body)).raise_for_status()

    async def patch(self, path: str, **body: Any) -> None:
        (await self.control.patch(f"/_sandbox/{path}", json=body)).raise_for_status()

    async def fault(self, method: str, path: str, **fault: Any) -> None:
        await self.put("faults", [{"method": method, "path": path, "times": None, "fault": fault}])

    async def ledger(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.control.get("/_sandbox/ledger")).json()
        return rows

    async def requests(self) -> dict[str, int]:
        counts: dict[str, int] = (await self.control.get("/_sandbox/requests")).json()
        return counts

    async def consent(
        self, pages: list[str], permissions: tuple[str, ...] = REQUIRED_PERMISSIONS, login: str = "mia"
    ) -> SecretStr:
        """Log in and approve these Pages and permissions; the code that comes back."""
        start = dialog_url(
            self.app, redirect_uri=REDIRECT, state="s1", code_challenge=code_challenge(VERIFIER.get_secret_value())
        )
        who = {"login": f"{login}@example.com", "password": f"{login}-password"}
        async with httpx.AsyncClient(verify=False) as browser:
            answer = await _follow(browser, await browser.get(start))
            answer = await _submit(browser, answer, who)
            choice = {"pages": pages, "permissions": list(permissions), "action": "approve"}
            answer = await _submit(browser, answer, choice)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert query["state"] == ["s1"]
        return SecretStr(query["code"][0])

    async def login(
        self, graph: GraphClient, *pages: str, permissions: tuple[str, ...] = REQUIRED_PERMISSIONS
    ) -> SecretStr:
        """A long-lived token of a person who has just consented; for one Page if nothing else is said."""
        code = await self.consent(list(pages or (COOKS,)), permissions)
        short = await graph.exchange_code(code, REDIRECT, VERIFIER)
        return (await graph.extend(short.value)).value

    async def page_token(self, graph: GraphClient) -> SecretStr:
        """A token for the Page that is shared, of the person who controls it."""
        token = (await graph.page(await self.login(graph), COOKS)).token
        assert token is not None
        return token


async def _follow(browser: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    while answer.is_redirect and not answer.headers["Location"].startswith(REDIRECT):
        answer = await browser.get(urljoin(str(answer.url), answer.headers["Location"]))
    return answer


async def _submit(browser: httpx.AsyncClient, page: httpx.Response, values: dict[str, Any]) -> httpx.Response:
    form = _Form(page.text)
    answer = await browser.post(urljoin(str(page.url), form.action), data={**form.hidden, **values})
    return await _follow(browser, answer)


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    command = [sys.executable, "-m", "graph_sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            assert ready["ready"] is True
            yield ready["url"]
        finally:
            process.terminate()


@pytest.fixture(scope="session")
async def running(sandbox_url: str) -> AsyncIterator[Sandbox]:
    app = MetaApp("1200000000000001", APP_SECRET, sandbox_url, sandbox_url, timeout_seconds=5)
    async with httpx.AsyncClient(base_url=sandbox_url, verify=False) as control:
        world = (await control.get("/_sandbox/world")).json()
        world["app"] |= {"secret": APP_SECRET.get_secret_value(), "require_appsecret_proof": True}
        yield Sandbox(app, control, world)


@pytest.fixture
async def sandbox(running: Sandbox) -> Sandbox:
    await running.put("world", running.defaults)
    await running.put("faults", [])
    return running


@dataclass
class Watch(httpx.AsyncBaseTransport):
    """Notes every URL on the way out, below everything the client does."""

    urls: list[str] = field(default_factory=list)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    inner: httpx.AsyncHTTPTransport = field(default_factory=lambda: httpx.AsyncHTTPTransport(verify=False))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(str(request.url))
        self.sent.set()
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


@pytest.fixture
async def watch() -> Watch:
    return Watch()


@pytest.fixture
async def graph(sandbox: Sandbox, watch: Watch, caplog: pytest.LogCaptureFixture) -> AsyncIterator[GraphClient]:
    """A client against the sandbox. Whatever a test does with it: no secret in a URL, no secret or proof in a log."""
    caplog.set_level(logging.DEBUG)
    async with GraphClient(sandbox.app, watch) as client:
        yield client
    log = "\n".join(record.getMessage() for phase in ("setup", "call") for record in caplog.get_records(phase))
    assert not tokens_in(log + " ".join(watch.urls))
    for secret in ("token=", "code=", "client_secret", APP_SECRET.get_secret_value()):
        assert not [url for url in watch.urls if secret in url]
    for secret in ("_token=", "appsecret_proof", "client_secret", APP_SECRET.get_secret_value()):
        assert secret not in log  # the code is, for the creator's browser logs here as well
