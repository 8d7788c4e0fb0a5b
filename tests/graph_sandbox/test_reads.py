"""Node and edge reads: accounts, Instagram links, fields, paging, tokens."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from graph_sandbox.auth import appsecret_proof
from tests.graph_sandbox.sandbox_driver import (
    APP,
    BRAND,
    COOKS,
    MIA,
    NOAH,
    SCOPES,
    SECRET,
    TRAVELS,
    Driver,
    error,
)


def test_accounts_by_default(sandbox: Driver) -> None:
    page = sandbox.get("/me/accounts", sandbox.user_token()).json()["data"][0]
    assert set(page) == {"access_token", "category", "category_list", "name", "id", "tasks"}
    assert "MANAGE" in page["tasks"]


def test_v17_rule(sandbox: Driver) -> None:
    """A Page in a business is not listed without business_management, and nothing says so."""
    sandbox.patch(f"/pages/{COOKS}", owner_business=BRAND)
    token = sandbox.user_token(permissions=tuple(name for name in SCOPES if name != "business_management"))
    answer = sandbox.get("/me/accounts", token)
    assert answer.status_code == 200
    assert [page["id"] for page in answer.json()["data"]] == [TRAVELS]
    assert sandbox.get(f"/{COOKS}", token, fields="name").json()["name"] == "Mia Cooks"
    assert error(sandbox.get(f"/{COOKS}", token, fields="business")) == (403, 200, None)
    wide = sandbox.user_token(auth_type="rerequest")
    assert len(sandbox.get("/me/accounts", wide).json()["data"]) == 2
    shown = sandbox.get(f"/{COOKS}", wide, fields="owner_business{id,name}").json()
    assert shown["owner_business"] == {"id": BRAND, "name": "Brand GmbH"}


def test_paging(sandbox: Driver) -> None:
    token = sandbox.user_token()
    first = sandbox.get("/me/accounts", token, fields="id", limit="1").json()
    assert [page["id"] for page in first["data"]] == [COOKS]
    following = first["paging"]["next"]
    query = parse_qs(urlsplit(following).query)
    assert query["access_token"] == [token]
    second = sandbox.http.get(following).json()
    assert second["data"] == [{"id": TRAVELS}]
    assert "next" not in second["paging"]
    back = sandbox.get("/me/accounts", token, fields="id", before=second["paging"]["cursors"]["before"])
    assert back.json()["data"] == first["data"]
    past = sandbox.get("/me/accounts", token, after=second["paging"]["cursors"]["after"])
    assert past.json() == {"data": []}
    assert error(sandbox.get("/me/accounts", token, after="%%%")) == (400, 100, None)
    assert error(sandbox.get("/me/accounts", token, limit="none")) == (400, 100, None)


@pytest.mark.parametrize(
    ("instagram", "business", "connected"),
    [
        ({"link": "business"}, True, True),
        ({"link": "connected"}, False, True),
        ({"link": "none"}, False, False),
        ({"professional": False}, False, True),
    ],
)
def test_instagram_links(sandbox: Driver, instagram: dict[str, object], business: bool, connected: bool) -> None:
    token = sandbox.user_token()
    sandbox.patch(f"/pages/{COOKS}", instagram=instagram)
    fields = "instagram_business_account{id,username},connected_instagram_account{id,username}"
    shown = sandbox.get(f"/{COOKS}", token, fields=fields).json()
    account = {"id": "17841400000000001", "username": "mia.cooks"}
    assert shown.get("instagram_business_account") == (account if business else None)
    assert shown.get("connected_instagram_account") == (account if connected else None)
    assert "id" in shown


def test_link_changes_are_in_the_ledger(sandbox: Driver) -> None:
    sandbox.patch(f"/pages/{COOKS}", instagram={"link": "none"})
    sandbox.patch(f"/pages/{COOKS}", instagram={"link": "connected"})
    sandbox.patch(f"/pages/{COOKS}", name="Other name")
    assert [(row["op"], row["page_id"]) for row in sandbox.rows()] == [("unlink", COOKS), ("link", COOKS)]


def test_instagram_node(sandbox: Driver) -> None:
    token = sandbox.user_token()
    path = "/17841400000000001"
    assert sandbox.get(path, token).json() == {"id": "17841400000000001"}
    shown = sandbox.get(path, token, fields="username,name,followers_count").json()
    assert shown["username"] == "mia.cooks"
    assert error(sandbox.get(path, token, fields="account_type")) == (400, 100, None)
    assert error(sandbox.get("/17841400000000003", token)) == (400, 100, 33)


def test_fields(sandbox: Driver) -> None:
    token = sandbox.user_token()
    answer = sandbox.get("/me/accounts", token, fields="id,shoe_size")
    assert error(answer) == (400, 100, None)
    assert "nonexisting field (shoe_size) on node type (Page)" in answer.json()["error"]["message"]
    assert error(sandbox.get("/me", token, fields="id,accounts{shoe_size}")) == (400, 100, None)
    assert error(sandbox.get("/me", token, fields="id,accounts{id")) == (400, 2500, None)
    assert error(sandbox.get("/me", token, fields="name{id}")) == (400, 100, None)
    nested = sandbox.get("/me", token, fields="name,accounts.limit(1){id},permissions").json()
    assert nested["name"] == "Mia Baker"
    assert nested["accounts"]["data"] == [{"id": COOKS}]
    assert nested["accounts"]["paging"]["next"]
    assert {"permission": "instagram_basic", "status": "granted"} in nested["permissions"]["data"]


def test_who_may_read_whom(sandbox: Driver) -> None:
    token = sandbox.user_token()
    assert sandbox.get(f"/{MIA}", token).json() == {"id": MIA, "name": "Mia Baker"}
    assert error(sandbox.get(f"/{NOAH}", token)) == (400, 100, 33)
    assert sandbox.get("/me", sandbox.page_token(token)).json() == {"id": COOKS, "name": "Mia Cooks"}
    assert sandbox.get(f"/{BRAND}", token, fields="name").json() == {"id": BRAND, "name": "Brand GmbH"}
    assert error(sandbox.get("/123", token)) == (400, 100, 33)
    assert error(sandbox.get("/me/shoes", token)) == (400, 100, None)
    assert error(sandbox.post("/me/accounts", token)) == (400, 100, 33)


def test_tokens_missing_and_invalid(sandbox: Driver) -> None:
    assert error(sandbox.get("/me")) == (400, 2500, None)
    assert error(sandbox.get(f"/{COOKS}")) == (400, 104, None)
    assert error(sandbox.get("/me", "EAAnonsense")) == (400, 190, None)
    assert error(sandbox.get("/me", f"{APP}|wrong")) == (400, 190, None)
    assert error(sandbox.get("/debug_token", sandbox.user_token(), input_token="x")) == (400, 100, None)
    assert sandbox.debug("EAAnonsense")["is_valid"] is False


def test_versions_and_headers(sandbox: Driver) -> None:
    token = sandbox.user_token()
    answer = sandbox.http.get("/v19.0/me", params={"access_token": token})
    assert answer.headers["facebook-api-version"] == "v19.0"
    assert sandbox.http.get("/me", params={"access_token": token}).status_code == 200
    assert "x-app-usage" in answer.headers
    assert "x-business-use-case-usage" not in answer.headers
    page = sandbox.get("/me", sandbox.page_token(token))
    assert COOKS in page.headers["x-business-use-case-usage"]
    refused = sandbox.get("/me", "EAAnonsense")
    assert refused.json()["error"]["fbtrace_id"] == refused.headers["x-fb-trace-id"]


def test_proof_vector() -> None:
    expected = "6985920989f20ad2ec65d27c31100ac38c6a74405085394ed617aa29b8158585"  # graph-api.md 1.12
    assert appsecret_proof(SECRET, "EAAsandboxUserToken") == expected


def test_proof(sandbox: Driver) -> None:
    token = sandbox.user_token()
    proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    assert sandbox.get("/me", token, appsecret_proof=proof).status_code == 200
    wrong = sandbox.get("/me", token, appsecret_proof="0" * 64)
    assert wrong.json()["error"]["message"] == "Invalid appsecret_proof provided in the API argument"
    sandbox.patch("/app", require_appsecret_proof=True)
    missing = sandbox.get("/me", token)
    assert error(missing) == (400, 100, None)
    assert "require an appsecret_proof" in missing.json()["error"]["message"]
    assert sandbox.get("/me", token, appsecret_proof=proof).status_code == 200
    assert sandbox.debug(token)["is_valid"] is True
