"""What the creator may do on the page, and how the Facebook dialog is to be asked: pure functions of the status."""

from enum import StrEnum

from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Stage


class Action(StrEnum):
    """Values are the ``data-action`` marks of the page."""

    AUTHORIZE = "authorize"
    REAUTHORIZE = "reauthorize"
    RECHECK = "recheck"
    END = "end"
    DECLINE = "decline"


CONSENT = frozenset({Action.AUTHORIZE, Action.REAUTHORIZE})

_CURED_BY_CONSENT = frozenset(
    {
        FindingCode.WRONG_FACEBOOK_LOGIN.value,
        FindingCode.PAGE_NOT_SELECTED.value,
        FindingCode.PERMISSION_DECLINED.value,
    }
)
_MAY_NEED_A_LOGIN = frozenset({Stage.UNMANAGED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_RECHECKABLE = frozenset({Stage.BLOCKED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_ACCESS_GIVEN = frozenset({Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED})
_ON_ITS_WAY_OUT = frozenset({Stage.ENDING, Stage.REVOKE_BLOCKED, Stage.ENDED})


def actions(status: Status) -> tuple[Action, ...]:
    """What to offer, the most useful first. Nothing once the collaboration has ended."""
    if status.stage is Stage.ENDED:
        return ()
    offered = [Action.RECHECK] if status.stage in _RECHECKABLE else []
    if consent := _consent(status):
        # Where something else than a login is wrong, looking again comes first and connecting is the other way.
        offered.insert(0 if _needs_a_login(status) else len(offered), consent)
    if status.stage not in _ON_ITS_WAY_OUT:
        given = status.stage in _ACCESS_GIVEN or status.access.granted_at is not None
        offered.append(Action.END if given else Action.DECLINE)
    return tuple(offered)


def auth_type(status: Status, action: Action) -> str | None:
    """How the dialog is to ask: not at all specially the first time, again for a declined permission, else anew.

    Without ``rerequest`` Facebook silently does not ask again for a declined permission; ``reauthorize`` renews lapsed
    data access and shows the choice of Pages again (Meta: manual login flow, auth vs. data access).
    """
    if action is Action.AUTHORIZE:
        return None
    declined = status.blocked is not None and status.blocked.code == FindingCode.PERMISSION_DECLINED.value
    if declined or status.authorization.cause is LapseCause.PERMISSION_REMOVED:
        return "rerequest"
    return "reauthorize"


def _consent(status: Status) -> Action | None:
    if status.stage is Stage.AWAITING_AUTHORIZATION and status.authorization.state is AuthorizationState.NONE:
        return Action.AUTHORIZE
    if _needs_a_login(status) or status.stage in _MAY_NEED_A_LOGIN:
        return Action.REAUTHORIZE
    return None


def _needs_a_login(status: Status) -> bool:
    curable = status.blocked is not None and status.blocked.code in _CURED_BY_CONSENT
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    return lapsed or curable or status.stage in (Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED)
