"""Locked out for good: the creator removes the brand on Facebook, says so, and the page gets to its end."""

import pytest

from contracts.notices import NoticeKind
from contracts.vocabulary import Stage
from tests.auditing import by_hand
from tests.browser.conftest import Invite
from tests.browser.person import Person
from tests.cast import Creator, end, reaches
from tests.waiting import eventually
from tests.web.conftest import Site


@pytest.mark.parametrize("then", ["an operator attests", "connecting again"])
async def test_removed_by_hand_to_the_very_end(
    person: Person, invite: Invite, creator: Creator, site: Site, then: str
) -> None:
    link, name = await invite(), creator.terms().collaboration_id
    await creator.consent()
    handle = creator.stack.temporal.get_workflow_handle(creator.started[0])
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(app_removed=True)
    if then == "connecting again":  # before the end of the term; saying so ends it
        await handle.signal("recheck")
        await reaches(handle, Stage.UNMANAGED)
    else:
        await end(handle)
        await reaches(handle, Stage.REVOKE_BLOCKED)
    await person.open(link)
    await creator.stack.control("DELETE", by_hand(creator))
    await person.press("removed")
    await person.page.wait_for_selector('[data-said="removed"]')
    await person.sees("revoke_blocked")
    assert "You told us on" in await person.text()
    assert await person.page.locator('form[data-action="removed"]').count() == 0

    if then == "connecting again":
        await person.connect(creator, "reauthorize")
        await person.sees("ended")
        assert "we checked on Facebook that it is gone" in await person.text()
    else:

        async def told() -> bool:
            notices = await site.deps.store.notices.of_collaboration(name)
            return any(notice.kind is NoticeKind.REMOVED_BY_HAND for notice in notices)

        await eventually(told, "the operator is told")
        await site.deps.collaborations.attest_revoked(name, "olga", "the creator's screenshot, ticket 14")
        await person.sees("ended")
        assert "an operator has vouched for it" in await person.text()
    assert await person.page.get_attribute("main", "data-outcome") == "revoked"
    assert not await creator.shared()
