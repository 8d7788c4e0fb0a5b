"""What we say of a collaboration: why it is held up, who does what next, notices, the Web UI's details."""

from datetime import datetime
from typing import NamedTuple

from contracts import failures
from contracts.collaboration import CollaborationState, EndingKind
from contracts.model import clip
from contracts.notices import Notice, NoticeFacts, NoticeKind
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Owner, Stage
from workflows.lifecycle import authorize_by, authorized

_CONNECT_AGAIN = "Open your collaboration page and press “Connect again”."
_CONNECT_OTHERWISE = {
    LapseCause.ROLE_LOST: "Get full control of the Page back on Facebook, or open your collaboration page, press "
    "“Connect again”, and sign in as a person who has it.",
    LapseCause.PAGE_DESELECTED: "Open your collaboration page, press “Connect again”, and tick the Page this time; or "
    "sign in with the Facebook login that controls it.",
}
UNAVAILABLE = "Meta does not answer at the moment; nothing is known to be wrong on your side."
WAITS_ITS_TURN = "This waits its turn: more is due at once than can be done. Nothing is known to be wrong on your side."
WAIT_FOR_PLATFORM = "Nothing to do: we try again by ourselves."


class Trouble(NamedTuple):
    """Why a step found no usable answer, and who can do something about it."""

    code: str
    owner: Owner
    message: str
    next_step: str


NO_ANSWER = Trouble("platform_unavailable", Owner.PLATFORM, UNAVAILABLE, WAIT_FOR_PLATFORM)
IN_LINE = NO_ANSWER._replace(message=WAITS_ITS_TURN)


def trouble(error: BaseException) -> Trouble:
    """Whose trouble it is: Meta's silence, a refusal that we have no better word for, or a part of ours that fails."""
    failure = failures.cause_of(error)
    if failure is None:
        return IN_LINE if failures.not_begun(error) else NO_ANSWER
    if failure.type in _IN_LINE:
        return IN_LINE
    if failure.type in _TRANSIENT:
        return NO_ANSWER
    if failure.type == failures.PLATFORM_REFUSED:
        said = f"Meta refuses in a way that we cannot name: {failure.message}"
        return Trouble("platform_refused", Owner.OPERATOR, clip(said, 300), "Read the worker's log; we go on trying.")
    said = f"A part of this service fails: {failure.type}."
    return Trouble("internal_error", Owner.OPERATOR, said, "Read the worker's log and mend it; we go on trying.")


_TRANSIENT = frozenset({failures.PLATFORM_UNAVAILABLE, failures.NOT_PROVEN})
_IN_LINE = frozenset({failures.RATE_LIMITED, failures.TURN_TAKEN})

SHARE_REMOVED = (
    "The brand's access was removed on Facebook, outside this service.",
    "If that was meant, end the collaboration. If not, add the brand again under Page access in Facebook's settings "
    "and press “Check again”.",
)
INSTAGRAM_UNLINKED = (
    "The Instagram account is no longer linked to the shared Page as a professional account.",
    "Link the Instagram account to the Page again, then press “Check again”.",
)

SAID_REMOVED = "the creator says that they removed the access by hand"

_CAUSES = {
    LapseCause.EXPIRED: "the authorization expired",
    LapseCause.PASSWORD_CHANGED: "the Facebook password was changed",
    LapseCause.LOGGED_OUT: "the Facebook login was ended",
    LapseCause.APP_REMOVED: "our app was removed from the Facebook account",
    LapseCause.CHECKPOINT: "Facebook wants the account's owner to log in at facebook.com first",
    LapseCause.UNCONFIRMED: "the Facebook account is not confirmed",
    LapseCause.TWO_FACTOR: "Facebook asks for two-factor authentication",
    LapseCause.ROLE_LOST: "the Facebook login lost its role on the Page",
    LapseCause.PERMISSION_REMOVED: "a permission was removed",
    LapseCause.PAGE_DESELECTED: "the Page is no longer covered by the authorization",
    LapseCause.DATA_ACCESS_EXPIRED: "Facebook's 90 days of data access are over",
    LapseCause.UNKNOWN: "Facebook no longer accepts the authorization",
}

_OUTCOMES = {
    Outcome.REVOKED: "the brand's access was taken back; reading it back shows that it is gone",
    Outcome.KEPT_FOR_OTHER: "the access stays, because another collaboration with this brand still needs it",
    Outcome.LEFT_FOREIGN: "the brand's access was not given by this service and was left as it was",
    Outcome.NEVER_GRANTED: "the brand never had access",
    Outcome.UNANSWERED: "the creator did not authorize in time; the brand never had access",
    Outcome.DECLINED: "the creator declined; the brand never had access",
    Outcome.INELIGIBLE: "the account cannot be shared with this business; the brand never had access",
    Outcome.CANCELLED: "it was ended before the brand had access",
}


def lapse(cause: LapseCause, granted: bool, *, ended: bool = False, brand_side: str = "") -> str:
    """Why it lapsed, what that holds up, and what happens if nobody does anything about it."""
    because = _CAUSES[cause]
    if ended:
        return (
            f"The term is over but we cannot take the brand's access back: {because}. "
            "The brand keeps the access until the creator connects again or removes it on Facebook."
            + (f" From the brand's side it did not work either: {clip(brand_side, 200)}." if brand_side else "")
        )
    if granted:
        return (
            f"The brand still has access, but we cannot take it back at the moment: {because}. "
            "If nothing is done the brand keeps access, and at the term's end we could not take it back."
        )
    return (
        f"We cannot go on: {because}. The brand has no access. "
        "If nothing is done it gets none, and the collaboration ends without it."
    )


def reconnect(cause: LapseCause) -> str:
    """What mends it: for most causes just another consent."""
    return _CONNECT_OTHERWISE.get(cause, _CONNECT_AGAIN)


def why(state: CollaborationState) -> str:
    """The cause of the present stage, for its history entry."""
    if state.ending is not None and state.ending.kind is EndingKind.ATTESTED:
        return f"{state.ending.reason}; {state.ending.actor} vouches for it, nothing was read back"
    if state.outcome is not None and state.ending is not None:
        return f"{state.ending.reason}; {_OUTCOMES[state.outcome]}"
    if state.blocked is not None:
        return f"{state.blocked.code}: {state.blocked.message}"
    if state.ending is not None:
        return state.ending.reason
    return {
        Stage.AWAITING_AUTHORIZATION: "the creator is invited to authorize",
        Stage.CHECKING: "the creator is authorized; checking whether the account can be shared",
        Stage.SCHEDULED: "everything is ready; the term has not started",
        Stage.GRANTING: "the account can be shared and the term has started",
        Stage.ACTIVE: "the brand's access was read back as present",
        Stage.UNMANAGED: "the brand still has access, but no login of the creator is left to take it back with",
    }.get(state.stage or Stage.CHECKING, "")


def term_moved(ends_at: datetime, reason: str) -> str:
    return f"the term now ends {ends_at:%Y-%m-%d %H:%M} UTC{reason and f': {reason}'}"


def details(state: CollaborationState, wake: datetime | None) -> str:
    """Current details for the Temporal Web UI, in Markdown: enough for an operator who does not know the code."""
    terms = state.terms
    lines = [
        f"### {(state.stage or Stage.CHECKING).value.replace('_', ' ')}",
        "",
        f"**{terms.brand_name}** (business {terms.business_id}) and **@{terms.instagram_username}**, "
        f"{terms.starts_at:%Y-%m-%d %H:%M} to {state.ends_at:%Y-%m-%d %H:%M} UTC",
        "",
        f"- **Why:** {why(state)}",
    ]
    if state.blocked is not None:
        lines.append(f"- **Who must act:** {state.blocked.owner}, since {state.blocked.since:%Y-%m-%d %H:%M} UTC")
        lines.append(f"- **Next step:** {state.blocked.next_step}")
    elif state.stage in (Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED):
        lines.append("- **Who must act:** creator (open the link, connect Facebook)")
    else:
        lines.append("- **Who must act:** nobody")
    if state.access.said_removed_at is not None and state.outcome is None:
        lines.append(f"- **Said on {state.access.said_removed_at:%Y-%m-%d %H:%M} UTC:** {SAID_REMOVED}; not read back")
    authorization = state.authorization
    lines.append(f"- **Authorization:** {authorization.state}" + (f", {_by(state)}" if authorization.login else ""))
    if wake is not None and state.outcome is None:
        lines.append(f"- **Next timer:** {wake:%Y-%m-%d %H:%M:%S} UTC")
    return "\n".join(lines)


def _by(state: CollaborationState) -> str:
    until = state.authorization.expires_at if authorized(state) else None
    return f"login {state.authorization.login}" + (f", expires {until:%Y-%m-%d %H:%M} UTC" if until else "")


_TELLS = {
    Stage.AWAITING_AUTHORIZATION: (NoticeKind.INVITED, (Owner.CREATOR,)),
    Stage.BLOCKED: (NoticeKind.BLOCKED, (Owner.CREATOR,)),
    Stage.SCHEDULED: (NoticeKind.SCHEDULED, (Owner.CREATOR, Owner.BRAND)),
    Stage.ACTIVE: (NoticeKind.GRANTED, (Owner.CREATOR, Owner.BRAND)),
    Stage.UNMANAGED: (NoticeKind.LAPSED, (Owner.CREATOR, Owner.BRAND, Owner.OPERATOR)),
    Stage.IMPAIRED: (NoticeKind.IMPAIRED, (Owner.CREATOR, Owner.BRAND)),
    Stage.REVOKE_BLOCKED: (NoticeKind.REVOKE_BLOCKED, (Owner.CREATOR, Owner.BRAND, Owner.OPERATOR)),
    Stage.ENDED: (NoticeKind.ENDED, (Owner.CREATOR, Owner.BRAND)),
}


def notices(state: CollaborationState, before: Stage | None) -> tuple[Notice, ...]:
    """Who hears of the stage just entered, and in which words."""
    stage = state.stage or Stage.CHECKING
    kind, parties = _TELLS.get(stage, (None, ()))
    if kind is None:
        return ()
    if stage is Stage.ACTIVE and before in (Stage.UNMANAGED, Stage.IMPAIRED):
        kind = NoticeKind.RESUMED
    if stage is Stage.AWAITING_AUTHORIZATION and state.authorized_once:
        kind = NoticeKind.LAPSED
    if stage is Stage.BLOCKED and state.blocked and state.blocked.owner is not Owner.CREATOR:
        parties = (Owner.CREATOR, state.blocked.owner)
    # Not ``why``: its code is for operators and histories.
    text = f"{state.blocked.message} {state.blocked.next_step}" if state.blocked else why(state)
    return tuple(_notice(state, kind, party, text) for party in parties if party is not Owner.PLATFORM)


def reminder(state: CollaborationState) -> Notice:
    """Another word to a creator who was invited and has not answered."""
    text = (
        f"{state.terms.brand_name} waits for your authorization for @{state.terms.instagram_username}; "
        f"please answer by {authorize_by(state):%Y-%m-%d}."
    )
    return _notice(state, NoticeKind.REMINDER, Owner.CREATOR, text)


def overdue(state: CollaborationState, now: datetime) -> Notice:
    """To the operator: access that should be gone has been there, perhaps, for too long."""
    terms, ending, blocked = state.terms, state.ending, state.blocked
    assert ending is not None
    minutes = int((now - ending.at).total_seconds() // 60)
    age = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    why_not = f" {blocked.message} Who must act: {blocked.owner}. {blocked.next_step}" if blocked else ""
    text = (
        f"Access overdue for {age}: business {terms.business_id} may still have Page {state.access.page_id} "
        f"(@{terms.instagram_username}), over since {ending.at:%Y-%m-%d %H:%M} UTC.{why_not}"
    )
    return _notice(state, NoticeKind.REVOKE_OVERDUE, Owner.OPERATOR, text)


def removed_by_hand(state: CollaborationState) -> Notice:
    """To the operator: the creator's word, and what to make of it. One for each collaboration, however often said."""
    terms, access = state.terms, state.access
    assert access.said_removed_at is not None
    text = (
        f"The creator says ({access.said_removed_at:%Y-%m-%d %H:%M} UTC) that they removed business "
        f"{terms.business_id} from Page {access.page_id} (@{terms.instagram_username}) by hand, and we cannot read it "
        "back. Have it confirmed, then attest it with that evidence (adaccess attest)."
    )
    notice = _notice(state, NoticeKind.REMOVED_BY_HAND, Owner.OPERATOR, text)
    stable = f"{terms.collaboration_id}/{NoticeKind.REMOVED_BY_HAND}/{Owner.OPERATOR}"
    return notice.model_copy(update={"notice_id": stable})


def _notice(state: CollaborationState, kind: NoticeKind, party: Owner, text: str) -> Notice:
    terms = state.terms
    return Notice(
        notice_id=f"{terms.collaboration_id}/{state.notices}/{kind}/{party}",
        kind=kind,
        to=party,
        creator_id=terms.creator_id,
        collaboration_id=terms.collaboration_id,
        text=text,
        facts=_facts(state),
    )


def _facts(state: CollaborationState) -> NoticeFacts:
    lapsed, ending = state.authorization.state is AuthorizationState.LAPSED, state.ending
    return NoticeFacts(
        stage=state.stage or Stage.CHECKING,
        code=state.blocked.code if state.blocked else None,
        cause=state.authorization.cause if lapsed else None,
        outcome=state.outcome,
        ending=ending.kind if ending else None,
        by=ending.actor if ending else None,
        reason=ending.reason if ending else None,
    )
