"""Usage headers and rate limits (graph-api.md 4.5). No ``Retry-After``: none is documented."""

import json

from graph_sandbox.calls import Call, Reply, failure
from graph_sandbox.errors import GraphError
from graph_sandbox.state import State

_TEXTS = {
    4: "(#4) Application request limit reached",
    17: "(#17) User request limit reached",
    32: "(#32) Page request limit reached",
    341: "(#341) Application limit reached",
    613: "(#613) Calls to this api have exceeded the rate limit.",
}
_OF_THE_APP = (4, 341, 613)
_BUC_TYPES = {80000: "ads_insights", 80002: "instagram", 80004: "ads_management", 80006: "messenger"}


def _app_usage(percent: int) -> str:
    return json.dumps({"call_count": percent, "total_time": percent, "total_cputime": percent})


def _business_usage(object_id: str, percent: int, minutes: float, kind: str = "pages") -> str:
    entry = {
        "type": kind,
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": minutes,
    }
    return json.dumps({object_id: [entry]})


def usage_headers(state: State, call: Call) -> dict[str, str]:
    """What every answer carries; the business-use-case header only for calls with a Page token."""
    percents = state.budgets.percents(state, call)
    percent = state.world.app.usage_percent
    headers = {"X-App-Usage": _app_usage(percents.get("app", percent))}
    token = state.tokens.get(call.token_value or "")
    if token is not None and token.page_id is not None:
        headers["X-Business-Use-Case-Usage"] = _business_usage(token.page_id, percents.get("page", percent), 0)
    return headers


def throttled(state: State, call: Call, code: int, minutes: float) -> Reply:
    """A refusal, with headers that say in how many minutes to come back.

    ``X-App-Usage`` has no room for the minutes, so the business-use-case header is sent with every code.
    """
    text = _TEXTS.get(
        code,
        f"(#{code}) There have been too many calls to this Page account. Wait a bit and try again. For more "
        "info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
    )
    error = GraphError(code, text, status=state.world.app.throttle_status)
    if code == 4:
        error.extra["is_transient"] = True
    reply = failure(error, call)
    token = state.tokens.get(call.token_value or "")
    object_id = (token.page_id if token else None) or state.world.app.id
    kind = _BUC_TYPES.get(code, "pages")
    if code in _OF_THE_APP:
        reply.headers["X-App-Usage"] = _app_usage(100)
    reply.headers["X-Business-Use-Case-Usage"] = _business_usage(object_id, 100, minutes, kind)
    return reply
