"""What the page says of a sign-in that ends too early, does not cover the Page, or lost its role on it."""

from datetime import timedelta

import pytest

from contracts.authorization import Account, LoginAnswer, LoginView
from contracts.notices import KeptNotice, NoticeKind
from contracts.status import HistoryEntry, Status
from contracts.vocabulary import AuthorizationState, LapseCause, Owner, Stage
from starter.listing import Listed
from starter.web.actions import Action, Way
from starter.web.connection_view import of_report, other_person, shows, sign_in
from starter.web.lapse_view import resuming
from starter.web.notice_view import Told
from starter.web.overview_data import Belongings, Entry
from starter.web.overview_view import overview
from starter.web.texts import DEFAULT, LANGUAGES, Texts
from starter.web.view import CreatorPage, creator_page
from tests.web import web_gallery as gallery

DAY = timedelta(days=1)
VALID, LAPSED = AuthorizationState.VALID, AuthorizationState.LAPSED
OLD = gallery.LOGIN.model_copy(update={"working": False, "cause": LapseCause.PASSWORD_CHANGED})
TRAVELS = Account(page_id="100000000000002", page_name="Mia Travels", instagram_username="mia.travels")
NEWER = LoginView(login_id="l-2", name="Ben Baker", working=True, consented_at=gallery.NOW + DAY, accounts=(TRAVELS,))


def lapsed(cause: LapseCause, stage: Stage = Stage.UNMANAGED) -> Status:
    return gallery.status(stage, LAPSED, cause=cause, given=True, code="authorization_lapsed")


def page_of(standing: Status, *logins: LoginView, t: Texts = DEFAULT, days_left: int | None = None) -> CreatorPage:
    expires = standing.authorization.expires_at
    now = expires - days_left * DAY if expires and days_left is not None else None
    return creator_page(t, gallery.TERMS, standing, "/c/x", gallery.report(), logins, now)


@pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
@pytest.mark.parametrize("stage", [Stage.ACTIVE, Stage.SCHEDULED])
def test_a_sign_in_that_ends_before_the_term_can_be_renewed(t: Texts, stage: Stage) -> None:
    """Quietly at first; as the next step from the first warning on. With the date, and what follows without it."""
    standing = gallery.expiring(gallery.status(stage, given=stage is Stage.ACTIVE))
    assert standing.authorization.expires_at is not None
    for days, is_main in ((15, False), (14, True)):
        page = page_of(standing, gallery.LOGIN, t=t, days_left=days)
        buttons = (page.main,) if is_main else page.others
        assert [(each.action, each.label, each.way) for each in buttons if each] == [
            (Action.REAUTHORIZE, t.ui["renew"], Way.REAUTHORIZE)
        ]
        assert (page.main is not None) is is_main
        assert t.day(standing.authorization.expires_at) in page.renew
        assert t.day(gallery.TERMS.ends_at) in page.renew
    lasting = page_of(gallery.status(stage, given=True), gallery.LOGIN, t=t)
    assert (lasting.main, lasting.others, lasting.renew) == (None, (), "")


@pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_the_warning_leads_to_the_page_where_the_sign_in_can_be_renewed(t: Texts) -> None:
    def told(*standings: Status) -> Told:
        listed = [Listed(collaboration_id=f"c-{number}") for number, _ in enumerate(standings)]
        entries = tuple(Entry(one, gallery.TERMS, each) for one, each in zip(listed, standings, strict=True))
        warning = KeptNotice(
            notice_id="cr-7/expiry/1",
            kind=NoticeKind.EXPIRES_SOON,
            to=Owner.CREATOR,
            creator_id="cr-7",
            text="INTERNAL",
            recorded_at=gallery.NOW,
        )
        return overview(t, Belongings("cr-7", entries, (), (warning,)), lambda each: f"/c/{each}").notices[0]

    active = gallery.status(Stage.ACTIVE, given=True)
    expiring = gallery.expiring(active)
    warned = told(active, expiring)
    assert (warned.link, warned.label) == ("/c/c-1", t.ui["renew"])
    assert expiring.authorization.expires_at is not None
    for instant in (expiring.authorization.expires_at, gallery.TERMS.ends_at):
        assert t.day(instant) in warned.text
    assert gallery.TERMS.brand_name in warned.text
    renewed = told(active)
    assert (renewed.link, renewed.text) == ("", t.notice[NoticeKind.EXPIRES_SOON])


@pytest.mark.parametrize("stage", [Stage.UNMANAGED, Stage.REVOKE_BLOCKED])
def test_a_lost_role_is_got_back_first(stage: Stage) -> None:
    page = page_of(lapsed(LapseCause.ROLE_LOST, stage), gallery.LOGIN)
    assert page.held is not None
    assert page.held.next_step.startswith("First get full control")
    assert "somebody who has it" in page.held.next_step
    ask, accept, again, instead = page.held.how
    assert "Page access" in ask
    assert "full control" in accept
    assert page.main is not None
    assert f"“{page.main.label}”" in again
    assert [f"“{each.label}”" in instead for each in page.others] == [True]
    assert "somebody with full control removes it" in page.held.consequence
    assert "Only somebody with full control" in page.manual_note
    assert "Give that person" in page.manual_note
    assert page.manual
    shown = f"{page.stage_text} {page.held.message} {page.held.consequence} {page.manual_title}"
    assert "no longer works" not in shown
    assert "yourself" not in shown
    assert page_of(lapsed(LapseCause.EXPIRED, stage)).manual_note == DEFAULT.ui["manual_note"]


@pytest.mark.parametrize(
    ("logins", "label", "says"),
    [
        ((NEWER, OLD), "reauthenticate", "another one than before"),
        ((NEWER,), "reauthorize", "does not cover the Page"),
        ((gallery.LOGIN,), "reauthorize", "does not cover the Page"),
    ],
    ids=["another person", "the same person, who takes the place of the older sign-in", "deselected on Facebook"],
)
def test_after_a_sign_in_without_the_page_the_button_that_helps_is_the_main_one(
    logins: tuple[LoginView, ...], label: str, says: str
) -> None:
    page = page_of(lapsed(LapseCause.PAGE_DESELECTED), *logins)
    assert page.main is not None
    assert page.main.label == DEFAULT.way[label]
    assert page.held is not None
    assert says in page.held.message
    assert not page.held.why
    assert any(f"“{page.main.label}”" in step for step in page.held.how)
    assert page.connection is not None
    assert page.connection.says == f"Connected as {logins[0].name}."
    listed = gallery.LOGIN in logins
    assert page.connection.lacks == (f"{'full control of ' if listed else ''}the Page linked to @mia.cooks",)
    assert "no longer works" not in page.stage_text


def test_another_person_is_told_from_the_sign_in_that_still_stands() -> None:
    uncovered = lapsed(LapseCause.PAGE_DESELECTED)
    assert other_person(uncovered, (NEWER, OLD))
    assert not other_person(uncovered, (NEWER,))
    assert not other_person(uncovered, ())
    assert not other_person(lapsed(LapseCause.PASSWORD_CHANGED), (NEWER, OLD))
    blind = NEWER.model_copy(update={"missing_permissions": ("pages_show_list",)})
    assert not other_person(uncovered, (blind, OLD)), "it may cover the Page, as far as one can see"
    assert of_report(gallery.report(), (NEWER, OLD)) == NEWER


@pytest.mark.parametrize(
    ("login", "page_id", "shown"),
    [
        (gallery.LOGIN, None, True),
        (NEWER, None, False),
        (NEWER, TRAVELS.page_id, True),
        (NEWER.model_copy(update={"accounts": ()}), None, False),
        (NEWER.model_copy(update={"missing_permissions": ("instagram_basic",)}), None, None),
        (NEWER.model_copy(update={"accounts": (Account(page_id="1", page_name="No account"),)}), None, None),
        (NEWER.model_copy(update={"accounts": (TRAVELS,) * 200}), None, None),
    ],
)
def test_whether_a_sign_in_shows_the_account(login: LoginView, page_id: str | None, shown: bool | None) -> None:
    """Not linked, not allowed to see, or too many to list: none of these is “not ticked”."""
    assert shows(login, "mia.cooks", page_id) is shown


def test_a_sign_in_that_does_not_show_the_account_says_so() -> None:
    def said(*logins: LoginView, standing: Status | None = None) -> str:
        answer = LoginAnswer(accepted=True, login=logins[0], logins=logins)
        return sign_in(DEFAULT, answer, "mia.cooks", status=standing).not_shown

    assert said(NEWER, OLD).startswith("This sign-in does not show @mia.cooks.")
    assert not said(gallery.LOGIN)
    assert not said(NEWER, gallery.LOGIN), "an earlier sign-in covers it and stays in use"
    assert said(NEWER, gallery.LOGIN, standing=lapsed(LapseCause.ROLE_LOST)), "the earlier one lists it in vain"


def test_it_goes_on_only_if_the_sign_in_covers_the_account_and_nothing_else_is_in_the_way() -> None:
    def seen(standing: Status, *stages: Stage) -> bool:
        entries = [HistoryEntry(at=gallery.NOW, stage=each, cause="x") for each in stages]
        after = HistoryEntry(at=gallery.NOW + 2 * DAY, stage=standing.stage, cause="x")
        return resuming(standing.model_copy(update={"history": (*entries, after)}), gallery.NOW + DAY)

    valid = {stage: gallery.status(stage, given=True, code="authorization_lapsed") for stage in Stage}
    active = gallery.status(Stage.ACTIVE, given=True)
    for was in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED):
        assert seen(valid[was], was)
        assert not seen(lapsed(LapseCause.PAGE_DESELECTED, was), was)
        assert not seen(gallery.status(was, given=True, code="platform_unavailable"), was)
    assert seen(active, Stage.ACTIVE, Stage.UNMANAGED)
    assert not seen(active, Stage.UNMANAGED, Stage.ACTIVE), "renewed in time: nothing was held up"
    assert not seen(valid[Stage.IMPAIRED], Stage.UNMANAGED)
    assert not seen(active)
