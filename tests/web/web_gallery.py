"""Every page in every state, from fixed facts: for the tests, and for looking at.

`python -m tests.web.web_gallery DIR` writes them there.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from contracts.authorization import Account, LoginAnswer, LoginView
from contracts.eligibility import EligibilityReport, Finding
from contracts.notices import NoticeKind
from contracts.status import AccessStatus, AuthorizationStatus, Blocked, HistoryEntry, Status, TermStatus
from contracts.terms import parse_terms
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Outcome, Owner, Stage
from starter.listing import Listed
from starter.stopped import WORKFLOW_STOPPED
from starter.web import languages
from starter.web.connection_view import sign_in
from starter.web.evidence import PRINTED
from starter.web.evidence_view import evidence_page, record, summary
from starter.web.overview_data import ON_A_PAGE, Belongings, Entry, page_of
from starter.web.overview_view import overview
from starter.web.pages import HERE, Pages
from starter.web.texts import LANGUAGES, Texts
from starter.web.view import creator_page
from store.leases import EvidenceEntry
from store.turns import Pair
from tests.web.web_notices import notice

NOW = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
TERMS = parse_terms(
    {
        "collaboration_id": "c-1001",
        "creator_id": "cr-7",
        "brand_name": "Nordlicht GmbH",
        "business_id": "900000000000777",
        "instagram_username": "mia.cooks",
        "starts_at": NOW,
        "ends_at": LATER,
    },
    NOW,
)
ACCOUNTS = (
    Account(page_id="100000000000001", page_name="Mia Cooks", instagram_id="1", instagram_username="mia.cooks"),
    Account(page_id="100000000000002", page_name="Mia Travels"),
)
LOGIN = LoginView(login_id="l-1", name="Mia Baker", working=True, consented_at=NOW, expires_at=LATER, accounts=ACCOUNTS)
CHECKED = (
    FindingCode.BUSINESS_NOT_FOUND,
    FindingCode.WRONG_FACEBOOK_LOGIN,
    FindingCode.PERMISSION_DECLINED,
    FindingCode.PAGE_NOT_SELECTED,
    FindingCode.INSTAGRAM_NOT_LINKED,
    FindingCode.INSTAGRAM_NOT_PROFESSIONAL,
    FindingCode.PAGE_ROLE_MISSING,
    FindingCode.PAGE_NOT_PUBLISHED,
)
NONE, VALID, LAPSED = AuthorizationState.NONE, AuthorizationState.VALID, AuthorizationState.LAPSED
OTHERS_CODES = ("authorization_lapsed", "share_removed", "instagram_unlinked", "platform_refused", "internal_error")
"""Codes of ``Blocked`` that are no findings, as a workflow says them."""


def report(*wrong: FindingCode) -> EligibilityReport:
    findings = [Finding(code=c, ok=c not in wrong, owner=Owner.CREATOR) for c in CHECKED]
    findings += [Finding(code=c, ok=False, owner=Owner.CREATOR) for c in wrong if c not in CHECKED]
    return EligibilityReport(
        eligible=not wrong, findings=tuple(findings), login_id="l-1", business_name="Nordlicht Handels GmbH"
    )


def status(
    stage: Stage,
    state: AuthorizationState = VALID,
    *,
    code: str = "",
    owner: Owner = Owner.CREATOR,
    given: bool = False,
    cause: LapseCause | None = None,
    outcome: Outcome | None = None,
    gone: bool = False,
    said: bool = False,
) -> Status:
    blocked = Blocked(code=code, owner=owner, message="INTERNAL", next_step="INTERNAL", since=NOW) if code else None
    proven = gone and outcome is Outcome.REVOKED
    access = AccessStatus(
        page_id="100000000000001",
        granted_at=NOW if given else None,
        verified_at=NOW if given else None,
        revoked_at=LATER if gone else None,
        revocation_verified_at=LATER if proven else None,
        said_removed_at=LATER if said else None,
    )
    return Status(
        collaboration_id=TERMS.collaboration_id,
        stage=stage,
        outcome=outcome,
        blocked=blocked,
        term=TermStatus(starts_at=TERMS.starts_at, ends_at=TERMS.ends_at),
        authorization=AuthorizationStatus(state=state, cause=cause, login="Mia Baker" if state is not NONE else None),
        access=access,
        history=(HistoryEntry(at=NOW, stage=stage, cause="INTERNAL"),),
    )


def expiring(standing: Status) -> Status:
    login = standing.authorization.model_copy(update={"expires_at": LATER - timedelta(days=9)})
    return standing.model_copy(update={"authorization": login})


def standings() -> Iterator[tuple[str, Status, EligibilityReport]]:
    """Every state that a collaboration's page can show, with a name."""
    nothing = EligibilityReport(eligible=None)
    yield "awaiting", status(Stage.AWAITING_AUTHORIZATION, NONE), nothing
    lapsed = status(Stage.AWAITING_AUTHORIZATION, LAPSED, cause=LapseCause.EXPIRED, code="authorization_lapsed")
    yield "awaiting-again", lapsed, report()
    yield "checking", status(Stage.CHECKING), nothing
    for code in FindingCode:
        owner = {"app_not_approved": Owner.OPERATOR, "platform_unavailable": Owner.PLATFORM}.get(code, Owner.CREATOR)
        yield f"blocked-{code}", status(Stage.BLOCKED, code=code, owner=owner), report(code)
    both = report(FindingCode.WRONG_FACEBOOK_LOGIN, FindingCode.PAGE_NOT_SELECTED)
    yield "blocked-either-or", status(Stage.BLOCKED, code="wrong_facebook_login"), both
    for other in (*OTHERS_CODES[3:], WORKFLOW_STOPPED):
        yield f"blocked-{other}", status(Stage.BLOCKED, code=other, owner=Owner.OPERATOR), report()
    yield "scheduled", status(Stage.SCHEDULED), report()
    yield "granting", status(Stage.GRANTING), report()
    for each in (status(Stage.SCHEDULED), active := status(Stage.ACTIVE, given=True)):
        yield f"{each.stage}-renew", expiring(each), report()
    yield "active", active, report()
    for cause in LapseCause:
        away = status(Stage.UNMANAGED, LAPSED, cause=cause, given=True, code="authorization_lapsed")
        yield f"unmanaged-{cause}", away, report()
    for other in OTHERS_CODES[1:3]:
        yield f"impaired-{other}", status(Stage.IMPAIRED, code=other, given=True), report()
    yield "ending", status(Stage.ENDING, given=True), report()
    yield "ending-lapsed", status(Stage.ENDING, LAPSED, given=True, cause=LapseCause.EXPIRED), report()
    for said, more in ((False, ""), (True, "-said")):
        stuck, lapse = Stage.REVOKE_BLOCKED, LapseCause.APP_REMOVED
        lost = status(stuck, LAPSED, cause=lapse, given=True, code="authorization_lapsed", said=said)
        yield f"revoke_blocked{more}", lost, report()
        silent = status(stuck, given=True, code="platform_unavailable", owner=Owner.PLATFORM, said=said)
        yield f"revoke_blocked-platform{more}", silent, report()
    for outcome in Outcome:
        given = outcome in (Outcome.REVOKED, Outcome.KEPT_FOR_OTHER, Outcome.LEFT_FOREIGN)
        gone = outcome is Outcome.REVOKED
        yield f"ended-{outcome}", status(Stage.ENDED, given=given, gone=gone, outcome=outcome), report()
    vouched = status(Stage.ENDED, given=True, outcome=Outcome.REVOKED)
    access = vouched.access.model_copy(update={"revoked_at": LATER})
    yield "ended-attested", vouched.model_copy(update={"access": access}), report()


def creator(pages: Pages, t: Texts, standing: Status, found: EligibilityReport, **more: Any) -> str:
    logins = () if standing.authorization.state is NONE else (LOGIN,)
    values: dict[str, Any] = {
        "page": creator_page(t, TERMS, standing, "/c/token", found, logins),
        "path": "/c/token",
        "link": "token",
        "csrf": "csrf",
        "brand": TERMS.brand_name,
        "version": "v",
        "done": None,
        "sign_in": None,
        "overview": None,
        "resuming": False,
        "unfinished": None,
        "held_up_too": (t.stage["lapsed"],) if standing.stage is Stage.UNMANAGED else (),
    }
    return _html(pages.show("creator.html", **{**values, **more}))


def gallery(t: Texts) -> tuple[tuple[str, str], ...]:
    """Name and HTML of every page in one language."""
    return _gallery(t.code)


@cache
def _gallery(code: str) -> tuple[tuple[str, str], ...]:
    before = languages._current.set(LANGUAGES[code])
    try:
        return tuple(_pages(LANGUAGES[code]))
    finally:
        languages._current.reset(before)


def _pages(t: Texts) -> Iterator[tuple[str, str]]:
    pages = Pages()
    for name, standing, found in standings():
        yield name, creator(pages, t, standing, found)
        if standing.stage in (Stage.ACTIVE, Stage.UNMANAGED, Stage.ENDED):
            rows = tuple(_read(number) for number in range(1, 4))
            it = record(TERMS, standing, "Nordlicht Handels GmbH", rows, LATER)
            yield f"evidence-{name}", _html(pages.show("evidence.html", page=evidence_page(t, it), path="/c/token"))
    active = status(Stage.ACTIVE, given=True)
    lacking = LoginAnswer(
        accepted=True,
        login=LOGIN.model_copy(update={"missing_permissions": ("instagram_basic",)}),
        controls=(ACCOUNTS[0].page_id,),
        lacks_pages=("Mia Travels",),
        other_person=True,
        would_break=("c-2",),
    )
    refused = LoginAnswer(accepted=False, message="INTERNAL")
    for name, answer in (("sign-in", lacking), ("sign-in-refused", refused)):
        yield name, creator(pages, t, active, report(), sign_in=sign_in(t, answer, "mia.cooks"), resuming=True)
    yield "unfinished", creator(pages, t, active, report(), unfinished="p-1")
    for done in t.done:
        yield f"done-{done}", creator(pages, t, active, report(), done=t.done[done])
    weighty = creator_page(t, TERMS, active, "/c/token").weighty
    ask = pages.show("ask.html", button=weighty, path="/c/token", link="l", csrf="c", brand=TERMS.brand_name)
    yield "ask", _html(ask)
    for number in (1, 2):
        page = pages.show("overview.html", path="/o/token", csrf="c", version="v", done=None, page=_all(t, number))
        yield f"overview-{number}", _html(page)
    nobody = overview(t, Belongings("cr-7", (), (), ()), lambda _: "/c/token")
    empty = pages.show("overview.html", path="/o/token", csrf="c", version="v", done=t.ui["end_progress"], page=nobody)
    yield "overview-empty", _html(empty)
    affected = [("Nordlicht GmbH", t.ui["end_takes_back"]), ("Südwind", t.ui["end_never_starts"])]
    question = t.ui["end_ask_all"]
    asked = {"scope": "all", "about": "", "question": question, "affected": affected}
    end = pages.show("end.html", path="/o/t", csrf="c", more=t.ui["end_more"].format(count=7), **asked)
    yield "end", _html(end)
    ended = status(Stage.ENDED, given=True, gone=True, outcome=Outcome.REVOKED)
    rows = tuple(_read(number) for number in range(1, 4))
    those = [summary(t, record(TERMS, ended, None, rows, LATER), "/c/" + 100 * "t")] * PRINTED
    missing = t.ui["ev_missing"].format(names="c-1, c-2")
    shown = {"made": t.ui["ev_made"].format(when=t.day(NOW)), "those": those, "missing": missing}
    yield "evidence-all", _html(pages.show("evidence_all.html", path="/o/t", number=2, pages=3, **shown))
    nothing = {**shown, "those": [], "missing": ""}
    yield "evidence-all-none", _html(pages.show("evidence_all.html", path="/o/t", number=1, pages=1, **nothing))
    yield "delete", _html(pages.show("delete.html", path="/o/t", csrf="c"))
    for key in t.message:
        yield f"message-{key}", _html(pages.message(key, 400, back="/c/token"))


def _all(t: Texts, number: int) -> Any:
    entries = [
        Entry(
            Listed(
                collaboration_id=f"c-{number}",
                stage=standing.stage,
                business_id=TERMS.business_id,
                instagram_username="mia.cooks",
            ),
            TERMS,
            standing,
        )
        for number, (_, standing, _) in enumerate(standings())
    ]
    entries.append(Entry(Listed(collaboration_id="c-dark", stage=Stage.ACTIVE, instagram_username="mia.cooks")))
    notices = tuple(
        notice(kind, f"c-{number}", entries[number].status, number=number, seen=number > 2)
        for number, kind in enumerate(NoticeKind)
    )
    lapsed = LOGIN.model_copy(update={"working": False, "cause": LapseCause.PASSWORD_CHANGED})
    listed = tuple(each.listed for each in entries)
    here, pages = page_of(listed, number, ON_A_PAGE)
    those = Belongings(
        creator_id="cr-7",
        entries=tuple(each for each in entries if each.listed in here),
        logins=(LOGIN, lapsed),
        notices=notices,
        listed=listed,
        number=number,
        pages=pages,
    )
    return overview(t, those, lambda _: "/c/" + 100 * "t")


def _read(number: int) -> EvidenceEntry:
    return EvidenceEntry(
        id=number,
        pair=Pair("100000000000001", TERMS.business_id),
        collaboration_id=TERMS.collaboration_id,
        intent_id=None,
        kind=("share", "read", "unshare")[number - 1],
        present=number < 3,
        tasks=("ADVERTISE",),
        at=NOW if number < 3 else LATER,
        request_id=f"AbC{number}dEfGhIjKlMn",
    )


def _html(answer: Any) -> str:
    return bytes(answer.body).decode()


def write(folder: Path) -> None:
    """All pages as files that a browser can open."""
    for t in LANGUAGES.values():
        for name, html in gallery(t):
            html = html.replace('href="/static/page.css"', f'href="{(HERE / "static" / "page.css").as_uri()}"')
            (folder / f"{t.code}-{name}.html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
