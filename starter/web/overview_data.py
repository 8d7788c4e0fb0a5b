"""Collecting what belongs to one creator: collaborations, logins, messages. Nothing of anybody else."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from contracts.authorization import LoginView
from contracts.notices import KeptNotice
from contracts.status import Status
from contracts.terms import Terms
from contracts.vocabulary import Stage
from starter.errors import StarterError, UnknownCollaboration
from starter.links import LinkRefused, read_overview_link
from starter.listing import Listed
from starter.web import texts
from starter.web.deps import WebDeps
from starter.web.opening import NOT_ANSWERING, PageRefused
from store.errors import StoreUnavailable

ON_A_PAGE = 16
"""Collaborations on one page, the open ones first, then the latest: a page stays small however many there are."""
MOST = 5000
"""Collaborations of one creator that are listed at all, the latest ones."""
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
    """Those of the page that was asked for."""
    logins: tuple[LoginView, ...]
    notices: tuple[KeptNotice, ...]
    """Unseen ones first, then the newest."""
    listed: tuple[Listed, ...] = ()
    """All there are."""
    spoken_of: tuple[Entry, ...] = ()
    """Those on other pages that a notice is about."""
    number: int = 1
    pages: int = 1


def check_overview_link(deps: WebDeps, token: str) -> str:
    """Whose overview the link opens. Raises PageRefused."""
    try:
        return read_overview_link(deps.settings, token)
    except LinkRefused as refused:
        if refused.reason == "expired":
            raise PageRefused(410, texts.LINK_EXPIRED) from None
        raise PageRefused(404, texts.LINK_FORGED) from None


async def collaborations_of(deps: WebDeps, creator_id: str) -> tuple[Listed, ...]:
    """The creator's collaborations as Temporal lists them: open ones, then ended ones, the latest first of each.

    Raises PageRefused.
    """
    found: list[Listed] = []
    try:
        async with asyncio.timeout(deps.answer_within.total_seconds()):
            async for each in deps.collaborations.list(creator=creator_id):
                found.append(each)
                if len(found) >= MOST:
                    break
    except NOT_ANSWERING:
        raise PageRefused(503, texts.NOT_ANSWERING) from None
    return tuple(sorted(found, key=lambda each: each.stage is Stage.ENDED))


async def standing_beside(deps: WebDeps, creator_id: str) -> tuple[LoginView | str, ...]:
    """How messages and logins stand: other than before as soon as the overview would show something else of them.

    Raises PageRefused.
    """
    try:
        return await deps.store.notices.mark(creator_id), *await deps.store.logins.views(creator_id)
    except StoreUnavailable:
        raise PageRefused(503, texts.NOT_ANSWERING) from None


def page_of(listed: tuple[Listed, ...], number: int, on_a_page: int) -> tuple[tuple[Listed, ...], int]:
    """Page ``number``, counted from 1, and how many pages there are. Raises PageRefused where there is no such page."""
    pages = max(1, -(-len(listed) // on_a_page))
    if not 1 <= number <= pages:
        raise PageRefused(404, texts.NOT_FOUND)
    return listed[(number - 1) * on_a_page : number * on_a_page], pages


async def belongings(deps: WebDeps, creator_id: str, number: int = 1) -> Belongings:
    """What page ``number`` shows. What no worker answers for in time is listed without its details.

    Raises PageRefused.
    """
    listed = await collaborations_of(deps, creator_id)
    here, pages = page_of(listed, number, ON_A_PAGE)
    told = await deps.store.notices.of_creator(creator_id) if number == 1 else ()
    newest = sorted(told, key=lambda each: (each.seen_at is None, each.recorded_at), reverse=True)[:_NOTICES]
    about = {each.collaboration_id for each in newest} - {each.collaboration_id for each in here}
    elsewhere = tuple(each for each in listed if each.collaboration_id in about)
    entries = await entries_of(deps, creator_id, (*here, *elsewhere))
    shown = {each.collaboration_id for each in here}
    return Belongings(
        creator_id=creator_id,
        entries=tuple(each for each in entries if each.listed.collaboration_id in shown),
        logins=await deps.store.logins.views(creator_id) if number == 1 else (),
        notices=tuple(newest),
        listed=listed,
        spoken_of=tuple(each for each in entries if each.listed.collaboration_id not in shown),
        number=number,
        pages=pages,
    )


async def entries_of(
    deps: WebDeps, creator_id: str, listed: Iterable[Listed], within: timedelta | None = None
) -> tuple[Entry, ...]:
    """Terms and status of these, by their own word; of what is not this creator's, nothing."""
    places, listed = asyncio.Semaphore(_AT_ONCE), tuple(listed)

    async def entry(listed: Listed) -> Entry | None:
        async with places:
            try:
                detail = await deps.collaborations.detail(listed.collaboration_id)
            except UnknownCollaboration:
                return None
            except (StarterError, *NOT_ANSWERING):
                return Entry(listed)
        # The search attribute says so already; the collaboration's own word is what counts.
        return Entry(listed, detail.terms, detail.status) if detail.terms.creator_id == creator_id else None

    asked = [asyncio.create_task(entry(each)) for each in listed]
    if asked:
        await asyncio.wait(asked, timeout=(within or deps.answer_within).total_seconds())
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    answers = [Entry(each) if task.cancelled() else task.result() for each, task in zip(listed, asked, strict=True)]
    return tuple(each for each in answers if each is not None)
