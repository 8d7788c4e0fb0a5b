"""The base of every contract: frozen, additive (unknown fields are ignored), bounded strings."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict


class Model(BaseModel):
    """A message or record that crosses a room's border. Add fields with defaults; never rename or retype one."""

    model_config = ConfigDict(frozen=True, extra="ignore")


FIRST_YEAR, LAST_YEAR = 2000, 9000
"""Instants outside are mistakes, and leave no room to add or subtract a term's margins."""


def _to_utc(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return value.astimezone(UTC)


def clip(text: str, limit: int = 500) -> str:
    """Bound a text that came from outside, so that no payload or history grows without limit."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An absolute point in time; always UTC once it is in."""

ShortText = Annotated[str, BeforeValidator(lambda v: clip(v) if isinstance(v, str) else v)]
"""Free text, cut at 500 characters."""
