"""What a Facebook login covers and lacks, in words: on the page, and right after a sign-in. Pure."""

from dataclasses import dataclass

from contracts.authorization import MAX_ACCOUNTS, Account, LoginAnswer, LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.vocabulary import LapseCause
from starter.web.actions import not_covered
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
    not_shown: str = ""
    """What to do where it works, but neither it nor an earlier one shows the account that is asked for."""


def of_report(report: EligibilityReport, logins: tuple[LoginView, ...]) -> LoginView | None:
    """The login that the last check looked at; the newest, where that is gone, works no more, or was never checked."""
    newest = next(iter(logins), None)
    looked_at = next((each for each in logins if each.login_id == report.login_id), newest)
    return newest if newest and newest.working and looked_at and not looked_at.working else looked_at


def shows(login: LoginView, asked: str, page_id: str | None = None) -> bool | None:
    """Whether the login shows the account, by its name or by its Page; null where that cannot be told from it."""
    if any(each.instagram_username == asked or each.page_id == page_id for each in login.accounts):
        return True
    nameless = page_id is None and any(each.instagram_username is None for each in login.accounts)
    return None if nameless or login.missing_permissions or len(login.accounts) >= MAX_ACCOUNTS else False


def other_person(status: Status, logins: tuple[LoginView, ...]) -> bool:
    """Whether the newest sign-in is somebody else's than the one that covered the Page.

    Whoever connects again takes the place of their own lapsed sign-in; so one that still stands is another person's.
    """
    page_id, newest = status.access.page_id, next(iter(logins), None)
    if status.authorization.cause is not LapseCause.PAGE_DESELECTED or page_id is None or newest is None:
        return False
    covered = any(each.page_id == page_id for login in logins if not login.working for each in login.accounts)
    return covered and newest.working and shows(newest, "", page_id) is False


def connection(t: Texts, login: LoginView, status: Status | None = None, asked: str = "") -> Connection:
    """``asked`` is the username that the collaboration is about."""
    ui = t.ui
    cause = t.lapse[login.cause or "unknown"]
    # The collaboration may know of a lapse before the store's view does; what it says is what holds it up.
    if status is not None and login.working and status.authorization.cause is not None:
        cause = t.lapse[status.authorization.cause]
    uncovered = status is not None and not_covered(status)
    works = login.working and (status is None or status.authorization.cause is None or uncovered)
    lacks = [_permission(t, name) for name in login.missing_permissions] if works else []
    if works and uncovered:
        listed = shows(login, asked, status.access.page_id if status else None)
        lacks.append(ui["lacks_control" if listed else "lacks_account"].format(account=asked))
    return Connection(
        says=ui["login_as"].format(name=login.name) if works else ui["login_was"].format(name=login.name, cause=cause),
        until=ui["login_until"].format(expires=t.day(login.expires_at)) if works and login.expires_at else "",
        accounts=accounts(t, login.accounts, asked),
        lacks=tuple(lacks),
    )


def sign_in(
    t: Texts,
    answer: LoginAnswer,
    asked: str = "",
    brands: dict[str, str] | None = None,
    status: Status | None = None,
) -> SignIn:
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
    shown = accounts(t, login.accounts, asked, answer.controls) if login else ()
    missing = ui["not_shown"].format(account=asked) if not_shown(answer, asked, status) else ""
    return SignIn(answer.accepted, login.name if login else "", shown, tuple(lacks), missing)


def not_shown(answer: LoginAnswer, asked: str, status: Status | None = None) -> bool:
    """Whether the account is neither among those of the login just connected nor of an earlier one that covers it."""
    page_id = status.access.page_id if status else None
    earlier = () if status and not_covered(status) else answer.logins
    working = [each for each in (answer.login, *earlier) if each is not None and each.working]
    return answer.accepted and bool(asked) and all(shows(each, asked, page_id) is False for each in working)


def accounts(
    t: Texts, those: tuple[Account, ...], asked: str, controls: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Pages with their Instagram accounts, the one asked for first.

    With ``controls``, the Pages that the person has full control of, each account is said to be of use or not; a Page
    whose account we do not see may be the one.
    """
    first = sorted(those, key=lambda each: each.instagram_username != asked)
    lines = []
    for each in first[:_SHOWN]:
        page = each.page_name or each.page_id
        if each.instagram_username:
            line = t.ui["page_with"].format(page=page, account=each.instagram_username)
        else:
            line = t.ui["page_without"].format(page=page)
        verdict = _verdict(t, each, asked, controls) if each.instagram_username else ""
        lines.append(f"{line}: {verdict}" if verdict else line)
    if len(those) > _SHOWN:
        lines.append(t.ui["page_more"].format(count=len(those) - _SHOWN))
    return tuple(lines)


def _verdict(t: Texts, account: Account, asked: str, controls: tuple[str, ...] | None) -> str:
    mine = account.instagram_username == asked
    if controls is None:
        return t.ui["page_asked"] if mine else ""
    if not mine:
        return t.ui["page_not_asked"] if asked else ""
    return t.ui["page_checked" if account.page_id in controls else "page_no_control"]


def permissions(t: Texts, names: tuple[str, ...]) -> tuple[str, ...]:
    """What each permission lets us do."""
    return tuple(t.permission.get(name, name) for name in names)


def _permission(t: Texts, name: str) -> str:
    return t.ui["lacks_permission"].format(what=t.permission.get(name, name))
