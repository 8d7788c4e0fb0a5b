"""The judge: it agrees with an honest ledger, and with nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.status import AccessStatus, Status, TermStatus
from contracts.vocabulary import LapseCause, Outcome, Stage
from starter.dev.ledger_check import Claims, compare

START = datetime(2026, 12, 1, 12, 0, 0, tzinfo=UTC)
PAGE, BRAND, OTHER_BRAND, MIA = "100000000000001", "900000000000777", "900000000000888", "10000000000000001"
TASKS = ["ADVERTISE", "ANALYZE"]
SHARE_ID, UNSHARE_ID = "share-request", "unshare-request"

Rows = list[dict[str, Any]]


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def row(op: str, seconds: float, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("page_id", "business_id", "tasks", "person_id", "before", "after", "request_id", "fault"), None
    )
    return {**empty, "op": op, "at": after(seconds).isoformat().replace("+00:00", "Z"), "by": "hand", **more}


def share(seconds: float, **more: Any) -> dict[str, Any]:
    pair = {"page_id": PAGE, "business_id": BRAND, "by": "api", "tasks": TASKS}
    return row("share", seconds, **{**pair, "after": TASKS, "request_id": SHARE_ID, **more})


def unshare(seconds: float, **more: Any) -> dict[str, Any]:
    pair = {"page_id": PAGE, "business_id": BRAND, "by": "api", "tasks": TASKS}
    return row("unshare", seconds, **{**pair, "before": TASKS, "request_id": UNSHARE_ID, **more})


def honest() -> Rows:
    rows = [
        row("world", 0),
        row("login", 1, person_id=MIA),
        row("consent", 2, person_id=MIA),
        share(3),
        row("password", 6, person_id=MIA),
        row("consent", 8, person_id=MIA),
        unshare(20.2),
    ]
    return [{"seq": number, **each} for number, each in enumerate(rows, 1)]


@pytest.fixture
def claims() -> Claims:
    access = AccessStatus(
        page_id=PAGE,
        granted_at=after(3.1),
        verified_at=after(3.1),
        revoked_at=after(20.3),
        revocation_verified_at=after(20.3),
        request_ids=(SHARE_ID, UNSHARE_ID),
    )
    term = TermStatus(starts_at=START, ends_at=after(20))
    status = Status(collaboration_id="c", stage=Stage.ENDED, outcome=Outcome.REVOKED, term=term, access=access)
    return Claims(
        status=status, business_id=BRAND, tasks=tuple(TASKS), person_id=MIA, lapse=LapseCause.PASSWORD_CHANGED
    )


def disagreeing(claims: Claims, rows: Rows) -> set[str]:
    return {verdict.claim for verdict in compare(claims, rows) if not verdict.agrees}


def test_an_honest_ledger_agrees_with_every_claim(claims: Claims) -> None:
    assert disagreeing(claims, honest()) == set()


def test_an_empty_ledger_agrees_with_no_claim_of_an_effect(claims: Claims) -> None:
    agreeing = {verdict.claim for verdict in compare(claims, []) if verdict.agrees}
    assert agreeing == {"nobody else's access was touched"}


CONSENT = "the creator agreed before anything was shared"
GIVEN = "access was given once, for what was agreed"
LAPSE = "the authorization lapsed in mid-term"
AGAIN = "the creator authorized again"
KEPT = "access was kept until the term's end"
TAKEN = "access was taken back in time"
ABSENT = "nothing is left of it, proven by reading back"
OTHERS = "nobody else's access was touched"


def without(op: str) -> Callable[[Rows], Rows]:
    return lambda rows: [each for each in rows if each["op"] != op]


def with_more(*more: dict[str, Any]) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows, *({"seq": len(rows) + 1, **each} for each in more)]


def changed(op: str, **fields: Any) -> Callable[[Rows], Rows]:
    return lambda rows: [{**each, **fields} if each["op"] == op else each for each in rows]


@pytest.mark.parametrize(
    ("doctored", "found"),
    [
        pytest.param(without("unshare"), {TAKEN, ABSENT}, id="never taken back"),
        pytest.param(without("share"), {CONSENT, GIVEN, LAPSE, KEPT}, id="never given"),
        pytest.param(without("consent"), {CONSENT, AGAIN}, id="nobody agreed"),
        pytest.param(without("password"), {LAPSE, AGAIN}, id="nothing lapsed"),
        pytest.param(with_more(share(30)), {GIVEN, ABSENT}, id="came back afterwards"),
        pytest.param(with_more(unshare(21)), {TAKEN}, id="taken back twice"),
        pytest.param(with_more(share(4, business_id=OTHER_BRAND)), {OTHERS}, id="given to somebody else"),
        pytest.param(with_more(unshare(4, page_id="100000000000002")), {OTHERS}, id="somebody else robbed"),
        pytest.param(changed("unshare", at="2026-12-01T12:00:15Z"), {KEPT, TAKEN}, id="taken back too early"),
        pytest.param(changed("unshare", at="2026-12-01T12:01:21Z"), {TAKEN, ABSENT}, id="taken back too late"),
        pytest.param(changed("unshare", by="hand"), {TAKEN}, id="somebody else took it back"),
        pytest.param(changed("unshare", request_id="another"), {TAKEN}, id="not our request took it back"),
        pytest.param(changed("unshare", after=["ANALYZE"]), {ABSENT}, id="something was left"),
        pytest.param(changed("share", request_id="another"), {GIVEN}, id="not our request gave it"),
        pytest.param(changed("share", after=[*TASKS, "MANAGE"]), {GIVEN}, id="given more than agreed"),
        pytest.param(changed("share", after=["ANALYZE"]), {GIVEN}, id="given less than agreed"),
        pytest.param(changed("share", at="2026-12-01T12:00:01Z"), {CONSENT}, id="given before consent"),
        pytest.param(changed("share", at="2026-12-01T12:00:05Z"), {GIVEN}, id="said given before it was"),
        pytest.param(changed("consent", person_id="10000000000000002"), {CONSENT, AGAIN}, id="somebody else agreed"),
    ],
)
def test_a_doctored_ledger_is_found_out(claims: Claims, doctored: Callable[[Rows], Rows], found: set[str]) -> None:
    assert disagreeing(claims, doctored(honest())) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"granted_at": None}, {GIVEN}),
        ({"revoked_at": None}, {TAKEN}),
        ({"revocation_verified_at": None}, {ABSENT}),
        ({"page_id": None}, {CONSENT, GIVEN, LAPSE, KEPT, TAKEN, ABSENT, OTHERS}),
    ],
)
def test_what_we_do_not_claim_is_not_taken_for_granted(claims: Claims, said: dict[str, Any], found: set[str]) -> None:
    access = claims.status.access.model_copy(update=said)
    less = Claims(
        status=claims.status.model_copy(update={"access": access}),
        business_id=BRAND,
        tasks=tuple(TASKS),
        person_id=MIA,
        lapse=LapseCause.PASSWORD_CHANGED,
    )
    assert disagreeing(less, honest()) == found


def test_new_experience_pages_show_the_same_tasks_under_longer_names(claims: Claims) -> None:
    renamed = ["PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_ANALYZE"]
    assert disagreeing(claims, changed("share", after=renamed)(honest())) == set()
