"""Consent at Facebook: out to the dialog, and back with a code that goes straight into the vault.

``state`` is single use, expires, and is bound to the browser that began; PKCE (S256) binds the code to us on top.
Neither code nor state is ever shown, logged, or left in the address bar.
"""

import secrets
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import SecretStr

from platforms.meta.login import code_challenge, dialog_url, new_verifier
from starter.links import make_link
from starter.web import texts
from starter.web.actions import CONSENT, Action, Way, actions, auth_type
from starter.web.browser import read_browser, remember_browser
from starter.web.deps import WebDeps
from starter.web.opening import PageRefused, link_path, open_page
from starter.web.pages import Pages
from starter.web.posting import back_to, posted
from starter.web.signing_in import finish_sign_in
from store.errors import StateRefused

CALLBACK = "/oauth/meta/callback"
LONGEST_STATE = 200
LONGEST_CODE = 4000


def oauth_routes(deps: WebDeps, pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/oauth/meta")
    redirect_uri = deps.settings.public_url.rstrip("/") + CALLBACK

    @router.post("/start")
    async def start(request: Request) -> Response:
        token, fields = await posted(deps, request)
        way = _way(fields.get("way", ""))
        opened = await open_page(deps, token)
        consent = next((action for action in actions(opened.status) if action in CONSENT), None)
        browser = read_browser(request, deps.settings)
        if consent is None or browser is None:
            return back_to(opened.path, "changed")
        state, verifier = secrets.token_urlsafe(32), new_verifier()
        await deps.store.pending.begin(
            state=state,
            browser=browser,
            creator_id=opened.terms.creator_id,
            collaboration_id=opened.terms.collaboration_id,
            redirect_uri=redirect_uri,
            code_verifier=SecretStr(verifier),
            now=datetime.now(UTC),
        )
        dialog = dialog_url(
            deps.meta,
            redirect_uri=redirect_uri,
            state=state,
            code_challenge=code_challenge(verifier),
            auth_type=way if consent is Action.REAUTHORIZE and way else auth_type(opened.status, consent),
        )
        answer = RedirectResponse(dialog, 303)
        remember_browser(answer, deps.settings, browser)
        return answer

    @router.get("/callback")
    async def callback(request: Request) -> Response:
        # Read by hand: a framework's "invalid parameter" answer would repeat the value it refuses.
        given = request.query_params
        state, code = given.get("state", ""), given.get("code", "")
        if not state or len(state) > LONGEST_STATE or len(code) > LONGEST_CODE:
            raise PageRefused(400, texts.STATE_REFUSED["unknown"])
        arrived = code and "error" not in given
        try:
            consent = await deps.store.pending.receive(
                state=state,
                browser=read_browser(request, deps.settings) or "",
                code=SecretStr(code) if arrived else None,
                now=datetime.now(UTC),
            )
        except StateRefused as refused:
            # The browser that began it may go back there; nobody else learns where that is.
            back = link_path(deps, *refused.begun_for) if refused.begun_for else None
            raise PageRefused(400, texts.STATE_REFUSED[refused.reason], back=back) from None
        if consent.pending_login_id is None:
            query = "cancelled=1" if given.get("error") == "access_denied" else "done=failed"
        else:
            query = await finish_sign_in(deps, consent.creator_id, consent.pending_login_id)
        return RedirectResponse(
            f"{make_link(deps.settings, consent.collaboration_id, consent.creator_id)}?{query}", 303
        )

    return router


def _way(given: str) -> Way | None:
    """How the dialog is to ask, by the button that was pressed; none is the page's own choice. Raises PageRefused."""
    if not given:
        return None
    try:
        return Way(given)
    except ValueError:
        raise PageRefused(403, texts.FORM_REFUSED) from None
