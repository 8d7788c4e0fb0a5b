"""The control API: the world, and what is refused."""

import base64
import json
from typing import Any

import pytest

from graph_sandbox import default_world
from graph_sandbox.signed_request import sign
from tests.graph_sandbox.sandbox_driver import BRAND, COOKS, MIA, OTHER, SECRET, Driver, error


def test_a_minimal_world(sandbox: Driver) -> None:
    token = sandbox.user_token()
    world = {"app": {"id": "5", "secret": "s", "redirect_uris": [], "require_appsecret_proof": False}}
    shown = sandbox.control("PUT", "/world", world)
    assert shown["people"] == []
    assert shown["app"]["delete_absent"] == "error"
    assert error(sandbox.get("/me", token)) == (400, 190, None)
    assert sandbox.rows("world")
    assert sandbox.control("GET", "/requests")["total"] == 1
    assert sandbox.control("PUT", "/world", sandbox.control("GET", "/world")) == shown


def test_the_world_in_designs_words(sandbox: Driver) -> None:
    """What a world file has to say, and no more."""
    instagram = {"id": "30", "username": "a.b", "professional": True, "link": "business"}
    page = {"id": "20", "name": "P", "roles": {"10": ["MANAGE"]}, "owner_business": None, "published": True}
    world = {
        "app": {"id": "1", "secret": SECRET, "redirect_uris": [], "require_appsecret_proof": False},
        "people": [{"id": "10", "name": "A B", "login": "a", "password": "b"}],
        "pages": [{**page, "instagram": instagram}],
        "businesses": [{"id": "40", "name": "C", "two_factor_type": "none"}],
    }
    shown = sandbox.control("PUT", "/world", world)
    assert shown["pages"][0]["roles"] == {"10": ["MANAGE"]}
    assert shown["people"][0]["two_factor"] is False


def test_default_world_is_a_copy() -> None:
    default_world()["pages"].clear()
    assert len(default_world()["pages"]) == 3


def test_people_change(sandbox: Driver) -> None:
    shown = sandbox.patch(f"/people/{MIA}", name="Mia B", selected_pages=[COOKS], declined=["email"])
    assert (shown["name"], shown["selected_pages"], shown["declined"]) == ("Mia B", [COOKS], ["email"])
    assert sandbox.control("GET", "/world")["people"][0]["name"] == "Mia B"
    assert sandbox.rows("password") == []
    assert sandbox.patch(f"/people/{MIA}")["name"] == "Mia B"


def test_pages_and_businesses_change(sandbox: Driver) -> None:
    shown = sandbox.patch(f"/pages/{COOKS}", published=False, owner_business=OTHER)
    assert (shown["published"], shown["owner_business"]) == (False, OTHER)
    shown = sandbox.patch(f"/pages/{COOKS}", instagram={"username": "new.name"})
    assert shown["instagram"]["username"] == "new.name"
    assert shown["instagram"]["link"] == "business"
    assert sandbox.patch(f"/pages/{COOKS}", instagram=None)["instagram"] is None
    assert [row["op"] for row in sandbox.rows()] == ["unlink"]
    assert sandbox.patch(f"/businesses/{BRAND}", name="Renamed")["name"] == "Renamed"


def world_with(**change: Any) -> Any:
    return default_world() | change


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PATCH", "/people/1", {}, 404),
        ("PATCH", "/pages/1", {}, 404),
        ("PATCH", "/businesses/1", {}, 404),
        ("POST", f"/pages/1/agencies/{BRAND}", None, 404),
        ("POST", f"/pages/{COOKS}/agencies/1", None, 404),
        ("DELETE", f"/pages/{COOKS}/agencies/{BRAND}", None, 404),
        ("GET", "/nothing", None, 404),
        ("POST", "/world", {}, 404),
        ("POST", f"/pages/{COOKS}/agencies/{BRAND}", {"tasks": ["DANCE"]}, 422),
        ("POST", f"/pages/{COOKS}/agencies/{BRAND}", {"tasks": []}, 422),
        ("PATCH", f"/people/{MIA}", [], 422),
        ("PATCH", f"/people/{MIA}", {"tokn": "expired"}, 422),
        ("PATCH", f"/people/{MIA}", {"token": "gone"}, 422),
        ("PATCH", f"/people/{MIA}", {"token": []}, 422),
        ("PATCH", f"/people/{MIA}", {"id": "9"}, 422),
        ("PATCH", f"/people/{MIA}", {"app_removed": "yes"}, 422),
        ("PATCH", f"/people/{MIA}", {"declined": "x"}, 422),
        ("PATCH", f"/people/{MIA}", {"selected_pages": ["1"]}, 422),
        ("PATCH", f"/people/{MIA}", {"selected_pages": None}, 422),
        ("PATCH", f"/people/{MIA}", {"password": None}, 422),
        ("PATCH", f"/pages/{COOKS}", {"instagram": {"link": "sideways"}}, 422),
        ("PATCH", f"/businesses/{BRAND}", {"two_factor_type": "some"}, 422),
        ("PATCH", "/app", {"throttle_status": 7}, 422),
        ("PUT", "/world", [], 422),
        ("PUT", "/world", {}, 422),
        ("PUT", "/world", world_with(pages=default_world()["pages"] * 2), 422),
        ("PUT", "/world", world_with(people=[{"id": "1"}]), 422),
        ("PUT", "/faults", {}, 422),
        ("PUT", "/faults", [{"fault": {"kind": "surprise"}}], 422),
        ("PUT", "/faults", [{"fault": {"kind": "hang", "second": 1}}], 422),
        ("PUT", "/faults", [{"nth": 0, "fault": {"kind": "error"}}], 422),
        ("PUT", "/faults", ["x"], 422),
        ("GET", "/ledger?after=x", None, 422),
    ],
)
def test_refusals(sandbox: Driver, method: str, path: str, body: Any, status: int) -> None:
    answer = sandbox.http.request(method, f"/_sandbox{path}", json=body)
    assert answer.status_code == status, answer.text
    reason = answer.json()["error"]
    assert reason
    assert "\n" not in reason
    assert sandbox.rows() == []


def test_not_json(sandbox: Driver) -> None:
    answer = sandbox.http.put("/_sandbox/world", content=b"{")
    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]


def test_a_refused_change_changes_nothing(sandbox: Driver) -> None:
    token = sandbox.user_token()
    body = {"name": "X", "token": "expired", "two_factor": {"no": 1}}
    assert sandbox.http.patch(f"/_sandbox/people/{MIA}", json=body).status_code == 422
    assert sandbox.get("/me", token).json()["name"] == "Mia Baker"


def test_owned_pages_are_not_shared_by_hand(sandbox: Driver) -> None:
    sandbox.patch(f"/pages/{COOKS}", owner_business=BRAND)
    answer = sandbox.http.post(f"/_sandbox/pages/{COOKS}/agencies/{BRAND}")
    assert answer.status_code == 409


def test_requests_are_counted_by_template(sandbox: Driver) -> None:
    page = sandbox.page_token(sandbox.user_token())
    sandbox.control("DELETE", "/requests")
    sandbox.share(page)
    sandbox.agencies(page)
    sandbox.get("/17841400000000001", page)
    sandbox.get("/me/accounts", page)
    sandbox.get("/4711", page)
    sandbox.get(f"/{BRAND}", page)
    assert sandbox.control("GET", "/requests") == {
        "total": 6,
        "by": {
            "GET /me/accounts": 1,
            "GET /{business}": 1,
            "GET /{id}": 1,
            "GET /{ig}": 1,
            "GET /{page}/agencies": 1,
            "POST /{page}/agencies": 1,
        },
    }


def test_signed_request(sandbox: Driver) -> None:
    # graph-api.md 1.12
    payload = {"user_id": MIA, "algorithm": "HMAC-SHA256", "issued_at": 1767225600, "expires": 1767229200}
    assert sign(SECRET, payload) == (
        "RFlB1GoFy1Tqk5gOBudNCxGlcFRf8RevB_08_eUlqNw."
        "eyJ1c2VyX2lkIjoiMTAwMDAwMDAwMDAwMDAwMDEiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc2"
        "NzIyNTYwMCwiZXhwaXJlcyI6MTc2NzIyOTIwMH0"
    )
    good = sandbox.control("GET", f"/people/{MIA}/signed_request")["signed_request"]
    bad = sandbox.control("GET", f"/people/{MIA}/signed_request?valid=false")["signed_request"]
    told = json.loads(base64.urlsafe_b64decode(good.partition(".")[2] + "=="))
    assert told["user_id"] == MIA
    assert good == sign(SECRET, told)
    assert bad != sign(SECRET, json.loads(base64.urlsafe_b64decode(bad.partition(".")[2] + "==")))


def test_overview(sandbox: Driver) -> None:
    sandbox.share(sandbox.page_token(sandbox.user_token()))
    page = sandbox.http.get("/_sandbox")
    assert page.status_code == 200
    assert "Mia Cooks" in page.text
    assert "remove by hand" in page.text
