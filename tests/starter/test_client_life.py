"""The client over a collaboration's life, with workers, store and sandbox behind it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.terms import TermsRefused
from contracts.vocabulary import Outcome, Stage
from starter.client import CollaborationClient
from starter.errors import AlreadyEnded, MessageRefused, RequestRefused, TermsConflict, TimedOut
from starter.listing import Listed
from tests.cast import Creator
from tests.stack import Stack
from tests.waiting import eventually

Request = Callable[..., dict[str, Any]]


async def test_from_start_over_consent_to_proven_end(
    creator: Creator, collaborations: CollaborationClient, request_of: Request
) -> None:
    request = request_of()
    started = await collaborations.start(request)
    assert started.stage in (Stage.AWAITING_AUTHORIZATION, Stage.CHECKING)
    name = started.collaboration_id
    await creator.consent()
    active = await collaborations.wait_for_stage(name, Stage.ACTIVE, timeout=20)
    assert active.access.page_id == creator.page()
    await collaborations.end(name, "campaign cancelled", "jane")
    ended = await collaborations.wait_until_ended(name, timeout=timedelta(seconds=20))
    assert ended.outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_repeated_start_is_the_same_collaboration(
    collaborations: CollaborationClient, request_of: Request, stack: Stack
) -> None:
    request = request_of()
    answers = await asyncio.gather(*(collaborations.start(request) for _ in range(5)))
    assert {answer.collaboration_id for answer in answers} == {request["collaboration_id"]}
    agreed = (await collaborations.detail(request["collaboration_id"])).terms
    assert (await collaborations.start(agreed)).term.ends_at == agreed.ends_at


@pytest.mark.parametrize(
    ("change", "named"),
    [({"tasks": ["ANALYZE"]}, "tasks"), ({"brand_name": "Other GmbH"}, "brand_name"), ({"creator_id": "x"}, "creator")],
)
async def test_other_terms_under_the_same_id_are_a_conflict(
    collaborations: CollaborationClient, request_of: Request, change: dict[str, Any], named: str
) -> None:
    request = request_of()
    await collaborations.start(request)
    with pytest.raises(TermsConflict, match=named) as caught:
        await collaborations.start(request | change)
    assert len(caught.value.differing) == 1


async def test_a_start_repeated_after_the_end_returns_the_ended_one(
    collaborations: CollaborationClient, request_of: Request
) -> None:
    request = request_of(seconds=1.5)
    await collaborations.start(request)
    await collaborations.wait_until_ended(request["collaboration_id"], timeout=20)
    assert datetime.fromisoformat(request["ends_at"]) < datetime.now(UTC)
    assert (await collaborations.start(request)).outcome is Outcome.UNANSWERED
    with pytest.raises(TermsRefused, match="terms refused"):
        await collaborations.start(request | {"tasks": ["ANALYZE"]})


async def test_terms_are_refused_at_the_door(collaborations: CollaborationClient, request_of: Request) -> None:
    with pytest.raises(TermsRefused, match="business_id"):
        await collaborations.start(request_of() | {"business_id": "x"})
    with pytest.raises(TermsRefused, match="in the past"):
        await collaborations.start(
            request_of() | {"ends_at": "2020-01-01T00:00:00Z", "starts_at": "2019-01-01T00:00:00Z"}
        )


async def test_what_has_ended_takes_no_more_messages(
    collaborations: CollaborationClient, request_of: Request, stack: Stack
) -> None:
    name = (await collaborations.start(request_of())).collaboration_id
    await collaborations.decline(name, "not my brand")
    ended = await collaborations.wait_until_ended(name, timeout=20)
    assert ended.outcome is Outcome.DECLINED
    with pytest.raises(AlreadyEnded):
        await collaborations.end(name, "in the moment before it closes, or after")
    await stack.temporal.get_workflow_handle(f"collaboration/{name}").result()
    for late in (
        lambda: collaborations.end(name, "late"),
        lambda: collaborations.extend(name, datetime.now(UTC) + timedelta(days=90)),
        lambda: collaborations.recheck(name),
        lambda: collaborations.decline(name),
        lambda: collaborations.wait_for_stage(name, Stage.ACTIVE),
    ):
        with pytest.raises(AlreadyEnded, match="has ended"):
            await late()
    assert await collaborations.status(name) == ended


async def test_the_end_can_be_moved_and_nonsense_cannot(
    collaborations: CollaborationClient, request_of: Request
) -> None:
    name = (await collaborations.start(request_of())).collaboration_id
    later = (datetime.now(UTC) + timedelta(days=60)).replace(microsecond=0)
    assert (await collaborations.extend(name, later, "went well")).term.ends_at == later
    with pytest.raises(MessageRefused, match="in the past"):
        await collaborations.extend(name, datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(RequestRefused, match="time zone"):
        await collaborations.extend(name, later.replace(tzinfo=None))
    with pytest.raises(MessageRefused, match="nothing to attest"):
        await collaborations.attest_revoked(name, "jane", "seen in Business Suite")
    with pytest.raises(RequestRefused, match="actor"):
        await collaborations.attest_revoked(name, "", "seen")
    await collaborations.recheck(name)
    assert (await collaborations.status(name)).term.ends_at == later


async def test_waiting_for_what_does_not_come_says_where_it_stands(
    collaborations: CollaborationClient, request_of: Request
) -> None:
    name = (await collaborations.start(request_of())).collaboration_id
    with pytest.raises(TimedOut, match="awaiting_authorization") as caught:
        await collaborations.wait_for_stage(name, Stage.ACTIVE, Stage.SCHEDULED, timeout=3)
    assert "active or scheduled" in str(caught.value)


async def test_lists_by_stage_creator_and_business(
    creator: Creator, collaborations: CollaborationClient, request_of: Request
) -> None:
    first, second = request_of(name="one"), request_of(name="two", business_id=creator.business(1))
    for request in (first, second):
        await collaborations.start(request)

    async def rows(count: int, **wanted: str) -> list[Listed] | None:
        found = [row async for row in collaborations.list(**wanted)]
        return found if len(found) == count else None

    both = await eventually(lambda: rows(2, creator=creator.creator_id), "both of this creator")
    assert {row.collaboration_id for row in both} == {first["collaboration_id"], second["collaboration_id"]}
    (row,) = await eventually(lambda: rows(1, business=creator.business(1)), "the one for this business")
    assert row.instagram_username == creator.username()
    assert row.ends_at == datetime.fromisoformat(second["ends_at"])
    await collaborations.end(second["collaboration_id"], "test")
    await collaborations.wait_until_ended(second["collaboration_id"], timeout=20)
    (row,) = await eventually(lambda: rows(1, creator=creator.creator_id, stage=Stage.ENDED), "the ended one")
    assert row.stage is Stage.ENDED


async def test_the_web_ui_tells_who_agreed_what(
    creator: Creator, collaborations: CollaborationClient, request_of: Request, stack: Stack
) -> None:
    request = request_of()
    await collaborations.start(request)
    handle = stack.temporal.get_workflow_handle(f"collaboration/{request['collaboration_id']}")
    described = await handle.describe()
    until = request["ends_at"][:10]
    assert await described.static_summary() == f"{creator.username()} for {request['brand_name']} until {until}"
    assert creator.business() in (await described.static_details() or "")


async def test_a_check_answers_and_grants_nothing(
    creator: Creator, collaborations: CollaborationClient, request_of: Request
) -> None:
    request = request_of()
    assert (await collaborations.check(request)).eligible is not True
    await creator.consent()
    report = await collaborations.check(request)
    assert report.eligible is True, report
    assert report.page_id == creator.page()
    assert await creator.ledger("share") == []
    with pytest.raises(TermsRefused):
        await collaborations.check(request | {"ends_at": "2020-01-01T00:00:00Z"})
