"""A real Chromium in front of the real pages, worker, Temporal and sandbox."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, async_playwright

from contracts.terms import Terms
from starter.web import live
from tests.browser.chromium import ARGUMENTS, MISSING, find
from tests.browser.person import PATIENCE_MS, Person
from tests.cast import Creator
from tests.stack import Stack
from tests.web.conftest import Site, deps, serve, settings, site

__all__ = ["deps", "serve", "settings", "site"]

NewPerson = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session", autouse=True)
def live_at_once() -> Iterator[None]:
    """An open page hears of a change sooner than people need it to, so that the tests wait less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "POLL_SECONDS", 0.4)
        yield


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = find()
    if path is None:
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        await browser.close()


@pytest.fixture
async def new_person(chromium: Browser, site: Site, stack: Stack) -> AsyncIterator[NewPerson]:
    """People with a browser each. Whatever they did: nobody but us and the stand-in was asked, nothing complained."""
    people: list[Person] = []

    async def sit_down(**browser: Any) -> Person:
        context = await chromium.new_context(
            **{"viewport": {"width": 390, "height": 844}, "locale": "en-GB", **browser}
        )
        context.set_default_timeout(PATIENCE_MS)
        people.append(Person(context, await context.new_page()))
        return people[-1]

    yield sit_down
    for person in people:
        await person.context.close()
        assert person.hosts() <= {urlsplit(site.url).netloc, urlsplit(stack.sandbox_url).netloc}
        assert person.complaints == []


@pytest.fixture
async def person(new_person: NewPerson) -> Person:
    return await new_person()


Invite = Callable[..., Awaitable[str]]


@pytest.fixture
def invite(site: Site, creator: Creator) -> Invite:
    """Start a collaboration of the test's creator; the link that they get."""

    async def start(terms: Terms | None = None, **more: Any) -> str:
        terms = terms or creator.terms(**more)
        await creator.start(terms)
        return site.link(terms)

    return start
