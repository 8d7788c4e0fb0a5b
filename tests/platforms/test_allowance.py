"""What Meta lets us do right now: whom a refusal holds back, for how long, and who may still draw on a full budget."""

import json
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from platforms.meta import batch, errors
from platforms.meta.allowance import OLD, PROBE, SILENT_AFTER, Allowance
from platforms.meta.answers import Answer
from platforms.meta.graph import GraphClient
from platforms.meta.pace import CRAWL_FROM, FLOOR, FULL_UNTIL, RESUME, Claim, after_refusal, next_pace

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox

COOKS, BRAND = "100000000000001", "900000000000777"
PAGE, OTHER_PAGE = "100000000000001/agencies", "100000000000002/agencies"
TOKEN, OTHER_TOKEN = SecretStr("EAApageMia"), SecretStr("EAApageOld")
FIVE = timedelta(minutes=5)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def allowance(clock: Clock) -> Allowance:
    return Allowance(now=clock)


def refuse(allowance: Allowance, code: int | None, path: str = PAGE, token: SecretStr = TOKEN) -> None:
    allowance.heard(path, token, {}, errors.RateLimited(FIVE, code=code))


def use(allowance: Allowance, percent: float, **more: float) -> None:
    allowance.heard(PAGE, TOKEN, {"x-app-usage": json.dumps({"call_count": percent, **more})})


@pytest.mark.parametrize("code", [4, 341, 613, None])
def test_a_refusal_of_the_app_holds_everything_back(allowance: Allowance, code: int | None) -> None:
    refuse(allowance, code)
    assert allowance.wait("me/accounts", OTHER_TOKEN) == allowance.wait() == FIVE
    assert allowance.refused.is_set()
    assert allowance.held_until is not None


@pytest.mark.parametrize("code", [32, 80001, 80002])
def test_a_refusal_of_a_page_holds_back_that_page_only(allowance: Allowance, code: int) -> None:
    refuse(allowance, code)
    assert allowance.wait(PAGE, OTHER_TOKEN) == FIVE
    assert not allowance.wait(OTHER_PAGE, OTHER_TOKEN)
    assert allowance.held_until is None
    assert not allowance.refused.is_set()


def test_a_refusal_of_a_person_holds_back_that_login_only(allowance: Allowance) -> None:
    refuse(allowance, 17)
    assert allowance.wait("me/permissions", TOKEN) == FIVE
    assert not allowance.wait(PAGE, OTHER_TOKEN)


def test_a_page_limit_on_a_call_without_a_page_is_about_its_token(allowance: Allowance) -> None:
    refuse(allowance, 32, path="me/accounts")
    assert allowance.wait("me", TOKEN) == FIVE
    assert not allowance.wait("me", OTHER_TOKEN)


def test_a_hold_ends_by_itself_and_is_never_shortened(allowance: Allowance, clock: Clock) -> None:
    refuse(allowance, 4)
    allowance.hold(clock.now + timedelta(minutes=1))
    clock.now += FIVE - timedelta(seconds=1)
    assert allowance.wait() == timedelta(seconds=1)
    clock.now += timedelta(seconds=1)
    assert not allowance.wait()
    assert allowance.held_until is None


def test_a_success_that_names_a_wait_for_a_page_is_believed(allowance: Allowance) -> None:
    entry = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 3}
    allowance.heard(PAGE, TOKEN, {"x-business-use-case-usage": json.dumps({"100000000000002": [entry]})})
    assert allowance.wait(OTHER_PAGE, OTHER_TOKEN) == timedelta(minutes=3)
    assert not allowance.wait(PAGE, TOKEN)


def test_usage_is_the_fullest_of_what_the_header_counts(allowance: Allowance) -> None:
    use(allowance, 28, total_time=25, total_cputime=61)
    assert allowance.usage == 61
    use(allowance, 0, total_time=0)
    assert allowance.usage == 0
    allowance.heard(PAGE, TOKEN, {"x-app-usage": "not JSON"})
    assert allowance.usage == 0


def test_what_was_heard_before_a_pause_is_no_news_after_it(allowance: Allowance, clock: Clock) -> None:
    """Else the pace would stay down for want of calls that tell better. What can wait still lets revokes go first."""
    use(allowance, 96)
    allowance.heard(PAGE, TOKEN, {}, errors.RateLimited(timedelta(seconds=3), code=4))
    clock.now += timedelta(seconds=3)
    assert allowance.usage == 0
    assert not allowance.room(Claim.ORDINARY)
    use(allowance, 8)
    assert allowance.usage == 8
    assert allowance.room(Claim.ORDINARY)


def test_half_of_the_budget_is_kept_for_revokes(allowance: Allowance) -> None:
    rooms = {}
    for percent in (49, 50, 74, 75, 99, 100):
        use(allowance, percent)
        rooms[percent] = [claim.name for claim in Claim if allowance.room(claim)]
    everybody, persons, revokes = ["TAKE_BACK", "PERSON", "ORDINARY"], ["TAKE_BACK", "PERSON"], ["TAKE_BACK"]
    assert rooms == {49: everybody, 50: persons, 74: persons, 75: revokes, 99: revokes, 100: revokes}


def test_old_news_let_one_ask_for_everybody(allowance: Allowance, clock: Clock) -> None:
    """Whoever waits for room makes no call, and without a call there is no news: that must not last for ever."""
    use(allowance, 90)
    clock.now += OLD
    assert not allowance.room(Claim.ORDINARY)
    clock.now += timedelta(seconds=1)
    assert allowance.usage == 0
    assert [allowance.room(Claim.ORDINARY) for _ in range(3)] == [True, False, False]


def test_ten_calls_in_a_row_without_an_answer_are_an_outage(allowance: Allowance, clock: Clock) -> None:
    for _ in range(SILENT_AFTER - 1):
        allowance.answered(usable=False)
    assert not allowance.silent()
    allowance.answered(usable=False)
    assert [allowance.silent() for _ in range(3)] == [False, True, True], "one goes and sees"
    clock.now += PROBE
    assert [allowance.silent() for _ in range(2)] == [False, True]
    allowance.answered(usable=True)
    assert not allowance.silent()


@pytest.mark.parametrize(
    ("fault", "silent"),
    [
        ({"kind": "error", "status": 503, "code": 2}, True),
        ({"kind": "garbage", "body": "<html>busy</html>"}, True),
        ({"kind": "error", "status": 400, "code": 100}, False),
    ],
)
async def test_an_answer_is_an_answer_whatever_it_says(
    sandbox: "Sandbox", graph: GraphClient, fault: dict[str, Any], silent: bool
) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("GET", f"/{COOKS}/agencies", **fault)
    for _ in range(SILENT_AFTER):
        with pytest.raises(errors.MetaError):
            await graph.agencies(token, COOKS)
    assert [graph.allowance.silent() for _ in range(2)] == [False, silent]


def test_no_token_is_kept(allowance: Allowance) -> None:
    refuse(allowance, 17)
    assert TOKEN.get_secret_value() not in repr(vars(allowance))


def paces(usage: float, current: float = 50.0, looks: int = 60) -> list[float]:
    found = []
    for _ in range(looks):
        current = next_pace(current, usage, 100.0)
        found.append(current)
    return found


def test_the_pace_falls_evenly_with_the_room_that_is_left() -> None:
    half_way = (FULL_UNTIL + CRAWL_FROM) / 2
    assert [paces(usage)[-1] for usage in (0, FULL_UNTIL, half_way)] == [100.0, 100.0, pytest.approx(50.0)]
    assert [paces(usage)[-1] for usage in (CRAWL_FROM, 100, 250)] == [FLOOR] * 3


def test_the_pace_falls_at_once_and_doubles_at_most() -> None:
    assert paces(90, current=100)[0] == paces(90)[-1]
    assert paces(0, current=3)[:3] == [6, 12, 24]


def drained(budget: int, window: float, activities: int, *, able: float = 15.0) -> tuple[float, int]:
    """Seconds until so many activities of three calls are done, and how often the platform refused.

    A rolling window of so many calls; workers that can do ``able`` activities a second; a look every two seconds.
    """
    calls, now, pace, done, refused = deque[float](), 0.0, 100.0, 0, 0
    while done < activities:
        if now % 2 == 0:
            pace = next_pace(pace, 100 * len(calls) / budget, 100.0)
        for _ in range(round(min(pace, able) / 2)):
            refused += len(calls) > budget - 3
            calls.extend([now] * 3)
            done += 1
        now += 0.5
        while calls and calls[0] <= now - window:
            calls.popleft()
    return now, refused


@pytest.mark.parametrize(("budget", "window", "activities"), [(10_000, 300.0, 10_000), (36_000, 3600.0, 30_000)])
def test_a_storm_goes_at_the_platform_s_pace(budget: int, window: float, activities: int) -> None:
    """Without a refusal, and in little more than the time in which the platform takes so many calls."""
    seconds, refused = drained(budget, window, activities)
    assert refused == 0
    assert seconds < 1.25 * activities * 3 / budget * window


def test_after_a_refusal_half_the_pace() -> None:
    assert after_refusal(40, 100) == 20
    assert after_refusal(0.1, 100) == RESUME
    assert after_refusal(100, 0.2) == next_pace(5, 99, 0.2) == next_pace(5, 10, 0.2) == 0.2


@pytest.mark.parametrize(("code", "everything"), [(80001, False), (32, False), (4, True)])
async def test_who_must_wait_is_not_called_and_nobody_else_waits(
    sandbox: "Sandbox", graph: GraphClient, code: int, everything: bool
) -> None:
    token = await sandbox.page_token(graph)
    user = await sandbox.login(graph)
    await sandbox.fault("GET", f"/{COOKS}/agencies", kind="throttle", code=code, minutes=7)
    with pytest.raises(errors.RateLimited):
        await graph.agencies(token, COOKS)
    before = await sandbox.requests()
    with pytest.raises(errors.RateLimited) as caught:
        await graph.unshare(token, COOKS, BRAND)
    assert timedelta(minutes=6) < caught.value.wait <= timedelta(minutes=7)
    if everything:
        with pytest.raises(errors.RateLimited):
            await graph.business(user, BRAND)
        assert await sandbox.requests() == before
    else:
        assert (await graph.business(user, BRAND)).id == BRAND
        assert (await sandbox.requests())["total"] == before["total"] + 1


async def test_usage_is_heard_from_every_answer(sandbox: "Sandbox", graph: GraphClient) -> None:
    await sandbox.patch("app", usage_percent=83)
    await sandbox.login(graph)
    assert graph.allowance.usage == 83


async def test_an_item_of_a_batch_that_must_wait_is_not_sent(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.login(graph)
    graph.allowance.hold(datetime.now(UTC) + FIVE, f"object {COOKS}")
    fields = {"fields": "id"}
    before = await sandbox.requests()
    both = await batch.ask(graph._caller, [batch.Get(COOKS, fields, token), batch.Get("me", fields, token)])
    assert isinstance(both.outcomes[0], errors.RateLimited)
    assert isinstance(both.outcomes[1], Answer)
    none = await batch.ask(graph._caller, [batch.Get(COOKS, fields, token)])
    assert isinstance(none.outcomes[0], errors.RateLimited)
    assert (await sandbox.requests())["total"] == before["total"] + 1
