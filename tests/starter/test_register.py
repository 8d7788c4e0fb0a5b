"""The register of stuck revocations: complete, in order, and the collaborations' own word where there is one."""

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from contracts.status import Blocked, Status, TermStatus
from contracts.vocabulary import Outcome, Owner, Stage
from starter.client import CollaborationClient
from starter.errors import WorkerNotAnswering
from starter.listing import Listed
from starter.register import Stuck, register
from starter.show_register import age, register_view
from tests.cast import Creator, reaches
from tests.starter.command_line import CommandLine
from tests.waiting import eventually

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def row(number: int, over_for: timedelta = timedelta(hours=1)) -> Listed:
    return Listed(
        collaboration_id=f"c-{number}",
        stage=Stage.REVOKE_BLOCKED,
        ends_at=datetime.now(UTC) - over_for,
        needs_attention=True,
        blocked_on="authorization_lapsed",
    )


def status(name: str, since: datetime, stage: Stage = Stage.REVOKE_BLOCKED) -> Status:
    blocked = Blocked(
        code="platform_unavailable",
        owner=Owner.PLATFORM,
        message="Meta does not answer.",
        next_step="Nothing to do.",
        since=since + timedelta(minutes=1),
        overdue_since=since,
        next_try=since + timedelta(hours=2),
    )
    term = TermStatus(starts_at=since - timedelta(days=30), ends_at=since)
    ended = Outcome.REVOKED if stage is Stage.ENDED else None
    return Status(collaboration_id=name, stage=stage, outcome=ended, blocked=None if ended else blocked, term=term)


async def test_the_longest_overdue_comes_first_and_no_more_than_a_few_are_asked_at_once() -> None:
    under_way = most = 0

    async def ask(name: str) -> Status:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return status(name, NOW - timedelta(minutes=int(name.removeprefix("c-"))))

    found = await register([row(number) for number in range(300)], ask)
    assert [each.collaboration_id for each in found] == [f"c-{number}" for number in reversed(range(300))]
    assert most <= 20
    first = found[0]
    assert (first.cause, first.owner, first.message) == (
        "platform_unavailable",
        Owner.PLATFORM,
        "Meta does not answer.",
    )
    assert first.since == NOW - timedelta(minutes=299)
    assert first.next_try == first.since + timedelta(hours=2)


async def test_one_that_does_not_answer_is_listed_with_what_is_known() -> None:
    async def ask(name: str) -> Status:
        if name == "c-1":
            raise WorkerNotAnswering(name, 1)
        return status(name, datetime.now(UTC) - timedelta(minutes=5))

    silent, other = await register([row(2), row(1, timedelta(days=3))], ask)
    assert (silent.collaboration_id, silent.answered, silent.cause) == ("c-1", False, "authorization_lapsed")
    assert silent.since is not None
    assert other.answered


async def test_without_any_worker_hundreds_are_listed_after_the_first_few_were_silent() -> None:
    asked: list[str] = []

    async def ask(name: str) -> Status:
        asked.append(name)
        raise WorkerNotAnswering(name, 1)

    found = await register([row(number) for number in range(300)], ask)
    assert len(found) == 300
    assert len(asked) < 60


async def test_what_has_ended_meanwhile_is_not_in_it_and_a_reset_one_only_once() -> None:
    async def ask(name: str) -> Status:
        stage = Stage.ENDED if name == "c-1" else Stage.REVOKE_BLOCKED
        return status(name, NOW, stage)

    found = await register([row(1), row(2), row(2, timedelta(days=9))], ask)
    assert [each.collaboration_id for each in found] == ["c-2"]


async def test_a_terminated_one_is_listed_and_says_that_nobody_tries() -> None:
    async def ask(name: str) -> Status:
        raise AssertionError("a closed workflow's last word is not how it stands")

    (dead,) = await register([row(1).model_copy(update={"running": False})], ask)
    assert (dead.owner, dead.next_try, dead.answered) == (Owner.OPERATOR, None, False)
    assert "stopped" in dead.message


async def test_an_unknown_age_comes_first() -> None:
    """Ended by request before its term: visibility does not tell since when."""

    async def ask(name: str) -> Status:
        if name == "c-2":
            raise WorkerNotAnswering(name, 1)
        return status(name, NOW - timedelta(days=300))

    first, _ = await register([row(1), row(2, timedelta(days=-9))], ask)
    assert (first.collaboration_id, first.since) == ("c-2", None)


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=15, seconds=50), "15 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(seconds=-3), "0 s"),
    ],
)
def test_ages_as_people_say_them(length: timedelta, shown: str) -> None:
    assert age(length) == shown


def test_the_table_shows_age_cause_next_try_and_who_must_act() -> None:
    stuck = Stuck(
        **row(1).model_dump(),
        since=NOW - timedelta(days=2),
        cause="authorization_lapsed",
        next_try=NOW + timedelta(minutes=40),
        owner=Owner.CREATOR,
        message="The password was changed.",
    )
    console = Console(width=200, file=io.StringIO())
    with console.capture() as capture:
        console.print(register_view([stuck], NOW, 200))
    shown = capture.get()
    for part in ("c-1", "2 d 0 h", "authorization_lapsed", "in 40 min", "creator", "The password was changed."):
        assert part in shown


async def test_the_command_lists_the_register(
    adaccess: CommandLine,
    creator: Creator,
    request_of: Callable[..., dict[str, Any]],
    collaborations: CollaborationClient,
) -> None:
    await creator.consent()
    name = (await collaborations.start(request_of())).collaboration_id
    handle = creator.stack.temporal.get_workflow_handle(f"collaboration/{name}")
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await collaborations.end(name, "test")
    await reaches(handle, Stage.REVOKE_BLOCKED)

    async def listed() -> list[Stuck]:
        rows = [each async for each in collaborations.list(stage="revoke_blocked", creator=creator.creator_id)]
        return [each for each in rows if isinstance(each, Stuck)]

    (stuck,) = await eventually(listed, "it is in the register")
    assert (stuck.collaboration_id, stuck.cause, stuck.answered) == (name, "authorization_lapsed", True)
    filters = ("--stage", "revoke_blocked", "--creator", creator.creator_id)
    (shown,) = (await adaccess("list", *filters, "--json")).json
    assert {"since", "cause", "next_try", "owner", "message"} <= set(shown)
    assert (shown["owner"], shown["since"]) == ("creator", stuck.model_dump(mode="json")["since"])
