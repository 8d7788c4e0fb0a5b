"""On a real port: where a request ends, and what is written down when we fail ourselves."""

import asyncio
import dataclasses
import logging
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import LogSearch, Serve, Site
from tests.web.web_visitor import Visitor


async def test_a_request_with_two_lengths_ends_where_its_chunks_end(site: Site) -> None:
    """Smuggling: with both a length and chunks only the chunks count, so the request behind is a request."""
    host = urlsplit(site.url).netloc
    smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    lines = (
        "POST /c/x/end HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len('5') + 2 + len('csrf=') + 2 + len('0') + 4 + len(smuggled)}",
        "Transfer-Encoding: chunked",
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(site.url).port)
    writer.write(("\r\n".join(lines) + f"\r\n\r\n5\r\ncsrf=\r\n0\r\n\r\n{smuggled}").encode())
    answers = (await asyncio.wait_for(reader.read(), 10)).decode()
    writer.close()
    assert answers.count("HTTP/1.1 ") == 2, "two requests, two answers: neither swallowed the other"
    assert answers.endswith('{"ok":true}')


async def test_our_own_failure_is_written_down_in_full(
    serve: Serve, site: Site, visitor: Visitor, logs: LogSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The sandbox of the tests runs in this process and has set the server's logger up in its own way.
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    broken = site.deps.settings.model_copy(update={"link_keys": None})
    async with serve(dataclasses.replace(site.deps, settings=broken)) as faulty:
        assert (await visitor.http.get(f"{faulty.url}/c/token-of-mine")).status_code == 500
    (told,) = logs.where("Exception in ASGI application")
    assert "Traceback" in told
    assert "ADACCESS_LINK_KEYS is not set" in told
    assert logs.where("token-of-mine") == []
