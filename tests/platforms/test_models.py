"""From Meta's JSON to our words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from contracts.vocabulary import InstagramLink, LapseCause
from platforms.meta.answers import Answer
from platforms.meta.errors import MalformedAnswer, OutcomeUnknown, RateLimited
from platforms.meta.models import Agencies, Agency, Page
from platforms.meta.tasks import covers
from platforms.meta.wire import WireDebug, WireToken, parse
from platforms.meta.wire_pages import WireAgencies, WirePage

TASKS = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MANAGE", "MESSAGING", "MODERATE"]
names = st.frozensets(
    st.sampled_from([*TASKS, *(f"PROFILE_PLUS_{task}" for task in TASKS), "PROFILE_PLUS_FULL_CONTROL"])
)


@pytest.mark.parametrize(("held", "wanted", "enough"), [
    ({"ADVERTISE", "ANALYZE"}, {"ADVERTISE", "ANALYZE"}, True),
    ({"PROFILE_PLUS_ADVERTISE", "ANALYZE"}, {"ADVERTISE", "ANALYZE"}, True),
    ({"ADVERTISE"}, {"PROFILE_PLUS_ADVERTISE"}, True),
    ({"MANAGE"}, {"ADVERTISE", "ANALYZE"}, True),
    ({"PROFILE_PLUS_FULL_CONTROL"}, {"MANAGE"}, True),
    ({"ADVERTISE"}, {"ADVERTISE", "ANALYZE"}, False),
    ({"ANALYZE"}, {"MANAGE"}, False),
    (set(), {"ANALYZE"}, False),
    (set(), set(), True),
])  # fmt: skip
def test_covers(held: set[str], wanted: set[str], enough: bool) -> None:
    assert covers(held, wanted) is enough
    assert Agency(business_id="7", name=None, tasks=frozenset(held), status=None).covers(wanted) is enough


@given(names, names, names)
def test_more_tasks_never_cover_less(held: frozenset[str], more: frozenset[str], wanted: frozenset[str]) -> None:
    assert covers(held, held)
    assert not covers(held, wanted) or covers(held | more, wanted)
    assert covers(held, wanted | more) == (covers(held, wanted) and covers(held, more))


def debug(**data: Any) -> Answer:
    return Answer({"data": {"app_id": "1", "is_valid": True, **data}}, "A1")


def test_a_live_token() -> None:
    info = parse(WireDebug, debug(
        type="USER", user_id=10000000000000001, expires_at=1772409600, data_access_expires_at=1775001600,
        scopes=["pages_show_list", "public_profile"], metadata={"sso": "web"},
        granular_scopes=[
            {"scope": "pages_show_list", "target_ids": ["1"]}, {"scope": "business_management"},
            {"scope": "pages_show_list", "target_ids": ["2"]}, {"scope": "business_management", "target_ids": ["3"]},
        ],
    )).info()  # fmt: skip
    assert (info.is_valid, info.lapse, info.user_id, info.type) == (True, None, "10000000000000001", "USER")
    assert info.expires_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert info.data_access_expires_at == datetime(2026, 4, 1, tzinfo=UTC)
    assert info.granular == {"pages_show_list": {"1", "2"}, "business_management": None}


def test_a_token_without_end_and_without_granular_scopes() -> None:
    info = parse(WireDebug, debug(expires_at=0, scopes=["pages_show_list"])).info()
    assert (info.expires_at, info.data_access_expires_at, info.granular) == (None, None, {"pages_show_list": None})


@pytest.mark.parametrize(("error", "cause"), [
    ({"code": 190, "subcode": 458, "message": "…"}, LapseCause.APP_REMOVED),
    ({"code": 190, "subcode": 460}, LapseCause.PASSWORD_CHANGED),
    ({"code": 190, "message": "Malformed access token"}, LapseCause.UNKNOWN),
    ({"code": 100}, LapseCause.UNKNOWN),
    (None, LapseCause.UNKNOWN),
])  # fmt: skip
def test_a_dead_token_has_a_cause(error: dict[str, Any] | None, cause: LapseCause) -> None:
    info = parse(WireDebug, debug(is_valid=False, scopes=[], error=error)).info()
    assert (info.is_valid, info.lapse) == (False, cause)


@pytest.mark.parametrize(("code", "kind"), [(2, OutcomeUnknown), (4, RateLimited)])
def test_a_failed_look_is_no_dead_token(code: int, kind: type[Exception]) -> None:
    wire = parse(WireDebug, debug(is_valid=False, error={"code": code}))
    with pytest.raises(kind):
        wire.info()


def test_token_ends_and_hides_itself() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    token = parse(WireToken, Answer({"access_token": "EAAx", "token_type": "bearer", "expires_in": 3600}, "")).token(
        now
    )
    assert token.expires_at == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert "EAAx" not in f"{token!r} {token} {token.model_dump()} {token.model_dump_json()}"
    assert parse(WireToken, Answer({"access_token": "EAAx"}, "")).token(now).expires_at is None


@pytest.mark.parametrize("body", [
    {}, [], "EAAx", {"access_token": ""}, {"access_token": ["EAAx"]}, {"access_token": "EAAx EAAx\n"},
    {"access_token": "EAAx", "expires_in": -1}, {"access_token": "EAAx", "expires_in": 10**30},
    {"access_token": "EAAx", "expires_in": "EAAx"},
])  # fmt: skip
def test_no_token_in_the_text_about_a_broken_token(body: object) -> None:
    with pytest.raises(MalformedAnswer) as caught:
        parse(WireToken, Answer(body, "A1"))
    assert "EAA" not in f"{caught.value} {caught.value!r}"
    assert caught.value.__context__ is None
    assert caught.value.request_id == "A1"


INSTAGRAM = {"id": "17841400000000001", "username": "mia.cooks"}


@pytest.mark.parametrize(("links", "link"), [
    ({"instagram_business_account": INSTAGRAM, "connected_instagram_account": {"id": "2"}}, InstagramLink.BUSINESS),
    ({"connected_instagram_account": INSTAGRAM}, InstagramLink.CONNECTED),
    ({}, InstagramLink.NONE),
])  # fmt: skip
def test_instagram_link_of_a_page(links: dict[str, Any], link: InstagramLink) -> None:
    page = parse(WirePage, Answer({"id": "1", **links}, "")).page()
    assert page.link is link
    assert (page.instagram.username if page.instagram else None) == ("mia.cooks" if links else None)


@pytest.mark.parametrize(("tasks", "token", "controls"), [
    (["MANAGE"], "EAAp", True), (["PROFILE_PLUS_MANAGE"], "EAAp", True), (["PROFILE_PLUS_FULL_CONTROL"], "EAAp", True),
    (["ADVERTISE", "ANALYZE"], "EAAp", False), (["MANAGE"], None, False), ([], "EAAp", False),
])  # fmt: skip
def test_who_controls_a_page(tasks: list[str], token: str | None, controls: bool) -> None:
    body = {"id": "1", "name": "P", "tasks": tasks, "access_token": token, "owner_business": {"id": 9, "name": "B"}}
    page = parse(WirePage, Answer(body, "")).page()
    assert page.controls_page is controls
    assert page.owner_business_id == "9"
    assert "EAAp" not in repr(page)


def test_models_are_frozen() -> None:
    page = Page(
        id="1", name="", tasks=frozenset(), token=SecretStr("t"), instagram=None, link=InstagramLink.NONE,
        is_published=None, owner_business_id=None,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="frozen"):
        page.name = "x"  # type: ignore[misc]


def test_agencies_by_business() -> None:
    body = {
        "data": [{"id": "7", "permitted_tasks": ["ADVERTISE"], "access_status": "CLIENT_RESPONSE_PENDING"}, {"id": "8"}]
    }
    shares = parse(WireAgencies, Answer(body, "")).agencies()
    agencies = Agencies(agencies=shares, request_id="A1", at=datetime(2026, 1, 1, tzinfo=UTC))
    seven, eight = agencies.of("7"), agencies.of("8")
    assert seven is not None
    assert eight is not None
    assert (seven.pending, eight.pending, eight.tasks) == (True, False, frozenset())
    assert agencies.of("9") is None
