"""Answers that no sandbox gives: huge, redirecting, half-made, cookies, connections that never come about."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from platforms.meta import errors
from platforms.meta.errors import MetaError
from platforms.meta.graph import GraphClient, MetaApp
from platforms.meta.signing import appsecret_proof

SECRET = SecretStr("sandbox_app_secret")
APP = MetaApp("1200000000000001", SECRET, graph_url="https://graph.test", timeout_seconds=5)
TOKEN = SecretStr("EAAsandboxUserToken")
PROOF = appsecret_proof(SECRET, TOKEN)

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, app: MetaApp = APP) -> GraphClient:
    return GraphClient(app, httpx.MockTransport(handler))


def answering(status: int = 200, **response: Any) -> GraphClient:
    return client(lambda request: httpx.Response(status, **response))


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


async def test_an_answer_over_one_mebibyte_is_refused_while_it_arrives() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65536
            yield b"x" * 65536

    async with answering(content=endless()) as graph:
        with pytest.raises(errors.MalformedAnswer, match="larger than 1 MiB"):
            await graph.agencies(TOKEN, "1")
    assert sent <= 2 * 1024 * 1024


async def test_an_answer_that_trickles_in_meets_the_deadline_of_the_whole_call() -> None:
    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(200):  # never silent for long enough to meet the timeout of a single read
            yield b" "
            await asyncio.sleep(0.01)

    hasty = dataclasses.replace(APP, timeout_seconds=0.2)
    async with client(lambda request: httpx.Response(200, content=trickle()), hasty) as graph:
        with pytest.raises(errors.OutcomeUnknown, match=r"no answer within 0\.2 s") as caught:
            await graph.agencies(TOKEN, "1")
    assert caught.value.__context__ is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    asked = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(status, headers={"Location": "https://elsewhere.test/"})

    async with client(redirect) as graph:
        with pytest.raises(errors.MalformedAnswer):
            await graph.page(TOKEN, "1")
    assert set(asked) == {"graph.test"}


@pytest.mark.parametrize(("failure", "kind"), [
    (httpx.ConnectError, errors.Transient), (httpx.ConnectTimeout, errors.Transient),
    (httpx.PoolTimeout, errors.Transient), (httpx.ReadTimeout, errors.OutcomeUnknown),
    (httpx.WriteTimeout, errors.OutcomeUnknown), (httpx.ReadError, errors.OutcomeUnknown),
    (httpx.WriteError, errors.OutcomeUnknown), (httpx.RemoteProtocolError, errors.OutcomeUnknown),
    (httpx.DecodingError, errors.MalformedAnswer),
])  # fmt: skip
async def test_lost_connections_are_told_apart(failure: type[httpx.RequestError], kind: type[MetaError]) -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        raise failure(f"lost {request.url} {request.headers}")

    async with client(lose) as graph:
        with pytest.raises(errors.Transient) as caught:
            await graph.unshare(TOKEN, "1", "7")
    assert type(caught.value) is kind
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert "graph.test" not in str(caught.value)


async def test_bad_compression_is_malformed() -> None:
    async with answering(headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")) as graph:
        with pytest.raises(errors.MalformedAnswer, match="encoding"):
            await graph.agencies(TOKEN, "1")


async def test_no_cookie_goes_from_one_creator_to_the_next() -> None:
    requests = []

    def track(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"data": []}, headers={"Set-Cookie": "datr=x; Path=/"})

    async with client(track) as graph:
        await graph.agencies(TOKEN, "1")
        await graph.agencies(TOKEN, "1")
    assert [request.headers.get("Cookie") for request in requests] == [None, None]


async def test_where_token_and_proof_travel() -> None:
    seen: dict[str, httpx.Request] = {}

    def note(request: httpx.Request) -> httpx.Response:
        seen[request.method] = request
        return httpx.Response(200, json={"data": []} if request.method == "GET" else True)

    async with client(note) as graph:
        await graph.agencies(TOKEN, "1")
        await graph.share(TOKEN, "1", "7", ["ANALYZE", "ADVERTISE", "ANALYZE"])
        await graph.unshare(TOKEN, "1", "7")
    assert {request.headers["Authorization"] for request in seen.values()} == {"Bearer EAAsandboxUserToken"}
    assert seen["GET"].url.params["appsecret_proof"] == PROOF
    assert dict(seen["DELETE"].url.params) == {"business": "7", "appsecret_proof": PROOF}
    assert not seen["POST"].url.query
    assert form(seen["POST"]) == {
        "business": "7",
        "permitted_tasks": '["ADVERTISE", "ANALYZE"]',
        "appsecret_proof": PROOF,
    }


async def test_the_log_has_neither_token_nor_proof(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with answering(json={"data": []}) as graph:
        await graph.agencies(TOKEN, "1")
    assert "https://graph.test/v26.0/1/agencies" in caplog.text  # httpx did log the call
    assert PROOF not in caplog.text
    assert TOKEN.get_secret_value() not in caplog.text


async def test_a_list_that_runs_in_a_circle_ends() -> None:
    asked = []

    def again(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params.get("after"))
        paging = {"next": "https://graph.test/?access_token=x", "cursors": {"after": "A"}}
        return httpx.Response(200, json={"data": [], "paging": paging})

    async with client(again) as graph:
        with pytest.raises(errors.MalformedAnswer, match="end"):
            await graph.agencies(TOKEN, "1")
    assert asked == [None, "A"]


async def test_a_list_without_end_ends() -> None:
    asked = 0

    def more(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(200, json={"data": [], "paging": {"next": "x", "cursors": {"after": str(asked)}}})

    async with client(more) as graph:
        with pytest.raises(errors.MalformedAnswer, match="end"):
            await graph.agencies(TOKEN, "1")
    assert asked == 50


async def test_a_list_without_a_cursor_is_malformed() -> None:
    async with answering(json={"data": [], "paging": {"next": "https://graph.test/?access_token=x"}}) as graph:
        with pytest.raises(errors.MalformedAnswer, match="cursor"):
            await graph.agencies(TOKEN, "1")


@pytest.mark.parametrize(("answer", "pending"), [
    (True, False), ({"success": True}, False), ({"success": "true"}, False),
    ({"success": True, "requires_admin_approval": True}, True),
])  # fmt: skip
async def test_ways_to_say_yes(answer: object, pending: bool) -> None:
    async with answering(json=answer, headers={"x-fb-trace-id": "T1"}) as graph:
        ack = await graph.share(TOKEN, "1", "7", ["ADVERTISE"])
    assert (ack.pending, ack.request_id) == (pending, "T1")


@pytest.mark.parametrize("answer", [{}, [], False, {"success": False}, {"data": []}, "true"])
async def test_what_is_not_a_yes_is_not_believed(answer: object) -> None:
    async with answering(json=answer) as graph:
        with pytest.raises(errors.OutcomeUnknown):
            await graph.share(TOKEN, "1", "7", ["ADVERTISE"])


@pytest.mark.parametrize("token", ["", "EAA x", "EAAx\r\nX-Evil: 1", "EAÄ"])
async def test_a_token_that_is_none_goes_nowhere(token: str) -> None:
    async with answering(json=True) as graph:
        with pytest.raises(errors.Permanent) as caught:
            await graph.unshare(SecretStr(token), "1", "7")
    assert "EA" not in str(caught.value)


@pytest.mark.parametrize("page_id", ["", "../2", "1/agencies", "1?x=y", "1#", "%2e"])
async def test_an_id_stays_one_part_of_the_path(page_id: str) -> None:
    async with answering(json=True) as graph:
        with pytest.raises(errors.Permanent, match="not a Graph id"):
            await graph.unshare(TOKEN, page_id, "7")
        with pytest.raises(errors.Permanent, match="not a Graph id"):
            await graph.business(TOKEN, page_id)
