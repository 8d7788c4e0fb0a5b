"""Budgets that are enforced: usage grows to 100 percent, then refusals with the time to come back."""

import json

import httpx
import pytest

from graph_sandbox.limits import IN_FLIGHT, Budget, Limit
from tests.graph_sandbox.sandbox_driver import COOKS, Driver, error


@pytest.fixture
def user(sandbox: Driver) -> str:
    return sandbox.user_token()


@pytest.fixture
def page(sandbox: Driver, user: str) -> str:
    return sandbox.page_token(user)


def usage(answer: httpx.Response, header: str) -> int:
    said = json.loads(answer.headers[header])
    return int((said if header == "x-app-usage" else said[COOKS][0])["call_count"])


def test_the_app_s_budget_fills_up_and_then_refuses(sandbox: Driver, page: str) -> None:
    sandbox.patch("/app", limits=[{"scope": "app", "calls": 4, "seconds": 60}])
    answers = [sandbox.get(f"/{COOKS}/agencies", page) for _ in range(6)]
    assert [usage(answer, "x-app-usage") for answer in answers] == [25, 50, 75, 100, 100, 100]
    assert [error(answer)[1] for answer in answers[4:]] == [4, 4]
    advised = json.loads(answers[5].headers["x-business-use-case-usage"])[COOKS][0]["estimated_time_to_regain_access"]
    assert 0.9 < advised <= 1
    [budget] = sandbox.control("GET", "/limits")
    assert (budget["accepted"], budget["refused"], budget["too_early"]) == (4, 2, 0)


def test_a_page_s_budget_is_that_page_s(sandbox: Driver, page: str, user: str) -> None:
    sandbox.patch("/app", limits=[{"scope": "page", "calls": 1, "seconds": 60}])
    first, second = (sandbox.get(f"/{COOKS}/agencies", page) for _ in range(2))
    assert usage(first, "x-business-use-case-usage") == 100
    assert usage(second, "x-app-usage") == 1
    assert error(second)[1] == 80001
    assert error(sandbox.get(f"/{COOKS}", user))[1] == 32
    assert sandbox.get("/me", user).status_code == 200


def test_calls_before_the_advised_time_are_counted() -> None:
    budget = Budget(Limit(calls=2, seconds=10))
    assert [budget.take(at) for at in (0, 1)] == [None, None]
    assert budget.take(2) == 9  # half of it is free again at 11
    assert budget.take(2 + IN_FLIGHT) == 8
    assert budget.too_early == 0
    assert budget.take(4) == 7
    assert budget.too_early == 1
    assert (budget.percent(5), budget.take(11)) == (100, None)


def test_new_limits_begin_unused(sandbox: Driver, page: str) -> None:
    for _ in range(2):
        sandbox.patch("/app", limits=[{"calls": 1, "seconds": 60}])
        assert sandbox.get(f"/{COOKS}/agencies", page).status_code == 200
    sandbox.patch("/app", limits=[])
    assert usage(sandbox.get(f"/{COOKS}/agencies", page), "x-app-usage") == 1
