"""What people, their browsers and their mail programs do to a page: tabs, back, no script, no mouse, old links."""

import asyncio
from datetime import UTC, datetime, timedelta

from itsdangerous import TimestampSigner
from temporalio.api.enums.v1 import EventType

from contracts.vocabulary import Stage
from starter import links
from tests.browser.conftest import Invite, NewPerson
from tests.browser.person import Person
from tests.cast import Creator, end, reaches, status_of
from tests.web.conftest import Site

CALLBACK = "/oauth/meta/callback"
UPDATES = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
)


async def test_two_tabs_at_once(person: Person, invite: Invite, creator: Creator) -> None:
    """Both went to Facebook before either came back; each return belongs to the sign-in it began."""
    link = await invite()
    second = Person(person.context, await person.context.new_page())
    for tab in (person, second):
        await tab.open(link)
        await tab.press("authorize")
        await tab.at_facebook(creator)
    for tab in (second, person):
        await tab.answer()
        await tab.page.wait_for_selector('[data-sign-in="accepted"]')
    for tab in (person, second):
        await tab.sees("active")
    assert len(await creator.ledger("share")) == 1


async def test_a_tab_that_was_left_open_follows(new_person: NewPerson, invite: Invite, creator: Creator) -> None:
    """The other browser shows what the first one did, without being touched."""
    link = await invite()
    phone, desktop = await new_person(), await new_person()
    await asyncio.gather(phone.open(link), desktop.open(link))
    await phone.press("decline")
    await desktop.sees("ended")


async def test_the_back_button(person: Person, invite: Invite, creator: Creator) -> None:
    link = await invite()
    await person.open(link)
    await person.press("authorize")
    await person.page.wait_for_selector("form[data-form=login]")
    await person.page.go_back()
    await person.sees("awaiting_authorization")
    await person.connect(creator)
    await person.sees("active")
    await person.open(link)
    await person.page.go_back()
    await person.sees("active")
    assert await person.page.locator('form[data-action="authorize"]').count() == 0, "nothing stale is shown"


async def test_a_stale_page_does_no_harm(person: Person, invite: Invite, creator: Creator) -> None:
    """Scripts off, so that the page stays as it was; meanwhile it was all over."""
    link = await invite()
    await person.context.route("**/live.js", lambda route: route.abort())
    await person.open(link)
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await end(handle)
    await person.press("authorize")
    await person.sees("ended")


async def test_old_forged_and_unknown_links(person: Person, site: Site, invite: Invite, creator: Creator) -> None:
    link = await invite()

    class LongAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return int((datetime.now(UTC) - links.MAX_AGE - timedelta(minutes=1)).timestamp())

    serializer = links._serializer(site.deps.settings)
    serializer.signer = LongAgo
    old = serializer.dumps([creator.terms().collaboration_id, creator.creator_id])
    for url, status, words in (
        (f"{site.url}/c/{old}", 410, "too old"),
        (link[:-3] + "abc", 404, "does not open anything"),
        (site.link(creator.terms("never")), 404, "nothing here"),
    ):
        assert await person.open(url) == status
        assert words in await person.text()
        assert f"Brand {creator.number}" not in await person.text()


async def test_a_mail_scanner_opens_the_link_first(person: Person, invite: Invite, creator: Creator) -> None:
    """It asks with GET and HEAD, follows every link on the page, and has changed nothing when the person comes."""
    link = await invite()
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    before = await status_of(handle)
    scanner = person.context.request
    for _ in range(2):
        assert (await scanner.head(link)).status == 200
        assert (await scanner.get(link)).status == 200
    await person.open(link)
    for each in await person.page.eval_on_selector_all(
        "a[href], form[action]", "all => all.map(x => x.href || x.action)"
    ):
        await scanner.get(each)
        await scanner.head(each)
    assert await status_of(handle) == before
    told = [event.event_type async for event in handle.fetch_history_events()]
    assert not {EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, *UPDATES} & set(told)
    await person.context.clear_cookies()
    await person.open(link)
    await person.connect(creator)
    await person.sees("active")


async def test_a_return_opened_twice_and_elsewhere(new_person: NewPerson, invite: Invite, creator: Creator) -> None:
    """Somebody got hold of the address of the return: too early in their browser, too late in any."""
    link = await invite()
    person, thief = await new_person(), await new_person()
    await person.open(link)
    await person.press("authorize")
    await person.at_facebook(creator)
    callback = await person.answer_without_returning()
    await thief.open(link)
    assert await thief.open(callback) == 400
    assert "another browser" in await thief.text()
    await person.open(callback)
    await person.sees("active")
    assert CALLBACK not in person.page.url, "neither code nor state stays in the address bar"
    for again in (person, thief):
        assert await again.open(callback) == 400
    assert "already used" in await person.text()
    await person.page.get_by_role("link", name="Go to your page").click()
    await person.sees("active")


async def test_without_javascript(new_person: NewPerson, invite: Invite, creator: Creator) -> None:
    person = await new_person(java_script_enabled=False)
    link = await invite()
    await person.open(link)
    await person.connect(creator)
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await reaches(handle, Stage.ACTIVE)
    await person.open(link)
    await person.sees("active")
    await person.press("end")
    await reaches(handle, Stage.ENDED)
    await person.open(link)
    await person.sees("ended")


async def test_with_the_keyboard_alone(person: Person, invite: Invite, creator: Creator) -> None:
    await person.open(await invite())
    keyboard = person.page.keyboard
    await person.tab_to('form[data-action="authorize"] button')
    await keyboard.press("Enter")
    await person.page.wait_for_selector("form[data-form=login]")
    await person.tab_to("input[name=login]")
    await keyboard.type(f"creator{creator.number}@example.com")
    await person.tab_to("input[name=password]")
    await keyboard.type(creator.password)
    await keyboard.press("Enter")
    await person.page.wait_for_selector("form[data-form=consent]")
    await person.tab_to("button[value=approve]")
    await keyboard.press("Enter")
    await person.sees("active")
    await person.tab_to("details.weighty summary")
    await keyboard.press("Enter")
    await person.tab_to('form[data-action="end"] button')
    await keyboard.press("Enter")
    await person.sees("ended")
