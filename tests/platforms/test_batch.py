"""Batches that no sandbox gives: half-made ones, and ones that ran out of time."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from platforms.meta import errors
from platforms.meta.errors import MetaError
from platforms.meta.graph import GraphClient, MetaApp
from platforms.meta.signing import appsecret_proof

SECRET = SecretStr("sandbox_app_secret")
APP = MetaApp("1200000000000001", SECRET, graph_url="https://graph.test", timeout_seconds=5)
TOKEN = SecretStr("EAAsandboxUserToken")
LIVE = {"data": {"app_id": "1", "is_valid": True, "user_id": "2", "granular_scopes": []}}

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, app: MetaApp = APP) -> GraphClient:
    return GraphClient(app, httpx.MockTransport(handler))


def answering(status: int = 200, **response: Any) -> GraphClient:
    return client(lambda request: httpx.Response(status, **response))


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def item(body: object, code: int = 200, **more: Any) -> dict[str, Any]:
    return {"code": code, "body": json.dumps(body), **more}


async def test_a_batch_goes_under_the_app_and_each_item_under_its_own_token() -> None:
    requests = []

    def batch(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=[item(LIVE)], headers={"x-fb-trace-id": "T1"})

    async with client(batch) as graph:
        assert (await graph.debug(TOKEN)).is_valid
    (request,) = requests
    assert str(request.url) == "https://graph.test/v26.0/"
    sent = form(request)
    assert sent["access_token"] == APP.token.get_secret_value()
    assert sent["appsecret_proof"] == appsecret_proof(SECRET, APP.token)
    (get,) = json.loads(sent["batch"])
    asked = urlsplit(get["relative_url"])
    assert (get["method"], asked.path) == ("GET", "debug_token")
    assert parse_qs(asked.query)["input_token"] == ["EAAsandboxUserToken"]


DEAD = {
    "error": {"message": "EAAsandboxUserToken is dead", "type": "OAuthException", "code": 190, "error_subcode": 463}
}


@pytest.mark.parametrize(("answer", "kind"), [
    ({}, errors.MalformedAnswer), ([], errors.MalformedAnswer), ([None], errors.OutcomeUnknown),
    ([3], errors.MalformedAnswer), ([{"code": 200}], errors.MalformedAnswer),
    ([{"code": 200, "body": "<html>"}], errors.MalformedAnswer), ([item({}, 200)], errors.MalformedAnswer),
    ([item({}, 503)], errors.OutcomeUnknown), ([item(LIVE), item(LIVE)], errors.MalformedAnswer),
    ([item({"error": {"code": 4, "message": ""}}, 400, headers=[
        {"name": "X-Business-Use-Case-Usage", "value": '{"1":[{"estimated_time_to_regain_access":3}]}'}, 3])],
     errors.RateLimited),
    # a refusal of the app's own token says nothing about the creator's
    (DEAD, errors.Permanent), ([item(DEAD, 400)], errors.Permanent),
])  # fmt: skip
async def test_a_failed_look_at_a_token_is_an_error_and_no_lapse(answer: object, kind: type[MetaError]) -> None:
    async with answering(json=answer) as graph:
        with pytest.raises(MetaError) as caught:
            await graph.debug(TOKEN)
    assert type(caught.value) is kind
    assert "EAA" not in str(caught.value)
    if isinstance(caught.value, errors.RateLimited):
        assert caught.value.wait.total_seconds() == 180


def inspecting(accounts: object, listed: list[str], alone: Handler, *, status: str = "granted") -> Handler:
    """Answers the first batch of an inspection with this result for the accounts, whatever follows with ``alone``."""
    granular = [{"scope": "pages_show_list", "target_ids": listed}]
    live = {"data": {**LIVE["data"], "granular_scopes": granular}}
    permissions = {"data": [{"permission": "pages_show_list", "status": status}]}

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and "debug_token" in form(request)["batch"]:
            results = [item(live), item({"id": "2", "name": "Mia"}), item(permissions), accounts]
            return httpx.Response(200, json=results)
        return alone(request)

    return handle


async def test_accounts_the_batch_had_no_time_for_are_asked_alone() -> None:
    handler = inspecting(None, [], lambda request: httpx.Response(200, json={"data": [{"id": "1", "name": "P"}]}))
    async with client(handler) as graph:
        assert [page.name for page in (await graph.inspect(TOKEN)).pages] == ["P"]


async def test_fields_that_are_not_allowed_are_left_out_one_group_after_the_other() -> None:
    denied = {"error": {"message": "(#200) no", "code": 200}}
    asked = []

    def alone(request: httpx.Request) -> httpx.Response:
        fields = request.url.params["fields"]
        asked.append(fields)
        allowed = "instagram" not in fields
        return httpx.Response(200 if allowed else 403, json={"data": [{"id": "1"}]} if allowed else denied)

    async with client(inspecting(item(denied, 403), [], alone)) as graph:
        assert [page.id for page in (await graph.inspect(TOKEN)).pages] == ["1"]
    assert ["owner_business" in fields for fields in asked] == [False, False]


async def test_a_refused_list_is_an_error_only_where_it_was_granted() -> None:
    denied = {"error": {"message": "(#200) no", "code": 200}}
    handler = inspecting(item(denied, 403), [], lambda request: httpx.Response(403, json=denied), status="declined")
    async with client(handler) as graph:
        assert (await graph.inspect(TOKEN)).pages == ()
    handler = inspecting(item(denied, 403), [], lambda request: httpx.Response(403, json=denied))
    async with client(handler) as graph:
        with pytest.raises(errors.PermissionMissing):
            await graph.inspect(TOKEN)


@pytest.mark.parametrize(("result", "kind"), [
    (None, errors.OutcomeUnknown), (item({"error": {"code": 4}}, 400), errors.RateLimited),
    (item(DEAD, 400), errors.Lapsed),
])  # fmt: skip
async def test_a_granted_page_that_could_not_be_looked_at_is_an_error(result: object, kind: type[MetaError]) -> None:
    handler = inspecting(item({"data": []}), ["5"], lambda request: httpx.Response(200, json=[result]))
    async with client(handler) as graph:
        with pytest.raises(MetaError) as caught:
            await graph.inspect(TOKEN)
    assert type(caught.value) is kind


@pytest.mark.parametrize("nested", [True, False])
async def test_a_batch_keeps_the_tokens_of_its_items_out_of_its_errors(nested: bool) -> None:
    token = SecretStr("of-no-known-shape")
    said = {"error": {"message": "of-no-known-shape is malformed", "code": 100}}
    async with answering(json=[item(said, 400)] if nested else said) as graph:
        with pytest.raises(errors.Permanent, match=r"^\[removed\] is malformed"):
            await graph.debug(token)
