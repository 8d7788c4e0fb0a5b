"""Cursor paging: ``limit``, ``after``, ``before`` and the ``paging`` block (graph-api.md 2.1, 4.7)."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from graph_sandbox.calls import Call
from graph_sandbox.errors import bad_parameter
from graph_sandbox.words import Json

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 100

Item = TypeVar("Item")


def _cursor(index: int, key: str) -> str:
    return base64.urlsafe_b64encode(f"{index}:{key}".encode()).decode().rstrip("=")


def _position(cursor: str, keys: list[str]) -> tuple[int, bool]:
    """Where the cursor's item is now, and whether it is still there."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        index, _, key = raw.partition(":")
        place = int(index)
    except (ValueError, binascii.Error):
        raise bad_parameter("Invalid cursor") from None
    # The list may have changed since: what counts is the item, and only without it its old place.
    return (keys.index(key), True) if key in keys else (max(0, place), False)


def limit_of(params: dict[str, str]) -> int:
    raw = params.get("limit") or str(DEFAULT_LIMIT)
    if not raw.isdecimal() or len(raw) > 9 or int(raw) < 1:
        raise bad_parameter("Param limit must be a positive integer")
    return min(int(raw), LARGEST_LIMIT)


def page_of(
    call: Call,
    path: str,
    params: dict[str, str],
    items: Sequence[Item],
    key: Callable[[Item], str],
    show: Callable[[Item], Json],
) -> Json:
    """One page of an edge. ``paging.next`` carries the access token, as the real one does."""
    limit = limit_of(params)
    keys = [key(item) for item in items]
    start, end = 0, limit
    if params.get("after"):
        place, present = _position(params["after"], keys)
        start = place + 1 if present else place
        end = start + limit
    elif params.get("before"):
        end, _ = _position(params["before"], keys)
        start = max(0, end - limit)
    shown = items[start:end]
    body: Json = {"data": [show(item) for item in shown]}
    if shown:
        last = start + len(shown) - 1
        before, after = _cursor(start, keys[start]), _cursor(last, keys[last])
        body["paging"] = {"cursors": {"before": before, "after": after}}
        if last + 1 < len(items):
            body["paging"]["next"] = _url(call, path, params, limit, "after", after)
        if start > 0:
            body["paging"]["previous"] = _url(call, path, params, limit, "before", before)
    if "total_count" in params.get("summary", "") or params.get("summary") in ("1", "true"):
        body["summary"] = {"total_count": len(items)}
    return body


def _url(call: Call, path: str, params: dict[str, str], limit: int, way: str, cursor: str) -> str:
    query = {name: value for name, value in params.items() if name not in ("after", "before", "summary")}
    query |= {"access_token": call.token_value or "", "limit": str(limit), way: cursor}
    return f"{call.base_url}/{call.version}{path}?{urlencode(query)}"
