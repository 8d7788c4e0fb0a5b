"""The addresses of the event streams."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from contracts.vocabulary import Stage
from starter.web.browser import read_browser
from starter.web.deps import WebDeps
from starter.web.live import Live, Version, version_of
from starter.web.looking import counted
from starter.web.opening import open_page

_HEADERS = {"X-Accel-Buffering": "no"}
"""Else nginx keeps events back until its buffer is full."""


def live_routes(deps: WebDeps, live: Live) -> APIRouter:
    router = APIRouter(dependencies=[Depends(counted(deps))])

    @router.get("/c/{token}/events")
    async def events(request: Request, token: str) -> Response:
        async def version() -> tuple[str, bool]:
            opened = await open_page(deps, token)
            return version_of(opened.status, opened.report), opened.status.stage is Stage.ENDED

        await version()  # a link that opens nothing is refused before a stream begins
        return stream(request, deps, live, version)

    return router


def stream(request: Request, deps: WebDeps, live: Live, version: Version) -> Response:
    """Events for the browser that asks; one without our cookie never saw the page, and gets none (204)."""
    browser = read_browser(request, deps.settings)
    if browser is None:
        return Response(status_code=204)
    known = request.query_params.get("version", "")[:64]
    return StreamingResponse(live.events(browser, version, known), media_type="text/event-stream", headers=_HEADERS)
