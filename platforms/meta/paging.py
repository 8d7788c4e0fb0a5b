"""Edges that come in pages (Meta: docs/graph-api/results), walked by cursor.

Never by ``paging.next``: that address holds the access token. Its presence alone says that there is more.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from .answers import Answer
from .errors import MalformedAnswer

LIMIT: Final = "100"  # entries asked for in one page; Meta may give fewer and still have more
MOST: Final = 50  # pages of one edge


async def walk(ask: Callable[[str | None], Awaitable[Answer]]) -> list[Answer]:
    """All pages of an edge. ``ask`` reads the page behind a cursor, the first one for None.

    Raises what ``ask`` raises, and ``MalformedAnswer`` for cursors that run in a circle or more than 50 pages.
    """
    answers = [await ask(None)]
    seen: set[str] = set()
    while (cursor := _next(answers[-1])) is not None:
        if cursor in seen or len(answers) == MOST:
            raise MalformedAnswer("the list does not come to an end", request_id=answers[-1].request_id)
        seen.add(cursor)
        answers.append(await ask(cursor))
    return answers


def _next(answer: Answer) -> str | None:
    paging = answer.body.get("paging") if isinstance(answer.body, dict) else None
    if not isinstance(paging, dict) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not after:
        raise MalformedAnswer("more entries, but no cursor to them", request_id=answer.request_id)
    return after
