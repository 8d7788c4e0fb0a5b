"""What a real browser does with what we tell it, each with and without the defence."""

from playwright.async_api import Route

from contracts.vocabulary import Stage
from tests.browser.conftest import Invite
from tests.browser.person import Person
from tests.cast import Creator, status_of
from tests.web.web_attacker import both_ways

POLICY = "content-security-policy"


async def tamper(person: Person, link: str, defended: bool, more: str = "") -> None:
    """Serve the page as it is, with ``more`` in it; undefended, without our content policy."""

    async def changed(route: Route) -> None:
        answer = await route.fetch()
        kept = {name: value for name, value in answer.headers.items() if defended or name != POLICY}
        body = (await answer.text()).replace("</body>", f"{more}</body>")
        await route.fulfill(status=answer.status, headers=kept, body=body)

    await person.context.route(link, changed)


@both_ways
async def test_a_script_that_got_into_the_page(person: Person, invite: Invite, defended: bool) -> None:
    link = await invite()
    await tamper(person, link, defended, "<script>document.title = 'owned'</script><p onclick='x()' style='top:0'>")
    await person.open(link)
    assert (await person.page.title() == "owned") is not defended
    assert bool(person.complaints) is defended, "the browser reports what it refused"
    person.complaints.clear()


@both_ways
async def test_our_page_in_a_strangers_frame(person: Person, invite: Invite, defended: bool) -> None:
    """Clickjacking: our buttons, invisible, under somebody else's game."""
    link = await invite()
    await tamper(person, link, defended)
    await person.page.set_content(f'<iframe src="{link}"></iframe>', wait_until="load")
    frame = person.page.frames[1]
    assert (await frame.locator("main[data-stage]").count() > 0) is not defended
    person.complaints.clear()


async def test_a_form_that_sends_itself(person: Person, invite: Invite, creator: Creator) -> None:
    """With the right token even: the cookie stays away from other sites' posts, and the browser says whose it was."""
    await person.open(await invite())
    form = person.page.locator('form[data-action="decline"]')
    inner = await form.evaluate("form => [...form.elements].map(e => e.outerHTML).join('')")
    url = await form.evaluate("form => form.action")
    await person.page.goto("about:blank")
    async with person.page.expect_response(url) as refused:
        await person.page.set_content(f'<form method="post" action="{url}">{inner}</form>')
        await person.page.evaluate("document.forms[0].submit()")
    assert (await refused.value).status == 403
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    assert (await status_of(handle)).stage is Stage.AWAITING_AUTHORIZATION
    person.complaints.clear()
