"""The ledger: who holds which pair, what we were about to do, and what the platform showed.

Whatever changes a pair is checked against its fence (``store.turns``) in the same transaction.
"""

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.access import ATTESTATION, Evidence, Hold
from contracts.vocabulary import LeaseState
from store.chain import append
from store.errors import HoldClosed, IntentUnknown
from store.leases import EvidenceEntry, Lease, Origin, entry_of, lease_of
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow
from store.turns import TURN, Pair, Turn, Turns, held, locked, of_pair

__all__ = ["EvidenceEntry", "Lease", "Ledger", "Origin", "Pair", "Turn"]

_UNDER_WAY = {"share": LeaseState.SHARING, "unshare": LeaseState.UNSHARING}
_IN_DOUBT = {"share": LeaseState.SHARE_UNCERTAIN, "unshare": LeaseState.UNSHARE_UNCERTAIN}
_MAX_HOLDERS = 500
_SAME_INSTANT = timedelta(seconds=2)
"""Clocks of two workers differ by less: a start this close to an end is taken for the same instant."""
_PAGE = 1000


class Ledger(Turns):
    async def hold(self, turn: Turn, hold: Hold, since: datetime) -> None:
        """Write a collaboration down as a holder, or update its tasks and end. Raises TurnLost, HoldClosed.

        ``since`` may lie ahead: until then it is only announced. Holding earlier than announced counts.
        """
        async with self._database.write() as session:
            await held(session, turn)
            row = await _holder(session, turn.pair, hold.collaboration_id)
            if row.released_at is not None:
                raise HoldClosed(f"{hold.collaboration_id!r} let go of {'/'.join(turn.pair)} before")
            row.creator_id, row.tasks, row.ends_at = hold.creator_id, sorted(hold.tasks), hold.ends_at
            row.since = min(row.since or since, since)

    async def let_go(self, pair: Pair, collaboration_id: str, now: datetime) -> None:
        """Close a collaboration's hold for good. Needs no turn, so that it stops a call under way that it asked for.

        Who never held is written down as well: a hold that arrives late must not reopen what has ended.
        """
        async with self._database.write() as session:
            await locked(session, pair)
            row = await _holder(session, pair, collaboration_id)
            row.released_at = row.released_at or now

    async def lease(self, pair: Pair, now: datetime) -> Lease:
        """The pair as we believe it to be. A pair never heard of is absent; a hold only announced is not yet one.

        One announced for this very instant (``_SAME_INSTANT``) is told apart: as the lease's next start.
        """
        async with self._database.read() as session:
            row = await session.scalar(select(LeaseRow).where(of_pair(pair)))
            if row is None:
                return Lease(pair)
            open_ones = (
                select(HolderRow)
                .where(
                    col(HolderRow.page_id) == pair.page_id,
                    col(HolderRow.business_id) == pair.business_id,
                    col(HolderRow.released_at).is_(None),
                    col(HolderRow.since) <= now + _SAME_INSTANT,
                )
                .order_by(col(HolderRow.since), col(HolderRow.collaboration_id))
                .limit(_MAX_HOLDERS)
            )
            last_share = (
                select(IntentRow)
                .where(
                    col(IntentRow.page_id) == pair.page_id,
                    col(IntentRow.business_id) == pair.business_id,
                    col(IntentRow.kind) == "share",
                )
                .order_by(col(IntentRow.fence).desc(), col(IntentRow.written_at).desc())
                .limit(1)
            )
            open_calls = select(IntentRow).where(
                col(IntentRow.page_id) == pair.page_id,
                col(IntentRow.business_id) == pair.business_id,
                col(IntentRow.settled_at).is_(None),
            )
            holders, calls = await session.scalars(open_ones), await session.scalars(open_calls)
            return lease_of(row, now, list(holders), await session.scalar(last_share), list(calls))

    async def intend(
        self,
        turn: Turn,
        kind: str,
        tasks: Collection[str],
        before: Evidence,
        now: datetime,
        *,
        for_holder: str | None = None,
        ttl: timedelta = TURN,
    ) -> tuple[str, Turn]:
        """Write down the call that is about to be made, with the state it meets; the intent's id, and a fresh turn.

        A share that was not there before our first intent is ours. Written before the call, in one transaction:
        if we die in between, the share that then exists is still known to be ours to take back.
        The turn lasts anew from ``now`` on, which leaves time for the call and its read-back.
        ``for_holder`` asks for the call: when its hold is over, nothing is written. Raises TurnLost, HoldClosed.
        """
        expires_at = now + ttl
        intent = IntentRow(
            id=uuid.uuid4().hex,
            **turn.pair._asdict(),
            fence=turn.fence,
            kind=kind,
            tasks=sorted(tasks),
            before_present=before.present,
            before_pending=before.pending,
            before_tasks=sorted(before.tasks),
            before_at=before.at,
            written_at=now,
        )
        async with self._database.write() as session:
            lease = await held(session, turn)
            if for_holder is not None:
                asking = await _holder(session, turn.pair, for_holder)
                if asking.released_at is not None or asking.ends_at is None or asking.ends_at <= now:
                    raise HoldClosed(f"{for_holder!r} needs {'/'.join(turn.pair)} no more")
            lease.state, lease.turn_expires_at = _UNDER_WAY[kind].value, expires_at
            if kind == "share" and not before.present:
                lease.origin = Origin.OURS.value
            session.add(intent)
        return intent.id, replace(turn, expires_at=expires_at)

    async def recall(self, turn: Turn) -> None:
        """Believe a holder who remembers that the share is ours: this ledger is older than it. Raises TurnLost."""
        async with self._database.write() as session:
            lease = await held(session, turn)
            lease.state, lease.origin = LeaseState.PRESENT.value, Origin.OURS.value

    async def doubt(self, turn: Turn, intent_id: str) -> None:
        """The intended call has no usable answer: only a read-back can tell. Raises TurnLost, IntentUnknown."""
        async with self._database.write() as session:
            lease = await held(session, turn)
            intent = await _intent(session, turn.pair, intent_id)
            lease.state = _IN_DOUBT[intent.kind].value

    async def settle(
        self,
        turn: Turn,
        *,
        state: LeaseState,
        origin: Origin,
        evidence: Evidence,
        kind: str,
        collaboration_id: str | None,
        intent_id: str | None = None,
        note: str | None = None,
    ) -> None:
        """Keep a read-back as proof, linked to the one before, and believe it. Raises TurnLost, IntentUnknown.

        Every open intent on the pair is closed: the one named with the state, older ones as ``overtaken``.
        """
        proof = EvidenceRow(
            **turn.pair._asdict(),
            collaboration_id=collaboration_id,
            intent_id=intent_id,
            kind=kind,
            present=evidence.present,
            pending=evidence.pending,
            tasks=sorted(evidence.tasks),
            at=evidence.at,
            request_id=evidence.request_id,
            state=state.value,
            origin=origin.value,
            note=note,
        )
        async with self._database.write() as session:
            lease = await held(session, turn)
            intent = await _intent(session, turn.pair, intent_id) if intent_id is not None else None
            await append(session, lease, proof)
            if intent is not None:
                intent.settled_at, intent.result = evidence.at, state.value
            lease.state, lease.origin = state.value, origin.value
            lease.tasks, lease.read_at = sorted(evidence.tasks), evidence.at
            await _close_older(session, turn.pair, evidence.at, but=intent_id)

    async def evidence(self, collaboration_id: str, *, after: int = 0, limit: int = _PAGE) -> tuple[EvidenceEntry, ...]:
        """The collaboration's evidence in the order it was kept; the next page is after the last one's id."""
        mine = (
            select(EvidenceRow)
            .where(col(EvidenceRow.collaboration_id) == collaboration_id, col(EvidenceRow.id) > after)
            .order_by(col(EvidenceRow.id))
            .limit(min(limit, _PAGE))
        )
        async with self._database.read() as session:
            return tuple(entry_of(row) for row in (await session.scalars(mine)).all())

    async def last_read(self, pair: Pair) -> EvidenceEntry | None:
        """The newest read-back of the pair, whoever asked for it."""
        of_this = (
            col(EvidenceRow.page_id) == pair.page_id,
            col(EvidenceRow.business_id) == pair.business_id,
            col(EvidenceRow.kind) != ATTESTATION,
        )
        newest = select(EvidenceRow).where(*of_this).order_by(col(EvidenceRow.seq).desc()).limit(1)
        async with self._database.read() as session:
            row = await session.scalar(newest)
            return entry_of(row) if row is not None else None


async def _holder(session: AsyncSession, pair: Pair, collaboration_id: str) -> HolderRow:
    """The collaboration's row, new if need be. The pair's row is locked, so nobody else makes one now."""
    row = await session.get(HolderRow, (*pair, collaboration_id))
    if row is None:
        row = HolderRow(**pair._asdict(), collaboration_id=collaboration_id, tasks=[])
        session.add(row)
    return row


async def _intent(session: AsyncSession, pair: Pair, intent_id: str) -> IntentRow:
    row = await session.get(IntentRow, intent_id)
    if row is None or Pair(row.page_id, row.business_id) != pair:
        raise IntentUnknown(f"no intent {intent_id!r} on {'/'.join(pair)}")
    return row


async def _close_older(session: AsyncSession, pair: Pair, at: datetime, *, but: str | None) -> None:
    still_open = and_(
        col(IntentRow.page_id) == pair.page_id,
        col(IntentRow.business_id) == pair.business_id,
        col(IntentRow.settled_at).is_(None),
        col(IntentRow.id) != (but or ""),
    )
    await session.execute(update(IntentRow).where(still_open).values(settled_at=at, result="overtaken"))
