"""Converge one (Page, business) pair: make the platform show what the holders want, and prove it by reading back.

Level-triggered and safe to repeat: wanted is the union of the holders' tasks, observed is a read-back; if they differ,
the intent is written with the state before, the call is made, and the read-back afterwards decides what is true.
Any doubt is settled by reading, never by guessing and never by blind repetition.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self

from temporalio.exceptions import ApplicationError

from activities import clock, findings, stragglers, translate
from contracts import failures
from contracts.access import Evidence, Hold
from contracts.vocabulary import FindingCode, LeaseState
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.tasks import covers
from store.errors import HoldClosed, TurnLost
from store.ledger import Lease, Ledger, Origin, Turn
from store.logins import PageAccess

_FRESH = timedelta(minutes=10)
"""A share that was seen there so long ago may be taken back without another look; the read-back afterwards counts."""


class Convergence:
    """One worker's turn at one pair, with one login's Page token."""

    def __init__(
        self, ledger: Ledger, graph: GraphClient, turn: Turn, access: PageAccess, collaboration_id: str
    ) -> None:
        self._ledger = ledger
        self._graph = graph
        self._turn = turn
        self._access = access
        self._collaboration_id = collaboration_id
        self._asking: str | None = None
        self.request_ids: list[str] = []

    async def share(self, lease: Lease) -> tuple[LeaseState, Evidence]:
        """Make sure that the business may do what the holders want. Raises ApplicationError, MetaError, HoldClosed.

        Whoever asks for it may let go at any moment; from then on nothing is begun any more.
        """
        self._asking = self._collaboration_id
        seen = await self.read()
        if seen.present and lease.origin is not Origin.OURS:
            return await self._adopt(seen, lease.wanted)
        if seen.pending:
            raise translate.blocked(findings.failed(FindingCode.SHARE_PENDING))
        if seen.present and covers(seen.tasks, lease.wanted) and not lease.too_wide:
            return await self._settled(LeaseState.PRESENT, Origin.OURS, seen, "read")
        others = self._others(lease)
        if seen.present:
            had_it = self._for(others[0]) if others else self
            return await self._give_anew(lease, await had_it._take_down(lease, seen))
        if others and lease.origin is Origin.OURS and not lease.settled:
            return await self._give_anew(lease, seen)
        return await self._give(lease, seen)

    async def keep(self, lease: Lease) -> None:
        """One holder left, others stay: take away what only that one needed. Raises ApplicationError, MetaError.

        A share that somebody removed by hand stays removed; one that we ourselves took down to give it anew comes back.
        """
        seen = await self.read()
        if not seen.present and lease.settled:
            await self._settled(LeaseState.MISSING, Origin.OURS, seen, "read")
        elif seen.present and not lease.too_wide:
            await self._settled(LeaseState.PRESENT, Origin.OURS, seen, "read")
        else:
            gone = await self._take_down(lease, seen) if seen.present else seen
            await self._give(lease, gone, anew=True)

    async def unshare(self, lease: Lease) -> Evidence:
        """Take our share back and return the read-back that shows it absent. Raises ApplicationError, MetaError.

        While a call to share may still land, one read that shows nothing proves nothing.
        """
        seen = await self._seen_before_a_throttle() or await self.read()
        if seen.present:
            seen = await self._take_back(seen)
        elif rest := _may_still_land(lease.unanswered_at):
            raise _not_proven("nothing is shared, but a call of ours may still land", rest)
        else:
            await self._settled(LeaseState.ABSENT, Origin.NONE, seen, "unshare")  # already gone is success
        return seen

    async def read(self) -> Evidence:
        """What the platform shows right now. Raises MetaError."""
        agencies = await self._graph.agencies(self._access.page_token, self._turn.pair.page_id)
        self.request_ids.append(agencies.request_id)
        share = agencies.of(self._turn.pair.business_id)
        return Evidence(
            present=share is not None,
            pending=share is not None and share.pending,
            tasks=tuple(sorted(share.tasks)) if share else (),
            at=agencies.at,
            request_id=agencies.request_id,
        )

    async def _take_down(self, lease: Lease, seen: Evidence) -> Evidence:
        """Take the share back to give it anew; not while an earlier unshare may still land and take the new one."""
        if rest := _may_still_land(lease.unconfirmed_at):
            raise _not_proven("an unshare of ours may still land", rest)
        return await self._take_back(seen, anew=True)

    async def _give_anew(self, lease: Lease, gone: Evidence) -> tuple[LeaseState, Evidence]:
        """Meta has no call that changes a share's tasks (3989): it was taken back, and is given anew in the same turn.

        What others had before must not be lost by it: if the new share is refused, or whoever asked for it has let
        go, they get theirs back.
        """
        try:
            return await self._give(lease, gone, anew=True)
        except (*meta.REFUSALS, HoldClosed):
            if others := self._others(lease):
                theirs = self._for(others[0])
                theirs._asking = None
                await theirs._give(replace(lease, holders=others), gone, anew=True)
            raise

    def _others(self, lease: Lease) -> tuple[Hold, ...]:
        return tuple(hold for hold in lease.holders if hold.collaboration_id != self._collaboration_id)

    def _for(self, hold: Hold) -> Self:
        """The same turn, with the evidence in the name of another holder: it is their share that changes."""
        other = copy(self)
        other._collaboration_id = hold.collaboration_id
        return other

    async def _give(self, lease: Lease, before: Evidence, *, anew: bool = False) -> tuple[LeaseState, Evidence]:
        """Share, and prove it. ``anew``: whatever hinders it, this share stays owed to its holders."""
        pair, wanted = self._turn.pair, lease.wanted
        intent, until = await self._intend("share", wanted, before)
        try:
            token = self._access.page_token
            done = await self._graph.share(token, pair.page_id, pair.business_id, wanted, before=until)
            self.request_ids.append(done.request_id)
        except meta.AlreadyOwned:
            owned = Evidence(present=True, tasks=tuple(sorted(wanted)), at=clock.now())
            return await self._settled(LeaseState.OWNED, Origin.OWNED, owned, "read", intent)
        except meta.Duplicate:
            if lease.origin is not Origin.OURS:
                # It was there before our first call, though the read before did not show it: not ours to take back.
                await self._settled(LeaseState.FOREIGN, Origin.FOREIGN, before, "read", intent)
                return await self._adopt(await self.read(), wanted)
        except meta.TooLate as late:
            raise TurnLost(str(late)) from None
        except meta.OutcomeUnknown:
            await self._ledger.doubt(self._turn, intent)
        except meta.MetaError:
            # A plain refusal: nothing was shared now. An earlier call that had no answer may still land, and is ours.
            if anew or not lease.settled:
                await self._ledger.doubt(self._turn, intent)
            else:
                await self._settled(LeaseState.ABSENT, Origin.NONE, before, "read", intent)
            raise
        after = await self.read()
        if after.pending:
            await self._ledger.doubt(self._turn, intent)
            raise translate.blocked(findings.failed(FindingCode.SHARE_PENDING))
        if not covers(after.tasks, wanted):
            await self._ledger.doubt(self._turn, intent)
            raise _not_proven("the share is not to be seen yet")
        return await self._settled(LeaseState.PRESENT, Origin.OURS, after, "share", intent)

    async def _adopt(self, seen: Evidence, wanted: frozenset[str]) -> tuple[LeaseState, Evidence]:
        """Somebody else's share: use it for the term as it is, if it is enough."""
        if seen.pending:
            raise translate.blocked(findings.failed(FindingCode.SHARE_PENDING))
        if not seen.present:
            raise _not_proven("somebody else's share is not to be seen yet")
        await self._settled(LeaseState.FOREIGN, Origin.FOREIGN, seen, "read")
        if not covers(seen.tasks, wanted):
            raise translate.blocked(findings.failed(FindingCode.FOREIGN_SHARE_TOO_NARROW))
        return LeaseState.FOREIGN, seen

    async def _take_back(self, before: Evidence, *, anew: bool = False) -> Evidence:
        """Unshare, and prove it. ``anew``: it is given again at once, and until then owed to its holders."""
        pair = self._turn.pair
        intent, until = await self._intend("unshare", before.tasks, before)
        try:
            token = self._access.page_token
            done = await self._graph.unshare(token, pair.page_id, pair.business_id, before=until)
            self.request_ids.append(done.request_id)
        except meta.TooLate as late:
            raise TurnLost(str(late)) from None
        except meta.OutcomeUnknown:
            await self._ledger.doubt(self._turn, intent)
        except meta.RateLimited:
            if not anew:  # nothing happened, so what was read before still stands: the next attempt goes on from there
                await self._settled(LeaseState.PRESENT, Origin.OURS, before, "read", intent)
            raise
        except (meta.Permanent, meta.NotFound, meta.Unrecognized) as refusal:
            # Perhaps it is gone already: nobody documents what a DELETE of an absent share answers. Read.
            await self._ledger.doubt(self._turn, intent)
            if (await self.read()).present:
                raise refusal
        after = await self.read()
        if after.present:
            await self._ledger.doubt(self._turn, intent)
            raise _not_proven("the share is still there")
        state, origin = (LeaseState.SHARING, Origin.OURS) if anew else (LeaseState.ABSENT, Origin.NONE)
        await self._settled(state, origin, after, "unshare", intent)
        return after

    async def _seen_before_a_throttle(self) -> Evidence | None:
        """The read-back on which a refused unshare rested, if it is fresh: another costs a call and tells nothing."""
        last = await self._ledger.last_read(self._turn.pair)
        if last is None or not last.present or last.kind != "read" or last.intent_id is None:
            return None
        if clock.now() - last.at > _FRESH:
            return None
        return Evidence(present=True, tasks=last.tasks, at=last.at, request_id=last.request_id)

    async def _intend(self, kind: str, tasks: Collection[str], before: Evidence) -> tuple[str, datetime]:
        """The intent, and until when the call may be sent: soon or never, as a straggler counts from now."""
        now = clock.now()
        intent, self._turn = await self._ledger.intend(self._turn, kind, tasks, before, now, for_holder=self._asking)
        return intent, min(self._turn.expires_at, now + stragglers.SENT_WITHIN)

    async def _settled(
        self, state: LeaseState, origin: Origin, evidence: Evidence, kind: str, intent: str | None = None
    ) -> tuple[LeaseState, Evidence]:
        await self._ledger.settle(
            self._turn,
            state=state,
            origin=origin,
            evidence=evidence,
            kind=kind,
            collaboration_id=self._collaboration_id,
            intent_id=intent,
        )
        return state, evidence


def _may_still_land(called_at: datetime | None) -> timedelta | None:
    """For how long yet, if nobody learned what came of the call."""
    rest = called_at + stragglers.LANDS_WITHIN - clock.now() if called_at else timedelta()
    return rest if rest > timedelta() else None


def _not_proven(text: str, wait: timedelta | None = None) -> ApplicationError:
    return ApplicationError(text, type=failures.NOT_PROVEN, next_retry_delay=wait)
