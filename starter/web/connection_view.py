"""What a Facebook login covers and lacks, in words: on the page, and right after a sign-in. Pure."""

from dataclasses import dataclass

from contracts.authorization import Account, LoginAnswer, LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import Status
from starter.web.texts import Texts

_SHOWN = 25
"""Pages; who has more finds the one in question first."""


@dataclass(frozen=True)
class Connection:
    """One login as it stands."""

    says: str
    until: str
    accounts: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class SignIn:
    """What a sign-in brought: who, which accounts, and what is missing."""

    accepted: bool
    name: str
    accounts: tuple[str, ...]
    lacks: tuple[str, ...]


def of_report(report: EligibilityReport, logins: tuple[LoginView, ...]) -> LoginView | None:
    """The login that the last check looked at; the newest, where that one is gone or nothing was checked yet."""
    return next((each for each in logins if each.login_id == report.login_id), next(iter(logins), None))


def connection(t: Texts, login: LoginView, status: Status | None = None, asked: str = "") -> Connection:
    """``asked`` is the username that the collaboration is about."""
    ui = t.ui
    cause = t.lapse[login.cause or "unknown"]
    # The collaboration may know of a lapse before the store's view does; what it says is what holds it up.
    if status is not None and login.working and status.authorization.cause is not None:
        cause = t.lapse[status.authorization.cause]
    works = login.working and (status is None or status.authorization.cause is None)
    return Connection(
        says=ui["login_as"].format(name=login.name) if works else ui["login_was"].format(name=login.name, cause=cause),
        until=ui["login_until"].format(expires=t.day(login.expires_at)) if works and login.expires_at else "",
        accounts=accounts(t, login.accounts, asked),
        lacks=tuple(_permission(t, name) for name in login.missing_permissions) if works else (),
    )


def sign_in(t: Texts, answer: LoginAnswer, asked: str = "", brands: dict[str, str] | None = None) -> SignIn:
    """``brands`` are names for the collaborations that the answer speaks of by id."""
    login, ui = answer.login, t.ui
    permissions = dict.fromkeys((login.missing_permissions if login else ()) + answer.lacks_permissions)
    lacks = [_permission(t, name) for name in permissions]
    lacks += [ui["lacks_page"].format(name=name) for name in answer.lacks_pages]
    if answer.other_person:
        lacks.append(ui["lacks_person"])
    if answer.would_break:
        names = ", ".join((brands or {}).get(each, each) for each in answer.would_break)
        lacks.append(ui["lacks_break"].format(names=names))
    shown = accounts(t, login.accounts, asked) if login else ()
    return SignIn(answer.accepted, login.name if login else "", shown, tuple(lacks))


def accounts(t: Texts, those: tuple[Account, ...], asked: str) -> tuple[str, ...]:
    """Pages with their Instagram accounts, the one asked for first."""
    first = sorted(those, key=lambda each: each.instagram_username != asked)
    lines = []
    for each in first[:_SHOWN]:
        page = each.page_name or each.page_id
        if each.instagram_username:
            line = t.ui["page_with"].format(page=page, account=each.instagram_username)
            lines.append(f"{line}: {t.ui['page_asked']}" if each.instagram_username == asked else line)
        else:
            lines.append(t.ui["page_without"].format(page=page))
    if len(those) > _SHOWN:
        lines.append(t.ui["page_more"].format(count=len(those) - _SHOWN))
    return tuple(lines)


def _permission(t: Texts, name: str) -> str:
    return t.ui["lacks_permission"].format(what=t.permission.get(name, name))
