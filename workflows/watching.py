"""The decisions of an Authorization: when to check again, whom to nudge, when to warn. Pure functions."""

from datetime import datetime, timedelta

from contracts.authorization import AuthorizationMemory, LoginView
from contracts.notices import Notice, NoticeKind
from contracts.vocabulary import Owner

DAILY = timedelta(days=1)
"""Every login is asked about at least this often while somebody depends on it."""

AFTER_EXPIRY = timedelta(minutes=1)
"""A login that expires before the next daily check is looked at right after its expiry."""

RETRY = timedelta(minutes=10)
"""The pause after a check that found no usable answer."""

WARN_AHEAD = (14, 7, 3, 1)
"""Days ahead of an expiry at which the creator is warned."""


def next_check(logins: tuple[LoginView, ...], now: datetime) -> datetime:
    """A day from now, sooner when a login expires or a warning falls due before that."""
    moments = [now + DAILY]
    for login in logins:
        if login.working and login.expires_at is not None:
            moments.append(login.expires_at + AFTER_EXPIRY)
            moments += [login.expires_at - timedelta(days=days) for days in WARN_AHEAD]
    return min(moment for moment in moments if moment > now)


def coverage(logins: tuple[LoginView, ...]) -> frozenset[tuple[str, str]]:
    """What the working logins cover, as (login, Page) pairs; a login without Pages still counts as itself."""
    working = [login for login in logins if login.working]
    return frozenset(
        (login.login_id, page) for login in working for page in ("", *(account.page_id for account in login.accounts))
    )


def _outlived(login: LoginView, logins: tuple[LoginView, ...], until: datetime) -> bool:
    """Whether another working login covers all of this one's Pages for longer than the terms run."""
    pages = {account.page_id for account in login.accounts}
    lasting = [other for other in logins if other.working and (other.expires_at is None or other.expires_at >= until)]
    return any(pages <= {account.page_id for account in other.accounts} for other in lasting)


def warning(memory: AuthorizationMemory, now: datetime) -> tuple[AuthorizationMemory, Notice | None]:
    """One digest for the creator when a login expires before a term that needs it ends.

    Each login is warned about once at each of the four distances. Nothing where another working login with the
    same Pages lives longer than the terms do.
    """
    if not memory.subscribers:
        return memory, None
    last_end = max(subscription.ends_at for subscription in memory.subscribers.values())
    marks, lines = list(memory.warned), []
    for login in memory.logins:
        if not login.working or login.expires_at is None or login.expires_at >= last_end:
            continue
        if _outlived(login, memory.logins, last_end):
            continue
        reached = [days for days in WARN_AHEAD if now >= login.expires_at - timedelta(days=days)]
        mark = f"{login.login_id}/{reached[-1]}" if reached else ""
        if not reached or mark in marks:
            continue
        marks += [f"{login.login_id}/{days}" for days in reached]
        late = sorted(s.collaboration_id for s in memory.subscribers.values() if s.ends_at > login.expires_at)
        lines.append(
            f"The authorization of {login.name} ends {login.expires_at:%d %B %Y}, the last term that needs it ends "
            f"{last_end:%d %B %Y}: connect again before then. It concerns {', '.join(late)}."
        )
    if not lines:
        return memory, None
    lines.append("If nothing is done, the brand may keep access after the term: perhaps we cannot take it back then.")
    notice = Notice(
        notice_id=f"{memory.creator_id}/expiry/{now:%Y%m%d%H%M}",
        kind=NoticeKind.EXPIRES_SOON,
        to=Owner.CREATOR,
        creator_id=memory.creator_id,
        text=" ".join(lines),
    )
    return memory.model_copy(update={"warned": tuple(dict.fromkeys(marks))[-100:]}), notice
