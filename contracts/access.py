"""Messages of the lease: acquire, verify and release access on one (Page, business) pair."""

from typing import Annotated

from pydantic import Field

from contracts.ids import CollaborationId, CreatorId, MetaId
from contracts.model import Instant, Model
from contracts.vocabulary import LeaseState, Outcome

ATTESTATION = "attestation"
"""Kind of the evidence that is an operator's word (in its note) and no read-back."""


class Evidence(Model):
    """A read-back: what the platform showed, when, and under which request id."""

    present: bool
    pending: bool = False
    """Listed, but somebody has to approve it on the platform first: no access yet."""
    tasks: tuple[str, ...] = ()
    at: Instant
    request_id: str = ""


class Hold(Model):
    """One collaboration's claim on a pair."""

    collaboration_id: CollaborationId
    creator_id: CreatorId
    page_id: MetaId
    business_id: MetaId
    tasks: Annotated[tuple[str, ...], Field(max_length=30)] = ()
    starts_at: Instant | None = None
    ends_at: Instant
    given: bool = False
    """The collaboration remembers that the share is ours: a ledger restored from an older copy may not."""


class Acquired(Model):
    """Access is there: ``state`` says whether by our share, somebody else's (foreign) or ownership."""

    state: LeaseState
    evidence: Evidence
    request_ids: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class Verified(Model):
    """What a look at a held pair showed: ``state`` is present, foreign, owned or missing.

    ``instagram_linked`` is null where it could not be read.
    """

    state: LeaseState
    evidence: Evidence
    sufficient: bool = True
    """Whether the tasks that the platform shows cover those agreed."""
    instagram_linked: bool | None = None


class Released(Model):
    """The hold is gone: ``outcome`` is revoked (proven absent), kept_for_other, left_foreign or never_granted."""

    outcome: Outcome
    evidence: Evidence | None = None
    request_ids: Annotated[tuple[str, ...], Field(max_length=20)] = ()
