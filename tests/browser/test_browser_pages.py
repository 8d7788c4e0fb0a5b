"""What holds for every page: accessible in light and dark, narrow without scrolling, small, in both languages."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.conftest import Invite, NewPerson
from tests.browser.exhibits import STORIES, Scene
from tests.browser.person import Person
from tests.cast import Creator
from tests.web.conftest import Site

LARGEST_PAGE = 50_000  # bytes, with everything that it loads
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(page: Page, **only: Any) -> list[str]:
    """What axe finds, by all of its rules or by those of ``runOnly``."""
    options = {"resultTypes": ["violations"], **(only or {"runOnly": {"type": "tag", "values": TAGS}})}
    found: list[dict[str, Any]] = (await Axe().run(page, options=options)).response["violations"]
    return [f"{each['id']}: {node['html'][:120]} {node['failureSummary']}" for each in found for node in each["nodes"]]


async def weight(person: Person) -> int:
    bodies = [answer for answer in person.answers if "event-stream" not in answer.headers.get("content-type", "")]
    return sum([len(await answer.body()) for answer in bodies])


@pytest.mark.parametrize("story", STORIES)
async def test_every_page(new_person: NewPerson, site: Site, creator: Creator, story: str) -> None:
    person = await new_person(color_scheme="light")
    async for name, url in STORIES[story](Scene(site, creator)):
        try:
            await is_good(person, url)
        except AssertionError as error:
            error.add_note(f"on the page {name}")
            raise


async def is_good(person: Person, url: str) -> None:
    page = person.page
    await page.goto("about:blank")  # the page before may be about to renew itself
    person.answers.clear()
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.emulate_media(color_scheme="light")
    await person.open(f"{url}{'&' if '?' in url else '?'}lang=en")
    assert await weight(person) < LARGEST_PAGE
    if "/deletion/" in url or "/evidence" in url:
        assert await page.locator("script").count() == 0, "nothing on it needs a script"
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, runOnly=["color-contrast"]) == []
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await sideways(page) == 0
    await person.open(f"{url}{'&' if '?' in url else '?'}lang=de")
    assert await page.get_attribute("html", "lang") == "de"
    assert await sideways(page) == 0


async def sideways(page: Page) -> int:
    """How many pixels of the page can only be seen by scrolling sideways."""
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    overflow: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(0, overflow)


async def test_the_checks_would_find_something(person: Person, invite: Invite) -> None:
    """A page with a flaw of each kind, so that their silence about the others says something."""
    await person.open(await invite())
    flaws = "heading => Object.assign(heading.style, {color: '#ccc', background: '#fff', width: '900px'})"
    await person.page.eval_on_selector("h1", flaws)
    assert any(found.startswith("color-contrast") for found in await violations(person.page))
    assert await sideways(person.page) > 0
    assert await weight(person) > 5_000
