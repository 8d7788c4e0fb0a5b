"""What the usage headers say: how full the budget is, how long to keep still (Meta: graph-api/overview/rate-limiting).

All are JSON, and all may be absent. ``Retry-After`` is not documented, and not looked for.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

APP_HEADER = "x-app-usage"  # percentages
BUSINESS_HEADER = "x-business-use-case-usage"  # minutes, per business object
AD_ACCOUNT_HEADER = "x-ad-account-usage"  # seconds

LONGEST = timedelta(hours=24)
"""No documented window is longer; a greater number in a header is an error of its sender."""

ROLLING_HOUR = timedelta(minutes=2)
"""Codes 4, 17, 32, 341 count calls of the last hour, so room comes back bit by bit. Short, for a revoke may be due."""

OTHERWISE = timedelta(minutes=1)
"""613 and the business use cases (800xx), which say their wait in a header whenever it is long."""


def app_usage(headers: Mapping[str, str]) -> float | None:
    """Percent of the app's budget in use: the fullest of calls, time and CPU time. None where nothing is said."""
    said = _json(headers.get(APP_HEADER))
    parts = [_number(said[name]) for name in ("call_count", "total_time", "total_cputime") if name in said]
    return max(parts, default=None)


def object_waits(headers: Mapping[str, str]) -> dict[str, timedelta]:
    """The Pages (or other business objects) that are over their own limit, and for how long."""
    waits = {object_id: max(_minutes(entries), default=timedelta()) for object_id, entries in _entries(headers)}
    return {object_id: min(wait, LONGEST) for object_id, wait in waits.items() if wait > timedelta()}


def wait_for(code: int | None, headers: Mapping[str, str]) -> timedelta:
    """The longest wait the headers ask for, or a default for the throttle's code. Never zero, at most a day."""
    asked = max((*_business(headers), *_ad_account(headers)), default=timedelta())
    if asked > timedelta():
        return min(asked, LONGEST)
    return ROLLING_HOUR if code in (4, 17, 32, 341) else OTHERWISE


def _business(headers: Mapping[str, str]) -> Iterator[timedelta]:
    for _, entries in _entries(headers):
        yield from _minutes(entries)


def _entries(headers: Mapping[str, str]) -> Iterator[tuple[str, list[Any]]]:
    for object_id, entries in _json(headers.get(BUSINESS_HEADER)).items():
        yield object_id, entries if isinstance(entries, list) else []


def _minutes(entries: list[Any]) -> Iterator[timedelta]:
    for entry in entries:
        if isinstance(entry, dict):
            yield timedelta(minutes=_number(entry.get("estimated_time_to_regain_access")))


def _ad_account(headers: Mapping[str, str]) -> Iterator[timedelta]:
    yield timedelta(seconds=_number(_json(headers.get(AD_ACCOUNT_HEADER)).get("reset_time_duration")))


def _json(header: str | None) -> dict[str, Any]:
    try:
        value = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float:
    """A sane amount, or 0: headers are hints, and a broken one must not break the sorting of an error."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1_000_000:
        return 0.0
    return float(value)
