"""What the collaboration's page shows, worked out from what was opened; the template only lays it out. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.authorization import LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, FindingCode, Outcome, Owner, Stage
from starter.web import by_hand, lapse_view
from starter.web.actions import CONSENT, Action, Way, actions, not_covered, primary, renewal, unticked_too, ways
from starter.web.checklist import Item, checklist, held_by, how_to
from starter.web.connection_view import Connection, connection, of_report, other_person, permissions
from starter.web.texts import Texts

_NAMED_BY_THE_WAY = frozenset(
    {FindingCode.WRONG_FACEBOOK_LOGIN, FindingCode.PAGE_NOT_SELECTED, FindingCode.PERMISSION_DECLINED}
)
"""Their how-to names the button by what it does; for all else it is “Connect again”."""


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Held:
    """What holds it up, whose turn it is, why, and how to put it right."""

    code: str
    owner: str
    message: str
    next_step: str
    why: str
    consequence: str
    how: tuple[str, ...]
    how_else: tuple[str, ...]
    """Where those steps cannot help."""


@dataclass(frozen=True)
class Button:
    action: Action
    target: str
    label: str
    note: str
    way: Way | None = None
    question: str = ""
    """What a weighty button asks first; such a one takes something away."""
    yes: str = ""


@dataclass(frozen=True)
class CreatorPage:
    stage: str
    outcome: str
    over: bool
    headline: str
    asked: str
    stage_name: str
    stage_text: str
    calm: str
    """What happens next where the creator has nothing to do; empty where there is something."""
    can_title: str
    can: tuple[str, ...]
    cannot_title: str
    cannot: tuple[str, ...]
    facts: tuple[Fact, ...]
    held: Held | None
    renew: str
    """Until when the sign-in works and what follows, where it ends before the term; else empty."""
    next_title: str
    main: Button | None
    others_title: str
    others: tuple[Button, ...]
    weighty: Button | None
    checks: tuple[Item, ...]
    connection: Connection | None
    said: str
    """What the creator told us and we could not see yet."""
    manual: tuple[str, ...]
    manual_title: str
    manual_note: str
    manual_open: bool
    removed: Button | None
    """To say that the manual steps are done."""
    tried: str
    """When we last looked on Facebook, where the creator can ask for another look."""
    overview_how: str
    """How to get to the overview, for who is not offered the way."""


def creator_page(
    t: Texts,
    terms: Terms,
    status: Status,
    path: str,
    report: EligibilityReport | None = None,
    logins: tuple[LoginView, ...] = (),
    now: datetime | None = None,
) -> CreatorPage:
    """``path`` is the page's own address, which the forms post below. Without ``now`` no expiry counts as near."""
    report = report or EligibilityReport(eligible=None)
    words = {**sentence_words(t, terms, status), **by_hand.facebook_words(t, terms, status, report, logins)}
    login = of_report(report, logins)
    words["permissions"] = ", ".join(permissions(t, login.missing_permissions)) if login else ""
    other = other_person(status, logins)
    first, asking = primary(status, now), ways(status, report, other_person=other)
    main, others = _buttons(t, status, first, asking, path, words)
    given = status.access.granted_at is not None
    theirs = "role_" if lapse_view.role_lost(status) else ""
    return CreatorPage(
        stage=status.stage.value,
        outcome=status.outcome.value if status.outcome else "",
        over=status.stage is Stage.ENDED,
        headline=t.ui["headline"].format_map(words),
        asked=t.ui["was_agreed" if given else "was_asked" if status.stage is Stage.ENDED else "is_asked"],
        stage_name=t.stage_name[status.stage],
        stage_text=stage_text(t, status).format_map(words),
        calm="" if main else _calm(t, status).format_map(words),
        can_title=t.ui[by_hand.can_title(status)].format_map(words),
        can=tuple(t.can[task] for task in terms.tasks),
        cannot_title=t.ui["cannot"].format_map(words),
        cannot=(*(text for task, text in t.cannot.items() if task not in terms.tasks), t.ui["never"]),
        facts=_facts(t, terms, status, report),
        held=_held(t, status, report, words, other=other),
        renew=lapse_view.renew(t, status, words),
        next_title=t.ui["next" if main else "next_none"],
        main=main,
        others_title=t.ui["others" if main else "others_alone"],
        others=others,
        weighty=_weighty(t, status, path, words),
        checks=checklist(t, status, report, words),
        connection=connection(t, login, status, terms.instagram_username) if login else None,
        said=by_hand.said(t, status),
        manual=by_hand.removing(t, status, words),
        manual_title=t.ui[f"{theirs}manual"],
        manual_note=t.ui[f"{theirs}manual_note"],
        manual_open=by_hand.is_open(status, creators_turn=main is not None),
        removed=_removed(t, status, path, words),
        tried=_tried(t, status),
        overview_how=t.ui["overview_connect" if CONSENT & set(actions(status)) else "overview_ask"],
    )


def _tried(t: Texts, status: Status) -> str:
    if status.tried_at is None or Action.RECHECK not in actions(status):
        return ""
    return t.ui["tried"].format(when=t.day.exact(status.tried_at))


def sentence_words(t: Texts, terms: Terms, status: Status) -> dict[str, str]:
    """What the sentences of the page are filled with."""
    return {
        "brand": terms.brand_name,
        "account": terms.instagram_username,
        "starts": t.day(status.term.starts_at),
        "ends": t.day(status.term.ends_at),
        "answer_by": t.day(status.term.authorize_by or status.term.ends_at),
        "seen": t.day(status.access.verified_at) if status.access.verified_at else t.ui["not_known"],
    }


def stage_text(t: Texts, status: Status) -> str:
    if status.stage is Stage.ENDED and status.outcome is not None:
        return t.outcome["attested" if attested(status) else status.outcome]
    uncovered, lapsed = not_covered(status), status.authorization.state is AuthorizationState.LAPSED
    if lapsed and status.stage is Stage.AWAITING_AUTHORIZATION:
        return t.stage["lapsed_uncovered" if uncovered else "lapsed"]
    return t.stage["uncovered" if uncovered and status.stage is Stage.UNMANAGED else status.stage]


def _calm(t: Texts, status: Status) -> str:
    if renewal(status) is not None:
        return t.ui["renew_calm"]
    if status.outcome is Outcome.LEFT_FOREIGN:
        return t.nothing_to_do["left_foreign"]
    return t.nothing_to_do.get(status.stage, t.nothing_to_do["blocked"])


def attested(status: Status) -> bool:
    """An operator vouched for it; there is no read-back to show."""
    return status.outcome is Outcome.REVOKED and status.access.revocation_verified_at is None


def _facts(t: Texts, terms: Terms, status: Status, report: EligibilityReport) -> tuple[Fact, ...]:
    ui, login, access = t.ui, status.authorization, status.access
    unknown = "business_unknown" if status.stage is Stage.AWAITING_AUTHORIZATION else "business_number"
    business = "business_known" if report.business_name else unknown
    facts = [
        Fact(ui["brand"], terms.brand_name),
        Fact(ui["business"], ui[business].format(name=report.business_name, id=terms.business_id)),
        Fact(ui["account"], ui["account_is"].format(account=terms.instagram_username)),
        Fact(ui["from"], t.day(status.term.starts_at)),
        Fact(ui["until"], t.day(status.term.ends_at)),
    ]
    if status.stage is Stage.AWAITING_AUTHORIZATION and status.term.authorize_by is not None:
        facts.append(Fact(ui["answer_by"], t.day(status.term.authorize_by)))
    if login.state is AuthorizationState.VALID:
        facts.append(Fact(ui["facebook"], ui["connected_as" if login.login else "connected"].format(name=login.login)))
    elif not_covered(status):
        facts.append(Fact(ui["facebook"], ui["connected_not_for"].format(account=terms.instagram_username)))
    elif login.state is AuthorizationState.LAPSED:
        facts.append(Fact(ui["facebook"], ui["lost"].format(cause=t.lapse[login.cause or "unknown"])))
    for name, instant in (
        ("given", access.granted_at),
        ("last_checked", None if access.revoked_at else access.verified_at),
        ("attested_at" if attested(status) else "taken_back", access.revoked_at),
        ("seen_gone", access.revocation_verified_at),
    ):
        if instant is not None:
            facts.append(Fact(ui[name], t.day(instant)))
    return tuple(facts)


def _held(t: Texts, status: Status, report: EligibilityReport, words: dict[str, str], *, other: bool) -> Held | None:
    blocked, lapsed = status.blocked, status.authorization.state is AuthorizationState.LAPSED
    if status.stage is Stage.ENDED or (blocked is None and not lapsed):
        return None
    code = blocked.code if blocked else "authorization_lapsed"
    own = lapse_view.hindrance(status, other_person=other)
    if code == "wrong_facebook_login" and unticked_too(report):
        own = "login_or_page"
    named = code == FindingCode.PERMISSION_DECLINED and words["permissions"]
    said = t.hindrance.get("permission_named" if named else own or code, t.hindrance["internal_error"])
    cause = t.lapse[status.authorization.cause or "unknown"] if lapsed and not own else ""
    owner = blocked.owner if blocked else Owner.CREATOR
    steps_of = held_by(status) if owner is Owner.CREATOR else None
    steps = how_to(t, steps_of, words) if steps_of else by_hand.giving(t, code, words)
    return Held(
        code=code,
        owner=t.owner[owner],
        message=said.message.format_map(words),
        next_step=said.next_step.format_map(words),
        why=t.ui["why"].format(cause=cause) if cause else "",
        consequence="" if by_hand.said(t, status) else lapse_view.consequence(t, status, words),
        how=lapse_view.how_of(t, own, words) if own else steps,
        how_else=lapse_view.how_else(t, own, words),
    )


def _buttons(
    t: Texts, status: Status, first: Action | None, asking: tuple[Way, ...], path: str, words: dict[str, str]
) -> tuple[Button | None, tuple[Button, ...]]:
    """The one next step, and the other ways."""
    main = None
    others: list[Button] = []
    for action in actions(status):
        if action in (Action.REMOVED, Action.END, Action.DECLINE):
            continue
        buttons = (
            [_consent(t, status, way, words, best=way is asking[0]) for way in asking]
            if action is Action.REAUTHORIZE
            else [_button(t, action, path, words)]
        )
        if action is first:
            main, buttons = buttons[0], buttons[1:]
        others += buttons
    return main, tuple(others)


def _consent(t: Texts, status: Status, way: Way, words: dict[str, str], *, best: bool) -> Button:
    if renewal(status) is not None:
        return Button(Action.REAUTHORIZE, "/oauth/meta/start", t.ui["renew"], t.ui["renew_note"], way)
    fits = held_by(status) in _NAMED_BY_THE_WAY
    general = best and not fits and primary(status) is Action.REAUTHORIZE
    label = t.action[Action.REAUTHORIZE] if general else t.way[way]
    note = t.action_note[Action.REAUTHORIZE].format_map(words) if general else t.way_note[way]
    return Button(Action.REAUTHORIZE, "/oauth/meta/start", label, note, way)


def _button(t: Texts, action: Action, path: str, words: dict[str, str]) -> Button:
    target = "/oauth/meta/start" if action in CONSENT else f"{path}/{action.value}"
    return Button(action, target, t.action[action], t.action_note[action].format_map(words))


def _weighty(t: Texts, status: Status, path: str, words: dict[str, str]) -> Button | None:
    action = next((each for each in actions(status) if each in (Action.END, Action.DECLINE)), None)
    if action is None:
        return None
    return Button(
        action=action,
        target=f"{path}/{action.value}",
        label=t.action[action],
        note=t.action_note[action].format_map(words),
        question=t.ui["end_question"].format_map(words) if action is Action.END else "",
        yes=t.ui["end_yes" if action is Action.END else "decline_yes"],
    )


def _removed(t: Texts, status: Status, path: str, words: dict[str, str]) -> Button | None:
    if Action.REMOVED not in actions(status):
        return None
    button = _button(t, Action.REMOVED, path, words)
    ends = t.ui["removed_ends"].format_map(words) if status.stage is Stage.UNMANAGED else ""
    return replace(button, note=f"{button.note} {ends}".strip())
