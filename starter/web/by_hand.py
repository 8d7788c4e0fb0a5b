"""What the creator does on Facebook by hand, removing the brand or giving access again, as the page says it. Pure."""

from contracts.authorization import LoginView
from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, Outcome, Stage
from starter.web.actions import SHARE_REMOVED, Action, actions
from starter.web.texts import Texts


def facebook_words(
    t: Texts, terms: Terms, status: Status, report: EligibilityReport, logins: tuple[LoginView, ...]
) -> dict[str, str]:
    """What the steps on Facebook are filled with: the Page, the business and the tasks as Facebook names them."""
    names = [each.page_name for login in logins for each in login.accounts if each.page_id == status.access.page_id]
    return {
        "page": t.ui["page_name"].format(name=names[0]) if names and names[0] else "",
        "business": report.business_name or terms.brand_name,
        "business_id": terms.business_id,
        "tasks": ", ".join(t.task[task] for task in terms.tasks),
    }


def removing(t: Texts, status: Status, words: dict[str, str]) -> tuple[str, ...]:
    """How to remove the brand; nothing where we take it back, or nothing is there."""
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    foreign = status.outcome is Outcome.LEFT_FOREIGN
    stuck = status.stage in (Stage.REVOKE_BLOCKED, Stage.UNMANAGED) or (status.stage is Stage.ENDING and lapsed)
    if not stuck and not foreign:
        return ()
    # The last step is to say so.
    steps = t.manual if Action.REMOVED in actions(status) else t.manual[:-1]
    return tuple(step.format_map(words) for step in steps)


def giving(t: Texts, code: str, words: dict[str, str]) -> tuple[str, ...]:
    """How to give again what somebody removed; nothing where something else holds it up."""
    return tuple(step.format_map(words) for step in t.give_again) if code == SHARE_REMOVED else ()


def said(t: Texts, status: Status) -> str:
    """What the creator told us, and what comes of it; empty before, and once it is over."""
    at = status.access.said_removed_at
    if at is None or status.stage is Stage.ENDED:
        return ""
    locked_out = status.authorization.state is not AuthorizationState.VALID
    return t.ui["said_removed" if locked_out else "said_removed_looking"].format(when=t.day(at))


def done(key: str, status: Status) -> str:
    """The key of what is said after something was done; a look while we are locked out shows less than others."""
    locked_out = status.authorization.state is not AuthorizationState.VALID
    return "recheck_lapsed" if key == Action.RECHECK and locked_out else key


def is_open(status: Status, *, creators_turn: bool) -> bool:
    """Whether the steps are unfolded: the creator has to choose between these and connecting, and has not done them."""
    unsaid = status.access.said_removed_at is None
    stuck = status.stage is Stage.REVOKE_BLOCKED and creators_turn and unsaid
    return stuck or status.outcome is Outcome.LEFT_FOREIGN


def can_title(status: Status) -> str:
    """The key of the words above what the brand can do: in the present tense only where we know it to be so."""
    gone = status.blocked is not None and status.blocked.code == SHARE_REMOVED
    if gone or status.stage in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED):
        return "can_agreed"
    return "can" if status.access.granted_at is None else "can_now"
