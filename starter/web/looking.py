"""Looking at pages is counted for each link, too: whoever got hold of one may come from many addresses."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from starter.links import LinkRefused, read_link, read_overview_link
from starter.web.deps import WebDeps
from starter.web.gate import changes, check_rate
from starter.web.limits import Kind, Limits


def counted(deps: WebDeps) -> Callable[[Request], Awaitable[None]]:
    """A dependency of routes below a link: takes one look from the link's bucket. Raises PageRefused.

    A forged link costs a signature check and is refused by its route; it gets no bucket, or forged ones could push
    the genuine ones out. Forms are counted where they are read.
    """

    async def look(request: Request) -> None:
        if changes(request.scope) or (subject := _subject(deps, request)) is None:
            return
        limits: Limits = request.app.state.limits
        record = request.url.path.startswith("/o/") and "/evidence" in request.url.path
        check_rate(limits.link(Kind.RECORD if record else Kind.LOOK, subject))

    return look


def _subject(deps: WebDeps, request: Request) -> str | None:
    token = request.path_params["token"]
    try:
        if request.url.path.startswith("/o/"):
            return f"creator:{read_overview_link(deps.settings, token)}"
        return read_link(deps.settings, token).collaboration_id
    except LinkRefused:
        return None
