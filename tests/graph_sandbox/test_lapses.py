"""Every way a token dies, what dies with it, and that a new consent works again."""

from typing import Any

import pytest

from tests.graph_sandbox.sandbox_driver import COOKS, MIA, TRAVELS, Driver, error


@pytest.mark.parametrize(
    ("event", "subcode", "page_subcode", "op"),
    [
        ({"password": "fresh"}, 460, 460, "password"),
        ({"app_removed": True}, 458, 458, "revoke_app"),
        ({"token": "expired"}, 463, None, "token"),
        ({"token": "logged_out"}, 467, None, "token"),
        ({"token": "checkpoint"}, 459, 459, "token"),
        ({"token": "unconfirmed"}, 464, 464, "token"),
    ],
)
def test_lapse(sandbox: Driver, event: dict[str, Any], subcode: int, page_subcode: int | None, op: str) -> None:
    user = sandbox.user_token()
    page = sandbox.page_token(user)
    sandbox.patch(f"/people/{MIA}", **event)

    answer = sandbox.get("/me", user)
    assert error(answer) == (400, 190, subcode)
    assert '"invalid_token"' in answer.headers["www-authenticate"]
    found = sandbox.debug(user)
    assert found["is_valid"] is False
    assert found["error"]["subcode"] == subcode
    assert found["scopes"] == []

    if page_subcode is None:  # a Page token of a long-lived user token has no expiry
        assert sandbox.agencies(page) == []
    else:
        assert error(sandbox.get(f"/{COOKS}/agencies", page)) == (400, 190, page_subcode)
    assert [row["op"] for row in sandbox.rows()][-1] == op

    fresh = sandbox.user_token(password=event.get("password"))
    assert sandbox.agencies(sandbox.page_token(fresh)) == []
    assert error(sandbox.get("/me", user)) == (400, 190, subcode)  # the old one stays dead


@pytest.mark.parametrize(("word", "subcode"), [("expired", 463), ("logged_out", 467)])
def test_page_tokens_of_short_tokens_die_too(sandbox: Driver, word: str, subcode: int) -> None:
    page = sandbox.page_token(sandbox.user_token(long=False))
    sandbox.patch(f"/people/{MIA}", token=word)
    assert error(sandbox.get("/me", page)) == (400, 190, subcode)


def test_a_lost_role_kills_the_page_token_alone(sandbox: Driver) -> None:
    user = sandbox.user_token()
    cooks, travels = sandbox.page_token(user), sandbox.page_token(user, TRAVELS)
    sandbox.patch(f"/pages/{COOKS}", roles={})
    assert error(sandbox.get(f"/{COOKS}/agencies", cooks)) == (400, 190, 492)
    assert sandbox.agencies(travels, TRAVELS) == []
    assert [page["id"] for page in sandbox.get("/me/accounts", user).json()["data"]] == [TRAVELS]
    assert sandbox.rows("role")[0]["after"] is None


def test_removing_the_app_by_api(sandbox: Driver) -> None:
    user = sandbox.user_token(permissions=("pages_show_list",))
    assert sandbox.delete("/me/permissions", user).json() == {"success": True}
    assert error(sandbox.get("/me", user)) == (400, 190, 458)
    row = sandbox.rows("revoke_app")[0]
    assert (row["by"], row["person_id"]) == ("api", MIA)
    # What was declined is forgotten with the app: the next dialog offers everything.
    assert 'value="instagram_basic"' in sandbox.log_in().text


def test_removing_one_permission(sandbox: Driver) -> None:
    user = sandbox.user_token()
    assert sandbox.delete("/me/permissions/instagram_basic", user).json() == {"success": True}
    status = {row["permission"]: row["status"] for row in sandbox.get("/me/permissions", user).json()["data"]}
    assert status["instagram_basic"] == "declined"
    assert status["pages_show_list"] == "granted"
    assert (
        "instagram_business_account" not in sandbox.get(f"/{COOKS}", user, fields="instagram_business_account").json()
    )
    assert sandbox.rows("permission")[0]["by"] == "api"


def test_settings_page_changes_every_token(sandbox: Driver) -> None:
    tokens = [sandbox.user_token(), sandbox.user_token(pages=(TRAVELS,))]
    sandbox.patch(f"/people/{MIA}", selected_pages=[COOKS], declined=["business_management"])
    for token in tokens:
        assert [page["id"] for page in sandbox.get("/me/accounts", token).json()["data"]] == [COOKS]
        assert "business_management" not in sandbox.debug(token)["scopes"]
    assert {(row["op"], row["page_id"]) for row in sandbox.rows("deselect")} == {("deselect", TRAVELS)}
    sandbox.patch(f"/people/{MIA}", declined=[])
    assert "business_management" in sandbox.debug(tokens[0])["scopes"]


def test_a_deselected_page_cannot_be_managed(sandbox: Driver) -> None:
    page = sandbox.page_token(sandbox.user_token())
    sandbox.patch(f"/people/{MIA}", selected_pages=[TRAVELS])
    assert error(sandbox.share(page)) == (403, 200, None)
