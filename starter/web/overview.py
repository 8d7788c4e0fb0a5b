"""The creator's overview: everything that is theirs, and the way to end it. Opened by a link of its own kind."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from starter.errors import AlreadyEnded, MessageRefused, StarterError, UnknownCollaboration
from starter.listing import Listed
from starter.web import languages, texts
from starter.web.browser import form_token, new_browser, read_browser, remember_browser
from starter.web.creator import ACTOR
from starter.web.deleting import delete_creator
from starter.web.deps import WebDeps
from starter.web.live import Live, version_of
from starter.web.live_routes import stream
from starter.web.looking import counted
from starter.web.opening import NOT_ANSWERING, PageRefused, link_path
from starter.web.overview_data import (
    belongings,
    check_overview_link,
    collaborations_of,
    entries_of,
    standing_beside,
)
from starter.web.overview_view import brand_of, can_end, ended_by, may_end, overview, title
from starter.web.pages import Pages, page_number
from starter.web.posting import posted_for

_SCOPES = ("one", "brand", "all")
_REASON = "ended by the creator, from the overview"
_MOST_SEEN = 100
_MOST_NAMED = 50
"""Collaborations that the question before the end names one by one."""
_ENDED_AT_ONCE = 20


def overview_routes(deps: WebDeps, pages: Pages, live: Live) -> APIRouter:
    router = APIRouter(prefix="/o/{token}", dependencies=[Depends(counted(deps))])

    @router.get("")
    async def show(request: Request, token: str) -> Response:
        return await _page(request, token, 1)

    @router.get("/page/{number}")
    async def show_more(request: Request, token: str, number: str) -> Response:
        return await _page(request, token, page_number(number))

    async def _page(request: Request, token: str, number: int) -> Response:
        creator_id = check_overview_link(deps, token)
        # Before the rest is read: what changes meanwhile is told to the open page once more, not never.
        beside = await standing_beside(deps, creator_id)
        those = await belongings(deps, creator_id, number)
        done = {"ending": "end_progress", "partly": "end_partly"}.get(request.query_params.get("done", ""))
        t = languages.texts()
        return _form_page(
            request,
            token,
            creator_id,
            "overview.html",
            page=overview(t, those, lambda collaboration_id: link_path(deps, collaboration_id, creator_id)),
            version=version_of(*those.listed, *beside),
            done=t.ui[done] if done else None,
        )

    @router.get("/events")
    async def events(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)

        async def version() -> tuple[str, bool]:
            beside = await standing_beside(deps, creator_id)
            return version_of(*await collaborations_of(deps, creator_id), *beside), False

        return stream(request, deps, live, version)

    @router.get("/end")
    async def ask(request: Request, token: str) -> Response:
        """The question before the end; looking at it ends nothing."""
        creator_id = check_overview_link(deps, token)
        scope, about = request.query_params.get("scope", ""), request.query_params.get("id", "")
        meant = await _meant(creator_id, scope, about)
        those = [each for each in await entries_of(deps, creator_id, meant[:_MOST_NAMED]) if can_end(each)]
        more, t = max(0, len(meant) - _MOST_NAMED), languages.texts()
        words = {"brand": brand_of(those[0]), "account": those[0].listed.instagram_username} if those else {}
        return _form_page(
            request,
            token,
            creator_id,
            "end.html",
            scope=scope,
            about=about,
            question=t.ui[f"end_ask_{scope}"].format_map(words) if those else t.ui["end_nothing"],
            affected=[(title(t, each), ended_by(t, each)) for each in those],
            more=t.ui["end_more"].format(count=more) if more else "",
        )

    @router.post("/end")
    async def end(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        fields = await posted_for(deps, request, _subject(creator_id))
        meant = await _meant(creator_id, fields.get("scope", ""), fields.get("id", ""))
        those = [each for each in await entries_of(deps, creator_id, meant) if can_end(each)]
        places = asyncio.Semaphore(_ENDED_AT_ONCE)
        ended = await asyncio.gather(*(_end(each.listed.collaboration_id, places) for each in those))
        return RedirectResponse(f"/o/{token}?done={'ending' if all(ended) else 'partly'}", 303)

    @router.post("/seen")
    async def seen(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        fields = await posted_for(deps, request, _subject(creator_id))
        notices = fields.get("notices", "").split()[:_MOST_SEEN]
        await deps.store.notices.acknowledge(creator_id, notices, datetime.now(UTC))
        return RedirectResponse(f"/o/{token}", 303)

    @router.get("/delete")
    async def ask_delete(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        return _form_page(request, token, creator_id, "delete.html")

    @router.post("/delete")
    async def delete(request: Request, token: str) -> Response:
        creator_id = check_overview_link(deps, token)
        await posted_for(deps, request, _subject(creator_id))
        try:
            code = await delete_creator(deps, creator_id)
        except (StarterError, *NOT_ANSWERING):
            raise PageRefused(503, texts.NOT_CONFIRMED) from None
        return RedirectResponse(f"/deletion/{code}", 303)

    async def _meant(creator_id: str, scope: str, about: str) -> list[Listed]:
        """The creator's collaborations that ``scope`` is about and that can still be ended. Raises PageRefused."""
        if scope not in _SCOPES:
            raise PageRefused(404, texts.NOT_FOUND)
        wanted: Callable[[Listed], bool] = {
            "one": lambda each: each.collaboration_id == about,
            "brand": lambda each: each.business_id == about,
            "all": lambda each: True,
        }[scope]
        return [each for each in await collaborations_of(deps, creator_id) if wanted(each) and may_end(each)]

    async def _end(collaboration_id: str, places: asyncio.Semaphore) -> bool:
        try:
            async with places:
                await deps.collaborations.end(collaboration_id, reason=_REASON, actor=ACTOR)
        except (AlreadyEnded, UnknownCollaboration, MessageRefused):
            return True  # it ended meanwhile, which is what was wanted
        except (StarterError, *NOT_ANSWERING):
            return False
        return True

    def _form_page(request: Request, token: str, creator_id: str, template: str, **values: object) -> Response:
        browser = read_browser(request, deps.settings) or new_browser()
        csrf = form_token(deps.settings, browser, _subject(creator_id))
        page = pages.show(template, path=f"/o/{token}", csrf=csrf, **values)
        remember_browser(page, deps.settings, browser)
        return page

    return router


def _subject(creator_id: str) -> str:
    """What a form of the overview is for; no collaboration's id has a colon."""
    return f"creator:{creator_id}"
