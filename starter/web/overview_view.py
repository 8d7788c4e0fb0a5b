"""What the overview shows, worked out from what was collected; the template only lays it out. Pure."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from contracts.vocabulary import Stage
from starter.listing import Listed
from starter.web.actions import ON_ITS_WAY_OUT, SHARE_REMOVED
from starter.web.connection_view import Connection, connection
from starter.web.notice_view import Told, concerned, told
from starter.web.overview_data import Belongings, Entry
from starter.web.texts import Texts
from starter.web.view import sentence_words, stage_text

_LIVE = frozenset({Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED, Stage.ENDING, Stage.REVOKE_BLOCKED})
_ACTS = frozenset({Stage.UNMANAGED, Stage.REVOKE_BLOCKED, Stage.BLOCKED, Stage.IMPAIRED})


@dataclass(frozen=True)
class Card:
    """One collaboration in the list."""

    collaboration_id: str
    business_id: str
    title: str
    stage: str
    outcome: str
    stage_name: str
    text: str
    when: tuple[str, ...]
    link: str
    live: bool
    acts: bool
    """Somebody has to do something."""
    can_end: bool


@dataclass(frozen=True)
class BrandEnd:
    """All of one brand can be ended together."""

    business_id: str
    label: str


@dataclass(frozen=True)
class Overview:
    live: tuple[Card, ...]
    open: tuple[Card, ...]
    over: tuple[Card, ...]
    number: int
    """Which page this is, from 1; messages and sign-ins are on the first."""
    pages: int
    brands: tuple[BrandEnd, ...]
    can_end_all: bool
    notices: tuple[Told, ...]
    new: tuple[str, ...]
    logins: tuple[Connection, ...]


def overview(t: Texts, those: Belongings, link: Callable[[str], str]) -> Overview:
    """``link`` gives the address of a collaboration's own page."""
    cards = [_card(t, each, link) for each in those.entries]
    known = {each.listed.collaboration_id: each for each in those.entries + those.spoken_of}
    messages = tuple(told(t, each, concerned(each, known), link) for each in those.notices)
    return Overview(
        live=tuple(card for card in cards if card.live),
        open=tuple(card for card in cards if not card.live and card.stage != Stage.ENDED),
        over=tuple(card for card in cards if card.stage == Stage.ENDED),
        number=those.number,
        pages=those.pages,
        brands=_brands(t, those),
        can_end_all=any(may_end(each) for each in those.listed) or any(card.can_end for card in cards),
        notices=messages,
        new=tuple(each.notice_id for each in messages if each.new),
        logins=tuple(connection(t, each) for each in those.logins),
    )


def can_end(entry: Entry) -> bool:
    """Not on its way out already. One that does not answer just now may be asked all the same."""
    return entry.status.stage not in ON_ITS_WAY_OUT if entry.status else may_end(entry.listed)


def may_end(listed: Listed) -> bool:
    """By the list alone, which is a moment behind. A stopped one hears nothing any more, whatever its last stage."""
    return listed.running and listed.stage not in ON_ITS_WAY_OUT


def removed(entry: Entry) -> bool:
    """Our last look on Facebook showed that somebody took all of the access away there."""
    blocked, access = (entry.status.blocked, entry.status.access) if entry.status else (None, None)
    return blocked is not None and blocked.code == SHARE_REMOVED and access is not None and not access.tasks


def title(t: Texts, entry: Entry) -> str:
    account = entry.terms.instagram_username if entry.terms else entry.listed.instagram_username or "?"
    return t.ui["headline"].format(brand=brand_of(entry), account=account)


def ended_by(t: Texts, entry: Entry) -> str:
    """What ending it would do."""
    held = entry.status is not None and (entry.status.access.granted_at is not None or entry.status.stage in _LIVE)
    return t.ui["end_takes_back" if held or entry.status is None else "end_never_starts"]


def _card(t: Texts, entry: Entry, link: Callable[[str], str]) -> Card:
    status, listed = entry.status, entry.listed
    stage = status.stage if status else listed.stage or Stage.CHECKING
    return Card(
        collaboration_id=listed.collaboration_id,
        business_id=listed.business_id or "",
        title=title(t, entry),
        stage=stage.value,
        outcome=status.outcome.value if status and status.outcome else "",
        stage_name=t.stage_name[stage],
        text=text_of(t, entry),
        when=_when(t, entry),
        link=link(listed.collaboration_id),
        live=stage in _LIVE and not removed(entry),
        acts=stage in _ACTS,
        can_end=can_end(entry),
    )


def text_of(t: Texts, entry: Entry) -> str:
    """How it stands, in a sentence or two."""
    if entry.status is None or entry.terms is None:
        return t.ui["not_answering"]
    return stage_text(t, entry.status).format_map(sentence_words(t, entry.terms, entry.status))


def _when(t: Texts, entry: Entry) -> tuple[str, ...]:
    if (status := entry.status) is None:
        return ()
    access, said = status.access, []
    if access.granted_at is not None:
        since = t.ui["was_given" if removed(entry) else "since"].format(when=t.day(access.granted_at))
        end, instant = ("until_when", access.revoked_at) if access.revoked_at else ("agreed_until", status.term.ends_at)
        said.append(f"{since}, {t.ui[end].format(when=t.day(instant))}")
    if access.revocation_verified_at is not None:
        said.append(t.ui["gone_proof"].format(when=t.day(access.revocation_verified_at)))
    return tuple(each[0].upper() + each[1:] for each in said)


def _brands(t: Texts, those: Belongings) -> tuple[BrandEnd, ...]:
    """Brands of this page with more than one collaboration that can be ended; a single one has its own button."""
    several = Counter(each.business_id for each in those.listed if may_end(each))
    here = {each.listed.business_id: each for each in reversed(those.entries) if can_end(each)}
    return tuple(
        BrandEnd(business, t.ui["end_brand"].format(brand=brand_of(entry)))
        for business, entry in reversed(here.items())
        if business and several[business] > 1
    )


def brand_of(entry: Entry) -> str:
    return entry.terms.brand_name if entry.terms else entry.listed.business_id or "?"
