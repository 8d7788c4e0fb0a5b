"""Messages on the overview: what happened, why, what follows, and a way to where something is to be done about it."""

import pytest

from contracts.collaboration import EndingKind
from contracts.notices import NoticeKind
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Owner, Stage
from starter.listing import Listed
from starter.web.notice_view import Told, told
from starter.web.overview_data import Entry
from starter.web.texts import DEFAULT, LANGUAGES, Texts
from tests.web import web_gallery as gallery
from tests.web.web_notices import notice

LAPSED = AuthorizationState.LAPSED
UNMANAGED = gallery.status(
    Stage.UNMANAGED, LAPSED, given=True, cause=LapseCause.PASSWORD_CHANGED, code="authorization_lapsed"
)
UNTICKED = gallery.status(
    Stage.UNMANAGED, LAPSED, given=True, cause=LapseCause.PAGE_DESELECTED, code="authorization_lapsed"
)
STUCK = gallery.status(
    Stage.REVOKE_BLOCKED, LAPSED, given=True, cause=LapseCause.APP_REMOVED, code="authorization_lapsed"
)
BLOCKED = gallery.status(Stage.BLOCKED, code="instagram_not_linked")
OF_THE_BRAND = gallery.status(Stage.BLOCKED, code="business_not_found", owner=Owner.BRAND)
REMOVED = gallery.status(Stage.IMPAIRED, code="share_removed", given=True)
ACTIVE = gallery.status(Stage.ACTIVE, given=True)
ENDED = gallery.status(Stage.ENDED, given=True, gone=True, outcome=Outcome.REVOKED)
WAITING = gallery.status(Stage.AWAITING_AUTHORIZATION, AuthorizationState.NONE)


def entry(standing: Status | None, terms: bool = True) -> Entry:
    listed = Listed(collaboration_id="c-1", business_id="900", instagram_username="mia.cooks")
    return Entry(listed, gallery.TERMS if terms else None, standing)


def say(kind: NoticeKind, then: Status | None, now: Status | None = None, t: Texts = DEFAULT, **more: object) -> Told:
    return told(t, notice(kind, "c-1", then, **more), entry(now or then), lambda each: f"/c/{each}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "then", "words", "label"),
    [
        (
            NoticeKind.LAPSED,
            UNMANAGED,
            ("password was changed", "keeps it even after", "Connect again"),
            "Put it right",
        ),
        (NoticeKind.LAPSED, UNTICKED, ("held up", "does not cover the Page", "keeps it even after"), "Put it right"),
        (NoticeKind.REVOKE_BLOCKED, STUCK, ("our app was removed", "keeps it until you connect"), "Put it right"),
        (NoticeKind.BLOCKED, BLOCKED, ("None of the Facebook Pages", "Its page shows how"), "Put it right"),
        (NoticeKind.BLOCKED, OF_THE_BRAND, ("no business with the number", "has to send a new request"), "Open"),
        (NoticeKind.IMPAIRED, REMOVED, ("removed on Facebook, outside", "Its page shows how"), "Put it right"),
        (NoticeKind.INVITED, WAITING, ("asks for access",), "Answer"),
        (NoticeKind.GRANTED, UNMANAGED, ("now has access",), "Open"),
        (NoticeKind.ENDED, ENDED, ("agreed time was over", "checked on Facebook that it is gone"), "Open"),
    ],
)
def test_a_message_says_why_and_what_to_do(kind: NoticeKind, then: Status, words: tuple[str, ...], label: str) -> None:
    said = say(kind, then)
    for word in words:
        assert word in said.text, said.text
    assert (said.label, said.link) == (label, "/c/c-1")


def test_a_sign_in_that_works_is_not_said_to_be_dead() -> None:
    assert "no longer works" not in say(NoticeKind.LAPSED, UNTICKED).text


@pytest.mark.parametrize(("kind", "then"), [(NoticeKind.LAPSED, UNMANAGED), (NoticeKind.BLOCKED, BLOCKED)])
def test_what_is_settled_asks_for_nothing_any_more(kind: NoticeKind, then: Status) -> None:
    for now in (ACTIVE, ENDED):
        said = say(kind, then, now)
        assert "settled" in said.text
        assert "onnect again" not in said.text
        assert said.label == "Open"


def test_what_became_worse_is_not_called_settled() -> None:
    said = say(NoticeKind.LAPSED, UNMANAGED, STUCK)
    assert "password was changed" in said.text
    assert "settled" not in said.text


@pytest.mark.parametrize(
    ("ending", "by", "word"),
    [
        (EndingKind.REQUESTED, "creator", "You ended it."),
        (EndingKind.REQUESTED, "brand", "Nordlicht GmbH ended it. Reason given: “no {budget}”."),
        (EndingKind.REQUESTED, "operator", "We ended it for you and Nordlicht GmbH. Reason given"),
        (EndingKind.REQUESTED, "Kim {of} Sales", "It was ended by Kim {of} Sales. Reason given"),
        (EndingKind.CANCELLED, "operator", "We ended it for you and Nordlicht GmbH. The access"),
        (EndingKind.ATTESTED, "operator", "an operator has vouched"),
    ],
)
def test_an_end_says_who_ended_it_and_why(ending: EndingKind, by: str, word: str) -> None:
    assert word in say(NoticeKind.ENDED, ENDED, ending=ending, by=by, reason="no {budget}").text


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("t", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_every_message_has_words_in_every_state(t: Texts, kind: NoticeKind) -> None:
    """Also where it was told before the facts were kept, and where no worker answers."""
    for _, standing, _ in gallery.standings():
        assert say(kind, standing, t=t).text
    for about in (entry(ACTIVE), entry(None), entry(None, terms=False), None):
        for then in (None, UNMANAGED):
            assert told(t, notice(kind, "c-1", then), about, lambda _: "/c/x").text
