"""The fault plan: every kind of fault, and how calls are counted."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.graph_sandbox.sandbox_driver import BRAND, COOKS, OTHER, TRAVELS, Driver, error

POST = {"method": "POST", "path": "/*/agencies"}
GET = {"method": "GET", "path": "/*/agencies"}


@pytest.fixture
def page(sandbox: Driver) -> str:
    return sandbox.page_token(sandbox.user_token())


def impatient_client(sandbox: Driver, seconds: float) -> httpx.Client:
    """A caller that gives up waiting, though not connecting."""
    timeout = httpx.Timeout(5, read=seconds)
    return httpx.Client(base_url=sandbox.url, timeout=timeout, verify=False)


def eventually(true: Callable[[], Any]) -> None:
    """Until the sandbox got there by itself."""
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_error_does_nothing(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "error", "status": 500, "code": 2, "subcode": None}})
    answer = sandbox.share(page)
    assert error(answer) == (500, 2, None)
    assert answer.json()["error"]["is_transient"] is True
    assert sandbox.agencies(page) == []
    assert sandbox.share(page).json() == {"success": True}
    assert sandbox.rows("share")[0]["fault"] is None


def test_error_with_status_200_and_subcode(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "error", "status": 200, "code": 190, "subcode": 460}})
    assert error(sandbox.share(page)) == (200, 190, 460)


def test_apply_then_error(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "apply_then_error", "status": 503, "code": 1}})
    answer = sandbox.share(page)
    assert error(answer) == (503, 1, None)
    assert sandbox.agencies(page) == [BRAND]
    row = sandbox.rows("share")[0]
    assert (row["fault"], row["request_id"]) == ("apply_then_error", answer.headers["x-fb-trace-id"])


@pytest.mark.parametrize("applied", [True, False])
def test_hang(sandbox: Driver, page: str, applied: bool) -> None:
    sandbox.faults({**POST, "fault": {"kind": "hang", "seconds": 0.05, "apply": applied}})
    assert error(sandbox.share(page)) == (500, 2, None)
    assert sandbox.agencies(page) == ([BRAND] if applied else [])


def test_apply_late_lands_after_the_caller_has_gone(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "apply_late", "seconds": 0.8}})
    headers = {"Authorization": f"Bearer {page}"}
    data = {"business": BRAND, "permitted_tasks": "ADVERTISE"}
    with impatient_client(sandbox, 0.05) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.post(f"/{COOKS}/agencies", headers=headers, data=data)
    assert sandbox.agencies(page) == []
    eventually(lambda: sandbox.rows("share"))
    assert sandbox.rows("share")[0]["fault"] == "apply_late"
    assert sandbox.agencies(page) == [BRAND]


def test_apply_late_does_not_land_twice(sandbox: Driver, page: str) -> None:
    sandbox.share(page)
    rule = {"method": "DELETE", "path": "/*/agencies", "fault": {"kind": "apply_late", "seconds": 0.6}}
    sandbox.faults(rule)
    headers = {"Authorization": f"Bearer {page}"}
    with impatient_client(sandbox, 0.05) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.delete(f"/{COOKS}/agencies", headers=headers, params={"business": BRAND})
    assert sandbox.unshare(page).json() == {"success": True}
    # The next late one waits for the first to have landed: both sleep on the same clock.
    sandbox.faults(rule)
    assert error(sandbox.unshare(page)) == (400, 100, None)
    assert len(sandbox.rows("unshare")) == 1


def test_stale_read(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "stale_read", "seconds": 1}})
    assert sandbox.share(page).json() == {"success": True}
    assert sandbox.agencies(page) == []
    assert sandbox.rows("share")[0]["fault"] == "stale_read"
    assert error(sandbox.share(page)) == (400, 3989, None)
    eventually(lambda: sandbox.agencies(page) == [BRAND])


def test_stale_read_fired_by_a_read(sandbox: Driver, page: str) -> None:
    sandbox.share(page)
    sandbox.faults({**GET, "fault": {"kind": "stale_read", "seconds": 1}})
    assert sandbox.agencies(page) == [BRAND]
    sandbox.unshare(page)
    assert sandbox.agencies(page) == [BRAND]
    eventually(lambda: sandbox.agencies(page) == [])


@pytest.mark.parametrize(("code", "header"), [(4, "x-app-usage"), (80001, "x-business-use-case-usage")])
def test_throttle(sandbox: Driver, page: str, code: int, header: str) -> None:
    sandbox.faults({**GET, "times": None, "fault": {"kind": "throttle", "code": code, "minutes": 7}})
    answer = sandbox.get(f"/{COOKS}/agencies", page)
    assert error(answer) == (400, code, None)
    assert "100" in answer.headers[header]
    usage = json.loads(answer.headers["x-business-use-case-usage"])[COOKS][0]
    assert usage["estimated_time_to_regain_access"] == 7
    assert "retry-after" not in answer.headers
    sandbox.patch("/app", throttle_status=429)
    assert error(sandbox.get(f"/{COOKS}/agencies", page)) == (429, code, None)


def test_success_not_applied(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "success_not_applied"}})
    assert sandbox.share(page).json() == {"success": True}
    assert sandbox.agencies(page) == []
    assert sandbox.rows("share") == []


def test_garbage(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "garbage", "body": "<h1>oops</h1>"}})
    answer = sandbox.share(page)
    assert (answer.status_code, answer.text) == (200, "<h1>oops</h1>")
    assert answer.headers["content-type"].startswith("text/html")
    assert sandbox.agencies(page) == []


def test_nth_and_times(sandbox: Driver, page: str) -> None:
    sandbox.faults({**GET, "nth": 2, "times": 2, "fault": {"kind": "error"}})
    seen = [sandbox.get(f"/{COOKS}/agencies", page).status_code for _ in range(5)]
    assert seen == [200, 500, 500, 200, 200]
    assert sandbox.control("GET", "/faults")[0]["fired"] == 2


def test_the_first_rule_due_decides(sandbox: Driver, page: str) -> None:
    sandbox.faults(
        {"method": "GET", "path": f"/{TRAVELS}/*", "fault": {"kind": "error", "code": 1}},
        {"fault": {"kind": "error", "code": 2}, "times": None},
        {"method": "*", "fault": {"kind": "garbage"}},
    )
    assert error(sandbox.get(f"/{COOKS}", page)) == (500, 2, None)
    assert [rule["fired"] for rule in sandbox.control("GET", "/faults")] == [0, 1, 0]


def test_probability_repeats_with_its_seed(sandbox: Driver, page: str) -> None:
    rule = {**GET, "times": None, "probability": 0.5, "seed": 7, "fault": {"kind": "error"}}

    def run() -> list[int]:
        sandbox.faults(rule)
        return [sandbox.get(f"/{COOKS}/agencies", page).status_code for _ in range(20)]

    first = run()
    assert set(first) == {200, 500}
    assert run() == first


def test_a_lost_exchange_uses_the_code_up(sandbox: Driver) -> None:
    code = sandbox.consent()["code"]
    sandbox.faults({"path": "/oauth/access_token", "fault": {"kind": "apply_then_error"}})
    assert sandbox.exchange(code).status_code == 500
    assert sandbox.exchange(code).json()["error"]["message"] == "This authorization code has been used."


def test_batch_items_meet_faults_by_their_own_path(sandbox: Driver, page: str) -> None:
    sandbox.faults(
        {**GET, "fault": {"kind": "hang", "seconds": 0.01}},
        {"path": "/", "nth": 2, "fault": {"kind": "error"}},
    )
    items = [{"method": "GET", "relative_url": f"{COOKS}/agencies"}, {"method": "GET", "relative_url": "me"}]
    answer = sandbox.post("/", page, batch=json.dumps(items)).json()
    assert answer[0] is None
    assert answer[1]["code"] == 200
    assert error(sandbox.post("/", page, batch=json.dumps(items))) == (500, 2, None)


def test_a_plan_may_be_put_back(sandbox: Driver) -> None:
    sandbox.faults({"fault": {"kind": "apply_late", "seconds": 3}})
    plan = sandbox.control("GET", "/faults")
    assert plan == [
        {
            "method": "*",
            "path": "/*",
            "nth": 1,
            "times": 1,
            "probability": None,
            "seed": None,
            "fault": {"kind": "apply_late", "seconds": 3.0},
            "fired": 0,
        }
    ]
    assert sandbox.control("PUT", "/faults", plan) == plan
    assert sandbox.control("PUT", "/faults", []) == []


def test_a_straggler_of_an_earlier_world_does_not_land(sandbox: Driver, page: str) -> None:
    sandbox.faults({**POST, "fault": {"kind": "apply_late", "seconds": 0.6}})
    headers = {"Authorization": f"Bearer {page}"}
    data = {"business": OTHER, "permitted_tasks": "ADVERTISE"}
    with impatient_client(sandbox, 0.03) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.post(f"/{COOKS}/agencies", headers=headers, data=data)
    sandbox.control("PUT", "/world", sandbox.control("GET", "/world"))
    fresh = sandbox.page_token(sandbox.user_token())
    sandbox.faults({**POST, "fault": {"kind": "apply_late", "seconds": 0.6}})
    sandbox.share(fresh)  # lands after the straggler would have
    assert [row["business_id"] for row in sandbox.rows("share")] == [BRAND]
