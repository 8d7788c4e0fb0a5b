"""The demo's plot: one collaboration from invitation to proof, with a lapse in mid-term.

Everything in it is real but the platform: the creator works through our web pages and the sandbox's dialog, the brand
through the client library, and nobody looks into a database.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.model import Model
from contracts.status import Status
from contracts.vocabulary import LapseCause, Stage
from settings import Settings
from starter.client import CollaborationClient
from starter.dev.ledger_check import Claims
from starter.dev.sandbox_control import SandboxControl
from starter.dev.timeline import Timeline
from starter.dev.visitor import Visitor
from starter.links import make_link

TERM = timedelta(seconds=20)
"""Short, but a real term: the durable timer runs it down, nothing is skipped."""
ROOM = timedelta(seconds=6)
"""A lapse needs this much of the term to be told in; on a machine that is slower, the term is moved."""
PATIENCE = 40.0
"""Seconds to wait for a stage."""


class Cast(Model):
    """Who plays: ids and names of the sandbox's world."""

    person_id: str
    person: str
    login: str
    password: str
    username: str
    page: str
    business_id: str
    brand: str


@dataclass
class Story:
    """One performance. ``play`` once."""

    client: CollaborationClient
    settings: Settings
    control: SandboxControl
    timeline: Timeline
    cast: Cast
    collaboration_id: str = "demo"
    creator_id: str = "demo-creator"

    async def play(self) -> Claims:
        """Raises StarterError, VisitFailed or DevRefused where it does not go as it should."""
        cast, say = self.cast, self.timeline.say
        creator = Visitor(cast.login, cast.password)
        try:
            link = await self._invite()
            await self._consent(creator, link)
            agreed = await self.client.detail(self.collaboration_id)
            lapse = await self._lapse()
            await self._authorize_again(creator, link)
            ended = await self._end()
            page = await creator.open(link)
            say("creator", f"sees on the page: {page.stage}, {page.outcome}")
        finally:
            await creator.aclose()
        return Claims(
            status=ended, business_id=cast.business_id, tasks=agreed.terms.tasks, person_id=cast.person_id, lapse=lapse
        )

    async def _invite(self) -> str:
        cast, say = self.cast, self.timeline.say
        ends_at = datetime.now(UTC) + TERM
        status = await self.client.start(
            {
                "collaboration_id": self.collaboration_id,
                "creator_id": self.creator_id,
                "brand_name": cast.brand,
                "business_id": cast.business_id,
                "instagram_username": cast.username,
                "ends_at": ends_at.isoformat(),
            }
        )
        say(
            "brand",
            f"{cast.brand} agrees a term of {TERM.seconds} s on @{cast.username}, to {status.term.ends_at:%H:%M:%S}",
        )
        say(
            "adaccess",
            f"invited: {cast.person} gets a link (stage {status.stage})",
        )
        return make_link(self.settings, self.collaboration_id, self.creator_id)

    async def _consent(self, creator: Visitor, link: str) -> None:
        cast, say = self.cast, self.timeline.say
        say("creator", "opens the link, presses Connect, logs in at Facebook, ticks the Page and agrees")
        await creator.authorize(link)
        status = await self._until(Stage.ACTIVE)
        login = status.authorization.login
        entered = {entry.stage: entry.at for entry in status.history}
        authorized = f"authorized through the pages: login of {login}, for this and every later collaboration"
        say("adaccess", authorized, entered.get(Stage.CHECKING))
        say("adaccess", f"eligible: @{cast.username} can be shared with {cast.brand}", entered.get(Stage.GRANTING))
        rights = " and ".join(task.lower() for task in status.access.tasks)
        say(
            "adaccess",
            f"shared, and read back: {cast.brand} has {rights} rights on the Page {cast.page}",
            status.access.granted_at,
        )

    async def _lapse(self) -> LapseCause | None:
        """The creator changes the password; the cause we report."""
        cast, say = self.cast, self.timeline.say
        status = await self.client.status(self.collaboration_id)
        if status.term.ends_at - datetime.now(UTC) < ROOM:
            moved = await self.client.extend(self.collaboration_id, datetime.now(UTC) + TERM, "a slow machine")
            say("brand", f"this machine takes its time; both agree on a later end, {moved.term.ends_at:%H:%M:%S}")
        await self.control.change_password(cast.person_id, self._new_password)
        say("creator", "changes the Facebook password; every token is dead from this moment")
        await self.client.recheck(self.collaboration_id)
        say("adaccess", "looks after the authorization (the daily check, brought forward for this demo)")
        status = await self._until(Stage.UNMANAGED)
        say(
            "adaccess",
            f"lapsed ({status.authorization.cause}), stage unmanaged: we could not take the access back now",
        )
        if status.blocked:
            say("adaccess", f"tells the {status.blocked.owner}: {status.blocked.next_step}")
        return status.authorization.cause

    async def _authorize_again(self, creator: Visitor, link: str) -> None:
        say = self.timeline.say
        creator.password = self._new_password
        say("creator", "opens the same link and connects again, with the new password")
        await creator.authorize(link)
        await self._until(Stage.ACTIVE)
        say("adaccess", "re-authorized, and resumed by itself: stage active, read back, never interrupted")

    async def _end(self) -> Status:
        say = self.timeline.say
        status = await self.client.status(self.collaboration_id)
        left = max((status.term.ends_at - datetime.now(UTC)).total_seconds(), 0.0)
        say(
            "adaccess",
            f"waits for the term's end, {status.term.ends_at:%H:%M:%S} (a durable timer, {left:.0f} s to go)",
        )
        ended = await self.client.wait_until_ended(self.collaboration_id, timeout=left + PATIENCE)
        access = ended.access
        if access.revoked_at:
            say("adaccess", "term over: unshared", access.revoked_at)
        if access.revocation_verified_at:
            proof = f"proven absent: read back, Facebook shows no access of {self.cast.brand} any more"
            say("adaccess", proof, access.revocation_verified_at)
        say("adaccess", f"ended with outcome {ended.outcome}", ended.history[-1].at)
        return ended

    async def _until(self, *stages: Stage) -> Status:
        return await self.client.wait_for_stage(self.collaboration_id, *stages, timeout=PATIENCE)

    @property
    def _new_password(self) -> str:
        return f"{self.cast.password}-new"
