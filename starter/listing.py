"""Listing collaborations by search attributes: works without any worker, a moment behind the truth."""

from pydantic import Field, TypeAdapter, ValidationError
from temporalio.client import WorkflowExecution, WorkflowExecutionStatus

from contracts.ids import CreatorId, MetaId
from contracts.model import Instant, Model
from contracts.search_attributes import (
    ACCESS_STAGE,
    BLOCKED_ON,
    BUSINESS_ID,
    CREATOR_ID,
    INSTAGRAM_USERNAME,
    NEEDS_ATTENTION,
    TERM_END,
)
from contracts.vocabulary import Stage
from starter.calls import COLLABORATION
from starter.errors import RequestRefused
from starter.stopped import WORKFLOW_STOPPED

_CREATOR: TypeAdapter[str] = TypeAdapter(CreatorId)
_BUSINESS: TypeAdapter[str] = TypeAdapter(MetaId)
_PREFIX = "collaboration/"
_STOPPED = frozenset(
    {
        WorkflowExecutionStatus.TERMINATED,
        WorkflowExecutionStatus.FAILED,
        WorkflowExecutionStatus.CANCELED,
        WorkflowExecutionStatus.TIMED_OUT,
    }
)
"""Closed, and not by its own end."""


class Listed(Model):
    """One collaboration as the search attributes show it. ``ends_at`` is the end in force."""

    collaboration_id: str
    stage: Stage | None = None
    creator_id: str | None = None
    business_id: str | None = None
    instagram_username: str | None = None
    ends_at: Instant | None = None
    needs_attention: bool = False
    blocked_on: str | None = None
    """What holds it up: ``Status.blocked.code``. A stopped one's ``stage`` is the last it had."""
    running: bool = Field(default=True, exclude=True)
    """Not told to the outside; false once its workflow has closed, however it did."""


def listing_query(stage: str | None = None, creator: str | None = None, business: str | None = None) -> str:
    """The visibility query. Raises RequestRefused for a filter that is no stage or id, so none can carry a quote."""
    wanted = [f"WorkflowType = '{COLLABORATION}'"]
    # A long life continues as new; its closed earlier runs are not collaborations of their own.
    wanted.append("ExecutionStatus != 'ContinuedAsNew'")
    if stage is not None:
        if stage not in set(Stage):
            raise RequestRefused(f"{stage!r} is not a stage; stages are {', '.join(Stage)}")
        wanted.append(f"{ACCESS_STAGE.name} = '{stage}'")
    if creator is not None:
        wanted.append(f"{CREATOR_ID.name} = '{_checked('creator', _CREATOR, creator)}'")
    if business is not None:
        wanted.append(f"{BUSINESS_ID.name} = '{_checked('business', _BUSINESS, business)}'")
    return " AND ".join(wanted)


def listed(execution: WorkflowExecution) -> Listed:
    """One row of the answer."""
    known = execution.typed_search_attributes
    stage = known.get(ACCESS_STAGE)
    stopped = execution.status in _STOPPED and stage != Stage.ENDED
    return Listed(
        collaboration_id=execution.id.removeprefix(_PREFIX),
        stage=Stage(stage) if stage in set(Stage) else None,
        creator_id=known.get(CREATOR_ID),
        business_id=known.get(BUSINESS_ID),
        instagram_username=known.get(INSTAGRAM_USERNAME),
        ends_at=known.get(TERM_END),
        needs_attention=bool(known.get(NEEDS_ATTENTION)),
        blocked_on=WORKFLOW_STOPPED if stopped else known.get(BLOCKED_ON) or None,
        running=execution.status in (None, WorkflowExecutionStatus.RUNNING),
    )


def _checked(name: str, kind: TypeAdapter[str], value: str) -> str:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise RequestRefused(f"{name} {value!r} {reason}") from None
