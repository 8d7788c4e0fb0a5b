"""Every kind of page that a creator can get to see, each brought about for real: for the checks of all pages, and for
the pictures in the docs. A story shows one after the other, as it goes on."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.deletion import DeletionStage
from contracts.ids import collaboration_workflow_id, deletion_workflow_id
from contracts.vocabulary import Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from starter.links import make_overview_link
from starter.web.deleting import delete_creator
from tests.cast import Creator, end, reaches, status_of
from tests.waiting import eventually
from tests.web.conftest import Site
from tests.web.web_visitor import Visitor

Pages = AsyncIterator[tuple[str, str]]
"""Name and address of each page, when it is to be looked at."""
SLOW = {"kind": "hang", "seconds": 3}
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

    async def connected(self, link: str, **consent: Any) -> str:
        """The page that the return from Facebook leads to."""
        visitor = Visitor()
        page = await visitor.follow(await visitor.consent(await visitor.open(link), self.creator, **consent))
        await visitor.http.aclose()
        return str(page.url)

    async def held_by(self, code: str) -> None:
        """Look again until this is what holds it up."""

        async def so() -> bool:
            blocked = (await status_of(self.handle)).blocked
            return blocked is not None and blocked.code == code

        await self.handle.signal("recheck")
        await eventually(so, f"held up by {code}")

    async def overview(self, collaborations: int) -> str:
        """The link to all that is theirs, once Temporal lists so many; its list is a moment behind."""

        async def listed() -> bool:
            found = [each async for each in self.site.deps.collaborations.list(creator=self.creator.creator_id)]
            return len(found) == collaborations

        await eventually(listed, f"{collaborations} collaborations are listed")
        return make_overview_link(self.site.deps.settings, self.creator.creator_id)

    async def deletion(self, stage: DeletionStage) -> str:
        """The public page of the creator's deletion, once it is so far."""
        deps = self.site.deps
        self.creator.started.append(deletion_workflow_id(self.creator.creator_id))
        code = await delete_creator(deps, self.creator.creator_id)

        async def so_far() -> bool:
            status = await deps.store.deletions.status(code)
            return status is not None and status.stage is stage

        await eventually(so_far, f"a deletion that is {stage}", 40)
        return f"{self.site.url}/deletion/{code}"


async def from_the_link_to_the_lapse(scene: Scene) -> Pages:
    link = await scene.begin()
    yield "invitation", link
    yield "cancelled", f"{link}?cancelled=1"
    yield "sign-in-unfinished", f"{link}?login={'0' * 32}"
    connected = await scene.connected(link, permissions=REQUIRED_PERMISSIONS[:4])
    await reaches(scene.handle, Stage.BLOCKED)
    yield "connected", connected
    await scene.creator.consent()
    await reaches(scene.handle, Stage.ACTIVE)
    yield "active", link
    yield "end-question", f"{link}/end"
    everything = await scene.overview(1)
    yield "overview-end", f"{everything}/end?scope=all"
    yield "overview-delete", f"{everything}/delete"
    await scene.creator.change_password()
    await scene.handle.signal("recheck")
    await reaches(scene.handle, Stage.UNMANAGED)
    yield "unmanaged", link
    await end(scene.handle, "the campaign is over")
    await reaches(scene.handle, Stage.REVOKE_BLOCKED)
    yield "revoke-blocked", link
    yield "deletion-waiting", await scene.deletion(DeletionStage.WAITING)


async def wrong_login(scene: Scene) -> Pages:
    other = scene.creator.stack.next_creator()
    yield "wrong-login", await scene.at(Stage.BLOCKED, person=other)


async def page_not_ticked(scene: Scene) -> Pages:
    yield "page-not-ticked", await scene.at(Stage.BLOCKED, pages=(scene.creator.page(1),))


async def permission_declined(scene: Scene) -> Pages:
    yield "permission-declined", await scene.at(Stage.BLOCKED, permissions=REQUIRED_PERMISSIONS[:3])


async def to_put_right_on_facebook(scene: Scene) -> Pages:
    await scene.creator.patch_page(instagram={"professional": False})
    link = await scene.at(Stage.BLOCKED)
    yield "personal-account", link
    await scene.creator.patch_page(instagram={"professional": True, "link": "none"})
    await scene.held_by("instagram_not_linked")
    yield "not-linked", link
    await scene.creator.patch_page(instagram={"link": "business"})
    await scene.handle.signal("recheck")
    await reaches(scene.handle, Stage.ACTIVE)
    await scene.creator.patch_page(instagram={"link": "none"})
    await scene.held_by("instagram_unlinked")
    yield "impaired", link


async def scheduled(scene: Scene) -> Pages:
    yield "forged-link", f"{scene.site.url}/c/forged"
    link = await scene.begin(starts_at=datetime.now(UTC) + timedelta(days=3))
    await scene.creator.consent()
    await reaches(scene.handle, Stage.SCHEDULED)
    yield "scheduled", link


async def what_passes_in_a_moment(scene: Scene) -> Pages:
    link, creator = await scene.begin(), scene.creator
    business, agencies = f"/{creator.business()}", f"/{creator.page()}/agencies"
    await creator.fault("GET", business, SLOW, times=None)
    await creator.consent()
    await reaches(scene.handle, Stage.CHECKING)
    yield "checking", link
    await creator.fault("GET", agencies, SLOW, times=None)
    await reaches(scene.handle, Stage.GRANTING)
    yield "granting", link
    await creator.stack.control("PUT", "/faults", [])
    await reaches(scene.handle, Stage.ACTIVE)
    await creator.fault("GET", agencies, SLOW, times=None)
    await end(scene.handle, "the campaign is over")
    await reaches(scene.handle, Stage.ENDING)
    yield "ending", link
    await creator.stack.control("PUT", "/faults", [])


async def from_the_end_to_the_deletion(scene: Scene) -> Pages:
    link = await scene.at(Stage.ACTIVE)
    await end(scene.handle, "the campaign is over")
    await reaches(scene.handle, Stage.ENDED)
    yield "ended", link
    yield "evidence", f"{link}/evidence"
    await scene.begin("b", brand_name="Kite & Co", business_id=scene.creator.business(1))
    await reaches(scene.handle, Stage.ACTIVE)
    await scene.begin("c", brand_name="Nordlicht", instagram_username="mia.somewhere.else")
    await reaches(scene.handle, Stage.BLOCKED)
    everything = await scene.overview(3)
    yield "overview", everything
    yield "overview-record", f"{everything}/evidence"
    yield "deletion-done", await scene.deletion(DeletionStage.ERASED)


STORIES: dict[str, Callable[[Scene], Pages]] = {
    story.__name__.replace("_", "-"): story
    for story in (
        *(from_the_link_to_the_lapse, wrong_login, page_not_ticked, permission_declined, to_put_right_on_facebook),
        *(scheduled, what_passes_in_a_moment, from_the_end_to_the_deletion),
    )
}
