"""The register of stuck revocations: access that should be gone and perhaps is not. The longest overdue comes first.

The list is visibility's, the details are the collaborations' own word. One that does not answer is listed with what
visibility knows: who is left out here is forgotten.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from contracts.model import Instant
from contracts.status import Status
from contracts.vocabulary import Owner, Stage
from starter.errors import StarterError, WorkerNotAnswering
from starter.listing import Listed
from starter.stopped import LEFT_BEHIND

_AT_ONCE = 20
"""Questions under way at the same time; each may cost a worker the replay of a history."""
_UNANSWERED = "It does not answer; `adaccess status {id}` asks again"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Stuck(Listed):
    """One revocation that is held up."""

    since: Instant | None = None
    """Since when access should be gone; null where neither the collaboration nor its term tells."""
    cause: str | None = None
    """``Status.blocked.code``."""
    next_try: Instant | None = None
    """In the past while a try is under way, null where it is not known."""
    owner: Owner | None = None
    """Who must act."""
    message: str = ""
    next_step: str = ""
    answered: bool = True
    """False: no worker answered for it, this is only what visibility knows."""


Ask = Callable[[str], Awaitable[Status]]


async def register(rows: Sequence[Listed], ask: Ask) -> list[Stuck]:
    """The register of ``rows``, oldest first. ``ask`` is for a status; what it raises of StarterError leaves the row.

    A collaboration that says itself that it is no longer held up is not in it: visibility lags a moment behind.
    Raises what ``ask`` raises beside StarterError, as NotReachable.
    """
    latest = {row.collaboration_id: row for row in reversed(rows)}  # a reset one has an older run under the same id
    places = asyncio.Semaphore(_AT_ONCE)
    answers = silent = 0

    async def entry(row: Listed) -> Stuck | None:
        nonlocal answers, silent
        if not row.running:
            return _unanswered(row, Owner.OPERATOR, f"{LEFT_BEHIND}.")
        async with places:
            if silent >= _AT_ONCE and not answers:
                return _unanswered(row)  # nobody works: waiting for each of hundreds would take an hour
            try:
                status = await ask(row.collaboration_id)
            except WorkerNotAnswering:
                silent += 1
                return _unanswered(row)
            except StarterError:
                return _unanswered(row)
        answers += 1
        return _answered(row, status) if status.stage is Stage.REVOKE_BLOCKED else None

    found = await asyncio.gather(*(entry(row) for row in latest.values()))
    # Unknown age first: it may be the oldest of all.
    return sorted((each for each in found if each), key=lambda each: (each.since or _LONG_AGO, each.collaboration_id))


def _answered(row: Listed, status: Status) -> Stuck:
    blocked = status.blocked
    if blocked is None:
        return _unanswered(row)
    return Stuck(
        **row.model_dump(),
        since=blocked.overdue_since or blocked.since,
        cause=blocked.code,
        next_try=blocked.next_try,
        owner=blocked.owner,
        message=blocked.message,
        next_step=blocked.next_step,
    )


def _unanswered(row: Listed, owner: Owner | None = None, words: str = "") -> Stuck:
    """The end in force is when access should have been gone at the latest; one ended earlier keeps a later one."""
    over = row.ends_at if row.ends_at and row.ends_at <= datetime.now(UTC) else None
    words = words or _UNANSWERED.format(id=row.collaboration_id)
    return Stuck(**row.model_dump(), since=over, cause=row.blocked_on, owner=owner, message=words, answered=False)
