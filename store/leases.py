"""What the ledger answers with: leases and evidence, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.access import Hold
from contracts.vocabulary import LeaseState
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow
from store.turns import Pair


class Origin(StrEnum):
    """Whose share it is. Only ``ours`` is ever taken back."""

    NONE = "none"
    OURS = "ours"
    FOREIGN = "foreign"
    OWNED = "owned"


@dataclass(frozen=True)
class Lease:
    """One pair as the ledger believes it to be. ``tasks`` are those last observed, ``holders`` the open ones."""

    pair: Pair
    state: LeaseState = LeaseState.ABSENT
    origin: Origin = Origin.NONE
    tasks: frozenset[str] = frozenset()
    holders: tuple[Hold, ...] = ()
    asked: frozenset[str] = frozenset()
    """The tasks of our newest share call, done or not. The platform may show more than was asked."""
    next_start: datetime | None = None
    """When somebody announced begins to hold, if that is so near that this instant may be the same."""
    unanswered_at: datetime | None = None
    """When our newest share call was written down, if nobody learned yet what came of it."""
    unconfirmed_at: datetime | None = None
    """The same of our newest unshare call."""
    read_at: datetime | None = None
    """When the platform was last read; None if never."""

    @property
    def settled(self) -> bool:
        """Whether what we believe rests on a read-back that followed our last call."""
        return self.state not in _UNSETTLED

    @property
    def too_wide(self) -> bool:
        """Our share allows something that only holders who left needed."""
        return self.origin is Origin.OURS and not self.asked <= self.wanted

    @property
    def wanted(self) -> frozenset[str]:
        """What all holders together need. Empty: nobody needs the share any more."""
        return frozenset(task for hold in self.holders for task in hold.tasks)


@dataclass(frozen=True)
class EvidenceEntry:
    """One read-back, as it was kept."""

    id: int
    pair: Pair
    collaboration_id: str | None
    intent_id: str | None
    kind: str
    present: bool
    tasks: tuple[str, ...]
    at: datetime
    request_id: str
    note: str | None = None
    """That it came from the brand's side; of an attestation: whose word it is, and what it says."""
    hash: str = ""
    """Its place in the pair's chain (``contracts.proof``)."""


_UNSETTLED = {LeaseState.SHARING, LeaseState.UNSHARING, LeaseState.SHARE_UNCERTAIN, LeaseState.UNSHARE_UNCERTAIN}


def lease_of(
    row: LeaseRow,
    now: datetime,
    holders: Sequence[HolderRow],
    share: IntentRow | None,
    open_calls: Sequence[IntentRow],
) -> Lease:
    since = {holder.collaboration_id: holder.since or now for holder in holders}
    holding = [holder for holder in holders if since[holder.collaboration_id] <= now]
    return Lease(
        pair=Pair(row.page_id, row.business_id),
        state=LeaseState(row.state),
        origin=Origin(row.origin),
        tasks=frozenset(row.tasks),
        holders=tuple(Hold.model_validate(holder, from_attributes=True) for holder in holding),
        asked=frozenset(share.tasks if share else ()),
        next_start=min((start for start in since.values() if start > now), default=None),
        unanswered_at=max((call.written_at for call in open_calls if call.kind == "share"), default=None),
        unconfirmed_at=max((call.written_at for call in open_calls if call.kind == "unshare"), default=None),
        read_at=row.read_at,
    )


def entry_of(row: EvidenceRow) -> EvidenceEntry:
    return EvidenceEntry(
        id=row.id or 0,
        pair=Pair(row.page_id, row.business_id),
        collaboration_id=row.collaboration_id,
        intent_id=row.intent_id,
        kind=row.kind,
        present=row.present,
        tasks=tuple(row.tasks),
        at=row.at,
        request_id=row.request_id,
        note=row.note,
        hash=row.hash,
    )
