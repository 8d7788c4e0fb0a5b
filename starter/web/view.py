"""What the collaboration's page shows, worked out from what was opened; the template only lays it out. Pure."""

from dataclasses import dataclass

from contracts.authorization import LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, FindingCode, Outcome, Owner, Stage
from starter.web.actions import CONSENT, Action, Way, actions, primary, unticked_too, ways
from starter.web.checklist import Item, checklist, held_by, how_to
from starter.web.connection_view import Connection, connection, of_report
from starter.web.texts import Texts

_ONLY_BY_HAND = frozenset({Stage.REVOKE_BLOCKED})
_NAMED_BY_THE_WAY = frozenset(
    {FindingCode.WRONG_FACEBOOK_LOGIN, FindingCode.PAGE_NOT_SELECTED, FindingCode.PERMISSION_DECLINED}
)
"""Their how-to names the button by what it does; for all else it is “Connect again”."""
_HELD_UP = frozenset({Stage.BLOCKED, Stage.UNMANAGED, Stage.REVOKE_BLOCKED, Stage.IMPAIRED})


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
    main: Button | None
    others: tuple[Button, ...]
    weighty: Button | None
    checks: tuple[Item, ...]
    connection: Connection | None
    manual: tuple[str, ...]
    manual_open: bool


def creator_page(
    t: Texts,
    terms: Terms,
    status: Status,
    path: str,
    report: EligibilityReport | None = None,
    logins: tuple[LoginView, ...] = (),
) -> CreatorPage:
    """``path`` is the page's own address, which the forms post below."""
    report = report or EligibilityReport(eligible=None)
    words = sentence_words(t, terms, status)
    login = of_report(report, logins)
    main, others = _buttons(t, status, report, path, words)
    given = status.access.granted_at is not None
    by_hand = _by_hand(t, terms, status, report, login, words)
    return CreatorPage(
        stage=status.stage.value,
        outcome=status.outcome.value if status.outcome else "",
        over=status.stage is Stage.ENDED,
        headline=t.ui["headline"].format_map(words),
        asked=t.ui["was_agreed" if given else "was_asked" if status.stage is Stage.ENDED else "is_asked"],
        stage_name=t.stage_name[status.stage],
        stage_text=stage_text(t, status).format_map(words),
        calm="" if main else t.nothing_to_do.get(status.stage, t.nothing_to_do["blocked"]).format_map(words),
        can_title=t.ui["can_now" if given else "can"].format_map(words),
        can=tuple(t.can[task] for task in terms.tasks),
        cannot_title=t.ui["cannot"].format_map(words),
        cannot=(*(text for task, text in t.cannot.items() if task not in terms.tasks), t.ui["never"]),
        facts=_facts(t, terms, status, report),
        held=_held(t, status, report, words),
        main=main,
        others=others,
        weighty=_weighty(t, status, path, words),
        checks=checklist(t, status, report, words),
        connection=connection(t, login, status, terms.instagram_username) if login else None,
        manual=by_hand,
        manual_open=status.stage in _ONLY_BY_HAND or status.outcome is Outcome.LEFT_FOREIGN,
    )


def sentence_words(t: Texts, terms: Terms, status: Status) -> dict[str, str]:
    """What the sentences of the page are filled with."""
    return {
        "brand": terms.brand_name,
        "account": terms.instagram_username,
        "starts": t.day(status.term.starts_at),
        "ends": t.day(status.term.ends_at),
    }


def stage_text(t: Texts, status: Status) -> str:
    if status.stage is Stage.ENDED and status.outcome is not None:
        return t.outcome["attested" if attested(status) else status.outcome]
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    return t.stage["lapsed" if lapsed and status.stage is Stage.AWAITING_AUTHORIZATION else status.stage]


def attested(status: Status) -> bool:
    """An operator vouched for it; there is no read-back to show."""
    return status.outcome is Outcome.REVOKED and status.access.revocation_verified_at is None


def resuming(status: Status) -> bool:
    """Whether a sign-in that was just accepted lets something go on that had been held up."""
    held_up = any(entry.stage in _HELD_UP for entry in status.history)
    return held_up and status.stage not in (Stage.BLOCKED, Stage.IMPAIRED, Stage.ENDED)


def _facts(t: Texts, terms: Terms, status: Status, report: EligibilityReport) -> tuple[Fact, ...]:
    ui, login, access = t.ui, status.authorization, status.access
    unknown = "business_number" if status.stage is Stage.ENDED else "business_unknown"
    business = "business_known" if report.business_name else unknown
    facts = [
        Fact(ui["brand"], terms.brand_name),
        Fact(ui["business"], ui[business].format(name=report.business_name, id=terms.business_id)),
        Fact(ui["account"], ui["account_is"].format(account=terms.instagram_username)),
        Fact(ui["from"], t.day(status.term.starts_at)),
        Fact(ui["until"], t.day(status.term.ends_at)),
    ]
    if login.state is AuthorizationState.VALID:
        facts.append(Fact(ui["facebook"], ui["connected_as" if login.login else "connected"].format(name=login.login)))
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


def _held(t: Texts, status: Status, report: EligibilityReport, words: dict[str, str]) -> Held | None:
    blocked, lapsed = status.blocked, status.authorization.state is AuthorizationState.LAPSED
    if status.stage is Stage.ENDED or (blocked is None and not lapsed):
        return None
    code = blocked.code if blocked else "authorization_lapsed"
    key = "login_or_page" if code == "wrong_facebook_login" and unticked_too(report) else code
    said = t.hindrance.get(key, t.hindrance["internal_error"])
    cause = t.lapse[status.authorization.cause or "unknown"] if lapsed else ""
    steps_of = held_by(status)
    return Held(
        code=code,
        owner=t.owner[blocked.owner if blocked else Owner.CREATOR],
        message=said.message.format_map(words),
        next_step=said.next_step.format_map(words),
        why=t.ui["why"].format(cause=cause) if cause else "",
        consequence=t.why_again.get(status.stage, "").format_map(words) if lapsed else "",
        how=_how(t, key, steps_of, words),
    )


def _how(t: Texts, key: str, steps_of: FindingCode | None, words: dict[str, str]) -> tuple[str, ...]:
    if key == "login_or_page":  # in the order of the buttons
        page, login = FindingCode.PAGE_NOT_SELECTED, FindingCode.WRONG_FACEBOOK_LOGIN
        return (*how_to(t, page, words), t.ui["not_in_the_list"], *how_to(t, login, words))
    return how_to(t, steps_of, words) if steps_of else ()


def _buttons(
    t: Texts, status: Status, report: EligibilityReport, path: str, words: dict[str, str]
) -> tuple[Button | None, tuple[Button, ...]]:
    """The one next step, and the other ways."""
    first, asking = primary(status), ways(status, report)
    main = None
    others: list[Button] = []
    for action in actions(status):
        if action in (Action.END, Action.DECLINE):
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


def _by_hand(
    t: Texts,
    terms: Terms,
    status: Status,
    report: EligibilityReport,
    login: LoginView | None,
    words: dict[str, str],
) -> tuple[str, ...]:
    stuck_on_its_way = status.stage is Stage.ENDING and status.authorization.state is AuthorizationState.LAPSED
    foreign = status.outcome is Outcome.LEFT_FOREIGN
    if status.stage not in (Stage.REVOKE_BLOCKED, Stage.UNMANAGED) and not (stuck_on_its_way or foreign):
        return ()
    names = [each.page_name for each in (login.accounts if login else ()) if each.page_id == status.access.page_id]
    page = t.ui["page_name"].format(name=names[0]) if names and names[0] else ""
    more = {"page": page, "business": report.business_name or terms.brand_name, "business_id": terms.business_id}
    # The last step is to press “Check again”.
    steps = t.manual if Action.RECHECK in actions(status) else t.manual[:-1]
    return tuple(step.format_map({**words, **more}) for step in steps)
