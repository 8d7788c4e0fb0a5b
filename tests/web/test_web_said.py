"""What a page says of a sign-in, a look, and an access that is gone: no more than is known, and each by its name."""

import pytest

from contracts.authorization import Account, LoginAnswer
from contracts.vocabulary import Stage
from starter.listing import Listed
from starter.web.connection_view import sign_in
from starter.web.overview_data import Belongings, Entry
from starter.web.overview_view import may_end, overview
from starter.web.pages import Pages
from starter.web.texts import DEFAULT, LANGUAGES, Texts
from starter.web.view import CreatorPage, creator_page
from tests.web import web_gallery as gallery

THIRD = Account(page_id="3", page_name="Mia Sings", instagram_username="mia.sings")


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        (("100000000000001", "3"), "asked for; you have full control of the Page"),
        (("3",), "asked for, but you do not have full control of the Page"),
        (None, "the account that is asked for"),
    ],
)
def test_each_account_of_a_sign_in_is_judged_as_far_as_we_know(controls: tuple[str, ...] | None, said: str) -> None:
    login = gallery.LOGIN.model_copy(update={"accounts": (THIRD, *gallery.ACCOUNTS)})
    lines = sign_in(DEFAULT, LoginAnswer(accepted=True, login=login, controls=controls), "mia.cooks").accounts
    assert lines[0] == f"Page “Mia Cooks” with @mia.cooks: {said}"
    for line in lines[1:]:
        assert line.endswith(": not asked for") is (controls is not None and "@" in line), (
            "what we do not see may be it"
        )


def page_of(t: Texts, name: str, missing: tuple[str, ...] = ()) -> CreatorPage:
    standing, found = next((each[1], each[2]) for each in gallery.standings() if each[0] == name)
    login = gallery.LOGIN.model_copy(update={"missing_permissions": missing})
    standing = standing.model_copy(update={"tried_at": gallery.NOW})
    return creator_page(t, gallery.TERMS, standing, "/c/x", found, (login,))


@pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_a_declined_permission_is_named(t: Texts) -> None:
    held = page_of(t, "blocked-permission_declined", ("instagram_basic", "pages_show_list")).held
    assert held is not None
    assert f"{t.permission['instagram_basic']}, {t.permission['pages_show_list']}." in held.message
    unnamed = page_of(t, "blocked-permission_declined").held
    assert unnamed is not None
    assert unnamed.message == t.hindrance["permission_declined"].message


def test_either_or_are_two_lists() -> None:
    held = page_of(DEFAULT, "blocked-either-or").held
    assert held is not None
    assert held.how[0].startswith("Press “Choose other Pages”")
    assert held.how_else[0].startswith("Press “Use another Facebook login”")
    assert not [step for step in (*held.how, *held.how_else) if step.endswith(":")], "a sentence is no step"
    standing, found = next((each[1], each[2]) for each in gallery.standings() if each[0] == "blocked-either-or")
    html = gallery.creator(Pages(), DEFAULT, standing, found)
    steps, _, more = html.partition(DEFAULT.ui["not_in_the_list"])
    assert steps.rstrip().endswith("</ol>\n<p>") or steps.rstrip().endswith("<p>")
    assert more.split("<ol>")[0].strip() == "</p>"


@pytest.mark.parametrize(
    ("name", "says"),
    [("blocked-page_not_published", True), ("impaired-share_removed", True), ("active", False), ("scheduled", False)],
)
def test_the_last_look_is_told_to_the_second_where_another_can_be_asked_for(name: str, says: bool) -> None:
    said = page_of(DEFAULT, name).tried
    assert said == ("We last looked on Facebook on 1 December 2026, 09:05:00 UTC." if says else "")


@pytest.mark.parametrize("tasks", [(), ("ADVERTISE",)])
def test_access_that_is_gone_is_not_listed_as_access(tasks: tuple[str, ...]) -> None:
    """Where some of it is still there, it is."""
    standing = gallery.status(Stage.IMPAIRED, code="share_removed", given=True)
    standing = standing.model_copy(update={"access": standing.access.model_copy(update={"tasks": tasks})})
    entry = Entry(Listed(collaboration_id="c-1", stage=Stage.IMPAIRED), gallery.TERMS, standing)
    seen = overview(DEFAULT, Belongings("cr-7", (entry,), (), ()), lambda _: "/c/x")
    assert ([card.live for card in seen.live], len(seen.open)) == (([True], 0) if tasks else ([], 1))
    (card,) = (*seen.live, *seen.open)
    assert card.when[0].startswith("Since" if tasks else "Given on")


@pytest.mark.parametrize("running", [True, False])
def test_a_stopped_one_is_not_offered_to_be_ended(running: bool) -> None:
    assert may_end(Listed(collaboration_id="c-1", stage=Stage.ACTIVE, running=running)) is running


def test_the_way_to_the_overview_is_told_as_it_is() -> None:
    waiting, active = page_of(DEFAULT, "awaiting"), page_of(DEFAULT, "active")
    assert "right after you have connected" in waiting.overview_how
    assert "Ask whoever sent you this link" in active.overview_how
