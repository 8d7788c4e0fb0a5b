"""The judge acquits what is right, and convicts every kind of wrong: a judge that cannot fail is worth nothing."""

import pytest

from tests.checker.histories import BOTH, EVERYBODY, History, plain
from tests.checker.judge import figures, judge
from tests.checker.record import Record, Row

ONE = frozenset({"ANALYZE"})
ACTIVE = {11.0: "active"}
LIVED = {11.0: "active", 100.0: "ending", 102.0: "ended/revoked"}
STUCK = {11.0: "active", 100.0: "ending", 120.0: "revoke_blocked"}


def two(first_ends: float = 100, second_ends: float = 500) -> History:
    """Two on one pair; the first ends before the second."""
    history = History().consent().share(10.5)
    history.term(10, first_ends, {11: "active", first_ends: "ending", first_ends + 1: "ended/kept_for_other"})
    return history.term(10, second_ends, {12: "active"})


GOOD: dict[str, Record] = {
    "a whole life": plain().record(),
    "two, the second keeps it": two().unshare(501).record(until=501),
    "stuck, and everybody knows": History().consent().share(10.5).term(10, 100, STUCK, told=EVERYBODY).record(),
    "stuck, then mended": History()
    .consent()
    .share(10.5)
    .lapse(50)
    .consent(900)
    .unshare(901)
    .term(10, 100, {**STUCK, 902.0: "ended/revoked"}, told=EVERYBODY)
    .record(),
    "ended by request": History()
    .consent()
    .share(10.5)
    .unshare(51)
    .term(10, 100, {11: "active", 50: "ending", 52: "ended/revoked"}, end_asked_at=50)
    .record(),
    "somebody else's, left": History()
    .consent()
    .share(5, by="hand", person_id=None)
    .term(10, 100, {11: "active", 102: "ended/left_foreign"})
    .record(),
    "ours, removed and put back by hand": History()
    .consent()
    .share(10.5)
    .unshare(20, by="hand")
    .share(30, by="hand")
    .unshare(101)
    .term(10, 100, LIVED)
    .record(),
    "widened: taken back and given anew": History()
    .consent()
    .share(10.5, ONE)
    .unshare(20)
    .share(21, BOTH)
    .unshare(101)
    .term(10, 100, LIVED, tasks=ONE)
    .term(19, 100, {22: "active", 100: "ending", 102: "ended/revoked"})
    .record(),
    "to be widened, and who wanted more ended before it came back": History()
    .consent()
    .share(10.5, ONE)
    .unshare(20)
    .share(25, ONE)
    .unshare(101)
    .term(10, 100, LIVED, tasks=ONE)
    .term(18, 90, {22: "ending", 26: "ended/never_granted"}, end_asked_at=22)
    .record(),
    "to be widened, and the holder's own term is over before it is given anew": History()
    .consent()
    .share(10.5, ONE)
    .unshare(90)
    .term(10, 100, {11: "active", 100: "ending", 102: "ended/revoked"}, tasks=ONE)
    .term(80, 120, {81: "granting", 121: "ended/never_granted"}, tasks=BOTH)
    .record(),
    "narrowed, and the other's term is over before it is given anew": History()
    .consent()
    .share(10.5, BOTH)
    .unshare(95)
    .term(10, 80, {11: "active", 80: "ending", 96: "ended/revoked"}, tasks=BOTH)
    .term(10, 100, LIVED, tasks=ONE)
    .record(),
    "end is the next one's start": History()
    .consent()
    .share(10.5)
    .unshare(201)
    .term(10, 100, {11: "active", 100: "ending", 101: "ended/kept_for_other"})
    .term(100, 200, {100.5: "active", 200: "ending", 202: "ended/revoked"})
    .record(),
    "nobody ever came": History().term(10, 100, {0: "awaiting_authorization", 100: "ended/unanswered"}).record(),
    "deleted after it was taken back": plain().deletion(90, 110).record(),
    "waits in its term, quiet": History().consent().share(10.5).term(10, 5000, ACTIVE).record(quiet_since=100),
    "shared by the Page's token after the user's ran out": History()
    .consent()
    .row(5, "token", by="hand", person_id="u1", after=frozenset({"expired"}))
    .share(10.5)
    .term(10, 5000, ACTIVE)
    .record(),
    "a straggler that was sent with consent": History()
    .consent()
    .lapse(12)
    .share(14, fault="apply_late")
    .term(10, 1000, {15: "active"})
    .record(late=5),
}

BAD: dict[str, tuple[str, Record]] = {
    "never taken back": ("I1", History().consent().share(10.5).term(10, 100, ACTIVE).record()),
    "taken back too late": ("I1", History().consent().share(10.5).unshare(170).term(10, 100, LIVED).record()),
    "stuck, and nobody told": ("I1", History().consent().share(10.5).term(10, 100, STUCK).record()),
    "stuck, told too late": (
        "I1",
        History()
        .consent()
        .share(10.5)
        .term(10, 100, {11: "active", 100: "ending", 300: "revoke_blocked"}, told=EVERYBODY)
        .record(),
    ),
    "ended by itself, and the share left": (
        "I1",
        History().consent().share(10.5).term(10, 5000, {11: "active", 50: "ended/ineligible"}).record(),
    ),
    "given after the end": (
        "I1",
        History().consent().share(10.5).unshare(101).share(150).term(10, 100, LIVED).record(until=300),
    ),
    "too wide after the wide one left": (
        "I1",
        History()
        .consent()
        .share(10.5)
        .term(10, 100, {11: "active", 101: "ended/kept_for_other"})
        .term(10, 5000, ACTIVE, tasks=ONE)
        .record(),
    ),
    "no consent": ("I2", History().share(10.5).unshare(101).term(10, 100, LIVED).record()),
    "consent withdrawn": ("I2", History().consent().lapse(5).share(10.5).unshare(101).term(10, 100, LIVED).record()),
    "the account is held up": (
        "I2",
        History()
        .consent()
        .row(5, "token", by="hand", person_id="u1", after=frozenset({"checkpoint"}))
        .share(10.5)
        .term(10, 5000, ACTIVE)
        .record(),
    ),
    "another Page ticked": (
        "I2",
        History().consent(page="p2").share(10.5).unshare(101).term(10, 100, LIVED).record(),
    ),
    "another person's consent": (
        "I2",
        History().consent(person="u2").share(10.5, person_id="u2").unshare(101).term(10, 100, LIVED).record(),
    ),
    "more tasks than agreed": (
        "I2",
        History().consent().share(10.5, BOTH | {"MANAGE"}).unshare(101).term(10, 100, LIVED).record(),
    ),
    "robbed by the other's end": ("I3", two().unshare(101).record(until=140)),
    "narrowed, and not given anew for a term that lasts": (
        "I3",
        History()
        .consent()
        .share(10.5, BOTH)
        .unshare(95)
        .term(10, 80, {11: "active", 80: "ending", 96: "ended/revoked"}, tasks=BOTH)
        .term(10, 1000, ACTIVE, tasks=ONE)
        .record(until=130),
    ),
    "taken away shortly before the end, with nothing to narrow": (
        "I3",
        History()
        .consent()
        .share(10.5, ONE)
        .unshare(95)
        .term(10, 80, {11: "active", 80: "ending", 96: "ended/revoked"}, tasks=ONE)
        .term(10, 100, LIVED, tasks=ONE)
        .record(),
    ),
    "taken down to be widened for somebody who had ended": (
        "I3",
        History()
        .consent()
        .share(10.5, ONE)
        .unshare(40)
        .share(41, ONE)
        .term(10, 1000, ACTIVE, tasks=ONE)
        .term(18, 90, {22: "ending", 42: "ended/never_granted"}, end_asked_at=22)
        .record(until=60),
    ),
    "taken down and given back for nothing": (
        "I7",
        History().consent().share(10.5, ONE).unshare(20).share(21, ONE).term(10, 1000, ACTIVE, tasks=ONE).record(),
    ),
    "taken down to be widened for somebody who had all he wants": (
        "I7",
        History()
        .consent()
        .share(10.5, ONE)
        .unshare(20)
        .share(25, ONE)
        .term(10, 1000, ACTIVE, tasks=ONE)
        .term(18, 90, {22: "ending", 26: "ended/kept_for_other"}, tasks=ONE, end_asked_at=22)
        .record(until=60),
    ),
    "robbed of its tasks": ("I3", two().unshare(101).share(102, ONE).record(until=140)),
    "given anew too late": ("I3", two().unshare(101).share(202, BOTH | {"MANAGE"}).record(until=240)),
    "somebody else's, taken": (
        "I4",
        History().consent().share(5, by="hand").unshare(101).term(10, 100, LIVED).record(),
    ),
    "a pair of nobody": ("I4", History().consent().share(10.5).unshare(20).record()),
    "two ends": ("I5", plain().record()),
    "lost": ("I5", History().term(10, 100, {}).record()),
    "shared over a share": ("I6", History().consent().share(10.5).share(12).term(10, 1000, ACTIVE).record()),
    "given before the start": ("I7", History().consent().share(2).unshare(101).term(10, 100, LIVED).record()),
    "taken before the end": ("I7", History().consent().share(10.5).unshare(60).term(10, 100, LIVED).record()),
    "erased too early": ("I8", plain().deletion(50, 60).record()),
    "something left": ("I8", plain().deletion(50, 200, "logins").record()),
    "acted for after the deletion": (
        "I8",
        plain().deletion(103, 110).share(150).term(140, 5000, {151: "active"}).record(),
    ),
    "says revoked, and it was there": (
        "I11",
        History().consent().share(10.5).unshare(140).term(10, 100, LIVED).record(),
    ),
    "says revoked, without proof": ("I11", plain().record()),
    "says it was given, and it was not": ("I11", History().consent().term(10, 5000, ACTIVE, granted_at=11).record()),
    "says active long after": (
        "I11",
        History().consent().share(10.5).unshare(20).term(10, 5000, ACTIVE).term(0, 15, {}).record(),
    ),
    "says kept for another": (
        "I11",
        History().consent().share(10.5).term(10, 100, {11: "active", 101: "ended/kept_for_other"}).record(until=110),
    ),
    "says somebody else's": (
        "I11",
        History().consent().share(10.5).term(10, 100, {11: "active", 101: "ended/left_foreign"}).record(until=110),
    ),
    "never comes to an end": ("I12", History().term(10, 100, {11: "granting"}).record(quiet_since=200)),
    "stuck, and the login works": (
        "I12",
        History().consent().share(10.5).term(10, 100, STUCK, told=EVERYBODY).record(quiet_since=200),
    ),
    "stuck in mid-term": ("I12", History().term(10, 5000, {11: "granting"}).record(quiet_since=200)),
}
BAD["two ends"][1].collaborations[0].outcomes.append("cancelled")
BAD["says revoked, without proof"][1].collaborations[0].revoked_at = None


@pytest.mark.parametrize("record", GOOD.values(), ids=GOOD)
def test_what_is_right_is_acquitted(record: Record) -> None:
    assert [str(violation) for violation in judge(record)] == []


@pytest.mark.parametrize(("invariant", "record"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_convicted(invariant: str, record: Record) -> None:
    assert invariant in {violation.invariant for violation in judge(record)}


def test_a_violation_is_one_line_with_invariant_pair_and_rows() -> None:
    (line, *_) = [str(violation) for violation in judge(BAD["never taken back"][1])]
    assert line.startswith("I1 p1/b1: ADVERTISE shared for ")
    assert "#3 share by api" in line
    assert "\n" not in line


def test_every_invariant_has_a_history_that_breaks_it() -> None:
    assert {invariant for invariant, _ in BAD.values()} == {f"I{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12)}


def test_lateness_is_counted_from_the_last_deadline() -> None:
    assert figures(plain().record()).lateness == (1.0,)


def test_a_row_is_read_as_the_sandbox_writes_it() -> None:
    raw = {"seq": 3, "at": "2026-12-01T00:00:00.500000Z", "op": "share", "page_id": "p", "business_id": "b"}
    more = {"tasks": ["ANALYZE"], "by": "api", "person_id": "u", "before": None, "request_id": "r", "fault": None}
    row = Row.of({**raw, **more, "after": ["PROFILE_PLUS_ANALYZE"]})
    assert (row.at % 1, row.after, row.before) == (0.5, ONE, None)
