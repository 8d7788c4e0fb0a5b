"""Compares what we say of a collaboration with what the platform's own ledger says.

The ledger is the sandbox's record of every effect, written by a program that knows nothing of us. Each claim stands
on its own: one that the ledger does not bear out is a failure, whatever the others say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.status import Status
from contracts.vocabulary import LapseCause, Outcome

Row = Mapping[str, Any]

CLOCKS = timedelta(seconds=1)
"""How far a read-back's time may lie before the effect it saw: two programs, one clock, whole seconds in between."""
IN_TIME = timedelta(seconds=60)
"""Access must be gone this long after the term's end at the latest."""


@dataclass(frozen=True)
class Claims:
    """What we say happened, from the collaboration's status and from what its creator saw."""

    status: Status
    business_id: str
    tasks: tuple[str, ...]
    """What was agreed that the brand may do."""
    person_id: str
    lapse: LapseCause | None = None
    """The cause we reported when the authorization lapsed in mid-term, ended by a second consent; null without."""


@dataclass(frozen=True)
class Verdict:
    """One claim, our word beside the platform's."""

    claim: str
    we_say: str
    platform_says: str
    agrees: bool


def compare(claims: Claims, rows: Sequence[Row]) -> tuple[Verdict, ...]:
    """Every claim against the ledger's rows (all of them, oldest first)."""
    return tuple(_Comparison(claims, rows).verdicts())


class _Comparison:
    def __init__(self, claims: Claims, rows: Sequence[Row]) -> None:
        self._claims = claims
        self._access = claims.status.access
        self._ends_at = claims.status.term.ends_at
        pair = (self._access.page_id, claims.business_id)
        self._pair = [row for row in rows if (row["page_id"], row["business_id"]) == pair]
        self._elsewhere = [row for row in rows if row["business_id"] and row not in self._pair]
        self._shares = [row for row in self._pair if row["op"] == "share"]
        self._unshares = [row for row in self._pair if row["op"] == "unshare"]
        of_person = [row for row in rows if row["person_id"] == claims.person_id]
        self._consents = [row for row in of_person if row["op"] == "consent"]
        self._passwords = [row for row in of_person if row["op"] == "password"]

    def verdicts(self) -> list[Verdict]:
        lapse = [self._lapsed(), self._again()] if self._claims.lapse else []
        return [
            self._consented(),
            self._shared(),
            *lapse,
            self._not_early(),
            self._revoked(),
            self._absent(),
            self._only(),
        ]

    def _consented(self) -> Verdict:
        first = _at(self._consents[0]) if self._consents else None
        shared = _at(self._shares[0]) if self._shares else None
        agrees = first is not None and shared is not None and first <= shared
        return Verdict("the creator agreed before anything was shared", "yes", f"consent {_time(first)}", agrees)

    def _shared(self) -> Verdict:
        access, row = self._access, _only_row(self._shares)
        agrees = (
            row is not None
            and row["by"] == "api"
            and access.granted_at is not None
            and _at(row) <= access.granted_at + CLOCKS
            and set(self._claims.tasks) == _tasks(row["after"])
            and row["request_id"] in access.request_ids
        )
        we_say = f"{', '.join(self._claims.tasks)}, seen {_time(access.granted_at)}"
        return Verdict("access was given once, for what was agreed", we_say, _rows(self._shares), agrees)

    def _lapsed(self) -> Verdict:
        row = _only_row(self._passwords)
        told = self._claims.lapse == LapseCause.PASSWORD_CHANGED
        agrees = told and row is not None and bool(self._shares) and _at(self._shares[0]) <= _at(row) < self._ends_at
        return Verdict("the authorization lapsed in mid-term", str(self._claims.lapse), _rows(self._passwords), agrees)

    def _again(self) -> Verdict:
        later = [row for row in self._consents if self._passwords and _at(row) >= _at(self._passwords[-1])]
        return Verdict("the creator authorized again", "yes", _rows(later), bool(later))

    def _not_early(self) -> Verdict:
        # The share row itself may be missing; then there was nothing to keep, and that is no agreement.
        early = [row for row in self._unshares if _at(row) < self._ends_at]
        platform = _rows(early) if early else "no removal before it"
        return Verdict(
            "access was kept until the term's end", _time(self._ends_at), platform, bool(self._shares) and not early
        )

    def _revoked(self) -> Verdict:
        access, row = self._access, _only_row(self._unshares)
        agrees = (
            row is not None
            and row["by"] == "api"
            and access.revoked_at is not None
            and self._ends_at <= _at(row) <= self._ends_at + IN_TIME
            and _at(row) <= access.revoked_at + CLOCKS
            and row["request_id"] in access.request_ids
        )
        return Verdict("access was taken back in time", _time(access.revoked_at), _rows(self._unshares), agrees)

    def _absent(self) -> Verdict:
        verified = self._access.revocation_verified_at
        left = _tasks(self._pair[-1]["after"]) if self._pair else set()
        agrees = (
            verified is not None
            and bool(self._pair)
            and not left
            and _at(self._pair[-1]) <= verified + CLOCKS
            and self._claims.status.outcome is Outcome.REVOKED
        )
        return Verdict(
            "nothing is left of it, proven by reading back",
            f"absent {_time(verified)}",
            f"holds {', '.join(sorted(left)) or 'nothing'}",
            agrees,
        )

    def _only(self) -> Verdict:
        platform = _rows(self._elsewhere) if self._elsewhere else "no other share touched"
        return Verdict("nobody else's access was touched", "yes", platform, not self._elsewhere)


def _only_row(rows: Sequence[Row]) -> Row | None:
    return rows[0] if len(rows) == 1 else None


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _tasks(held: Sequence[str] | None) -> set[str]:
    # A Page of the new kind shows the same tasks under longer names.
    return {task.removeprefix("PROFILE_PLUS_") for task in held or ()}


def _time(instant: datetime | None) -> str:
    return f"{instant:%H:%M:%S}" if instant else "never"


def _rows(rows: Sequence[Row]) -> str:
    if not rows:
        return "nothing"
    return "; ".join(_words(row) for row in rows)


def _words(row: Row) -> str:
    what = f"{row['op']} {', '.join(row['tasks'])}" if row["op"] == "share" and row["tasks"] else row["op"]
    return f"#{row['seq']} {what} by {row['by']} {_time(_at(row))}"
