"""Messages of the Deletion workflow: everything of one creator is taken back first, and erased after that."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.access import Hold
from contracts.ids import CollaborationId, CreatorId
from contracts.model import Instant, Model, ShortText


class DeletionStage(StrEnum):
    """How far a deletion is. In this order, but that it may wait more than once."""

    RECEIVED = "received"
    REVOKING = "revoking"
    WAITING = "waiting"
    """Something is left that we cannot take back by ourselves right now."""
    ERASING = "erasing"
    ERASED = "erased"
    NOTHING_HELD = "nothing_held"
    """There was nothing of that person to erase."""


class DeletionRequest(Model):
    """One request to be deleted. Its code opens the public status page and says nothing about anybody."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{10,40}$")]
    requested_at: Instant


class StartDeletion(Model):
    creator_id: CreatorId


class NoteDeletion(Model):
    creator_id: CreatorId
    request: DeletionRequest


class TakeEverythingBack(Model):
    """End all of a creator's open collaborations, and look for at most ``patience_seconds`` how they end."""

    creator_id: CreatorId
    patience_seconds: int


class StillOpen(Model):
    """What has not ended yet: nothing may be erased before, for without the tokens nothing can be taken back."""

    count: int = 0
    collaborations: Annotated[tuple[CollaborationId, ...], Field(max_length=1000)] = ()
    """The first of them."""
    abandoned: Annotated[tuple[Hold, ...], Field(max_length=100)] = ()
    """Holds in the ledger whose workflow is gone: nobody else takes them back."""
    waiting_for: ShortText | None = None
    """Code of what holds the first stuck one up, as in ``Blocked.code``; null while all goes on by itself."""


class DeletionReport(Model):
    """What the public page is to show of a deletion."""

    creator_id: CreatorId
    stage: DeletionStage
    still_open: int = 0
    waiting_for: ShortText | None = None


class Erased(Model):
    """What the check after the erasing found: nothing may be left."""

    left_over: int
    """Rows, sealed secrets and workflow histories that still say something about the creator."""


class DeletionStatus(Model):
    """What may be told about a deletion to anybody who has its code."""

    stage: DeletionStage
    requested_at: Instant
    still_open: int = 0
    waiting_for: str | None = None
    erased_at: Instant | None = None
