"""What is judged: the platform's ledger, and the schedule of collaborations as whoever drove the run kept it.

Everything here is plain data. Nothing of the service is imported, and its database is never read: times are seconds
since 1970 (UTC), stages and outcomes are the words that the service was heard to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Row:
    """One effect on the platform, as ``GET /_sandbox/ledger`` shows it."""

    seq: int
    at: float
    op: str
    page_id: str | None = None
    business_id: str | None = None
    by: str = "api"
    person_id: str | None = None
    before: frozenset[str] | None = None
    after: frozenset[str] | None = None
    fault: str | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Row":
        return cls(
            seq=raw["seq"],
            at=datetime.fromisoformat(raw["at"]).timestamp(),
            op=raw["op"],
            page_id=raw["page_id"],
            business_id=raw["business_id"],
            by=raw["by"],
            person_id=raw["person_id"],
            before=_tasks(raw["before"]),
            after=_tasks(raw["after"]),
            fault=raw["fault"],
        )


def _tasks(raw: Iterable[str] | None) -> frozenset[str] | None:
    return None if raw is None else frozenset(task.removeprefix("PROFILE_PLUS_") for task in raw)


@dataclass
class Kept:
    """One collaboration: what was agreed, what was asked of it and accepted, and what it was heard to say."""

    id: str
    person_id: str
    """The Facebook user who may consent to it."""
    page_id: str
    business_id: str
    tasks: frozenset[str]
    starts_at: float
    ends_at: float
    """The end in force at last: accepted changes of the term are in it."""
    end_asked_at: float | None = None
    """When an ending (by request, refusal or cancellation) was accepted."""
    stages: list[tuple[float, str]] = field(default_factory=list)
    """Each stage with the time at which it was entered, in order."""
    outcomes: list[str] = field(default_factory=list)
    """Every terminal outcome that was ever heard: one, if all is well."""
    granted_at: float | None = None
    revoked_at: float | None = None
    """When it says that a read-back showed no share; None where it does not say so."""
    told: frozenset[str] = frozenset()
    """Who was told of ``revoke_blocked``."""
    attested: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return self.page_id, self.business_id

    @property
    def due(self) -> float:
        """When the access has to go: the end of the term, or the ending that was asked for before it."""
        return self.ends_at if self.end_asked_at is None else min(self.ends_at, self.end_asked_at)

    def spells(self, *stages: str, until: float) -> list[tuple[float, float]]:
        """When it was in one of these stages."""
        following = [*(at for at, _ in self.stages[1:]), until]
        return [(at, end) for (at, stage), end in zip(self.stages, following, strict=False) if stage in stages]

    @property
    def holds_from(self) -> float | None:
        """When it first said that access is there."""
        return next((at for at, stage in self.stages if stage in ("active", "unmanaged", "impaired")), None)

    @property
    def outcome(self) -> str | None:
        return self.outcomes[-1] if self.outcomes else None


@dataclass(frozen=True)
class Deleted:
    """A data-deletion request: ``erased_at`` when the service said that nothing is left, ``found`` what was."""

    person_id: str
    asked_at: float
    erased_at: float | None = None
    found: tuple[str, ...] = ()


@dataclass
class Record:
    """A whole run."""

    rows: list[Row]
    collaborations: list[Kept]
    until: float
    """When looking stopped."""
    quiet_since: float | None = None
    """When the last fault was over, and nothing was done to the service any more; None: faults to the very end."""
    deletions: list[Deleted] = field(default_factory=list)
    late: float = 0.0
    """How late a call may take effect that the platform was told to apply late."""
    foreign: frozenset[tuple[str, str]] = frozenset()
    """Pairs of Pages that the business owns."""
    clocks: float = 1.0
    """Seconds by which the clocks of the platform and of the service may differ, and a read-back may lag its effect."""
