"""An open page keeps up with what happens, and leaves the reader where they are."""

from playwright.async_api import expect

from contracts.vocabulary import Stage
from starter.links import make_overview_link
from tests.browser.conftest import NewPerson
from tests.cast import Creator, reaches
from tests.web.conftest import Site


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
