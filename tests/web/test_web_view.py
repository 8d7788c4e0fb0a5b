"""The words: there are some for everything that can be, and nothing that came from outside gets past the escaping."""

from datetime import UTC, datetime

import pytest

from contracts.authorization import Account, LoginAnswer, LoginView
from contracts.status import AuthorizationStatus, Blocked, Status, TermStatus
from contracts.terms import parse_terms
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Owner, Stage, Task
from platforms.meta.login import REQUIRED_PERMISSIONS
from starter.web import texts
from starter.web.pages import Pages
from starter.web.view import creator_page, day, sign_in

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
def test_every_stage_and_outcome_has_words(stage: Stage, outcome: Outcome | None) -> None:
    page = creator_page(TERMS, Status(collaboration_id="c-1", stage=stage, outcome=outcome, term=TERM), "/c/x")
    assert page.stage_text
    assert (page.stage, page.outcome) == (stage.value, outcome.value if outcome else "")


def test_every_cause_owner_task_and_permission_has_words() -> None:
    assert set(texts.LAPSE) == set(LapseCause)
    assert set(texts.OWNER) == set(Owner)
    assert set(texts.CAN) == set(Task)
    assert set(texts.PERMISSION) == set(REQUIRED_PERMISSIONS)
    assert set(texts.STATE_REFUSED) == {"unknown", "used", "expired", "other_browser"}


def test_what_came_from_outside_is_shown_as_text() -> None:
    blocked = Blocked(code="page_not_selected", owner=Owner.CREATOR, message=HOSTILE, next_step=HOSTILE, since=NOW)
    login = AuthorizationStatus(state=AuthorizationState.VALID, login=HOSTILE)
    status = Status(collaboration_id="c-1", stage=Stage.BLOCKED, term=TERM, blocked=blocked, authorization=login)
    account = Account(page_id="1", page_name=HOSTILE, instagram_username=HOSTILE)
    view = LoginView(login_id="l", name=HOSTILE, working=True, consented_at=NOW, accounts=(account,))
    answer = LoginAnswer(accepted=False, message=HOSTILE, login=view, lacks_pages=(HOSTILE,), would_break=("c-9",))
    shown = Pages().creator(
        page=creator_page(TERMS, status, "/c/x"),
        path="/c/x",
        link="x",
        csrf="y",
        done=None,
        sign_in=sign_in(answer),
        unfinished=HOSTILE,
        texts=texts,
    )
    html = bytes(shown.body).decode()
    assert "<script" not in html
    assert "49" not in html
    assert "&lt;script&gt;" in html


def test_a_sign_in_says_what_is_missing() -> None:
    view = LoginView(
        login_id="l", name="Mia Baker", working=True, consented_at=NOW, missing_permissions=("instagram_basic",)
    )
    shown = sign_in(
        LoginAnswer(
            accepted=True,
            login=view,
            lacks_pages=("Mia Travels",),
            lacks_permissions=("instagram_basic",),
            other_person=True,
            would_break=("c-2",),
        )
    )
    lacks = "; ".join(shown.lacks)
    assert lacks.count("which Instagram account") == 1
    for word in ("Mia Travels", "another Facebook person", "c-2"):
        assert word in lacks


def test_instants_name_their_zone() -> None:
    assert day(datetime(2026, 12, 1, 9, 5, tzinfo=UTC)) == "1 December 2026, 09:05 UTC"
