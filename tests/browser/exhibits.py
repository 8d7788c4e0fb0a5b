"""Every kind of page that a creator can get to see, each brought about for real: for the checks of all pages, and for
the pictures in the docs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.ids import collaboration_workflow_id
from contracts.vocabulary import Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from starter.links import make_overview_link
from tests.cast import Creator, end, reaches
from tests.waiting import eventually
from tests.web.conftest import Site

BRAND, ACCOUNT = "Lumen Coffee", "mia.cooks"


class Scene:
    """One creator with names that read well, and their link."""

    def __init__(self, site: Site, creator: Creator) -> None:
        self.site, self.creator = site, creator
        self.handle: Any = None

    async def begin(self, name: str = "a", **terms: Any) -> str:
        """The link of an invitation."""
        creator = self.creator
        await creator.patch_person(name="Mia Baker")
        await creator.patch_page(0, name="Mia Cooks", instagram={"username": ACCOUNT})
        await creator.patch_page(1, name="Mia Travels", instagram={"username": "mia.travels"})
        await creator.stack.control("PATCH", f"/businesses/{creator.business()}", {"name": f"{BRAND} GmbH"})
        agreed = creator.terms(name, **{"brand_name": BRAND, "instagram_username": ACCOUNT, **terms})
        await self.site.deps.collaborations.start(agreed)
        self.handle = creator.stack.temporal.get_workflow_handle(collaboration_workflow_id(agreed.collaboration_id))
        creator.started.append(self.handle.id)
        return self.site.link(agreed)

    async def at(self, stage: Stage, **consent: Any) -> str:
        link = await self.begin()
        await self.creator.consent(**consent)
        await reaches(self.handle, stage)
        return link

    async def lapsed(self) -> str:
        link = await self.at(Stage.ACTIVE)
        await self.creator.change_password()
        await self.handle.signal("recheck")
        await reaches(self.handle, Stage.UNMANAGED)
        return link

    async def overview(self, collaborations: int) -> str:
        """The link to all that is theirs, once Temporal lists so many; its list is a moment behind."""

        async def listed() -> bool:
            found = [each async for each in self.site.deps.collaborations.list(creator=self.creator.creator_id)]
            return len(found) == collaborations

        await eventually(listed, f"{collaborations} collaborations are listed")
        return make_overview_link(self.site.deps.settings, self.creator.creator_id)


async def invitation(scene: Scene) -> str:
    return await scene.begin()


async def cancelled(scene: Scene) -> str:
    return f"{await scene.begin()}?cancelled=1"


async def wrong_login(scene: Scene) -> str:
    other = scene.creator.stack.next_creator()
    return await scene.at(Stage.BLOCKED, person=other)


async def page_not_ticked(scene: Scene) -> str:
    return await scene.at(Stage.BLOCKED, pages=(scene.creator.page(1),))


async def permission_declined(scene: Scene) -> str:
    return await scene.at(Stage.BLOCKED, permissions=REQUIRED_PERMISSIONS[:3])


async def not_linked(scene: Scene) -> str:
    await scene.creator.patch_page(instagram={"link": "none"})
    return await scene.at(Stage.BLOCKED)


async def personal_account(scene: Scene) -> str:
    await scene.creator.patch_page(instagram={"professional": False})
    return await scene.at(Stage.BLOCKED)


async def scheduled(scene: Scene) -> str:
    link = await scene.begin(starts_at=datetime.now(UTC) + timedelta(days=3))
    await scene.creator.consent()
    await reaches(scene.handle, Stage.SCHEDULED)
    return link


async def active(scene: Scene) -> str:
    return await scene.at(Stage.ACTIVE)


async def unmanaged(scene: Scene) -> str:
    return await scene.lapsed()


async def impaired(scene: Scene) -> str:
    link = await scene.at(Stage.ACTIVE)
    await scene.creator.patch_page(instagram={"link": "none"})
    await scene.handle.signal("recheck")
    await reaches(scene.handle, Stage.IMPAIRED)
    return link


async def revoke_blocked(scene: Scene) -> str:
    link = await scene.lapsed()
    await end(scene.handle, "the campaign is over")
    await reaches(scene.handle, Stage.REVOKE_BLOCKED)
    return link


async def end_question(scene: Scene) -> str:
    return f"{await scene.at(Stage.ACTIVE)}/end"


async def ended(scene: Scene) -> str:
    link = await scene.at(Stage.ACTIVE)
    await end(scene.handle, "the campaign is over")
    await reaches(scene.handle, Stage.ENDED)
    return link


async def evidence(scene: Scene) -> str:
    return f"{await ended(scene)}/evidence"


async def overview(scene: Scene) -> str:
    await ended(scene)
    await scene.begin("b", brand_name="Kite & Co", business_id=scene.creator.business(1))
    await reaches(scene.handle, Stage.ACTIVE)
    await scene.begin("c", brand_name="Nordlicht", instagram_username="mia.somewhere.else")
    await reaches(scene.handle, Stage.BLOCKED)
    return await scene.overview(3)


async def overview_end(scene: Scene) -> str:
    await active(scene)
    return f"{await scene.overview(1)}/end?scope=all"


async def overview_delete(scene: Scene) -> str:
    await active(scene)
    return f"{await scene.overview(1)}/delete"


async def forged_link(scene: Scene) -> str:
    return f"{scene.site.url}/c/forged"


EXHIBITS: dict[str, Callable[[Scene], Awaitable[str]]] = {
    build.__name__.replace("_", "-"): build
    for build in (
        *(invitation, cancelled, wrong_login, page_not_ticked, permission_declined, not_linked, personal_account),
        *(scheduled, active, unmanaged, impaired, revoke_blocked, end_question, ended, evidence),
        *(overview, overview_end, overview_delete, forged_link),
    )
}
