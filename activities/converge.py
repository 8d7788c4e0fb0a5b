"""Converge one (Page, business) pair: make the platform show what the holders want, and prove it by reading back.

Level-triggered and safe to repeat: wanted is the union of the holders' tasks, observed is a read-back; if they differ,
the intent is written with the state before, the call is made, and the read-back afterwards decides what is true.
Any doubt is settled by reading, never by guessing and never by blind repetition.
"""

from temporalio.exceptions import ApplicationError

from activities import clock, findings, translate
from contracts import failures
from contracts.access import Evidence
from contracts.vocabulary import FindingCode, LeaseState
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.tasks import covers
from store.ledger import Lease, Ledger, Origin, Turn
from store.logins import PageAccess


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
        self.request_ids: list[str] = []

    async def share(self, lease: Lease) -> tuple[LeaseState, Evidence]:
        """Make sure that the business may do what the holders want. Raises ApplicationError, MetaError."""
        seen = await self.read()
        if seen.present and lease.origin is not Origin.OURS:
            return await self._adopt(seen, lease.wanted)
        if seen.pending:
            raise translate.blocked(findings.failed(FindingCode.SHARE_PENDING))
        if seen.present and covers(seen.tasks, lease.wanted):
            return await self._settled(LeaseState.PRESENT, Origin.OURS, seen, "read")
        if seen.present:
            # Ours but too narrow: Meta has no call that widens a share (3989), so it is taken back and given anew.
            seen = await self._take_back(seen)
        return await self._give(lease, seen)

    async def unshare(self) -> Evidence:
        """Take our share back and return the read-back that shows it absent. Raises ApplicationError, MetaError."""
        seen = await self.read()
        if seen.present:
            seen = await self._take_back(seen)
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

    async def _give(self, lease: Lease, before: Evidence) -> tuple[LeaseState, Evidence]:
        pair, wanted = self._turn.pair, lease.wanted
        intent = await self._ledger.intend(self._turn, "share", wanted, before, clock.now())
        await self._renew()
        try:
            done = await self._graph.share(self._access.page_token, pair.page_id, pair.business_id, wanted)
            self.request_ids.append(done.request_id)
        except meta.AlreadyOwned:
            owned = Evidence(present=True, tasks=tuple(sorted(wanted)), at=clock.now())
            return await self._settled(LeaseState.OWNED, Origin.OWNED, owned, "read", intent)
        except meta.Duplicate:
            if lease.origin is not Origin.OURS:
                # It was there before our first call, though the read before did not show it: not ours to take back.
                await self._settled(LeaseState.FOREIGN, Origin.FOREIGN, before, "read", intent)
                return await self._adopt(await self.read(), wanted)
        except meta.OutcomeUnknown:
            await self._ledger.doubt(self._turn, intent)
        except meta.MetaError:
            # A plain refusal: nothing was shared, so nothing of ours is there to take back.
            await self._settled(LeaseState.ABSENT, Origin.NONE, before, "read", intent)
            raise
        await self._renew()
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

    async def _take_back(self, before: Evidence) -> Evidence:
        pair = self._turn.pair
        intent = await self._ledger.intend(self._turn, "unshare", before.tasks, before, clock.now())
        await self._renew()
        try:
            done = await self._graph.unshare(self._access.page_token, pair.page_id, pair.business_id)
            self.request_ids.append(done.request_id)
        except meta.OutcomeUnknown:
            await self._ledger.doubt(self._turn, intent)
        except (meta.Permanent, meta.NotFound, meta.Unrecognized) as refusal:
            # Perhaps it is gone already: nobody documents what a DELETE of an absent share answers. Read.
            await self._ledger.doubt(self._turn, intent)
            if (await self.read()).present:
                raise refusal
        await self._renew()
        after = await self.read()
        if after.present:
            await self._ledger.doubt(self._turn, intent)
            raise _not_proven("the share is still there")
        await self._settled(LeaseState.ABSENT, Origin.NONE, after, "unshare", intent)
        return after

    async def _renew(self) -> None:
        """Before every call: whoever lost the turn must not touch the platform any more. Raises TurnLost."""
        self._turn = await self._ledger.renew(self._turn, now=clock.now())

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


def _not_proven(text: str) -> ApplicationError:
    return ApplicationError(text, type=failures.NOT_PROVEN)
