"""Points at which a worker process of a proof stops and waits to be killed: by barrier, not by luck."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import Client

from platforms.meta.graph import GraphClient
from store.ledger import Ledger
from store.logins import LoginStore
from store.notices import NoticeStore
from store.pending import PendingLogins

OWNERS: dict[str, type] = {
    "graph": GraphClient,
    "ledger": Ledger,
    "logins": LoginStore,
    "notices": NoticeStore,
    "pending": PendingLogins,
    "temporal": Client,
}


@dataclass(frozen=True)
class Point:
    """In an activity, before or after one call of the platform or of the store."""

    activity: str
    when: str
    owner: str
    method: str

    def __str__(self) -> str:
        return f"{self.activity}:{self.when}:{self.owner}.{self.method}"

    @classmethod
    def of(cls, text: str) -> "Point":
        name, when, call = text.split(":")
        owner, method = call.split(".")
        return cls(name, when, owner, method)


_STEPS = {
    "subscribe": ("temporal.start_workflow",),
    "find_login": ("logins.find",),
    "record_notices": ("notices.record",),
    "complete_login": (
        "pending.claim",
        "graph.exchange_code",
        "pending.exchanged",
        "graph.extend",
        "graph.inspect",
        "logins.add",
        "pending.finish",
    ),
    "check_eligibility": ("graph.inspect", "graph.business"),
    "acquire_access": (
        "ledger.hold",
        "graph.agencies",
        "ledger.intend",
        "graph.share",
        "ledger.settle",
        "ledger.give_back",
    ),
    "verify_access": ("graph.agencies", "ledger.settle", "ledger.give_back"),
    "release_access": (
        "ledger.let_go",
        "graph.agencies",
        "ledger.intend",
        "graph.unshare",
        "ledger.settle",
        "ledger.give_back",
    ),
}
"""What the activities of a plain life do, in order. Before a call nothing of it has happened; after it, nobody
knows yet: called and not stored, stored and not completed. ``give_back`` is the last: done, and Temporal not told."""

POINTS = tuple(
    Point(name, when, *step.split("."))
    for name, steps in _STEPS.items()
    for step in steps
    for when in ("before", "after")
)
UNANSWERED = tuple(
    Point(name, applied, "sandbox", method)
    for name, method in (("acquire_access", "share"), ("release_access", "unshare"))
    for applied in ("applied", "not applied")
)
"""Sent and unanswered: the sandbox is silent, having done it or not, and the worker dies waiting."""


def install(point: Point, flag: Path) -> None:
    """Stop for ever at ``point``; ``flag`` appears when the process has come there."""
    owner = OWNERS[point.owner]
    plain = getattr(owner, point.method)

    async def stop() -> None:
        if activity.in_activity() and activity.info().activity_type == point.activity:
            await asyncio.to_thread(flag.write_text, str(point), encoding="utf-8")
            await asyncio.Event().wait()

    async def wrapped(*args: Any, **more: Any) -> Any:
        if point.when == "before":
            await stop()
        answer = await plain(*args, **more)
        if point.when == "after":
            await stop()
        return answer

    setattr(owner, point.method, wrapped)
