"""The mix of platform faults: about a fifth of the calls goes wrong, in every way that the sandbox knows."""

from collections import Counter
from typing import Any

from tests.stack import Stack

RARE = 0.002
"""Every throttle is obeyed by all of the workers together: more of them, and hardly any call would be made."""

WRITING: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.05, {"kind": "apply_then_error", "status": 500, "code": 2}),
    (0.05, {"kind": "error", "status": 500, "code": 1}),
    (0.02, {"kind": "hang", "seconds": 3.5, "apply": True}),
    (0.02, {"kind": "hang", "seconds": 3.5, "apply": False}),
    (0.02, {"kind": "apply_late", "seconds": 4.5}),
    (0.02, {"kind": "success_not_applied"}),
    (0.02, {"kind": "garbage", "body": "<html>busy</html>"}),
    (0.02, {"kind": "stale_read", "seconds": 2.5}),
    (RARE, {"kind": "throttle", "code": 32, "minutes": 0}),
)
READING: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.05, {"kind": "error", "status": 503, "code": 2}),
    (0.02, {"kind": "hang", "seconds": 3.5}),
    (0.02, {"kind": "garbage", "body": '{"data": ['}),
    (RARE, {"kind": "throttle", "code": 4, "minutes": 0}),
    (0.02, {"kind": "stale_read", "seconds": 2.5}),
)
LATE = 4.5
"""Seconds after which a call takes effect that is applied late: beyond our own timeout."""
OUTAGE = [{"method": "*", "path": "/*", "times": None, "fault": {"kind": "error", "status": 503, "code": 2}}]


def rules(seed: int, without: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The plan of faults: each strikes once for certain, early on, and from then on by repeatable chance."""
    lines = [("POST", "/*/agencies", *each) for each in WRITING]
    lines += [("DELETE", "/*/agencies", *each) for each in WRITING]
    lines += [("GET", "/*", *each) for each in READING]
    lines = [line for line in lines if line[3]["kind"] not in without]
    certain = [
        {"method": method, "path": path, "nth": 2 + number % len(WRITING), "times": 1, "fault": fault}
        for number, (method, path, _, fault) in enumerate(lines)
    ]
    by_chance = [
        {"method": method, "path": path, "times": None, "probability": chance, "seed": seed * 1000 + n, "fault": fault}
        for n, (method, path, chance, fault) in enumerate(lines)
    ]
    return certain + by_chance


class Weather:
    """Puts fault plans into the sandbox and counts what of them fired, over all plans."""

    def __init__(self, stack: Stack, seed: int, without: frozenset[str] = frozenset()) -> None:
        self._stack = stack
        self._rules = rules(seed, without)
        self.fired: Counter[str] = Counter({_name(rule): 0 for rule in self._rules})

    async def stormy(self) -> None:
        await self._put(self._rules)

    async def outage(self) -> None:
        self.fired["outage"] += 0
        await self._put(OUTAGE)

    async def fair(self) -> None:
        await self._put([])

    async def _put(self, plan: list[dict[str, Any]]) -> None:
        for rule in await self._stack.control("GET", "/faults"):
            self.fired[_name(rule)] += rule["fired"]
        await self._stack.control("PUT", "/faults", plan)


def _name(rule: dict[str, Any]) -> str:
    if rule["method"] == "*":
        return "outage"
    fault = rule["fault"]
    return f"{rule['method']} {fault['kind']}{' applied' if fault.get('apply') else ''}"
