"""Terms at the door: what is refused, with which one line, and what is filled in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.terms import DEFAULT_TASKS, Terms, TermsRefused, parse_terms, same_terms
from contracts.vocabulary import Task
from workflows import lifecycle

NOW = datetime(2026, 11, 1, tzinfo=UTC)
REQUEST: dict[str, Any] = {
    "collaboration_id": "c-1001",
    "creator_id": "cr-7",
    "brand_name": "Brand GmbH",
    "business_id": "900000000000777",
    "instagram_username": "mia.cooks",
    "tasks": ["ADVERTISE", "ANALYZE"],
    "starts_at": "2026-12-01T00:00:00Z",
    "ends_at": "2027-01-30T00:00:00Z",
    "authorize_by": "2026-12-15T00:00:00Z",
}


def test_the_documented_example_is_accepted() -> None:
    terms = parse_terms(REQUEST, NOW)
    assert json.loads(terms.model_dump_json()) == REQUEST


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"ends_at": "2026-10-01T00:00:00Z", "starts_at": "2026-09-01T00:00:00Z"}, "ends_at is in the past"),
    ({"ends_at": "2026-12-01T00:00:00Z"}, "ends_at must be later than starts_at"),
    ({"ends_at": "2026-11-20T00:00:00Z"}, "ends_at must be later than starts_at"),
    ({"ends_at": "2027-01-30T00:00:00"}, "ends_at needs a time zone, for example"),
    ({"ends_at": "2027-01-30"}, "ends_at needs a time zone, for example"),
    ({"ends_at": "soon"}, "ends_at "),
    ({"ends_at": None}, "ends_at is missing"),
    ({"starts_at": "2027-02-30T00:00:00Z"}, "starts_at "),
    ({"authorize_by": "2026-10-31T00:00:00Z"}, "authorize_by is in the past"),
    ({"tasks": ["FLY"]}, "tasks.0 Input should be 'ADVERTISE', 'ANALYZE'"),
    ({"tasks": [None]}, "tasks.0 "),
    ({"tasks": []}, "tasks "),
    ({"tasks": "ADVERTISE"}, "tasks "),
    ({"collaboration_id": "a/b"}, "collaboration_id must be 1 to 100 letters"),
    ({"collaboration_id": ""}, "collaboration_id must be 1 to 100 letters"),
    ({"collaboration_id": None}, "collaboration_id is missing"),
    ({"creator_id": "x" * 101}, "creator_id must be 1 to 100 letters"),
    ({"business_id": "brand"}, "business_id must be a Meta id"),
    ({"business_id": "777\n"}, "business_id must be a Meta id"),
    ({"business_id": 900000000000777}, "business_id "),
    ({"instagram_username": "mia cooks"}, "instagram_username is not an Instagram username"),
    ({"brand_name": "  "}, "brand_name must be a readable name"),
    ({"brand_name": "a\x00b"}, "brand_name must be a readable name"),
    ({"brand_name": "x" * 201}, "brand_name "),
    ({"colour": "red"}, "unknown field 'colour'; known are collaboration_id"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED, ids=[str(change)[:40] for change, _ in REFUSED])
def test_what_makes_no_sense_is_refused_in_one_line(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(TermsRefused) as refusal:
        parse_terms({**REQUEST, **change}, NOW)
    text = str(refusal.value)
    assert text.startswith(f"terms refused: {reason}")
    assert "\n" not in text
    assert len(text) < 500


@pytest.mark.parametrize(
    "change", [{"ends_at": "9999-12-31T23:59:59-12:00"}, {"starts_at": "0001-01-01T00:00:00+12:00"}]
)
def test_an_instant_beyond_the_calendar_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TermsRefused):
        parse_terms({**REQUEST, **change}, NOW)


def test_what_is_accepted_can_be_decided_upon() -> None:
    """A workflow that cannot compute its next timer fails its task for ever."""
    state = lifecycle.agreed(parse_terms({**REQUEST, "starts_at": "2000-01-01T00:00:00Z"}, NOW), NOW)
    lifecycle.next_wake(state, NOW)
    with pytest.raises(TermsRefused, match="between the years"):
        parse_terms({**REQUEST, "starts_at": "1999-12-31T00:00:00Z"}, NOW)


def test_an_end_in_the_past_is_told_as_just_that() -> None:
    """Also where no start was asked for: to be later than a start that nobody named would be a riddle."""
    request = {**REQUEST, "starts_at": None, "authorize_by": None, "ends_at": "2026-10-01T00:00:00Z"}
    with pytest.raises(TermsRefused, match="ends_at is in the past"):
        parse_terms(request, NOW)


def test_the_defaults() -> None:
    request = {key: REQUEST[key] for key in REQUEST if key not in ("tasks", "starts_at", "authorize_by")}
    terms = parse_terms(request, NOW)
    assert terms.tasks == DEFAULT_TASKS == (Task.ADVERTISE, Task.ANALYZE)
    assert terms.starts_at == NOW
    assert terms.authorize_by == terms.ends_at
    assert parse_terms({**request, "tasks": None, "starts_at": None, "authorize_by": None}, NOW) == terms


def test_the_same_thing_written_differently_is_the_same() -> None:
    other = {
        **REQUEST,
        "instagram_username": "@Mia.Cooks",
        "tasks": ["analyze", "ADVERTISE", "ANALYZE"],
        "brand_name": " Brand   GmbH ",
        "ends_at": "2027-01-30T05:30:00+05:30",
    }
    assert parse_terms(other, NOW) == parse_terms(REQUEST, NOW)


def test_a_term_may_have_begun_already() -> None:
    started = parse_terms({**REQUEST, "starts_at": "2026-10-01T00:00:00Z"}, NOW)
    assert started.starts_at < NOW


def test_the_same_request_again_is_the_same_terms() -> None:
    request = {key: REQUEST[key] for key in REQUEST if key not in ("starts_at", "authorize_by")}
    agreed = parse_terms(request, NOW)
    assert same_terms(request, agreed), "although its start was 'now' then"
    assert same_terms({**request, "starts_at": None}, agreed)


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": "2027-01-31T00:00:00Z"},
        {"starts_at": "2026-12-02T00:00:00Z"},
        {"brand_name": "Another GmbH"},
        {"business_id": "900000000000778"},
        {"instagram_username": "mia.bakes"},
        {"tasks": ["MANAGE"]},
        {"creator_id": "cr-8"},
        {"ends_at": "never"},
    ],
    ids=str,
)
def test_a_request_that_differs_is_other_terms(change: dict[str, Any]) -> None:
    assert not same_terms({**REQUEST, **change}, parse_terms(REQUEST, NOW))


def test_terms_agreed_earlier_are_read_whatever_the_time_is_now() -> None:
    """The door is for requests; a running collaboration's terms lie in its history and may lie in the past."""
    agreed = parse_terms(REQUEST, NOW)
    assert Terms.model_validate_json(agreed.model_dump_json()) == agreed
    with pytest.raises(TermsRefused):
        parse_terms(REQUEST, NOW + timedelta(days=365))
