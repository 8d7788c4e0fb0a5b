"""Hand-made histories for the judge: seconds from an arbitrary start, one person, one pair unless said otherwise."""

from typing import Any

from tests.checker.record import Deleted, Kept, Record, Row

PAGE, BUSINESS, PERSON = "p1", "b1", "u1"
BOTH = frozenset({"ADVERTISE", "ANALYZE"})
EVERYBODY = frozenset({"creator", "brand", "operator"})


class History:
    """What happened on the platform, and what the service said; every call adds one line to it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.collaborations: list[Kept] = []
        self.more: dict[str, Any] = {}

    def row(self, at: float, op: str, **more: Any) -> "History":
        self.rows.append(Row(seq=len(self.rows) + 1, at=at, op=op, **more))
        return self

    def consent(self, at: float = 0, person: str = PERSON, page: str = PAGE) -> "History":
        self.row(at, "consent", by="hand", person_id=person)
        return self.row(at, "select", by="hand", person_id=person, page_id=page)

    def lapse(self, at: float, op: str = "password") -> "History":
        return self.row(at, op, by="hand", person_id=PERSON)

    def share(self, at: float, tasks: frozenset[str] = BOTH, **more: Any) -> "History":
        before = self._held(more.get("page_id", PAGE))
        given: dict[str, Any] = {"page_id": PAGE, "business_id": BUSINESS, "person_id": PERSON, "before": before}
        return self.row(at, "share", **{**given, "after": tasks, **more})

    def unshare(self, at: float, **more: Any) -> "History":
        before = self._held(more.get("page_id", PAGE))
        given: dict[str, Any] = {"page_id": PAGE, "business_id": BUSINESS, "person_id": PERSON, "before": before}
        return self.row(at, "unshare", **{**given, **more})

    def _held(self, page: str) -> frozenset[str] | None:
        mine = [row for row in self.rows if row.op in ("share", "unshare") and row.page_id == page]
        return mine[-1].after if mine else None

    def term(self, starts: float, ends: float, said: dict[float, str], **more: Any) -> "History":
        """A collaboration with the stages it was heard to enter; ``ended`` may be ``ended/outcome``."""
        outcomes = [stage.partition("/")[2] for stage in said.values() if stage.startswith("ended/")]
        values: dict[str, Any] = {
            "id": f"c{len(self.collaborations) + 1}",
            "person_id": PERSON,
            "page_id": PAGE,
            "business_id": BUSINESS,
            "tasks": BOTH,
            "stages": [(at, stage.partition("/")[0]) for at, stage in said.items()],
            "outcomes": outcomes,
        }
        if outcomes == ["revoked"]:
            values["revoked_at"] = next(at for at, stage in said.items() if stage.startswith("ended"))
        self.collaborations.append(Kept(starts_at=starts, ends_at=ends, **{**values, **more}))
        return self

    def deletion(self, asked: float, erased: float | None, *found: str) -> "History":
        self.more["deletions"] = [Deleted(PERSON, asked, erased, found)]
        return self

    def record(self, until: float = 1000, **more: Any) -> Record:
        return Record(self.rows, self.collaborations, until, **{**self.more, **more})


def plain() -> History:
    """A whole collaboration as it should be: consent, share at 10, unshare at 101 for a term from 10 to 100."""
    said = {1.0: "checking", 11.0: "active", 100.0: "ending", 102.0: "ended/revoked"}
    return History().consent().share(10.5).unshare(101).term(10, 100, said, granted_at=10.6)
