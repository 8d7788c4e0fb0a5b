"""An open page keeps up with what happens, and leaves the reader where they are."""

import pytest
from playwright.async_api import Route, expect

from contracts.vocabulary import Stage
from starter.links import make_overview_link
from starter.web import live
from tests.browser.conftest import NewPerson
from tests.cast import Creator, reaches
from tests.web.conftest import Site

MARK_PAUSES = """
window.EventSource = class extends EventSource {
  constructor(address) {
    super(address);
    this.addEventListener("pause", () => (document.documentElement.dataset.paused = "yes"));
  }
};
"""


async def test_a_change_appears_by_itself_and_is_announced(site: Site, new_person: NewPerson, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    person = await new_person()
    await person.open(site.link(terms))
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await expect(person.page.locator('main[data-stage="active"]')).to_be_attached()
    await expect(person.page.locator("#announce")).to_contain_text("Has access")
    await expect(person.page.locator("#live-login")).to_contain_text(f"Connected as Creator {creator.number}")


async def test_what_was_typed_and_opened_stays(site: Site, new_person: NewPerson, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    person = await new_person()
    await person.open(site.link(terms))
    await person.page.click("details#weighty > summary")
    await person.page.fill("#reason", "no longer wan")
    await creator.change_password()
    await handle.signal("recheck")
    await expect(person.page.locator('main[data-stage="unmanaged"]')).to_be_attached()
    await expect(person.page.locator("#reason")).to_be_focused()
    await person.page.keyboard.type("ted")
    await expect(person.page.locator("#reason")).to_have_value("no longer wanted")


async def test_the_overview_shows_the_end_and_its_proof(site: Site, new_person: NewPerson, creator: Creator) -> None:
    terms = creator.terms()
    await site.deps.collaborations.start(terms)
    await creator.consent()
    await site.deps.collaborations.wait_for_stage(terms.collaboration_id, Stage.ACTIVE, timeout=20)
    person = await new_person()
    await person.open(make_overview_link(site.deps.settings, creator.creator_id))
    card = person.page.locator(f'[data-collaboration="{terms.collaboration_id}"]')
    await expect(card).to_contain_text("Has access")
    await card.locator('[data-action="end"]').click()
    await person.page.click('form[data-action="end"] button')
    await expect(card).to_contain_text("Seen to be gone on")


async def test_it_goes_on_after_a_pause(
    site: Site, new_person: NewPerson, creator: Creator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream ends after ten minutes, however long somebody looks at the page."""
    monkeypatch.setattr(live, "OPEN_SECONDS", 0.5)
    terms = creator.terms()
    handle = await creator.start(terms)
    person = await new_person()
    await person.page.clock.install()
    await person.page.add_init_script(MARK_PAUSES)
    await person.open(site.link(terms))
    await person.page.wait_for_selector("html[data-paused]")
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await expect(person.page.locator('main[data-stage="awaiting_authorization"]')).to_be_attached()
    await person.page.clock.fast_forward(60_000)
    await expect(person.page.locator('main[data-stage="active"]')).to_be_attached()


async def test_what_could_not_be_loaded_is_tried_again(site: Site, new_person: NewPerson, creator: Creator) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    person = await new_person()
    link = site.link(terms)  # another one in the next second
    await person.open(link)
    failed: list[str] = []

    async def fail_twice(route: Route) -> None:
        if route.request.resource_type != "fetch" or len(failed) >= 2:
            return await route.continue_()
        failed.append(route.request.url)
        return await (route.abort() if len(failed) == 1 else route.fulfill(status=503, body="busy"))

    await person.page.route(link, fail_twice)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await expect(person.page.locator('main[data-stage="active"]')).to_be_attached(timeout=15_000)
    assert len(failed) == 2


async def test_the_overview_shows_new_messages_and_sign_ins(
    site: Site, new_person: NewPerson, creator: Creator
) -> None:
    terms = creator.terms()
    await site.deps.collaborations.start(terms)
    person = await new_person()
    await person.open(make_overview_link(site.deps.settings, creator.creator_id))
    await expect(person.page.locator("#live-logins")).to_contain_text("You have not connected Facebook")
    await creator.consent()
    await expect(person.page.locator("#live-logins")).to_contain_text(f"Connected as Creator {creator.number}")
    await expect(person.page.locator("#live-notices")).to_contain_text("now has access")
