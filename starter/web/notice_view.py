"""A message in the reader's language: what happened, why, what follows, and what to do where there still is something.

The recorded words are one language's only; a notice brings the facts that they were made of. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from contracts.collaboration import EndingKind
from contracts.eligibility import EligibilityReport
from contracts.notices import KeptNotice, NoticeFacts, NoticeKind
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, Outcome, Stage
from starter.web.actions import NOT_COVERED, primary, renewal
from starter.web.by_hand import facebook_words
from starter.web.lapse_view import consequence
from starter.web.overview_data import Entry
from starter.web.texts import Texts
from starter.web.view import sentence_words

_HELD_UP = frozenset({NoticeKind.BLOCKED, NoticeKind.IMPAIRED, NoticeKind.LAPSED, NoticeKind.REVOKE_BLOCKED})
_ASKED = frozenset({NoticeKind.INVITED, NoticeKind.REMINDER})
_BY = {"creator": "ended_creator", "brand": "ended_brand", "operator": "ended_operator"}


@dataclass(frozen=True)
class Told:
    """One message. ``label`` is what its link is for."""

    notice_id: str
    text: str
    when: str
    link: str
    label: str
    new: bool


def told(t: Texts, notice: KeptNotice, about: Entry | None, link: Callable[[str], str]) -> Told:
    """``about`` is the collaboration that the message is about, if it is one of the creator's."""
    status = about.status if about else None
    sentences = (_base(t, notice).format_map(_names(notice, about)), *_more(t, notice, about))
    label = t.ui["open_page"]
    if (expiry := _expiry(t, notice, about)) is not None:
        sentences, label = (expiry,), t.ui["renew"]
    if notice.kind in _HELD_UP | _ASKED and status is not None and primary(status) and _still(notice, status):
        label = t.notice_more["answer" if notice.kind in _ASKED else "put_right"]
    return Told(
        notice_id=notice.notice_id,
        text=" ".join(each for each in sentences if each),
        when=t.day(notice.recorded_at),
        link=link(about.listed.collaboration_id) if about else "",
        label=label,
        new=notice.seen_at is None,
    )


def concerned(notice: KeptNotice, known: Mapping[str, Entry]) -> Entry | None:
    """The collaboration that the message is about; for a sign-in that ends, the one whose sign-in ends first."""
    if notice.kind is not NoticeKind.EXPIRES_SOON:
        return known.get(notice.collaboration_id or "")
    ending = [(expires, each) for each in known.values() if each.status and (expires := renewal(each.status))]
    return min(ending, key=lambda one: one[0])[1] if ending else None


def _base(t: Texts, notice: KeptNotice) -> str:
    # A sign-in that only lost the Page works: it must not be said of it that it does not.
    uncovered = notice.facts is not None and notice.facts.cause in NOT_COVERED
    return t.notice_more["held_up"] if uncovered and notice.kind is NoticeKind.LAPSED else t.notice[notice.kind]


def _expiry(t: Texts, notice: KeptNotice, about: Entry | None) -> str | None:
    """Until when the sign-in works, and what follows; null where there is nothing to renew."""
    if notice.kind is not NoticeKind.EXPIRES_SOON or about is None or about.status is None or about.terms is None:
        return None
    expires, words = renewal(about.status), sentence_words(t, about.terms, about.status)
    return t.ui["renew_notice"].format_map({**words, "expires": t.day(expires)}) if expires else None


def _names(notice: KeptNotice, about: Entry | None) -> dict[str, str]:
    if about is None:
        return {"brand": notice.collaboration_id or "", "account": ""}
    terms, listed = about.terms, about.listed
    if terms is None:
        return {"brand": listed.business_id or "?", "account": listed.instagram_username or ""}
    return {"brand": terms.brand_name, "account": terms.instagram_username}


def _more(t: Texts, notice: KeptNotice, about: Entry | None) -> Iterator[str]:
    facts, status = notice.facts, about.status if about else None
    if facts is None:
        yield t.notice_more["connect"] if notice.kind is NoticeKind.LAPSED else ""
        return
    if notice.kind in _HELD_UP and facts.cause is not None and facts.cause not in NOT_COVERED:
        yield t.notice_more["because"].format(cause=t.lapse[facts.cause])
    if about is None or about.terms is None or status is None:
        return
    words = sentence_words(t, about.terms, status)
    words |= facebook_words(t, about.terms, status, EligibilityReport(eligible=None), ())
    if notice.kind is NoticeKind.ENDED:
        yield from _ended(t, facts, words)
    elif notice.kind in _HELD_UP:
        yield from _held_up(t, notice, facts, status, words)


def _held_up(t: Texts, notice: KeptNotice, facts: NoticeFacts, status: Status, words: dict[str, str]) -> Iterator[str]:
    """What it was, and what helps; that only as long as it is so."""
    # Of a sign-in that does not show the account Facebook does not tell whether another one, or another tick, helps.
    code = "login_or_page" if facts.code == "wrong_facebook_login" else facts.code
    if facts.cause is not None:
        code = facts.cause if facts.cause in NOT_COVERED else None
    said = t.hindrance.get(code or "")
    if said:
        yield said.message.format_map(words)
    if _settled(status):
        yield t.notice_more["settled"]
    if not _still(notice, status):
        return
    if facts.cause is not None:
        yield consequence(t, status, words)
    if primary(status) is not None:  # its page says how, step by step
        yield t.notice_more["how" if said or facts.cause is None else "connect"]
    elif said:
        yield said.next_step.format_map(words)


def _ended(t: Texts, facts: NoticeFacts, words: dict[str, str]) -> Iterator[str]:
    """Who or what ended it, why, and what became of the access."""
    by = facts.by or "operator"
    if facts.ending is EndingKind.TERM_OVER:
        yield t.notice_more["ended_term_over"]
    elif facts.ending in (EndingKind.REQUESTED, EndingKind.CANCELLED):
        yield t.notice_more[_BY.get(by, "ended_other")].format_map({**words, "by": by})
        if facts.ending is EndingKind.REQUESTED and by != "creator" and facts.reason:
            yield t.notice_more["reason"].format(reason=facts.reason)
    if facts.ending is EndingKind.ATTESTED:
        yield t.outcome["attested"].format_map(words)
    elif facts.outcome is not None:
        yield t.outcome[facts.outcome].format_map(words)


def _still(notice: KeptNotice, status: Status) -> bool:
    """Whether it stands as it did when this was told; what came since has a message of its own."""
    if notice.kind in _ASKED:
        return status.stage is Stage.AWAITING_AUTHORIZATION
    facts, code = notice.facts, status.blocked.code if status.blocked else None
    return facts is not None and (facts.stage, facts.code) == (status.stage, code)


def _settled(status: Status) -> bool:
    if status.stage is Stage.ENDED:
        return status.outcome is not Outcome.LEFT_FOREIGN
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    return status.blocked is None and not lapsed and status.stage not in (Stage.UNMANAGED, Stage.ENDING)
