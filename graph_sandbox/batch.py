"""``POST /`` with ``batch``: up to fifty calls in one request (graph-api.md 4.6).

Left out: dependencies between items (``{result=...}``, ``depends_on``), refused with a clear error, and
attached files.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from graph_sandbox.auth import authenticate
from graph_sandbox.calls import Call, Reply, failure
from graph_sandbox.errors import GraphError, bad_parameter
from graph_sandbox.faulty import answer, under
from graph_sandbox.state import State
from graph_sandbox.usage import usage_headers
from graph_sandbox.words import Json

LARGEST = 50
VERSION = re.compile(r"^/v\d+\.\d+(?=/|$)")


async def batch(state: State, call: Call) -> Reply:
    """The items one after the other, in order; each counts as a call and meets faults by its own path.

    An item that met a ``hang`` comes back as null, as one that timed out does on the platform.
    """
    fault = state.faults.strike(call.method, "/")
    if fault is not None:
        call.fault = fault.kind
        return await under(fault, state, call)
    try:
        authenticate(state, call)  # a top-level token is required even if each item brings its own
        items = _items(call)
    except GraphError as refused:
        return failure(refused, call)
    with_headers = call.params.get("include_headers", "true").lower() not in ("false", "0")
    results: list[Json | None] = []
    for item in items:
        try:
            inner = _call(call, item)
        except GraphError as refused:
            results.append(_shown(failure(refused, call), {}, with_headers))
            continue
        reply = await answer(state, inner)
        if inner.fault == "hang" or (item.get("omit_response_on_success") is True and reply.status == 200):
            results.append(None)
        else:
            results.append(_shown(reply, usage_headers(state, inner), with_headers))
    return Reply(results)


def _items(call: Call) -> list[Any]:
    try:
        items = json.loads(call.need("batch"))
    except ValueError:
        raise bad_parameter("Param batch must be a JSON array") from None
    if not isinstance(items, list):
        raise bad_parameter("Param batch must be a JSON array")
    if len(items) > LARGEST:
        text = f"Too many requests in batch message. Maximum batch size is {LARGEST}"
        raise GraphError(None, text, kind="GraphBatchException")
    return items


def _call(envelope: Call, item: Any) -> Call:
    if not isinstance(item, dict) or not isinstance(item.get("relative_url"), str):
        raise bad_parameter("Each batch item needs a relative_url")
    method = str(item.get("method", "GET")).upper()
    if method not in ("GET", "POST", "DELETE"):
        raise bad_parameter(f"Batch method {method} is not supported")
    url, body = item["relative_url"], str(item.get("body") or "")
    if "{result=" in url + body or item.get("depends_on"):
        raise bad_parameter("Dependencies between batch items are not supported by this sandbox")
    parts = urlsplit("/" + url.lstrip("/"))
    params = dict(parse_qsl(parts.query, keep_blank_values=True))
    params |= dict(parse_qsl(body, keep_blank_values=True))
    if "access_token" not in params:
        params["access_token"] = envelope.token_value or ""
        if "appsecret_proof" not in params and "appsecret_proof" in envelope.params:
            params["appsecret_proof"] = envelope.params["appsecret_proof"]
    path = VERSION.sub("", parts.path) or "/"
    # The envelope's trace id: it is the one the caller sees in the response's headers.
    return Call(method, path, params, envelope.trace_id, envelope.base_url, envelope.version)


def _shown(reply: Reply, headers: dict[str, str], with_headers: bool) -> Json:
    shown: Json = {"code": reply.status, "body": reply.text()}
    if with_headers:
        listed = {"Content-Type": reply.content_type} | headers | reply.headers
        shown["headers"] = [{"name": name, "value": value} for name, value in listed.items()]
    return shown
