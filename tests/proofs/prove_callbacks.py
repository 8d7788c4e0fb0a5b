"""The web process is killed at every step of Meta's callbacks and of a return from Facebook: ``make proofs``.

Nobody got an answer, so it is asked again: Meta sends its callback again, the creator loads the page anew.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from contracts.vocabulary import LapseCause, Outcome, Stage
from tests.cast import reaches
from tests.proofs.house import House, appears
from tests.proofs.keeper import Handle
from tests.proofs.person import CALLS, NOT_TAKEN_UP, Person
from tests.proofs.web_process import Web
from tests.waiting import eventually

DEAUTHORIZE = (("before", "persons.app_removed"), ("after", "persons.app_removed"), ("after", "suspect_logins"))
DELETION = (("before", "client.delete_creator"), ("after", "client.delete_creator"), ("after", "deletions.requested"))
RETURN = (("before", "pending.receive"), ("after", "pending.receive"), ("after", "pending.answer"))


@pytest.fixture
async def web(house: House) -> AsyncIterator[Web]:
    process = Web(house)
    yield process
    process.kill()


async def killed_there(web: Web, flag: Path, asking: "asyncio.Task[httpx.Response]") -> None:
    """Kill the process that stands still, and begin another one that does not."""
    await appears(flag)
    assert not asking.done(), "answered before the kill"
    web.kill()
    with pytest.raises(httpx.TransportError):
        await asking
    await web.start()


async def active(person: Person) -> Handle:
    await person.house.worker()
    await person.creator.consent()
    handle = await person.creator.start(person.terms)
    await reaches(handle, Stage.ACTIVE)
    return handle


def post(web: Web, person: Person, path: str, signed: str) -> "asyncio.Task[httpx.Response]":
    url = f"{web.url}/meta/{path}"
    return asyncio.create_task(person.visitor.http.post(url, data={"signed_request": signed}))


async def signed_by_meta(person: Person) -> str:
    answer = await person.house.stack.control("GET", f"/people/{person.creator.person_id}/signed_request")
    return str(answer["signed_request"])


@pytest.mark.parametrize(("when", "place"), DEAUTHORIZE)
async def test_deauthorize(house: House, web: Web, person: Person, when: str, place: str) -> None:
    handle = await active(person)
    flag = house.folder / "flag"
    await web.start(when, place, str(flag))
    await person.creator.patch_person(app_removed=True)
    signed = await signed_by_meta(person)
    await killed_there(web, flag, post(web, person, "deauthorize", signed))
    assert (await post(web, person, "deauthorize", signed)).status_code == 200
    status = await reaches(handle, Stage.UNMANAGED)
    assert status.authorization.cause is LapseCause.APP_REMOVED


@pytest.mark.parametrize(("when", "place"), DELETION)
async def test_data_deletion(house: House, web: Web, person: Person, when: str, place: str) -> None:
    handle = await active(person)
    ended = asyncio.create_task(handle.result())  # Temporal forgets it afterwards
    flag = house.folder / "flag"
    await web.start(when, place, str(flag))
    signed = await signed_by_meta(person)
    await killed_there(web, flag, post(web, person, "data-deletion", signed))
    told = (await post(web, person, "data-deletion", signed)).json()

    async def erased() -> bool:
        return 'data-deletion="erased"' in (await person.opens(told["url"])).answer.text

    await eventually(erased, "the page says erased", within=60)
    assert (await ended).outcome is Outcome.REVOKED
    assert len(await person.creator.ledger("unshare")) == 1, "taken back more than once"
    assert await house.stack.store.deletions.left_over(person.creator.creator_id) == 0


@pytest.mark.parametrize(("when", "place"), RETURN)
async def test_a_return_from_facebook(house: House, web: Web, person: Person, when: str, place: str) -> None:
    await house.worker()
    await person.creator.start(person.terms)
    await web.start()
    page = await person.shows(Stage.AWAITING_AUTHORIZATION)
    callback = (await person.visitor.consent(page, person.creator)).headers["location"]
    await house.stack.control("DELETE", "/requests")
    web.kill()
    flag = house.folder / "flag"
    await web.start(when, place, str(flag))
    await killed_there(web, flag, asyncio.create_task(person.visitor.http.get(callback)))
    await person.opens(callback)
    came = await person.comes_about(NOT_TAKEN_UP)
    assert await person.creator.shared()
    assert await person.calls() == CALLS, "a code was used again"
    print(f"web killed {when} {place} in the return from Facebook: sign-in {came}")
