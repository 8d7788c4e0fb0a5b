"""Collecting what belongs to one creator: collaborations, logins, messages. Nothing of anybody else."""

import asyncio
from dataclasses import dataclass

from contracts.authorization import LoginView
from contracts.notices import KeptNotice
from contracts.status import Status
from contracts.terms import Terms
from starter.errors import StarterError, UnknownCollaboration
from starter.links import LinkRefused, read_overview_link
from starter.listing import Listed
from starter.web import texts
from starter.web.deps import WebDeps
from starter.web.opening import NOT_ANSWERING, PageRefused

MOST = 200
"""Collaborations on one page, the latest first."""
_AT_ONCE = 10
_NOTICES = 12


@dataclass(frozen=True)
class Entry:
    """One collaboration. Terms and status are null while no worker answers for it."""

    listed: Listed
    terms: Terms | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Belongings:
    """Everything of one creator that the overview shows."""

    creator_id: str
    entries: tuple[Entry, ...]
    logins: tuple[LoginView, ...]
    notices: tuple[KeptNotice, ...]
    """Unseen ones first, then the newest."""


def check_overview_link(deps: WebDeps, token: str) -> str:
    """Whose overview the link opens. Raises PageRefused."""
    try:
        return read_overview_link(deps.settings, token)
    except LinkRefused as refused:
        if refused.reason == "expired":
            raise PageRefused(410, texts.LINK_EXPIRED) from None
        raise PageRefused(404, texts.LINK_FORGED) from None


async def collaborations_of(deps: WebDeps, creator_id: str) -> tuple[Listed, ...]:
    """The creator's collaborations as Temporal lists them, the latest first. Raises PageRefused."""
    found: list[Listed] = []
    try:
        async with asyncio.timeout(deps.answer_within.total_seconds()):
            async for each in deps.collaborations.list(creator=creator_id):
                found.append(each)
                if len(found) >= MOST:
                    break
    except NOT_ANSWERING:
        raise PageRefused(503, texts.NOT_ANSWERING) from None
    return tuple(found)


async def belongings(deps: WebDeps, creator_id: str) -> Belongings:
    """Read all of it. What no worker answers for in time is listed without its details. Raises PageRefused."""
    entries = await entries_of(deps, creator_id)
    notices = await deps.store.notices.of_creator(creator_id)
    newest = sorted(notices, key=lambda each: (each.seen_at is None, each.recorded_at), reverse=True)
    return Belongings(creator_id, entries, await deps.store.logins.views(creator_id), tuple(newest[:_NOTICES]))


async def entries_of(deps: WebDeps, creator_id: str) -> tuple[Entry, ...]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def entry(listed: Listed) -> Entry | None:
        async with places:
            try:
                terms = await deps.collaborations.agreed(listed.collaboration_id)
                status = await deps.collaborations.status(listed.collaboration_id)
            except UnknownCollaboration:
                return None
            except (StarterError, *NOT_ANSWERING):
                return Entry(listed)
        # The search attribute says so already; the collaboration's own word is what counts.
        return Entry(listed, terms, status) if terms.creator_id == creator_id else None

    listed = await collaborations_of(deps, creator_id)
    asked = [asyncio.create_task(entry(each)) for each in listed]
    if asked:
        await asyncio.wait(asked, timeout=deps.answer_within.total_seconds())
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    answers = [Entry(each) if task.cancelled() else task.result() for each, task in zip(listed, asked, strict=True)]
    return tuple(each for each in answers if each is not None)
