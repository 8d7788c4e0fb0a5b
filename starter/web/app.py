"""The creator's web side as an app: routes, headers, and plain words for everything that goes wrong."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from starter.web import texts
from starter.web.creator import creator_routes
from starter.web.deps import WebDeps
from starter.web.headers import SecurityHeaders, security_headers
from starter.web.oauth import oauth_routes
from starter.web.opening import PageRefused
from starter.web.pages import HERE, Pages
from store.errors import StoreUnavailable

__all__ = ["WebDeps", "create_app"]

log = logging.getLogger(__name__)


def create_app(deps: WebDeps) -> FastAPI:
    """The app on these dependencies; it owns none of them and closes none."""
    app = FastAPI(title="adaccess", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages()
    headers = security_headers(deps.meta.dialog_url)
    app.add_middleware(SecurityHeaders, headers=headers)
    app.include_router(creator_routes(deps, pages))
    app.include_router(oauth_routes(deps, pages))

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/static/page.css")
    async def style() -> FileResponse:
        return FileResponse(HERE / "static" / "page.css", media_type="text/css")

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, PageRefused)
        return pages.message(error.message, error.status_code, back=_again(request, error.status_code))

    async def no_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        message = texts.NOT_FOUND if error.status_code == 404 else texts.NOT_ALLOWED
        return pages.message(message, error.status_code, headers=dict(error.headers or {}))

    async def unavailable(request: Request, error: Exception) -> Response:
        log.warning("the store does not answer: %s", error)
        return pages.message(texts.NOT_ANSWERING, 503, back=_again(request, 503))

    async def broken(request: Request, error: Exception) -> Response:
        # Answered outside of the middleware, so it brings the headers itself.
        return pages.message(texts.BROKEN, 500, headers=headers)

    app.add_exception_handler(PageRefused, refused)
    app.add_exception_handler(HTTPException, no_route)
    app.add_exception_handler(StoreUnavailable, unavailable)
    app.add_exception_handler(Exception, broken)
    return app


def _again(request: Request, status_code: int) -> str | None:
    """The page to try again, where trying again can help and the address holds nothing but the creator's own link."""
    parts = request.url.path.split("/")
    if status_code in (403, 503) and len(parts) >= 3 and parts[1] == "c":
        return f"/c/{parts[2]}"
    return None
