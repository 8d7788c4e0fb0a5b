"""The collaboration's page and its forms: what is asked, how it stands, and what a creator can do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.authorization import LoginAnswer, LoginView
from contracts.vocabulary import Stage
from starter.errors import AlreadyEnded, MessageRefused, UnknownCollaboration
from starter.web import by_hand, languages, texts
from starter.web.actions import Action, actions, not_covered, renewal
from starter.web.browser import form_token, new_browser, read_browser, remember_browser
from starter.web.connection_view import not_shown, sign_in
from starter.web.deps import WebDeps
from starter.web.held_up import held_up_too, titles
from starter.web.lapse_view import resuming
from starter.web.live import version_of
from starter.web.looking import counted
from starter.web.opening import NOT_ANSWERING, Opened, PageRefused, check_link, open_page
from starter.web.own_overview import own_overview
from starter.web.pages import Pages
from starter.web.posting import back_to, posted
from starter.web.signing_in import finish_sign_in
from starter.web.view import creator_page

LONGEST_REASON = 300
_WAITS_FOR_A_SIGN_IN = frozenset({Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED, Stage.REVOKE_BLOCKED})
_LOOKS_AFTER_A_SIGN_IN, _LOOK_SECONDS = 8, 0.25
"""Two seconds at most: else the first that a creator reads after connecting would be to connect."""
ACTOR = "creator"


def creator_routes(deps: WebDeps, pages: Pages) -> APIRouter:
    router = APIRouter(dependencies=[Depends(counted(deps))])

    @router.get("/c/{token}")
    async def show(request: Request, token: str) -> Response:
        opened = await open_page(deps, token)
        done = "cancelled" if "cancelled" in request.query_params else request.query_params.get("done", "")
        pending = request.query_params.get("login", "")
        answer = await deps.store.pending.answer(pending, opened.terms.creator_id) if pending else None
        t, terms = languages.texts(), opened.terms
        login = answer.login if answer and answer.accepted else None
        if answer and login:
            opened = await _taken_in(opened, answer, login)
        logins = await deps.store.logins.views(terms.creator_id)
        breaks = await titles(deps, terms.creator_id, answer.would_break, t) if answer else {}
        values = {
            "page": creator_page(t, terms, opened.status, opened.path, opened.report, logins, datetime.now(UTC)),
            "version": version_of(opened.status, opened.report),
            "done": t.done.get(by_hand.done(done, opened.status)),
            "sign_in": sign_in(t, answer, terms.instagram_username, breaks, opened.status) if answer else None,
            "held_up_too": await held_up_too(deps, opened, t),
            "resuming": bool(login and resuming(opened.status, login.consented_at)),
            "unfinished": pending if pending and answer is None else None,
            "overview": await own_overview(deps, request, terms, pending, answer),
        }
        return _form_page(request, opened, "creator.html", **values)

    @router.get("/c/{token}/end")
    async def ask(request: Request, token: str) -> Response:
        """The question before the end; looking at it ends nothing."""
        opened = await open_page(deps, token)
        page = creator_page(languages.texts(), opened.terms, opened.status, opened.path, opened.report)
        if page.weighty is None or page.weighty.action is not Action.END:
            return RedirectResponse(opened.path, 303)
        return _form_page(request, opened, "ask.html", button=page.weighty)

    @router.post("/c/{token}/recheck")
    async def recheck(request: Request, token: str) -> Response:
        async def act(opened: Opened, reason: str) -> None:
            await deps.collaborations.recheck(opened.terms.collaboration_id)

        return await _act(request, token, Action.RECHECK, act)

    @router.post("/c/{token}/removed")
    async def removed(request: Request, token: str) -> Response:
        """The creator's word that they removed the access on Facebook. Pressed twice, it was said once."""

        async def act(opened: Opened, reason: str) -> None:
            await deps.collaborations.removed_by_hand(opened.terms.collaboration_id, actor=ACTOR)

        return await _act(request, token, Action.REMOVED, act)

    @router.post("/c/{token}/end")
    async def end(request: Request, token: str) -> Response:
        async def act(opened: Opened, reason: str) -> None:
            await deps.collaborations.end(
                opened.terms.collaboration_id, reason=reason or "ended by the creator", actor=ACTOR
            )

        return await _act(request, token, Action.END, act)

    @router.post("/c/{token}/decline")
    async def decline(request: Request, token: str) -> Response:
        async def act(opened: Opened, reason: str) -> None:
            await deps.collaborations.decline(opened.terms.collaboration_id, reason=reason)

        return await _act(request, token, Action.DECLINE, act)

    @router.post("/c/{token}/finish")
    async def finish(request: Request, token: str) -> Response:
        """Ask once more for a sign-in to be finished that no worker took up in time."""
        token, fields = await posted(deps, request, token)
        target = check_link(deps, token)
        query = await finish_sign_in(deps, target.creator_id, fields.get("login", ""))
        return RedirectResponse(f"/c/{token}?{query}", 303)

    async def _taken_in(opened: Opened, answer: LoginAnswer, login: LoginView) -> Opened:
        """The sign-in was just accepted; what waits for it hears of it a moment later than the browser does."""
        in_vain = not_shown(answer, opened.terms.instagram_username, opened.status)
        for _ in range(_LOOKS_AFTER_A_SIGN_IN):
            status = opened.status
            renewed = renewal(status) in (None, login.expires_at)
            if renewed and (status.stage not in _WAITS_FOR_A_SIGN_IN or (in_vain and not_covered(status))):
                break
            await asyncio.sleep(_LOOK_SECONDS)
            opened = await open_page(deps, opened.token)
        return opened

    def _form_page(request: Request, opened: Opened, template: str, **values: object) -> Response:
        """A page with forms: they are this browser's, which therefore gets its cookie."""
        browser = read_browser(request, deps.settings) or new_browser()
        page = pages.show(
            template,
            path=opened.path,
            link=opened.token,
            brand=opened.terms.brand_name,
            csrf=form_token(deps.settings, browser, opened.terms.collaboration_id),
            **values,
        )
        remember_browser(page, deps.settings, browser)
        return page

    async def _act(
        request: Request, token: str, action: Action, act: Callable[[Opened, str], Awaitable[None]]
    ) -> Response:
        token, fields = await posted(deps, request, token)
        opened = await open_page(deps, token)
        if action not in actions(opened.status):
            twice = action is Action.REMOVED and opened.status.access.said_removed_at is not None
            return back_to(opened.path, action.value if twice else "changed")
        try:
            await act(opened, " ".join(fields.get("reason", "").split())[:LONGEST_REASON])
        except (MessageRefused, AlreadyEnded, UnknownCollaboration):
            return back_to(opened.path, "changed")
        except NOT_ANSWERING:
            raise PageRefused(503, texts.NOT_CONFIRMED) from None
        return back_to(opened.path, action.value)

    return router
