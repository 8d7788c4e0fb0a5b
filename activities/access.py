"""Acquire, verify and release access on one (Page, business) pair."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities import clock, translate
from activities.beating import beating
from activities.brand_side import BrandSide
from activities.converge import Convergence
from activities.inspecting import why_refused
from activities.remembering import remember
from activities.turns import turn
from contracts import failures
from contracts.access import Acquired, Evidence, Hold, Released, Verified
from contracts.authorization import FindLogin
from contracts.vocabulary import InstagramLink, LapseCause, LeaseState, Outcome
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.tasks import covers
from store.errors import HoldClosed
from store.ledger import Lease, Origin, Pair, Turn
from store.logins import PageAccess
from store.session import Store


class AccessActivities:
    """The lease's outside effects. All are safe to repeat, in any order, from any number of workers."""

    def __init__(self, store: Store, graph: GraphClient, temporal: Client, *, brand_revoke: bool = False) -> None:
        self._store = store
        self._brand_side = BrandSide(store, graph, brand_revoke)
        self._graph = graph
        self._temporal = temporal

    @activity.defn(name="announce_access")
    async def announce(self, hold: Hold) -> None:
        """Write the holder down ahead of its start. No platform call; from the start on the hold counts."""
        async with turn(self._store.ledger, _pair(hold)) as mine:
            await self._write_down(hold, mine, max(clock.now(), hold.starts_at or clock.now()))

    @activity.defn(name="let_go")
    async def let_go(self, hold: Hold) -> None:
        """Close the hold, and with that call off what was asked for in its name. No platform call, no turn."""
        await self._store.ledger.let_go(_pair(hold), hold.collaboration_id, clock.now())

    @activity.defn(name="acquire_access")
    async def acquire(self, hold: Hold) -> Acquired:
        """Add the holder, converge, return the read-back that shows access present."""
        async with beating(), turn(self._store.ledger, _pair(hold)) as mine:
            access = await self._access(hold)
            await self._write_down(hold, mine, clock.now())
            lease = await self._store.ledger.lease(mine.pair, clock.now())
            async with self._converging(hold, mine, access) as work:
                state, evidence = await work.share(lease)
            return Acquired(state=state, evidence=evidence, request_ids=tuple(work.request_ids))

    @activity.defn(name="verify_access")
    async def verify(self, hold: Hold) -> Verified:
        """Read the share back, and the Page's Instagram link.

        Changes nothing on the platform, but for what a change of ours that was interrupted still owes to the holders.
        """
        async with beating(), turn(self._store.ledger, _pair(hold)) as mine:
            access = await self._access(hold)
            lease = await self._known(hold, mine)
            async with self._converging(hold, mine, access) as work:
                if lease.origin is Origin.OURS and not lease.settled:
                    await work.keep(lease)
                evidence = await work.read()
                if lease.origin is Origin.OWNED:
                    owned = evidence.model_copy(update={"present": True, "tasks": hold.tasks})
                    return Verified(state=LeaseState.OWNED, evidence=owned)
                state = _held_state(lease) if evidence.present else LeaseState.MISSING
                await self._store.ledger.settle(
                    mine,
                    state=state,
                    origin=Origin.OURS if lease.origin is Origin.OURS else Origin.FOREIGN,
                    evidence=evidence,
                    kind="read",
                    collaboration_id=hold.collaboration_id,
                )
                linked = await self._instagram_linked(hold, access) if evidence.present else None
            enough = covers(evidence.tasks, hold.tasks) and not evidence.pending
            return Verified(state=state, evidence=evidence, sufficient=enough, instagram_linked=linked)

    @activity.defn(name="release_access")
    async def release(self, hold: Hold) -> Released:
        """Remove the holder and, when nobody else holds the pair and the share is ours, take it back and prove it."""
        await self.let_go(hold)
        async with beating(), turn(self._store.ledger, _pair(hold)) as mine:
            if hold.given and not await self._was_given(hold):
                await remember(self._temporal, self._store.ledger, mine)
            lease = await self._at_the_next_start(mine.pair)
            if lease.holders:
                await self._keep(hold, mine, lease)
                given = hold.given or await self._was_given(hold)
                return Released(outcome=Outcome.KEPT_FOR_OTHER if given else Outcome.NEVER_GRANTED)
            if lease.origin in (Origin.FOREIGN, Origin.OWNED):
                return Released(outcome=Outcome.LEFT_FOREIGN)
            if lease.origin is Origin.NONE:
                return await self._already_settled(hold)
            try:
                access = await self._access(hold, even_lapsed=True)
                async with self._converging(hold, mine, access) as work:
                    evidence = await work.unshare(lease)
            except ApplicationError as hindrance:
                gone = await self._brand_side.instead(hold, mine, hindrance)
                return _proven(*gone)
            return _proven(evidence, tuple(work.request_ids))

    async def _write_down(self, hold: Hold, mine: Turn, since: datetime) -> None:
        try:
            await self._store.ledger.hold(mine, hold, since)
        except HoldClosed as closed:
            raise _closed(closed) from None

    async def _keep(self, hold: Hold, mine: Turn, lease: Lease) -> None:
        """Others hold the pair on. What only this one needed is taken away, and what we left half-done is finished."""
        if lease.origin is not Origin.OURS or (lease.settled and not lease.too_wide):
            return
        access = await self._access(hold, even_lapsed=True)
        stays = hold.model_copy(update={"collaboration_id": lease.holders[0].collaboration_id})
        async with self._converging(stays, mine, access) as work:
            await work.keep(lease)

    async def _at_the_next_start(self, pair: Pair) -> Lease:
        """The pair; if somebody's start is this very instant, when that has come: no gap, and nothing given early."""
        lease = await self._store.ledger.lease(pair, clock.now())
        if lease.next_start is None:
            return lease
        await asyncio.sleep((lease.next_start - clock.now()).total_seconds())
        return await self._store.ledger.lease(pair, max(clock.now(), lease.next_start))

    async def _known(self, hold: Hold, mine: Turn) -> Lease:
        """The pair, with this hold on it: the collaboration may remember what an older copy of the ledger does not."""
        lease = await self._store.ledger.lease(mine.pair, clock.now())
        known = any(other.collaboration_id == hold.collaboration_id for other in lease.holders)
        forgotten = hold.given and lease.origin is not Origin.OURS
        if known and not forgotten:
            return lease
        await self._write_down(hold, mine, clock.now())
        if forgotten:
            await remember(self._temporal, self._store.ledger, mine)
        return await self._store.ledger.lease(mine.pair, clock.now())

    async def _already_settled(self, hold: Hold) -> Released:
        """Nothing of ours is on the pair: taken back before (a repeated release, a co-holder's), or never given."""
        if not await self._was_given(hold):
            return Released(outcome=Outcome.NEVER_GRANTED)
        last = await self._store.ledger.last_read(_pair(hold))
        assert last is not None, "access was given, so the pair was read"
        if last.present:
            return Released(outcome=Outcome.LEFT_FOREIGN)
        evidence = Evidence(present=last.present, tasks=last.tasks, at=last.at, request_id=last.request_id)
        return Released(outcome=Outcome.REVOKED, evidence=evidence, request_ids=(last.request_id,))

    async def _was_given(self, hold: Hold) -> bool:
        entries = await self._store.ledger.evidence(hold.collaboration_id)
        return any(entry.present for entry in entries) or any(entry.kind == "unshare" for entry in entries)

    async def _access(self, hold: Hold, *, even_lapsed: bool = False) -> PageAccess:
        """Tokens of a login that covers the Page. Raises the lapse that explains why there is none."""
        logins = self._store.logins
        find = logins.any_page_access if even_lapsed else logins.page_access
        access = await find(hold.creator_id, hold.page_id)
        if access is None:
            ask = FindLogin(creator_id=hold.creator_id, instagram_username="", page_id=hold.page_id)
            found = await logins.find(ask)
            raise translate.lapse(found.login_id or "", found.cause or LapseCause.PAGE_DESELECTED)
        return access

    @asynccontextmanager
    async def _converging(self, hold: Hold, mine: Turn, access: PageAccess) -> AsyncIterator[Convergence]:
        """Platform errors become Temporal's here; a lapse is written down first, so that every look sees it."""
        try:
            yield Convergence(self._store.ledger, self._graph, mine, access, hold.collaboration_id)
        except meta.Lapsed as lapsed:
            logins = self._store.logins
            if lapsed.cause is LapseCause.ROLE_LOST:
                await logins.lose_page(access.login_id, hold.page_id)
            else:
                await logins.lapse(access.login_id, lapsed.cause, clock.now())
            raise translate.translated(lapsed, login_id=access.login_id) from None
        except (meta.PermissionMissing, meta.NotFound) as refused:
            cause = await why_refused(self._store, self._graph, access, hold.page_id)
            if cause is not None:
                raise translate.lapse(access.login_id, cause) from None
            raise translate.translated(refused, login_id=access.login_id) from None
        except meta.MetaError as error:
            raise translate.translated(error, login_id=access.login_id) from None
        except HoldClosed as closed:
            raise _closed(closed) from None

    async def _instagram_linked(self, hold: Hold, access: PageAccess) -> bool | None:
        """Whether the Page still shows a professional Instagram account; null where we may not see it."""
        try:
            page = await self._graph.page(access.user_token, hold.page_id)
        except (meta.PermissionMissing, meta.NotFound, meta.Permanent):
            return None
        if page.link is InstagramLink.NONE and await self._cannot_see_instagram(hold):
            return None
        return page.link is InstagramLink.BUSINESS

    async def _cannot_see_instagram(self, hold: Hold) -> bool:
        """Absent has three causes: not linked, personal, not allowed to see (graph-api: instagram_basic lapses)."""
        views = await self._store.logins.views(hold.creator_id)
        return all("instagram_basic" in view.missing_permissions for view in views if view.working)


def _proven(evidence: Evidence, request_ids: tuple[str, ...]) -> Released:
    """Absent, as the read-back shows, where something of ours was or may have been."""
    return Released(outcome=Outcome.REVOKED, evidence=evidence, request_ids=request_ids)


def _pair(hold: Hold) -> Pair:
    return Pair(hold.page_id, hold.business_id)


def _closed(closed: HoldClosed) -> ApplicationError:
    """Called off by its own end: nothing is wrong, so nobody is warned."""
    return ApplicationError(
        str(closed), type=failures.HOLD_CLOSED, non_retryable=True, category=ApplicationErrorCategory.BENIGN
    )


def _held_state(lease: Lease) -> LeaseState:
    """Of a share that is there: what nothing tells to be ours is somebody else's."""
    return LeaseState.PRESENT if lease.origin is Origin.OURS else LeaseState.FOREIGN
