"""The words: there are some for everything that can be, and nothing that came from outside gets past the escaping."""

import re
from datetime import UTC, datetime

import pytest

from contracts.authorization import Account, LoginAnswer, LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import AuthorizationStatus, Blocked, Status, TermStatus
from contracts.terms import parse_terms
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Outcome, Owner, Stage
from starter.web.connection_view import sign_in
from starter.web.pages import Pages
from starter.web.texts import DEFAULT, LANGUAGES, Texts
from starter.web.view import creator_page
from tests.web import web_gallery as gallery

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>{{7*7}}{brand}"
TERMS = parse_terms(
    {
        "collaboration_id": "c-1",
        "creator_id": "cr-7",
        "brand_name": HOSTILE,
        "business_id": "900000000000777",
        "instagram_username": "mia.cooks",
        "ends_at": datetime(2027, 1, 30, tzinfo=UTC),
    },
    NOW,
)
TERM = TermStatus(starts_at=TERMS.starts_at, ends_at=TERMS.ends_at)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("outcome", [None, *Outcome])
@pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_every_stage_and_outcome_has_words(t: Texts, stage: Stage, outcome: Outcome | None) -> None:
    page = creator_page(t, TERMS, Status(collaboration_id="c-1", stage=stage, outcome=outcome, term=TERM), "/c/x")
    assert page.stage_text
    assert page.main or page.calm or page.over
    assert (page.stage, page.outcome) == (stage.value, outcome.value if outcome else "")


def test_what_came_from_outside_is_shown_as_text() -> None:
    blocked = Blocked(code="page_not_selected", owner=Owner.CREATOR, message=HOSTILE, next_step=HOSTILE, since=NOW)
    login = AuthorizationStatus(state=AuthorizationState.VALID, login=HOSTILE)
    status = Status(collaboration_id="c-1", stage=Stage.BLOCKED, term=TERM, blocked=blocked, authorization=login)
    account = Account(page_id="1", page_name=HOSTILE, instagram_username=HOSTILE)
    view = LoginView(login_id="l", name=HOSTILE, working=True, consented_at=NOW, accounts=(account,))
    answer = LoginAnswer(accepted=False, message=HOSTILE, login=view, lacks_pages=(HOSTILE,), would_break=("c-9",))
    report = EligibilityReport(eligible=False, business_name=HOSTILE)
    shown = Pages().show(
        "creator.html",
        page=creator_page(DEFAULT, TERMS, status, "/c/x", report, (view,)),
        path="/c/x",
        link="x",
        csrf="y",
        version=HOSTILE,
        brand=HOSTILE,
        done=None,
        sign_in=sign_in(DEFAULT, answer),
        resuming=False,
        unfinished=HOSTILE,
        overview=HOSTILE,
        held_up_too=(HOSTILE,),
    )
    html = bytes(shown.body).decode().replace('<script src="/static/live.js" defer></script>', "", 1)
    assert "<script" not in html
    assert "49" not in html
    assert "&lt;script&gt;" in html


def test_a_sign_in_says_what_is_missing() -> None:
    view = LoginView(
        login_id="l", name="Mia Baker", working=True, consented_at=NOW, missing_permissions=("instagram_basic",)
    )
    shown = sign_in(
        DEFAULT,
        LoginAnswer(
            accepted=True,
            login=view,
            lacks_pages=("Mia Travels",),
            lacks_permissions=("instagram_basic",),
            other_person=True,
            would_break=("c-2",),
        ),
    )
    lacks = "; ".join(shown.lacks)
    assert lacks.count("which Instagram account") == 1
    for word in ("Mia Travels", "another Facebook person", "c-2"):
        assert word in lacks


def test_instants_name_their_zone_in_the_languages_form() -> None:
    at = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    said = {code: t.day(at) for code, t in LANGUAGES.items()}
    assert said == {"en": "1 December 2026, 09:05 UTC", "de": "1. Dezember 2026, 09:05 Uhr UTC"}


def test_only_the_creator_can_take_it_away_and_is_told_how() -> None:
    stuck = gallery.status(
        Stage.REVOKE_BLOCKED, AuthorizationState.LAPSED, cause=LapseCause.APP_REMOVED, given=True, code="x"
    )
    page = creator_page(DEFAULT, gallery.TERMS, stuck, "/c/x", gallery.report(), (gallery.LOGIN,))
    steps = " ".join(page.manual)
    for word in ("Page access", "Nordlicht Handels GmbH", "900000000000777", "“Mia Cooks”", "I have removed it"):
        assert word in steps
    assert page.manual_open


def test_two_factor_is_off_for_the_linking_step_only() -> None:
    for t in LANGUAGES.values():
        for code, check in t.check.items():
            for step in check.how:
                if "wo-factor" in step or "zweistufige" in step.lower():
                    assert code in ("instagram_not_linked", "two_factor_required")
    linking = DEFAULT.check["instagram_not_linked"].how[-1]
    assert "Only if this linking step fails" in linking
    assert "switch it on again right after" in linking


@pytest.mark.parametrize(
    ("standing", "found", "states"),
    [
        (gallery.status(Stage.AWAITING_AUTHORIZATION, AuthorizationState.NONE), (), {"unknown"}),
        (gallery.status(Stage.ACTIVE, given=True), gallery.report(), {"true"}),
        (gallery.status(Stage.UNMANAGED, AuthorizationState.LAPSED, given=True), gallery.report(), {"unknown", "true"}),
    ],
)
def test_the_checklist_claims_only_what_is_known(
    standing: Status, found: EligibilityReport | None, states: set[str]
) -> None:
    items = creator_page(DEFAULT, TERMS, standing, "/c/x", found or None).checks
    assert {item.mark for item in items} == states
    assert {item.code for item in items if item.mark == "true"} <= {c.value for c in gallery.CHECKED}


def test_a_how_to_names_buttons_that_are_there() -> None:
    for t in LANGUAGES.values():
        quote = re.compile({"en": "[Pp]ress “(.+?)”", "de": "[Dd]rücke auf „(.+?)“"}[t.code])
        for name, standing, found in gallery.standings():
            page = creator_page(t, TERMS, standing, "/c/x", found, (gallery.LOGIN,))
            labels = {each.label for each in (page.main, page.removed, *page.others) if each}
            for step in (*(page.held.how if page.held else ()), *page.manual):
                assert set(quote.findall(step)) <= labels, (name, step)


def test_the_failing_line_brings_its_how_to() -> None:
    for code in FindingCode:
        standing = gallery.status(Stage.BLOCKED, code=code)
        page = creator_page(DEFAULT, TERMS, standing, "/c/x", gallery.report(code))
        assert page.held is not None
        assert page.held.how
        assert [item.mark for item in page.checks if item.code == code] == ["false"]
