"""When a browser is offered the way to a creator's overview: right after a sign-in of its own that shows whose it is.

The overview's link is the stronger key. A collaboration's link may have been forwarded, so holding it is not enough;
nor is any Facebook login, which whoever holds it could bring along.
"""

from datetime import UTC, datetime, timedelta

from fastapi import Request

from contracts.authorization import LoginAnswer
from contracts.terms import Terms
from starter.links import make_overview_link
from starter.web.browser import read_browser
from starter.web.deps import WebDeps
from starter.web.opening import PageRefused
from starter.web.overview_data import collaborations_of

FRESH = timedelta(minutes=30)
"""Since the sign-in began. It may take 15 minutes of that; later the way to the overview is another sign-in."""


async def own_overview(
    deps: WebDeps, request: Request, terms: Terms, pending_login_id: str, answer: LoginAnswer | None
) -> str | None:
    """The path of the creator's overview, signed now; None where this browser did not show that it may see it.

    ``answer`` is what came of the sign-in ``pending_login_id``. This very browser must have begun it, just now; and the
    person must be nobody new beside one whose sign-in stays in use, and have full control of every account that the
    overview speaks of.
    """
    if answer is None or not answer.accepted or answer.other_person:
        return None
    browser = read_browser(request, deps.settings)
    if browser is None or not await deps.store.pending.began(pending_login_id, browser, datetime.now(UTC) - FRESH):
        return None
    try:
        listed = await collaborations_of(deps, terms.creator_id)
    except PageRefused:
        return None
    # This one by its own word: the list is a moment behind.
    spoken_of = {terms.instagram_username, *(each.instagram_username for each in listed)}
    if not spoken_of <= controlled_accounts(answer):
        return None
    link = make_overview_link(deps.settings, terms.creator_id)
    return link.removeprefix(deps.settings.public_url.rstrip("/"))


def controlled_accounts(answer: LoginAnswer) -> frozenset[str | None]:
    """Names of the Instagram accounts whose Page the person who signed in has full control of."""
    accounts = answer.login.accounts if answer.login else ()
    return frozenset(each.instagram_username for each in accounts if each.page_id in (answer.controls or ())) - {None}
