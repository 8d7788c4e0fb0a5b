"""What the creator's page shows, worked out from what was opened; the template only lays it out."""

from dataclasses import dataclass
from datetime import datetime

from contracts.authorization import LoginAnswer
from contracts.status import Status
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, Outcome, Stage
from starter.web import texts
from starter.web.actions import CONSENT, Action, actions


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Held:
    """What holds it up, whose turn it is, and the one next step."""

    code: str
    owner: str
    message: str
    next_step: str


@dataclass(frozen=True)
class Button:
    action: Action
    target: str
    label: str
    note: str
    asks_reason: bool
    weighty: bool
    """Takes something away; drawn so that nobody presses it by mistake."""


@dataclass(frozen=True)
class SignIn:
    """What a sign-in brought: who, which accounts, and what is missing, in plain words."""

    accepted: bool
    message: str
    name: str
    accounts: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class CreatorPage:
    stage: str
    outcome: str
    over: bool
    headline: str
    asked: str
    stage_text: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    facts: tuple[Fact, ...]
    held: Held | None
    buttons: tuple[Button, ...]


def creator_page(terms: Terms, status: Status, path: str) -> CreatorPage:
    """``path`` is the page's own address, which the forms post below."""
    words = {
        "brand": terms.brand_name,
        "account": terms.instagram_username,
        "starts": day(status.term.starts_at),
        "ends": day(status.term.ends_at),
    }
    return CreatorPage(
        stage=status.stage.value,
        outcome=status.outcome.value if status.outcome else "",
        over=status.stage is Stage.ENDED,
        headline=f"{terms.brand_name} and @{terms.instagram_username}",
        asked=_asked(status),
        stage_text=_stage_text(status).format_map(words),
        can=tuple(texts.CAN[task] for task in terms.tasks),
        cannot=(*(text for task, text in texts.CANNOT.items() if task not in terms.tasks), texts.NEVER),
        facts=_facts(terms, status),
        held=_held(status),
        buttons=tuple(_button(action, path, words) for action in actions(status)),
    )


def sign_in(answer: LoginAnswer) -> SignIn:
    login = answer.login
    accounts = [
        f"{account.page_name or account.page_id}"
        + (f" with @{account.instagram_username}" if account.instagram_username else ", no Instagram account linked")
        for account in (login.accounts if login else ())
    ]
    permissions = dict.fromkeys((login.missing_permissions if login else ()) + answer.lacks_permissions)
    lacks = [f"permission to {texts.PERMISSION.get(name, name)}" for name in permissions]
    lacks += [f"the Page {name}, which an earlier sign-in covers" for name in answer.lacks_pages]
    if answer.other_person:
        lacks.append("this is another Facebook person than before; the earlier sign-in stays in use")
    if answer.would_break:
        lacks.append(f"it would not cover: {', '.join(answer.would_break)}; the earlier sign-in stays in use")
    return SignIn(answer.accepted, answer.message, login.name if login else "", tuple(accounts), tuple(lacks))


def day(instant: datetime) -> str:
    """In UTC, and said so: the term is agreed in absolute instants, wherever the reader is."""
    return f"{instant.day} {instant:%B %Y, %H:%M} UTC"


def _stage_text(status: Status) -> str:
    if status.stage is Stage.ENDED and status.outcome is not None:
        vouched = status.outcome is Outcome.REVOKED and status.access.revocation_verified_at is None
        return texts.ATTESTED if vouched else texts.OUTCOME[status.outcome]
    return texts.STAGE[status.stage]


def _asked(status: Status) -> str:
    if status.access.granted_at is not None:
        return texts.WAS_AGREED
    return texts.WAS_ASKED if status.stage is Stage.ENDED else texts.IS_ASKED


def _facts(terms: Terms, status: Status) -> tuple[Fact, ...]:
    login, access = status.authorization, status.access
    facts = [
        Fact("Brand", f"{terms.brand_name} (Meta business {terms.business_id})"),
        Fact("Your account", f"@{terms.instagram_username}, with the Facebook Page it is linked to"),
        Fact("From", day(status.term.starts_at)),
        Fact("Until", day(status.term.ends_at)),
    ]
    if login.state is AuthorizationState.VALID:
        facts.append(Fact("Facebook", f"connected{f' as {login.login}' if login.login else ''}"))
    elif login.state is AuthorizationState.LAPSED:
        facts.append(Fact("Facebook", f"no longer connected: {texts.LAPSE[login.cause]}" if login.cause else "lost"))
    for name, instant in (
        ("Access given", access.granted_at),
        ("Last checked", None if access.revoked_at else access.verified_at),
        ("Access taken back", access.revoked_at),
        ("Seen to be gone", access.revocation_verified_at),
    ):
        if instant is not None:
            facts.append(Fact(name, day(instant)))
    return tuple(facts)


def _held(status: Status) -> Held | None:
    blocked = status.blocked
    if blocked is None:
        return None
    return Held(blocked.code, texts.OWNER[blocked.owner], blocked.message, blocked.next_step)


def _button(action: Action, path: str, words: dict[str, str]) -> Button:
    return Button(
        action=action,
        target="/oauth/meta/start" if action in CONSENT else f"{path}/{action.value}",
        label=texts.ACTION[action],
        note=texts.ACTION_NOTE[action].format_map(words),
        asks_reason=action in (Action.DECLINE, Action.END),
        weighty=action in (Action.DECLINE, Action.END),
    )
