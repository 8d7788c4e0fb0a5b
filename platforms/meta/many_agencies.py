"""The read-backs of many Pages in one HTTP request. Meta counts each Page as a call; what is saved are round trips."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import SecretStr

from . import batch, paging
from .answers import Answer
from .errors import MetaError, RateLimited
from .models import Agencies
from .transport import Caller, Params
from .wire import parse
from .wire_pages import AGENCY_FIELDS, WireAgencies


async def read_many(caller: Caller, pages: Sequence[tuple[str, SecretStr]]) -> tuple[Agencies | MetaError, ...]:
    """The shares of each (Page, Page token), or why they could not be read, in the order of ``pages``.

    Raises ``MetaError`` where a request as a whole failed. Page ids are the caller's to check.
    """
    found: dict[int, Agencies | MetaError] = {}
    free: list[int] = []
    for number, (page, token) in enumerate(pages):
        if wait := caller.allowance.wait(_edge(page), token):
            found[number] = RateLimited(wait, "not called: Meta asked us to wait")
        else:
            free.append(number)
    for start in range(0, len(free), batch.MAXIMUM):
        some = free[start : start + batch.MAXIMUM]
        gets = [batch.Get(_edge(pages[number][0]), _params(None), pages[number][1]) for number in some]
        answers = await batch.ask(caller, gets)
        for number, first in zip(some, answers.outcomes, strict=True):
            found[number] = first if isinstance(first, MetaError) else await _whole(caller, *pages[number], first)
    return tuple(found[number] for number in range(len(pages)))


async def _whole(caller: Caller, page_id: str, token: SecretStr, first: Answer) -> Agencies | MetaError:
    """Few Pages are shared with more businesses than one answer holds; for these the rest is fetched by itself."""

    async def ask(cursor: str | None) -> Answer:
        if cursor is None:
            return first
        return await caller.call("GET", _edge(page_id), _params(cursor), token=token)

    try:
        answers = await paging.walk(ask)
        shares = [share for answer in answers for share in parse(WireAgencies, answer).agencies()]
    except MetaError as error:
        return error
    return Agencies(agencies=tuple(shares), request_id=answers[-1].request_id, at=datetime.now(UTC))


def _edge(page_id: str) -> str:
    return f"{page_id}/agencies"


def _params(cursor: str | None) -> Params:
    after = {} if cursor is None else {"after": cursor}
    return {"fields": AGENCY_FIELDS, "limit": paging.LIMIT, **after}
