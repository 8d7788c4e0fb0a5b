"""Findings from what the platform showed: a pure function of terms, inspection and business. No I/O."""

from contracts.eligibility import Finding
from contracts.terms import Terms
from contracts.vocabulary import FindingCode, InstagramLink, Owner
from platforms.meta.login import REQUIRED_PERMISSIONS
from platforms.meta.models import Business, LoginInspection, Page

_WORDS: dict[FindingCode, tuple[Owner, str, str]] = {
    FindingCode.WRONG_FACEBOOK_LOGIN: (
        Owner.CREATOR,
        "The Facebook login that was used does not show the requested Instagram account.",
        "Connect with the Facebook login that controls the Page linked to the account.",
    ),
    FindingCode.PAGE_NOT_SELECTED: (
        Owner.CREATOR,
        "The Page linked to the requested account was not ticked in Facebook's dialog.",
        "Connect again and tick the Page that is linked to the account.",
    ),
    FindingCode.PERMISSION_DECLINED: (
        Owner.CREATOR,
        "A permission that we need was not granted.",
        "Connect again and leave all permissions ticked.",
    ),
    FindingCode.INSTAGRAM_NOT_LINKED: (
        Owner.CREATOR,
        "No Page of this Facebook login has the requested Instagram account linked to it.",
        "Link the Instagram account to your Facebook Page (Page settings, Linked accounts), then check again. "
        "If linking fails, switch two-factor authentication off for that step only, and on again right after.",
    ),
    FindingCode.INSTAGRAM_NOT_PROFESSIONAL: (
        Owner.CREATOR,
        "The Instagram account is not connected to the Page as a professional account.",
        "Switch the account to Business or Creator in the Instagram app and link it to the Page, then check again.",
    ),
    FindingCode.PAGE_ROLE_MISSING: (
        Owner.CREATOR,
        "This Facebook login does not have full control of the Page.",
        "Let somebody with full control give you full control of the Page, or connect with their login.",
    ),
    FindingCode.PAGE_NOT_PUBLISHED: (
        Owner.CREATOR,
        "The Page is not published.",
        "Publish the Page in its settings, then check again.",
    ),
    FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS: (
        Owner.CREATOR,
        "The Page belongs to another business portfolio, and this login may not share it.",
        "Ask an administrator of that business to give you full control of the Page, or to connect themselves.",
    ),
    FindingCode.TWO_FACTOR_REQUIRED: (
        Owner.CREATOR,
        "The brand's business demands two-factor authentication of everybody who shares with it.",
        "Turn two-factor authentication on in your Facebook account, then check again.",
    ),
    FindingCode.ACCOUNT_CHECKPOINT: (
        Owner.CREATOR,
        "Facebook wants you to confirm your account first.",
        "Log in at facebook.com, do what it asks there, then connect again.",
    ),
    FindingCode.BUSINESS_NOT_FOUND: (
        Owner.BRAND,
        "There is no business with this id, or nobody outside may see it.",
        "Check the business id in the brand's Business settings and start again with the right one.",
    ),
    FindingCode.BUSINESS_OWNS_PAGE: (
        Owner.BRAND,
        "The brand's business owns the Page itself: it has access already, nothing is shared or taken back.",
        "Nothing to do.",
    ),
    FindingCode.APP_NOT_APPROVED: (
        Owner.OPERATOR,
        "Meta has not approved our app for sharing Pages.",
        "Finish the app review at Meta (docs/going-live.md).",
    ),
    FindingCode.PLATFORM_UNAVAILABLE: (
        Owner.PLATFORM,
        "Meta does not answer at the moment; nothing is known to be wrong on your side.",
        "Nothing to do: we try again by ourselves.",
    ),
    FindingCode.SHARE_PENDING: (
        Owner.CREATOR,
        "Facebook shows the brand's access as waiting for approval.",
        "Approve it in the Page's access settings on Facebook, then check again.",
    ),
    FindingCode.FOREIGN_SHARE_TOO_NARROW: (
        Owner.CREATOR,
        "The business has access to the Page already, given by somebody else and to less than was agreed.",
        "Remove the business in the Page's access settings on Facebook, then check again; we give what was agreed.",
    ),
}

_OF_ASSETS = tuple(scope for scope in REQUIRED_PERMISSIONS if scope != "business_management")
"""Scopes whose targets are Pages or their Instagram accounts; whether the other lists businesses is not documented."""

_ABOUT_LOGIN = (
    FindingCode.WRONG_FACEBOOK_LOGIN,
    FindingCode.PERMISSION_DECLINED,
    FindingCode.PAGE_NOT_SELECTED,
    FindingCode.INSTAGRAM_NOT_LINKED,
    FindingCode.INSTAGRAM_NOT_PROFESSIONAL,
    FindingCode.PAGE_ROLE_MISSING,
    FindingCode.PAGE_NOT_PUBLISHED,
)
"""What can only be told with a login, in the order in which a creator would mend it."""


def failed(code: FindingCode, more: str = "") -> Finding:
    owner, message, next_step = _WORDS[code]
    return Finding(code=code, ok=False, owner=owner, message=f"{message} {more}".strip(), next_step=next_step)


def unknown(code: FindingCode, message: str = "This cannot be told from what Facebook shows.") -> Finding:
    """Not known (yet): no verdict, and nothing that anybody has to do about it."""
    return Finding(code=code, ok=None, owner=_WORDS[code][0], message=message)


def passed(code: FindingCode) -> Finding:
    return Finding(code=code, ok=True, owner=_WORDS[code][0])


def without_login() -> tuple[Finding, ...]:
    """Nothing can be known before the creator has authorized."""
    before = "This cannot be known before the creator has connected Facebook."
    return tuple(unknown(code, before) for code in (*_ABOUT_LOGIN, FindingCode.BUSINESS_NOT_FOUND))


def of_login(terms: Terms, seen: LoginInspection) -> tuple[Page | None, tuple[Finding, ...]]:
    """What the login shows of the requested account: its Page, and a finding on each condition."""
    pages = [p for p in seen.pages if p.instagram and p.instagram.username.lower() == terms.instagram_username]
    page = max(pages, key=lambda p: (p.link is InstagramLink.BUSINESS, p.controls_page), default=None)
    found = {code: passed(code) for code in _ABOUT_LOGIN}
    missing = missing_permissions(seen)
    if missing:
        words = f"Missing: {', '.join(missing)}."
        found[FindingCode.PERMISSION_DECLINED] = failed(FindingCode.PERMISSION_DECLINED, words)
    if page is None:
        for finding in _why_not_shown(terms, seen, may_see=not missing):
            found[finding.code] = finding
        for code in _ABOUT_LOGIN[4:]:
            found[code] = unknown(code)
        return None, _ordered(found)
    if unticked := [scope for scope in _OF_ASSETS if scope not in missing and not _covers(seen, scope, page)]:
        found[FindingCode.PAGE_NOT_SELECTED] = failed(
            FindingCode.PAGE_NOT_SELECTED, f"“{page.name}” is missing for: {', '.join(unticked)}."
        )
    if page.link is not InstagramLink.BUSINESS:
        found[FindingCode.INSTAGRAM_NOT_PROFESSIONAL] = failed(FindingCode.INSTAGRAM_NOT_PROFESSIONAL)
    if not page.controls_page:
        foreign = page.owner_business_id not in (None, terms.business_id)
        code = FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS if foreign else FindingCode.PAGE_ROLE_MISSING
        found[code] = failed(code)
    if page.is_published is False:
        found[FindingCode.PAGE_NOT_PUBLISHED] = failed(FindingCode.PAGE_NOT_PUBLISHED)
    if page.owner_business_id == terms.business_id:
        owns = FindingCode.BUSINESS_OWNS_PAGE
        owner, message, next_step = _WORDS[owns]
        found[owns] = Finding(code=owns, ok=True, owner=owner, message=message, next_step=next_step)
    return page, _ordered(found)


def of_business(business: Business | None) -> tuple[Finding, ...]:
    """Whether the brand's business exists, and whether it demands two-factor (Meta tells that only when sharing)."""
    if business is None:
        return (failed(FindingCode.BUSINESS_NOT_FOUND),)
    demands = business.two_factor_type not in (None, "none")
    words = "The business demands two-factor authentication; whether the person has it shows when sharing."
    two_factor = (unknown(FindingCode.TWO_FACTOR_REQUIRED, words),) if demands else ()
    return (passed(FindingCode.BUSINESS_NOT_FOUND), *two_factor)


def missing_permissions(seen: LoginInspection) -> tuple[str, ...]:
    """The permissions we need and do not have; an expired one counts as missing (Meta: auth-vs-data)."""
    return tuple(p for p in REQUIRED_PERMISSIONS if seen.permissions.get(p) != "granted")


def _why_not_shown(terms: Terms, seen: LoginInspection, *, may_see: bool) -> list[Finding]:
    """The requested account is nowhere: unticked, not linked, or another person's. Absence has several causes.

    Graph shows only the ticked Pages, so an unticked one and somebody else's look alike; what cannot be told apart is
    said as either-or, the likelier one first (``_ordered`` keeps this order).
    """
    if not may_see and not seen.pages:
        return [unknown(code) for code in _ABOUT_LOGIN if code is not FindingCode.PERMISSION_DECLINED]
    shown = ", ".join(sorted(f"@{p.instagram.username}" for p in seen.pages if p.instagram)) or "no account"
    login = seen.person.name if seen.person else "this login"
    wrong = failed(
        FindingCode.WRONG_FACEBOOK_LOGIN, f"{login} shows {shown}, requested is @{terms.instagram_username}."
    )
    unticked = failed(FindingCode.PAGE_NOT_SELECTED)
    unlinked = [page for page in seen.pages if page.link is InstagramLink.NONE]
    if unlinked and may_see:
        names = ", ".join(f"“{page.name}”" for page in unlinked)
        return [
            failed(FindingCode.INSTAGRAM_NOT_LINKED, f"Without an Instagram account: {names}."),
            unknown(FindingCode.WRONG_FACEBOOK_LOGIN),
            unknown(FindingCode.PAGE_NOT_SELECTED),
        ]
    if not may_see:
        return [unknown(FindingCode.WRONG_FACEBOOK_LOGIN), unknown(FindingCode.INSTAGRAM_NOT_LINKED)]
    if _selects_nothing(seen):
        return [unticked, unknown(FindingCode.WRONG_FACEBOOK_LOGIN), unknown(FindingCode.INSTAGRAM_NOT_LINKED)]
    all_pages = seen.info.granular.get("pages_show_list", frozenset()) is None
    also = [] if all_pages else [unticked]
    return [wrong, *also, unknown(FindingCode.INSTAGRAM_NOT_LINKED)]


def _selects_nothing(seen: LoginInspection) -> bool:
    return not seen.pages and seen.info.granular.get("pages_show_list", frozenset()) is not None


def _covers(seen: LoginInspection, scope: str, page: Page) -> bool:
    """Whether the scope covers this Page: absent targets mean all assets; the Instagram scope may name either id.

    An account that is not linked as a professional one is no target of any scope; that is a finding of its own.
    """
    if scope == "instagram_basic" and page.link is not InstagramLink.BUSINESS:
        return True
    targets = seen.info.granular.get(scope, frozenset())
    own = {page.id, page.instagram.id if page.instagram else page.id}
    return targets is None or bool(targets & own)


def _ordered(found: dict[FindingCode, Finding]) -> tuple[Finding, ...]:
    """What is wrong first, in the order in which it would be mended."""
    order = {code: number for number, code in enumerate(FindingCode)}
    return tuple(sorted(found.values(), key=lambda f: (f.ok is not False, f.ok is None, order[f.code])))
