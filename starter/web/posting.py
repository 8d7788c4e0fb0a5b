"""What every posted form has in common: it was shown by us, to this browser, for this link."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from starter.web import texts
from starter.web.browser import is_form_token, read_browser
from starter.web.deps import WebDeps
from starter.web.forms import FormRefused, read_form
from starter.web.opening import PageRefused, check_link


async def posted(deps: WebDeps, request: Request, token: str | None = None) -> tuple[str, dict[str, str]]:
    """The link token and the fields of a form that this browser was shown for it. Raises PageRefused.

    ``token`` comes from the address, or else from the form's own field ``link``.
    """
    try:
        fields = await read_form(request)
    except FormRefused:
        raise PageRefused(403, texts.FORM_REFUSED) from None
    token = token if token is not None else fields.get("link", "")
    target = check_link(deps, token)
    browser = read_browser(request, deps.settings)
    given = fields.get("csrf", "")
    if browser is None or not is_form_token(deps.settings, browser, target.collaboration_id, given):
        raise PageRefused(403, texts.FORM_REFUSED)
    return token, fields


def back_to(path: str, done: str) -> RedirectResponse:
    """See-other, so that a reload of the page does not post the form again."""
    return RedirectResponse(f"{path}?done={done}", 303)
