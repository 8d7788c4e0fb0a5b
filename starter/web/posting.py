"""What every posted form has in common: it was shown by us, to this browser, for this link."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from starter.web import texts
from starter.web.browser import is_form_token, read_browser
from starter.web.deps import WebDeps
from starter.web.forms import FormRefused, read_form
from starter.web.gate import check_rate, kind_of
from starter.web.limits import Limits
from starter.web.opening import PageRefused, check_link


async def posted(deps: WebDeps, request: Request, token: str | None = None) -> tuple[str, dict[str, str]]:
    """The link token and the fields of a form that this browser was shown for it. Raises PageRefused.

    ``token`` comes from the address, or else from the form's own field ``link``.
    """
    fields = await _fields(request)
    token = token if token is not None else fields.get("link", "")
    target = check_link(deps, token)
    _check(deps, request, target.collaboration_id, fields)
    return token, fields


async def posted_for(deps: WebDeps, request: Request, subject: str) -> dict[str, str]:
    """The fields of a form that this browser was shown for ``subject``. Raises PageRefused."""
    fields = await _fields(request)
    _check(deps, request, subject, fields)
    return fields


async def _fields(request: Request) -> dict[str, str]:
    try:
        return await read_form(request)
    except FormRefused:
        raise PageRefused(403, texts.FORM_REFUSED) from None


def _check(deps: WebDeps, request: Request, subject: str, fields: dict[str, str]) -> None:
    browser = read_browser(request, deps.settings)
    given = fields.get("csrf", "")
    if browser is None or not is_form_token(deps.settings, browser, subject, given):
        raise PageRefused(403, texts.FORM_REFUSED)
    limits: Limits = request.app.state.limits
    check_rate(limits.link(kind_of(request.scope), subject))


def back_to(path: str, done: str) -> RedirectResponse:
    """See-other, so that a reload of the page does not post the form again."""
    return RedirectResponse(f"{path}?done={done}", 303)
