"""Sharing a Page with a business, and everything that refuses it."""

from typing import Any

import pytest

from tests.graph_sandbox.sandbox_driver import (
    BRAND,
    COOKS,
    MIA,
    OTHER,
    SCOPES,
    TASKS,
    TRAVELS,
    Driver,
    error,
)

FIELDS = "id,name,permitted_tasks,access_status,access_requested_time,access_updated_time"


@pytest.fixture
def page(sandbox: Driver) -> str:
    return sandbox.page_token(sandbox.user_token())


def test_share_read_unshare(sandbox: Driver, page: str) -> None:
    answer = sandbox.share(page)
    assert answer.json() == {"success": True}
    row = sandbox.get(f"/{COOKS}/agencies", page, fields=FIELDS).json()["data"][0]
    assert row["permitted_tasks"] == ["ADVERTISE", "ANALYZE"]
    assert (row["id"], row["name"], row["access_status"]) == (BRAND, "Brand GmbH", "CONFIRMED")
    assert row["access_requested_time"].endswith("+0000")
    assert sandbox.get(f"/{COOKS}/agencies", page).json()["data"] == [{"id": BRAND, "name": "Brand GmbH"}]
    gone = sandbox.unshare(page)
    assert gone.json() == {"success": True}
    assert sandbox.agencies(page) == []

    share, unshare = sandbox.rows("share", "unshare")
    assert share == {
        "seq": share["seq"],
        "at": share["at"],
        "op": "share",
        "page_id": COOKS,
        "business_id": BRAND,
        "tasks": ["ADVERTISE", "ANALYZE"],
        "by": "api",
        "person_id": MIA,
        "before": None,
        "after": ["ADVERTISE", "ANALYZE"],
        "request_id": answer.headers["x-fb-trace-id"],
        "fault": None,
    }
    assert (unshare["before"], unshare["after"]) == (["ADVERTISE", "ANALYZE"], None)
    assert unshare["request_id"] == gone.headers["x-fb-trace-id"]


@pytest.mark.parametrize("tasks", ["ADVERTISE", "['ADVERTISE']", '"ADVERTISE"', "ADVERTISE,"])
def test_tasks_as_clients_write_them(sandbox: Driver, page: str, tasks: str) -> None:
    answer = sandbox.post(f"/{COOKS}/agencies", page, business=BRAND, permitted_tasks=tasks)
    assert answer.json() == {"success": True}
    assert sandbox.rows("share")[0]["tasks"] == ["ADVERTISE"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"permitted_tasks": TASKS}, 100),
        ({"business": BRAND}, 100),
        ({"business": "123", "permitted_tasks": TASKS}, 100),
        ({"business": BRAND, "permitted_tasks": '["DANCE"]'}, 100),
        ({"business": BRAND, "permitted_tasks": "[]"}, 100),
        ({"business": BRAND, "permitted_tasks": "[1]"}, 100),
        ({"business": BRAND, "permitted_tasks": "[broken"}, 100),
    ],
)
def test_bad_parameters(sandbox: Driver, page: str, data: dict[str, str], code: int) -> None:
    assert error(sandbox.post(f"/{COOKS}/agencies", page, **data)) == (400, code, None)
    assert sandbox.rows("share") == []


def test_duplicate_and_owner(sandbox: Driver, page: str) -> None:
    sandbox.share(page)
    assert error(sandbox.share(page)) == (400, 3989, None)
    assert len(sandbox.rows("share")) == 1
    sandbox.patch(f"/pages/{COOKS}", owner_business=OTHER)
    assert error(sandbox.share(page, business=OTHER)) == (400, 3946, None)


def test_unsharing_what_is_not_shared(sandbox: Driver, page: str) -> None:
    assert error(sandbox.unshare(page)) == (400, 100, None)
    sandbox.patch("/app", delete_absent="success")
    assert sandbox.unshare(page).json() == {"success": True}
    assert error(sandbox.unshare(page, business="123")) == (400, 100, None)
    assert sandbox.rows("unshare") == []


def test_only_a_page_token_of_this_page(sandbox: Driver) -> None:
    user = sandbox.user_token()
    answer = sandbox.share(user)
    assert answer.status_code == 400
    assert "A Page access token is required" in answer.json()["error"]["message"]
    assert error(sandbox.share(sandbox.page_token(user, TRAVELS))) == (400, 100, 33)


def test_roles(sandbox: Driver, page: str) -> None:
    sandbox.patch(f"/pages/{COOKS}", roles={MIA: ["ADVERTISE", "ANALYZE"]})
    assert error(sandbox.share(page)) == (403, 200, None)
    sandbox.patch(f"/pages/{COOKS}", roles={MIA: ["PROFILE_PLUS_FULL_CONTROL"]})
    assert sandbox.share(page).json() == {"success": True}


@pytest.mark.parametrize(
    ("owner", "lacks", "works"),
    [
        (None, "pages_manage_metadata", False),
        (None, "business_management", True),
        (OTHER, "business_management", False),
        (OTHER, "pages_manage_metadata", True),
    ],
)
def test_permissions(sandbox: Driver, owner: str | None, lacks: str, works: bool) -> None:
    page = sandbox.page_token(sandbox.user_token(permissions=tuple(set(SCOPES) - {lacks})))
    sandbox.patch(f"/pages/{COOKS}", owner_business=owner)
    answer = sandbox.share(page)
    if works:
        assert answer.json() == {"success": True}
    else:
        assert error(answer) == (403, 200, None)
        assert lacks in answer.json()["error"]["message"]


def test_two_factor(sandbox: Driver, page: str) -> None:
    sandbox.patch(f"/businesses/{BRAND}", two_factor_type="all_required")
    assert error(sandbox.share(page)) == (400, 415, 2859009)
    sandbox.patch(f"/people/{MIA}", two_factor=True)
    assert sandbox.share(page).json() == {"success": True}


def test_app_without_approval(sandbox: Driver, page: str) -> None:
    sandbox.patch("/app", b2b_access=False)
    assert error(sandbox.share(page)) == (400, 3, None)


def test_new_experience_names(sandbox: Driver, page: str) -> None:
    sandbox.patch("/app", npe_tasks=True)
    sandbox.share(page)
    row = sandbox.get(f"/{COOKS}/agencies", page, fields="permitted_tasks").json()["data"][0]
    assert row["permitted_tasks"] == ["PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_ANALYZE"]


def test_pending_approval(sandbox: Driver, page: str) -> None:
    sandbox.patch("/app", pending_approval=True)
    assert sandbox.share(page).json() == {"success": True, "requires_admin_approval": True}
    row = sandbox.get(f"/{COOKS}/agencies", page, fields="access_status").json()["data"][0]
    assert row["access_status"] == "PENDING"
    assert sandbox.rows("share") == []
    sandbox.control("POST", f"/pages/{COOKS}/agencies/{BRAND}")
    row = sandbox.get(f"/{COOKS}/agencies", page, fields="access_status").json()["data"][0]
    assert row["access_status"] == "CONFIRMED"
    assert len(sandbox.rows("share")) == 1


def test_by_hand(sandbox: Driver, page: str) -> None:
    path = f"/pages/{COOKS}/agencies/{BRAND}"
    sandbox.control("POST", path)
    sandbox.control("POST", path, {"tasks": ["ADVERTISE"]})
    assert sandbox.agencies(page) == [BRAND]
    sandbox.control("DELETE", path)
    assert sandbox.agencies(page) == []
    rows: list[Any] = sandbox.rows("share", "unshare")
    assert [(row["by"], row["before"], row["after"]) for row in rows] == [
        ("hand", None, ["ADVERTISE", "ANALYZE"]),
        ("hand", ["ADVERTISE", "ANALYZE"], ["ADVERTISE"]),
        ("hand", ["ADVERTISE"], None),
    ]


def test_paging_of_agencies(sandbox: Driver, page: str) -> None:
    for business in (BRAND, OTHER):
        sandbox.share(page, business=business)
    first = sandbox.get(f"/{COOKS}/agencies", page, limit="1").json()
    # What was shown goes away between two pages: nothing is shown twice or left out.
    sandbox.unshare(page)
    rest = sandbox.http.get(first["paging"]["next"]).json()
    assert [row["id"] for row in first["data"]] == [BRAND]
    assert [row["id"] for row in rest["data"]] == [OTHER]
