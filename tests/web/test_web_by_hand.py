"""What the creator does on Facebook by hand, and what the page claims meanwhile: only what is so."""

import pytest

from activities.findings import _WORDS
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Outcome, Owner, Stage
from starter.web.actions import Action
from starter.web.deletion_page import _key
from starter.web.texts import DEFAULT, LANGUAGES, Texts
from starter.web.texts.deletion import DELETION
from starter.web.view import CreatorPage, creator_page
from tests.auditing import by_hand
from tests.cast import Creator, reaches
from tests.waiting import eventually
from tests.web import web_gallery as gallery
from tests.web.conftest import Site
from tests.web.web_visitor import Visitor

LAPSED = AuthorizationState.LAPSED
CODE, STUCK_STAGE = "authorization_lapsed", Stage.REVOKE_BLOCKED


def stuck(*, said: bool = False) -> Status:
    return gallery.status(STUCK_STAGE, LAPSED, cause=LapseCause.APP_REMOVED, given=True, code=CODE, said=said)


def silent(*, said: bool = False) -> Status:
    return gallery.status(STUCK_STAGE, given=True, code="platform_unavailable", owner=Owner.PLATFORM, said=said)


STUCK, SILENT = stuck(), silent()
AWAY = gallery.status(Stage.UNMANAGED, LAPSED, cause=LapseCause.EXPIRED, given=True, code=CODE)
every_language = pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())


def shown(standing: Status, t: Texts = DEFAULT) -> CreatorPage:
    return creator_page(t, gallery.TERMS, standing, "/c/x", gallery.report(), (gallery.LOGIN,))


def test_locked_out_connecting_comes_first_and_removing_by_hand_leads_somewhere() -> None:
    for standing in (STUCK, AWAY):
        page = shown(standing)
        assert page.main is not None
        assert page.removed is not None
        assert (page.main.action, page.removed.action) == (Action.REAUTHORIZE, Action.REMOVED)
        assert page.removed.target == "/c/x/removed"
        assert page.removed.label in page.manual[-1]
        assert page.said == ""
    assert "ends the collaboration" in shown(AWAY).removed.note  # type: ignore[union-attr]
    assert "ends the collaboration" not in shown(STUCK).removed.note  # type: ignore[union-attr]


@every_language
def test_the_word_is_shown_as_a_word_and_asked_for_once(t: Texts) -> None:
    page = shown(stuck(said=True), t)
    assert t.day(gallery.LATER) in page.said
    assert page.stage_name == t.stage_name["revoke_blocked"]
    assert page.removed is None
    assert page.held is not None
    assert page.held.consequence == "", "they did do something"
    assert not page.manual_open
    assert t.action["removed"] not in " ".join(page.manual)
    looking = shown(silent(said=True), t)
    assert looking.said != page.said, "where we can look ourselves, connecting again is not what proves it"
    over = gallery.status(Stage.ENDED, given=True, outcome=Outcome.REVOKED, said=True)
    assert shown(over, t).said == ""


def test_where_we_cannot_look_nothing_is_claimed_of_today() -> None:
    for standing in (STUCK, AWAY):
        page = shown(standing)
        assert "last saw it on Facebook" in page.stage_text
        assert DEFAULT.day(gallery.NOW) in page.stage_text
        assert page.can_title == "You had agreed that Nordlicht GmbH can"


@every_language
def test_what_somebody_removed_is_given_again_by_hand_and_not_by_connecting(t: Texts) -> None:
    page = shown(gallery.status(Stage.IMPAIRED, code="share_removed", given=True), t)
    assert page.held is not None
    steps = " ".join(page.held.how)
    for word in ("900000000000777", "Nordlicht Handels GmbH", t.task["ADVERTISE"], t.task["ANALYZE"]):
        assert word in steps
    assert t.task["MESSAGING"] not in steps
    assert page.main is not None
    assert page.main.action is Action.RECHECK
    assert page.others == ()
    assert page.can_title == t.ui["can_agreed"].format(brand="Nordlicht GmbH")


@every_language
def test_a_share_of_somebody_else_that_is_too_narrow_is_the_creators_to_remove(t: Texts) -> None:
    page = shown(gallery.status(Stage.BLOCKED, code="foreign_share_too_narrow"), t)
    assert page.held is not None
    assert "900000000000777" in " ".join(page.held.how)
    assert t.task["ADVERTISE"] in page.held.how[-1]
    assert page.main is not None
    assert page.main.action is Action.RECHECK


def test_headings_say_whose_turn_it_is() -> None:
    waiting, foreign = shown(SILENT), shown(gallery.status(Stage.ENDED, given=True, outcome=Outcome.LEFT_FOREIGN))
    for page in (waiting, foreign):
        assert page.next_title == DEFAULT.ui["next_none"]
    assert waiting.others_title == DEFAULT.ui["others_alone"]
    assert waiting.held is not None
    assert waiting.held.how == (), "there is nothing that the creator has to do"
    assert not waiting.manual_open
    assert foreign.manual_open
    assert "You do not have to do anything" in foreign.calm
    mine = shown(STUCK)
    assert (mine.next_title, mine.others_title) == (DEFAULT.ui["next"], DEFAULT.ui["others"])
    assert mine.manual_open


def test_the_page_shows_the_date_by_which_an_answer_counts() -> None:
    asked = gallery.status(Stage.AWAITING_AUTHORIZATION, LAPSED, cause=LapseCause.EXPIRED, code="authorization_lapsed")
    by = gallery.NOW.replace(day=14)
    early = asked.model_copy(update={"term": asked.term.model_copy(update={"authorize_by": by})})
    page = shown(early)
    assert page.held is not None
    assert f"the request ends on {DEFAULT.day(by)}" in page.held.consequence
    assert DEFAULT.day(by) in [fact.value for fact in page.facts if fact.name == DEFAULT.ui["answer_by"]]
    late = shown(asked)
    assert late.held is not None
    assert f"the request ends on {DEFAULT.day(gallery.LATER)}" in late.held.consequence
    assert DEFAULT.ui["answer_by"] not in [fact.name for fact in late.facts]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("authorization_lapsed", "authorization_lapsed"),
        ("two_factor_required", "two_factor_required"),
        ("page_role_missing", "page_role_missing"),
        ("permission_declined", "creator"),
        ("page_owned_by_other_business", "creator"),
        ("platform_unavailable", ""),
        ("app_not_approved", ""),
        ("internal_error", ""),
        ("authorization", ""),
    ],
)
def test_a_deletion_that_waits_says_who_has_to_do_something(code: str, key: str) -> None:
    assert _key(code) == key
    said = DELETION["en"].waiting[key]
    assert ("You do not have to do anything" in said) is (key == "")
    assert DELETION["de"].waiting.keys() == DELETION["en"].waiting.keys()


async def test_removed_by_hand_while_locked_out(site: Site, visitor: Visitor, creator: Creator) -> None:
    """A look is no help, and says so; the word is taken once, ends what has not ended, and goes on from there."""
    terms = creator.terms()
    handle = await creator.start(terms)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(app_removed=True)
    await handle.signal("recheck")
    page = await visitor.shows(site.link(terms), Stage.UNMANAGED)
    await creator.stack.control("DELETE", by_hand(creator))
    after = await visitor.follow(await visitor.submit(page, "removed"))
    assert "You told us on" in after.text
    again = await visitor.submit(page, "removed")
    assert again.headers["location"].endswith("?done=removed"), "pressed twice, it was said once"
    stuck = await visitor.shows(site.link(terms), Stage.REVOKE_BLOCKED)
    assert "removed" not in stuck.forms
    looked = await visitor.follow(await visitor.submit(stuck, "recheck"))
    assert "Without your sign-in we can hardly look" in looked.text
    assert "it is not put right yet" not in looked.text

    async def told() -> bool:
        notices = await site.deps.store.notices.of_collaboration(terms.collaboration_id)
        return [notice.to for notice in notices if notice.kind == "removed_by_hand"] == [Owner.OPERATOR]

    await eventually(told, "the operator is told once")
    assert not (await site.deps.collaborations.status(terms.collaboration_id)).outcome
    await creator.consent()
    ended = await visitor.shows(site.link(terms), Stage.ENDED)
    assert "we checked on Facebook that it is gone" in ended.text


def test_who_can_mend_a_finding_is_the_same_on_the_deletion_page_as_everywhere() -> None:
    theirs = {code for code, (owner, *_) in _WORDS.items() if owner is Owner.CREATOR}
    assert {code for code in FindingCode if _key(code) != ""} == theirs
