"""Attacks by size and by patience, on a real port."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.types import Message

from starter.web import gate, serving
from starter.web.gate import within_bounds
from starter.web.opening import PageRefused
from starter.web.slow import HEAD_WITHIN_SECONDS, ImpatientProtocol
from tests.web.conftest import Serve, Site
from tests.web.web_attacker import both_ways

PATIENCE = 0.3


async def closed(reader: asyncio.StreamReader, within: float) -> bool:
    """Whether the server ends the connection by itself."""
    try:
        async with asyncio.timeout(within):
            await reader.read()
    except TimeoutError:
        return False
    return True


@both_ways
@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "], ids=["nothing", "half a head"])
async def test_connections_that_only_hold_a_place(
    serve: Serve, site: Site, monkeypatch: pytest.MonkeyPatch, defended: bool, sent: bytes
) -> None:
    monkeypatch.setattr(ImpatientProtocol, "head_within", PATIENCE if defended else HEAD_WITHIN_SECONDS)
    async with serve(site.deps) as own:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(own.url).port)
        writer.write(sent)
        assert await closed(reader, 5 if defended else 3 * PATIENCE) is defended
        writer.close()


async def test_a_head_letter_by_letter_is_not_waited_for(
    serve: Serve, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time counts from the first byte: another byte buys no more of it. The next request has its own time."""
    monkeypatch.setattr(ImpatientProtocol, "head_within", PATIENCE)
    async with serve(site.deps) as own:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(own.url).port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"}")).endswith(b'{"ok":true}')
        begun = asyncio.get_running_loop().time()

        async def drip() -> None:
            for letter in b"GET / HTTP/1.1\r\nX-Slow: " + b"a" * 1000:
                writer.write(bytes([letter]))
                await asyncio.sleep(PATIENCE / 10)

        dripping = asyncio.create_task(drip())
        assert await closed(reader, 10)
        assert asyncio.get_running_loop().time() - begun < 5
        dripping.cancel()
        writer.close()


@both_ways
async def test_a_body_that_never_ends(
    serve: Serve, site: Site, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    monkeypatch.setattr(gate, "BODY_WITHIN_SECONDS", PATIENCE if defended else 60)
    head = b"POST /c/x/end HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    async with serve(site.deps) as own:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(own.url).port)
        writer.write(head + b"Content-Length: 100\r\n\r\ncsrf=")
        answered = asyncio.create_task(reader.readuntil(b"\r\n"))
        done, _ = await asyncio.wait([answered], timeout=5 if defended else 3 * PATIENCE)
        assert bool(done) is defended
        if defended:
            assert b" 408 " in answered.result()
        answered.cancel()
        writer.close()


@both_ways
async def test_a_body_without_measure(site: Site, monkeypatch: pytest.MonkeyPatch, defended: bool) -> None:
    """Announced, it is not even read; unannounced, only as far as the limit. Whatever the route does with it."""
    monkeypatch.setattr(gate, "LARGEST_BODY", 1000 if defended else 10**9)
    async with httpx.AsyncClient(base_url=site.url, verify=False) as http:
        announced = await http.post("/c/x/end", content=b"x" * 2000, headers={"content-type": "text/plain"})
    assert announced.status_code == (413 if defended else 403)
    taken = 0

    async def endless() -> Message:
        nonlocal taken
        taken += 500
        return {"type": "http.request", "body": b"x" * 500, "more_body": taken < 50_000}

    receive = within_bounds(endless)
    if defended:
        await receive()
        await receive()
        with pytest.raises(PageRefused) as refused:
            await receive()
        assert refused.value.status_code == 413
        assert taken == 1500
    else:
        while (await receive())["more_body"]:
            continue
        assert taken == 50_000


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "9" * 400, "0x10"])
def test_a_length_that_is_none(length: str) -> None:
    assert not gate._fits(Headers(raw=[(b"content-length", length.encode())]))


async def test_a_form_is_read_no_further_than_a_form_is_long(site: Site) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 1000
            yield b"x" * 1000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(base_url=site.url, verify=False) as http:
        answer = await http.post("/c/x/end", content=chunks(), headers=kind)
    assert answer.status_code == 403


def _raw(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


def odd_requests() -> list[bytes]:
    """Heads that two servers in a row might read differently, and one that is too long."""
    return [
        _raw("POST /c/x/end HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 4", "Content-Length: 5") + b"abcde",
        _raw("POST /c/x/end HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
        _raw("GET /healthz HTTP/1.1", "Host: 127.0.0.1", "Host: evil.example"),
        _raw("GET /healthz HTTP/1.1", "Host : 127.0.0.1"),
        b"GET /" + b"a" * (serving.LARGEST_HEAD + 1),
    ]


async def test_odd_requests_are_refused(site: Site) -> None:
    for request in odd_requests():
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(site.url).port)
        writer.write(request)
        status = int((await reader.readuntil(b"\r\n")).split()[1])
        assert status in (400, 413, 431, 501), request[:60]
        writer.close()
