"""The web process is killed while it answers a creator's return from Facebook, and comes back: ``make proofs``."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from contracts.vocabulary import Stage
from tests.proofs.house import House
from tests.proofs.person import CALLS, NOT_TAKEN_UP, Person
from tests.proofs.web_process import Web
from tests.waiting import eventually

SILENCE = 4.0
"""Seconds in which the platform does not answer the exchange of the code; the web process dies in the midst of them."""
FAULTS: dict[str, dict[str, Any]] = {
    "answered late": {"kind": "apply_late", "seconds": SILENCE},
    "never answered": {"kind": "hang", "seconds": SILENCE, "apply": True},
}


@pytest.fixture
async def web(house: House) -> AsyncIterator[Web]:
    process = Web(house)
    try:
        await process.start()
        yield process
    finally:
        process.kill()


@pytest.mark.parametrize("reloaded", ["the page", "the callback"])
@pytest.mark.parametrize("exchange", [*FAULTS, NOT_TAKEN_UP])
async def test_the_web_process_is_killed_while_it_answers_the_callback(
    house: House, web: Web, person: Person, exchange: str, reloaded: str
) -> None:
    worker = await house.worker("--timeout", "20")
    await person.creator.start(person.terms)
    page = await person.shows(Stage.AWAITING_AUTHORIZATION)
    callback = (await person.visitor.consent(page, person.creator)).headers["location"]
    await house.stack.control("DELETE", "/requests")
    if exchange == NOT_TAKEN_UP:
        await house.kill(worker)
        answering = asyncio.create_task(person.visitor.http.get(callback))
        await asyncio.to_thread(person.until_the_code_is_kept)
    else:
        await person.creator.fault("*", "/oauth/access_token", FAULTS[exchange])
        answering = asyncio.create_task(person.visitor.http.get(callback))
        await eventually(person.creator.fired, "the exchange of the code hangs", within=60)
    assert not answering.done(), f"answered before the kill: {answering.result()}"
    killed = time.monotonic()
    web.kill()
    with pytest.raises(httpx.TransportError):
        await answering
    assert await person.calls() == (0 if exchange == NOT_TAKEN_UP else 1)
    if exchange == NOT_TAKEN_UP:
        await house.worker()
    await web.start()
    away = time.monotonic() - killed

    if reloaded == "the callback":
        again = await person.opens(callback)
        assert (again.status, again.forms) == (400, {}), again.text
        assert "already used" in again.text
    came = await person.comes_about(exchange)
    took = time.monotonic() - killed
    assert await person.creator.shared()
    lost = 1 if exchange == "never answered" else 0
    assert await person.calls() == CALLS + lost, "a code was used again"
    assert [page.text for page in person.seen if page.status == 500 or "Traceback" in page.text] == []
    assert "Traceback" not in web.log.read_text()
    print(
        f"web killed within the callback and back after {away:.1f} s, exchange {exchange}, {reloaded} reloaded: "
        f"sign-in {came}, active {took:.1f} s after the kill, no code exchanged twice"
    )
