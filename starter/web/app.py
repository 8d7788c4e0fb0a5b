"""The creator's web side as an app: routes, headers, and plain words for everything that goes wrong."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from starter.web import texts
from starter.web.access_log import AccessLog, note_refusal
from starter.web.callbacks import callback_routes
from starter.web.creator import creator_routes
from starter.web.deletion_page import deletion_routes
from starter.web.deps import WebDeps
from starter.web.evidence import evidence_routes
from starter.web.gate import Gate, Rules
from starter.web.headers import SecurityHeaders, security_headers
from starter.web.languages import Languages
from starter.web.limits import limits_of
from starter.web.live import Live
from starter.web.live_routes import live_routes
from starter.web.oauth import oauth_routes
from starter.web.opening import PageRefused
from starter.web.overview import overview_routes
from starter.web.pages import HERE, Pages
from starter.web.proxies import trusted_proxies
from store.errors import StoreUnavailable

__all__ = ["WebDeps", "create_app"]

log = logging.getLogger(__name__)


def create_app(deps: WebDeps) -> FastAPI:
    """The app on these dependencies; it owns none of them and closes none."""
    app = FastAPI(title="adaccess", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages()

    def turned_away(error: PageRefused, scope: Scope) -> Response:
        note_refusal(scope, error)
        label = "open_yours" if error.back else "try_again"
        back = error.back or _again(scope, error.status_code)
        return pages.message(error.message, error.status_code, back=back, label=label, headers=error.headers)

    headers = security_headers(deps.meta.dialog_url, deps.settings.public_url)
    live = app.state.live = Live()
    limits = app.state.limits = limits_of(deps.settings.client_limit)
    rules = Rules(deps.settings.public_url, trusted_proxies(deps.settings), limits)
    # The last one added is the outermost: what the gate refuses has the headers too.
    app.add_middleware(Gate, rules=rules, refuse=turned_away)
    app.add_middleware(Languages, secure=deps.settings.public_url.lower().startswith("https://"))
    app.add_middleware(SecurityHeaders, headers=headers)
    app.add_middleware(AccessLog, proxies=rules.proxies)
    app.include_router(creator_routes(deps, pages))
    app.include_router(oauth_routes(deps, pages))
    app.include_router(callback_routes(deps))
    app.include_router(deletion_routes(deps, pages))
    app.include_router(live_routes(deps, live))
    app.include_router(evidence_routes(deps, pages))
    app.include_router(overview_routes(deps, pages, live))

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/static/page.css")
    async def style() -> FileResponse:
        return FileResponse(HERE / "static" / "page.css", media_type="text/css")

    @app.get("/static/live.js")
    async def script() -> FileResponse:
        return FileResponse(HERE / "static" / "live.js", media_type="text/javascript")

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, PageRefused)
        return turned_away(error, request.scope)

    async def no_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        message = texts.NOT_FOUND if error.status_code == 404 else texts.NOT_ALLOWED
        return pages.message(message, error.status_code, headers=dict(error.headers or {}))

    async def unavailable(request: Request, error: Exception) -> Response:
        log.warning("the store does not answer: %s", error)
        return pages.message(texts.NOT_ANSWERING, 503, back=_again(request.scope, 503))

    async def broken(request: Request, error: Exception) -> Response:
        # Answered outside of the middleware, so it brings the headers itself.
        return pages.message(texts.BROKEN, 500, headers=headers)

    app.add_exception_handler(PageRefused, refused)
    app.add_exception_handler(HTTPException, no_route)
    app.add_exception_handler(StoreUnavailable, unavailable)
    app.add_exception_handler(Exception, broken)
    return app


def _again(scope: Scope, status_code: int) -> str | None:
    """The page to try again, where trying again can help and the address holds nothing but the creator's own link."""
    parts = scope["path"].split("/")
    if status_code in (403, 408, 429, 503) and len(parts) >= 3 and parts[1] in ("c", "o"):
        return f"/{parts[1]}/{parts[2]}"
    return None
