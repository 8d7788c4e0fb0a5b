"""The words of a sign-in that ended, will end, or does not cover the Page: what to do, and what follows. Pure."""

from datetime import datetime

from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Stage
from starter.web.actions import not_covered, renewal
from starter.web.checklist import how_to
from starter.web.texts import Texts

_LAPSED = "authorization_lapsed"
_HELD_UP = frozenset({Stage.BLOCKED, Stage.UNMANAGED, Stage.REVOKE_BLOCKED, Stage.IMPAIRED})


def resuming(status: Status, consented_at: datetime) -> bool:
    """Whether what was held up when this sign-in was given is going on because of it: it covers the account."""
    before = [entry.stage for entry in status.history if entry.at < consented_at]
    if not before or before[-1] not in _HELD_UP or status.authorization.state is not AuthorizationState.VALID:
        return False
    if status.stage in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED):  # not for long: nothing but the lapse was in the way
        return status.blocked is None or status.blocked.code == _LAPSED
    return status.stage not in (Stage.BLOCKED, Stage.IMPAIRED, Stage.ENDED)


def role_lost(status: Status) -> bool:
    """The brand has access, and the person who gave it has no say over the Page any more."""
    lost = not_covered(status) and status.authorization.cause is LapseCause.ROLE_LOST
    return lost and status.access.granted_at is not None and status.stage is not Stage.ENDED


def hindrance(status: Status, *, other_person: bool) -> str:
    """The key of ``Texts.hindrance`` where a lapse has words of its own, else empty."""
    if status.blocked is not None and status.blocked.code != _LAPSED:
        return ""
    if role_lost(status):
        return "role_lost"
    if not_covered(status) and status.authorization.cause is LapseCause.PAGE_DESELECTED:
        return "other_login" if other_person else "page_deselected"
    return ""


def how_of(t: Texts, key: str, words: dict[str, str]) -> tuple[str, ...]:
    """How that hindrance is put right, in the order of the buttons."""
    page, login = FindingCode.PAGE_NOT_SELECTED, FindingCode.WRONG_FACEBOOK_LOGIN
    if key == "role_lost":
        after = tuple(t.ui[each].format_map(words) for each in ("role_then", "role_or"))
        return (*how_to(t, FindingCode.PAGE_ROLE_MISSING, words), *after)
    if key == "other_login":
        return how_to(t, login, words)
    return how_to(t, page, words)


def how_else(t: Texts, key: str, words: dict[str, str]) -> tuple[str, ...]:
    """What helps where those steps cannot: Facebook does not tell which of two is the matter."""
    return how_to(t, FindingCode.WRONG_FACEBOOK_LOGIN, words) if key in ("login_or_page", "page_deselected") else ()


def consequence(t: Texts, status: Status, words: dict[str, str]) -> str:
    """What the lapse holds up, and what happens if nobody does anything about it."""
    if status.authorization.state is not AuthorizationState.LAPSED:
        return ""
    said = t.ui["role_why_again"] if role_lost(status) else t.why_again.get(status.stage, "")
    return said.format_map(words)


def renew(t: Texts, status: Status, words: dict[str, str]) -> str:
    """Until when the sign-in works and what follows if nothing is done; empty unless it ends before the term."""
    expires = renewal(status)
    key = "renew_given" if status.stage is Stage.ACTIVE else "renew_waiting"
    return t.ui[key].format_map({**words, "expires": t.day(expires)}) if expires else ""
