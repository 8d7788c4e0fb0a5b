"""Messages of the audit: what the ledger says, held against the platform and against the running collaborations."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.access import Hold
from contracts.ids import CreatorId, MetaId
from contracts.model import Instant, Model, ShortText

MAX_LINES = 50
"""Lines of detail that a report keeps; everything is counted."""


class Found(StrEnum):
    """What an audit may find wrong, and what it does about it. Each is a counter of the report."""

    SETTLED = "settled"
    RELEASED = "released"
    TAKEN_BACK = "taken_back"
    NUDGED = "nudged"
    FORGOTTEN = "forgotten"
    FOREIGN = "foreign"
    COULD_NOT_READ = "could_not_read"
    COULD_NOT_RELEASE = "could_not_release"


class AuditLine(Model):
    """One finding. ``tell``: an operator has to hear of it, at most once a day."""

    found: Found
    text: ShortText
    page_id: str | None = None
    business_id: str | None = None
    creator_id: CreatorId | None = None
    collaboration_id: str | None = None
    tell: bool = False


class PairKey(Model):
    """Where the walk through the ledger stands: pairs come in the order of these two."""

    page_id: MetaId
    business_id: MetaId


class AuditReport(Model):
    """What an audit looked at and found; of a dry run, what it would have done.

    ``looked_at`` counts pairs and running collaborations, ``read`` the pairs that were read back on the platform.
    ``complete`` is false where the platform or the database stopped answering on the way.
    """

    dry_run: bool = False
    began_at: Instant
    finished_at: Instant | None = None
    complete: bool = True
    trouble: ShortText = ""
    """Why it is not complete."""
    looked_at: int = 0
    read: int = 0
    in_order: int = 0
    settled: int = 0
    """Doubts and differences of the ledger alone that the read-back settled."""
    released: int = 0
    """Holds whose workflow is gone: let go of, and the share taken back where nobody else needs it."""
    taken_back: int = 0
    """Shares of ours that came back after they were proven gone."""
    nudged: int = 0
    """Collaborations told to look, because the platform shows something else than they believe."""
    forgotten: int = 0
    """Running collaborations that the ledger does not know; told to look, too."""
    foreign: int = 0
    """Shares on ended pairs that are not ours: left alone."""
    could_not_read: int = 0
    could_not_release: int = 0
    lines: Annotated[tuple[AuditLine, ...], Field(max_length=MAX_LINES)] = ()

    @property
    def found(self) -> int:
        """How many findings there are, of any kind."""
        return sum(int(getattr(self, kind.value)) for kind in Found)


class AuditState(Model):
    """How far an audit is: what it takes along when it continues as new."""

    report: AuditReport
    after: PairKey | None = None
    """The last pair looked at; null before the first."""
    leases_done: bool = False
    blind: bool = False
    """The platform has no time for us: the rest is looked at without reading."""
    cursor: str = ""
    """Temporal's own mark in its list of running collaborations; empty at its beginning."""


class StartAudit(Model):
    """``read_after_seconds``: read a held pair again when its last read-back is older; 0 reads everything it covers."""

    dry_run: bool = False
    read_after_seconds: Annotated[int, Field(ge=0)] = 6 * 3600
    creator_id: CreatorId | None = None
    """Only pairs and collaborations of this creator; null for all."""
    patience_seconds: Annotated[int, Field(ge=1)] = 300
    """How long the platform may keep us waiting before the audit goes on without reading."""
    leases_per_page: Annotated[int, Field(ge=1, le=50)] = 25
    """Pairs looked at in one activity: their Pages are read in one HTTP call, which Meta limits to 50."""
    state: AuditState | None = None


class LookAtLeases(Model):
    """The next ``limit`` pairs of the ledger. ``blind``: without the platform, only who still holds what."""

    dry_run: bool
    blind: bool = False
    read_after_seconds: int
    creator_id: CreatorId | None = None
    after: PairKey | None = None
    limit: int


class ToRelease(Model):
    """A hold for the release that every collaboration uses, and how it counts: released or taken_back."""

    hold: Hold
    found: Found
    why: ShortText
    tell: bool = True
    """Whether an operator has to hear of it if it cannot be taken back."""


class LeasesSeen(Model):
    """``after`` is null at the end of the ledger."""

    looked_at: int = 0
    read: int = 0
    in_order: int = 0
    lines: Annotated[tuple[AuditLine, ...], Field(max_length=500)] = ()
    releases: Annotated[tuple[ToRelease, ...], Field(max_length=500)] = ()
    after: PairKey | None = None


class LookAtCollaborations(Model):
    """The next page of running collaborations that should hold something."""

    dry_run: bool
    creator_id: CreatorId | None = None
    cursor: str = ""


class CollaborationsSeen(Model):
    """``cursor`` is null at the end of the list."""

    looked_at: int = 0
    in_order: int = 0
    lines: Annotated[tuple[AuditLine, ...], Field(max_length=500)] = ()
    cursor: str | None = None
