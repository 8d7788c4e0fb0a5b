"""What else of the same creator hangs on the sign-in that no longer works: read, and said in words."""

from collections.abc import Iterable
from datetime import timedelta

from starter.listing import Listed
from starter.web.deps import WebDeps
from starter.web.opening import Opened, PageRefused
from starter.web.overview_data import collaborations_of, entries_of
from starter.web.overview_view import text_of, title
from starter.web.texts import Texts

_LAPSED = "authorization_lapsed"
_MOST = 10
_WITHIN = timedelta(seconds=2)
"""It is said beside what matters; the page does not wait longer for it."""


async def held_up_too(deps: WebDeps, opened: Opened, t: Texts) -> tuple[str, ...]:
    """The creator's other collaborations that wait for the same sign-in; nothing where that cannot be read now."""
    status, terms = opened.status, opened.terms
    if status.blocked is None or status.blocked.code != _LAPSED:
        return ()
    try:
        listed = await collaborations_of(deps, terms.creator_id)
    except PageRefused:
        return ()
    waiting = [
        each for each in listed if each.blocked_on == _LAPSED and each.collaboration_id != terms.collaboration_id
    ]
    entries = await entries_of(deps, terms.creator_id, waiting[:_MOST], _WITHIN)
    return tuple(f"{title(t, each)}: {text_of(t, each)}" for each in entries if each.status is not None)


async def titles(deps: WebDeps, creator_id: str, ids: Iterable[str], t: Texts) -> dict[str, str]:
    """What a reader calls these collaborations of the creator, by id; without those that cannot be read now."""
    listed = [Listed(collaboration_id=each) for each in sorted(set(ids))[:_MOST]]
    entries = await entries_of(deps, creator_id, listed, _WITHIN)
    return {each.listed.collaboration_id: title(t, each) for each in entries if each.terms is not None}
