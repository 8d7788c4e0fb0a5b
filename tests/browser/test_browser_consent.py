"""From the link to the access, and every way in which it goes wrong first, each repaired by following the page."""

from typing import Any

import pytest

from contracts.vocabulary import Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from tests.browser.conftest import Invite
from tests.browser.person import Person
from tests.cast import ADMIN, Creator, reaches, status_of


async def test_from_the_link_to_the_proof(person: Person, invite: Invite, creator: Creator) -> None:
    """Without a reload: the page shows by itself how it goes on."""
    assert await person.open(await invite()) == 200
    await person.sees("awaiting_authorization")
    await person.connect(creator)
    await person.sees("active")
    assert await creator.shared()
    await person.press("end")
    await person.sees("ended")
    assert await person.page.get_attribute("main", "data-outcome") == "revoked"
    assert not await creator.shared()


async def test_cancelled_at_the_dialog(person: Person, invite: Invite, creator: Creator) -> None:
    await person.open(await invite())
    await person.connect(creator, action="cancel")
    await person.sees("awaiting_authorization")
    assert "You cancelled" in await person.text()
    await person.connect(creator)
    await person.sees("active")


async def test_another_persons_login(person: Person, invite: Invite, creator: Creator) -> None:
    other = creator.stack.next_creator()
    await person.open(await invite())
    await person.connect(other)
    assert await person.finding() == "wrong_facebook_login"
    await person.connect(creator, "reauthorize")
    await person.sees("active")


async def test_a_page_not_ticked(person: Person, invite: Invite, creator: Creator) -> None:
    await person.open(await invite())
    await person.connect(creator, pages=[creator.page(1)])
    # Facebook shows nothing of a Page that was not ticked, so it may as well be that of another login.
    assert await person.finding() in ("page_not_selected", "wrong_facebook_login")
    await person.connect(creator, "reauthorize", pages=[creator.page(0), creator.page(1)])
    await person.sees("active")


async def test_a_permission_declined(person: Person, invite: Invite, creator: Creator) -> None:
    await person.open(await invite())
    await person.connect(creator, permissions=[name for name in REQUIRED_PERMISSIONS if name != "business_management"])
    assert await person.finding() == "permission_declined"
    await person.connect(creator, "reauthorize")
    await person.sees("active")


@pytest.mark.parametrize(
    ("wrong", "right", "finding"),
    [
        ({"instagram": {"professional": False}}, {"instagram": {"professional": True}}, "instagram_not_professional"),
        ({"instagram": {"link": "none"}}, {"instagram": {"link": "business"}}, "instagram_not_linked"),
        ({"published": False}, {"published": True}, "page_not_published"),
    ],
    ids=["personal account", "not linked", "not published"],
)
async def test_something_to_put_right_on_facebook(
    person: Person, invite: Invite, creator: Creator, wrong: dict[str, Any], right: dict[str, Any], finding: str
) -> None:
    await creator.patch_page(**wrong)
    await person.open(await invite())
    await person.connect(creator)
    assert await person.finding() == finding
    await creator.patch_page(**right)
    await person.press("recheck")
    await person.sees("active")


LAPSES: dict[str, dict[str, Any]] = {
    "password_changed": {"password": "second"},
    "app_removed": {"app_removed": True},
    "expired": {"token": "expired"},
    "logged_out": {"token": "logged_out"},
    "checkpoint": {"token": "checkpoint"},
    "unconfirmed": {"token": "unconfirmed"},
    "permission_removed": {"declined": ["pages_manage_metadata"]},
    "page_deselected": {"selected_pages": []},
}


@pytest.mark.long
async def test_connecting_again_after_each_lapse(person: Person, invite: Invite, creator: Creator) -> None:
    """The page says what happened; connecting again resumes what was held up, before their eyes."""
    await person.open(await invite())
    await person.connect(creator)
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    for cause, lapse in LAPSES.items():
        await person.sees("active")
        creator.password = lapse.get("password", creator.password)
        await creator.patch_person(**lapse)
        await handle.signal("recheck")
        await person.sees("unmanaged")
        assert (await status_of(handle)).authorization.cause == cause
        await person.connect(creator, "reauthorize", pages=[creator.page(0), creator.page(1)])
    await person.sees("active")


async def unmanaged(person: Person, link: str, creator: Creator) -> None:
    """The brand has access, the sign-in has lapsed, and the person looks at the page."""
    await creator.consent()
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal("recheck")
    await reaches(handle, Stage.UNMANAGED)
    await person.open(link)
    await person.sees("unmanaged")
    assert "password was changed" in await person.text()


async def test_connecting_again_with_another_persons_login(person: Person, invite: Invite, creator: Creator) -> None:
    """It works, but not for this: the page says which sign-in is needed, and never that it goes on."""
    await unmanaged(person, await invite(), creator)
    await person.connect(creator.stack.next_creator(), "reauthorize")
    await person.page.wait_for_selector("[data-sign-in-lacks=account]")
    await person.says("another one than before")
    text = await person.text()
    assert "You are connected again" not in text
    assert "password was changed" not in text
    assert await person.main_button() == "Use another Facebook login"
    await person.connect(creator, "reauthorize")
    await person.sees("active")
    await person.page.wait_for_selector("[data-sign-in-lacks=account]", state="detached")


async def test_connecting_again_without_the_page(person: Person, invite: Invite, creator: Creator) -> None:
    await unmanaged(person, await invite(), creator)
    await person.connect(creator, "reauthorize", pages=[creator.page(1)])
    await person.page.wait_for_selector("[data-sign-in-lacks=account]")
    await person.says("not ticked for our app")
    assert "password was changed" not in await person.text()
    assert await person.main_button() == "Choose other Pages"
    await person.connect(creator, "reauthorize", pages=[creator.page(0), creator.page(1)])
    await person.sees("active")


async def test_a_lost_role_is_got_back(person: Person, invite: Invite, creator: Creator) -> None:
    """First the role, then the sign-in; who takes the second step first is told so, and can do it again."""
    link = await invite()
    await creator.consent()
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_page(roles={})
    await handle.signal("recheck")
    await reaches(handle, Stage.UNMANAGED)
    await person.open(link)
    await person.says("First get full control of the Page back")
    await person.connect(creator, "reauthorize", pages=[creator.page(1)])
    await person.page.wait_for_selector("[data-sign-in-lacks=account]")
    await person.says("First get full control of the Page back")
    await creator.patch_page(roles={creator.person_id: ADMIN})
    await person.connect(creator, "reauthorize", pages=[creator.page(0), creator.page(1)])
    await person.sees("active")


async def test_declining_with_a_reason(person: Person, invite: Invite, creator: Creator) -> None:
    await person.open(await invite())
    await person.page.locator("details", has_text="ecline").locator("summary").first.click()
    await person.page.fill("input[name=reason]", "not this brand")
    await person.press("decline")
    await person.sees("ended")
    assert await person.page.get_attribute("main", "data-outcome") == "declined"
