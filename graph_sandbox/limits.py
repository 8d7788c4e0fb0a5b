"""Budgets that are enforced: so many calls in a rolling window, and a block with an advised time once it is used up.

A call during a block is refused and counted. ``too_early`` are those that came more than ``IN_FLIGHT`` after the
block's first refusal: their sender knew better.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph_sandbox.words import Json

if TYPE_CHECKING:
    from graph_sandbox.calls import Call
    from graph_sandbox.state import State

IN_FLIGHT = 1.0
"""Seconds in which a call may still arrive that was sent before anybody could know of the block."""

FREE_AGAIN = 0.5
"""Of the budget, when a block ends."""


class Limit(BaseModel):
    """``calls`` in any ``seconds``, for the app as a whole or for each Page."""

    model_config = ConfigDict(extra="forbid")

    scope: Literal["app", "page"] = "app"
    calls: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(gt=0, le=86400)]


@dataclass
class Budget:
    """One limit's use by one app or Page. Times are ``time.monotonic()``."""

    limit: Limit
    calls: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0
    _refused_at: float = 0.0
    accepted: int = 0
    refused: int = 0
    too_early: int = 0

    def percent(self, now: float) -> int:
        """What the usage headers say."""
        self._forget(now)
        return 100 if now < self.blocked_until else 100 * len(self.calls) // self.limit.calls

    def take(self, now: float) -> float | None:
        """Count a call. None if it may go, else the seconds until calls are welcome again."""
        self._forget(now)
        if now < self.blocked_until:
            self.refused += 1
            self.too_early += now - self._refused_at > IN_FLIGHT
            return self.blocked_until - now
        if len(self.calls) < self.limit.calls:
            self.calls.append(now)
            self.accepted += 1
            return None
        self.refused += 1
        self._refused_at = now
        self.blocked_until = self.calls[int(self.limit.calls * FREE_AGAIN)] + self.limit.seconds
        return self.blocked_until - now

    def _forget(self, now: float) -> None:
        while self.calls and self.calls[0] <= now - self.limit.seconds:
            self.calls.popleft()

    def as_json(self, now: float) -> Json:
        return {
            **self.limit.model_dump(),
            "percent": self.percent(now),
            "accepted": self.accepted,
            "refused": self.refused,
            "too_early": self.too_early,
        }


class Budgets:
    """All budgets of one world, made when first used."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._used: dict[tuple[str, int], Budget] = {}

    def refusal(self, state: "State", call: "Call") -> tuple[int, float] | None:
        """Count the call in every budget it draws on. The code and the advised wait in seconds if one is used up."""
        page_id, user = _page(state, call)
        for scope, each in self._of(state, page_id):
            wait = each.take(self._now())
            if wait is not None:
                return (4 if scope == "app" else 32 if user else 80001), wait
        return None

    def percents(self, state: "State", call: "Call") -> dict[str, int]:
        """The fullest budget of each scope, ``app`` and ``page``; only those that are limited."""
        fullest: dict[str, int] = {}
        for scope, each in self._of(state, _page(state, call)[0]):
            fullest[scope] = max(fullest.get(scope, 0), each.percent(self._now()))
        return fullest

    def as_json(self) -> list[Json]:
        return [{"of": of, **each.as_json(self._now())} for (of, _), each in self._used.items()]

    def _of(self, state: "State", page_id: str | None) -> list[tuple[str, Budget]]:
        found: list[tuple[str, Budget]] = []
        for number, limit in enumerate(state.world.app.limits):
            of = state.world.app.id if limit.scope == "app" else page_id
            if of is not None:
                found.append((limit.scope, self._used.setdefault((of, number), Budget(limit))))
        return found


def _page(state: "State", call: "Call") -> tuple[str | None, bool]:
    """The Page a call is about, by its path or its token; and whether it came with a person's token."""
    token = state.tokens.get(call.token_value or "")
    first = call.path.strip("/").partition("/")[0]
    page_id = first if first in state.pages else token.page_id if token is not None else None
    return page_id, token is None or token.page_id is None
