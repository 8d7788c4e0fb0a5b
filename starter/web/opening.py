"""From a link to what it opens: the one collaboration of the one creator it was made for, or a plain refusal."""

import asyncio
from dataclasses import dataclass

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from starter.connection import NotReachable
from starter.errors import LinkRefused, TemporalRefused, UnknownCollaboration, WorkerNotAnswering
from starter.links import LinkTarget, make_link, read_link
from starter.web import texts
from starter.web.deps import WebDeps

NOT_ANSWERING = (WorkerNotAnswering, NotReachable, TemporalRefused, TimeoutError)
"""Temporal or the worker is away: nobody is to blame, and trying again helps."""


class PageRefused(Exception):
    """The page cannot be shown; ``message`` is the key of the words that say why (``Texts.message``).

    ``back`` is the address, within this site, of a page that this browser may go on to.
    """

    def __init__(
        self, status_code: int, message: str, headers: dict[str, str] | None = None, back: str | None = None
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.message = message
        self.headers = headers or {}
        self.back = back


@dataclass(frozen=True)
class Opened:
    """What a genuine link opened. ``token`` is the link's last part, as it came."""

    token: str
    terms: Terms
    status: Status
    report: EligibilityReport
    """The findings of the last check."""

    @property
    def path(self) -> str:
        return f"/c/{self.token}"


def check_link(deps: WebDeps, token: str) -> LinkTarget:
    """What the link is for, without looking whether that exists. Raises PageRefused."""
    try:
        return read_link(deps.settings, token)
    except LinkRefused as refused:
        if refused.reason == "expired":
            raise PageRefused(410, texts.LINK_EXPIRED) from None
        raise PageRefused(404, texts.LINK_FORGED) from None


def link_path(deps: WebDeps, collaboration_id: str, creator_id: str) -> str:
    """The address, within this site, of a collaboration's own page."""
    return make_link(deps.settings, collaboration_id, creator_id).removeprefix(deps.settings.public_url.rstrip("/"))


async def open_page(deps: WebDeps, token: str) -> Opened:
    """Read terms, status and findings of the link's collaboration. Changes nothing. Raises PageRefused."""
    target = check_link(deps, token)
    try:
        async with asyncio.timeout(deps.answer_within.total_seconds()):
            detail = await deps.collaborations.detail(target.collaboration_id)
    except UnknownCollaboration:
        raise PageRefused(404, texts.UNKNOWN) from None
    except NOT_ANSWERING:
        raise PageRefused(503, texts.NOT_ANSWERING) from None
    # An id may be used again for another creator once its history is gone; the old link must not open that one.
    if detail.terms.creator_id != target.creator_id:
        raise PageRefused(404, texts.UNKNOWN)
    return Opened(token, detail.terms, detail.status, detail.report)
