"""``POST /`` with up to fifty calls."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote

from tests.graph_sandbox.sandbox_driver import BRAND, COOKS, MIA, SECRET, TASKS, TRAVELS, Driver, error


def batch(sandbox: Driver, token: str, *items: Any, **more: str) -> Any:
    answer = sandbox.post("/", token, batch=json.dumps(items), **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_order_methods_tokens(sandbox: Driver) -> None:
    user = sandbox.user_token()
    cooks, travels = sandbox.page_token(user), sandbox.page_token(user, TRAVELS)
    sandbox.control("DELETE", "/requests")
    body = f"business={BRAND}&permitted_tasks={quote(TASKS)}&access_token={travels}"
    url = f"v26.0/{COOKS}/agencies?access_token={cooks}&business={BRAND}&permitted_tasks={quote(TASKS)}"
    found = batch(
        sandbox,
        user,
        {"method": "POST", "relative_url": f"{TRAVELS}/agencies", "body": body},
        {"method": "POST", "relative_url": url, "name": "second"},
        {"method": "GET", "relative_url": f"{COOKS}/agencies?access_token={cooks}"},
        {"method": "DELETE", "relative_url": f"{COOKS}/agencies?access_token={cooks}&business={BRAND}"},
        {"method": "GET", "relative_url": "me?fields=id"},
        {"method": "GET", "relative_url": f"{COOKS}/agencies"},
    )
    assert [item["code"] for item in found] == [200, 200, 200, 200, 200, 400]
    assert json.loads(found[2]["body"])["data"][0]["id"] == BRAND
    assert json.loads(found[4]["body"]) == {"id": MIA}
    assert {header["name"] for header in found[0]["headers"]} >= {"Content-Type", "X-App-Usage"}
    counts = sandbox.control("GET", "/requests")
    assert counts["total"] == 6
    assert counts["by"]["POST /{page}/agencies"] == 2
    assert counts["by"]["GET /me"] == 1


def test_the_ledger_names_the_envelope(sandbox: Driver) -> None:
    cooks = sandbox.page_token(sandbox.user_token())
    body = f"business={BRAND}&permitted_tasks=ADVERTISE"
    items = [{"method": "POST", "relative_url": f"{COOKS}/agencies", "body": body}]
    answer = sandbox.post("/", cooks, batch=json.dumps(items), include_headers="false")
    assert answer.json() == [{"code": 200, "body": '{"success":true}'}]
    assert sandbox.rows("share")[0]["request_id"] == answer.headers["x-fb-trace-id"]


def test_refusals(sandbox: Driver) -> None:
    user = sandbox.user_token()
    many = json.dumps([{"relative_url": "me"}] * 51)
    refused = sandbox.post("/", user, batch=many)
    assert refused.status_code == 400
    assert refused.json()["error"]["type"] == "GraphBatchException"
    assert len(batch(sandbox, user, *[{"relative_url": "me"}] * 50)) == 50
    assert error(sandbox.post("/", None, batch="[]")) == (400, 104, None)
    assert error(sandbox.post("/", user, batch="{}")) == (400, 100, None)
    assert error(sandbox.post("/", user, batch="[")) == (400, 100, None)
    assert error(sandbox.post("/", user)) == (400, 100, None)
    found = batch(
        sandbox,
        user,
        "me",
        {"method": "PUT", "relative_url": "me"},
        {"method": "GET", "relative_url": "me?ids={result=a:$.id}"},
        {"method": "GET", "relative_url": "me", "depends_on": "a"},
        {"method": "GET", "relative_url": "me", "omit_response_on_success": True},
    )
    assert [item and item["code"] for item in found] == [400, 400, 400, 400, None]


def test_proofs(sandbox: Driver) -> None:
    user = sandbox.user_token()
    cooks = sandbox.page_token(user)
    sandbox.patch("/app", require_appsecret_proof=True)

    def proof(token: str) -> str:
        return hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()

    own = f"{COOKS}/agencies?access_token={cooks}"
    found = batch(
        sandbox,
        user,
        {"relative_url": "me"},
        {"relative_url": own},
        {"relative_url": f"{own}&appsecret_proof={proof(cooks)}"},
        appsecret_proof=proof(user),
    )
    assert [item["code"] for item in found] == [200, 400, 200]
