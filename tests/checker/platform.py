"""The platform as its ledger tells it: when a pair was shared, by whom, and whose consent was alive."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from tests.checker.record import Row

Pair = tuple[str, str]
Span = tuple[float, float]
_DEATHS = {"password", "token", "revoke_app"}
_SESSION_ONLY = frozenset({"expired", "logged_out"})
"""A user token that ran out or was signed out: the consent stands, and so may the Page's token."""


@dataclass(frozen=True)
class Share:
    """One stretch of time in which the pair was shared, between two rows."""

    begun: Row
    ended: Row | None
    until: float
    ours: bool
    """Made by us, or put back by hand in the place of one that we had made and not taken back."""

    @property
    def span(self) -> Span:
        return self.begun.at, self.ended.at if self.ended else self.until


class Platform:
    def __init__(self, rows: list[Row], until: float) -> None:
        self.rows = sorted(rows, key=lambda row: row.seq)
        self.by_pair: dict[Pair, list[Row]] = defaultdict(list)
        self.by_person: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.op in ("share", "unshare") and row.page_id and row.business_id:
                self.by_pair[row.page_id, row.business_id].append(row)
            if row.person_id:
                self.by_person[row.person_id].append(row)
        self._until = until

    def shares(self, pair: Pair) -> list[Share]:
        """Every stretch in which the pair was shared. A share over a share ends the one before."""
        found, ours = [], False
        rows = self.by_pair.get(pair, [])
        for row, following in [*pairwise(rows), *([(rows[-1], None)] if rows else [])]:
            if row.op == "share":
                ours = ours or row.by == "api"
                found.append(Share(row, following, self._until, ours))
            elif row.by == "api":
                ours = False
        return found

    def shared_at(self, pair: Pair, at: float, slack: float = 1.0) -> tuple[bool, bool]:
        """Whether the pair was shared, and whether it was not, at some time within ``slack`` of ``at``."""
        spans = [share.span for share in self.shares(pair)]
        low, high = at - slack, at + slack
        shared = any(begin <= high and end >= low for begin, end in spans)
        return shared, bool(minus([(low, high)], spans))

    def consented(self, person_id: str, page_id: str, low: float, high: float) -> bool:
        """Whether at some time from ``low`` to ``high`` a living consent of this person covered the Page."""
        alive, pages = False, set[str]()
        for row in self.by_person.get(person_id, []):
            if row.at > low and alive and page_id in pages:
                return True
            if row.at > high:
                return False
            if row.op == "consent":
                alive = True
            elif row.op in _DEATHS and not (row.after or frozenset()) & _SESSION_ONLY:
                alive = False
            elif row.op == "select" and row.page_id:
                pages.add(row.page_id)
            elif row.op == "deselect":
                pages.discard(row.page_id or "")
        return alive and page_id in pages

    def alive(self, person_id: str) -> bool:
        """Whether the person's last consent still works at the end of the record."""
        rows = [row.op for row in self.by_person.get(person_id, []) if row.op == "consent" or row.op in _DEATHS]
        return bool(rows) and rows[-1] == "consent"


def minus(spans: list[Span], others: list[Span]) -> list[Span]:
    """What of ``spans`` no other covers."""
    for low, high in others:
        left: list[Span] = []
        for begin, end in spans:
            if high <= begin or low >= end:
                left.append((begin, end))
                continue
            left += [(begin, low)] if low > begin else []
            left += [(high, end)] if high < end else []
        spans = left
    return spans
