"""Terms: what creator and brand agreed, as the collaboration service hands it in (design: the input)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from contracts.ids import CollaborationId, CreatorId, InstagramUsername, MetaId
from contracts.model import FIRST_YEAR, Instant, Model, clip
from contracts.vocabulary import Task

DEFAULT_TASKS = (Task.ADVERTISE, Task.ANALYZE)
_LONG_AGO = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)


class TermsRefused(ValueError):
    """Terms that make no sense; the text is one line that says what to do."""


def _sorted_tasks(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(sorted(dict.fromkeys(str(task).upper() for task in value)))
    return value


class Terms(Model):
    """One collaboration's terms, complete: every default filled in, every instant absolute."""

    collaboration_id: CollaborationId
    creator_id: CreatorId
    brand_name: Annotated[str, Field(min_length=1, max_length=200)]
    business_id: MetaId
    instagram_username: InstagramUsername
    tasks: Annotated[tuple[Task, ...], Field(min_length=1), BeforeValidator(_sorted_tasks)] = DEFAULT_TASKS
    starts_at: Instant
    ends_at: Instant
    authorize_by: Instant

    @field_validator("brand_name")
    @classmethod
    def _printable(cls, value: str) -> str:
        value = " ".join(value.split())
        if not value or not value.isprintable():
            raise ValueError("must be a readable name")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> "Terms":
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self


def parse_terms(request: Mapping[str, Any], now: datetime) -> Terms:
    """Fill in the defaults and check the terms at the door.

    ``starts_at`` defaults to ``now``, ``authorize_by`` to ``ends_at``, ``tasks`` to advertise and analyze.
    Raises TermsRefused with one line naming the field and the reason.
    """
    data = {key: value for key, value in request.items() if value is not None}
    unknown = sorted(set(data) - set(Terms.model_fields))
    if unknown:
        raise TermsRefused(f"terms refused: unknown field {unknown[0]!r}; known are {', '.join(Terms.model_fields)}")
    if "ends_at" in data:
        data.setdefault("authorize_by", data["ends_at"])
    open_start = "starts_at" not in data
    data.setdefault("starts_at", _LONG_AGO)
    try:
        terms = Terms.model_validate(data)
    except ValidationError as error:
        raise TermsRefused(f"terms refused: {_first_reason(error)}") from None
    if open_start:  # only now: an end in the past is to be told as just that
        terms = terms.model_copy(update={"starts_at": now})
    if terms.ends_at <= now:
        raise TermsRefused("terms refused: ends_at is in the past; give an end that is still ahead")
    if terms.authorize_by <= now:
        raise TermsRefused("terms refused: authorize_by is in the past; give the creator time to answer")
    return terms


def same_terms(request: Mapping[str, Any], agreed: Terms) -> bool:
    """Whether a repeated start asks for what was agreed; what the request leaves to the defaults never differs."""
    data = {"starts_at": agreed.starts_at, **{k: v for k, v in request.items() if v is not None}}
    if "ends_at" in data:
        data.setdefault("authorize_by", data["ends_at"])
    try:
        return Terms.model_validate(data) == agreed
    except ValidationError:
        return False


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = clip(first["msg"].removeprefix("Value error, "), 300)
    if first["type"] == "missing":
        reason = "is missing"
    if first["type"] == "timezone_aware":
        reason = "needs a time zone, for example 2026-12-01T00:00:00Z"
    return f"{where} {reason}" if where and not reason.startswith(where) else reason
