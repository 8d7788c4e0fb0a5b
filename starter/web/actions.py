"""What the creator may do on the page, and how the Facebook dialog is to be asked: pure functions of the status."""

from enum import StrEnum

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Owner, Stage


class Action(StrEnum):
    """Values are the ``data-action`` marks of the page."""

    AUTHORIZE = "authorize"
    REAUTHORIZE = "reauthorize"
    RECHECK = "recheck"
    END = "end"
    DECLINE = "decline"


class Way(StrEnum):
    """How the dialog is to ask; the values are Meta's ``auth_type`` (manual login flow, auth vs. data access).

    Without ``rerequest`` Facebook silently does not ask again for a declined permission; ``reauthorize`` renews lapsed
    data access and shows the choice of Pages again; ``reauthenticate`` asks for the password, so somebody else can
    sign in.
    """

    REAUTHENTICATE = "reauthenticate"
    REAUTHORIZE = "reauthorize"
    REREQUEST = "rerequest"


CONSENT = frozenset({Action.AUTHORIZE, Action.REAUTHORIZE})
MENDED_BY = {
    FindingCode.WRONG_FACEBOOK_LOGIN.value: Way.REAUTHENTICATE,
    FindingCode.PAGE_NOT_SELECTED.value: Way.REAUTHORIZE,
    FindingCode.PERMISSION_DECLINED.value: Way.REREQUEST,
    FindingCode.ACCOUNT_CHECKPOINT.value: Way.REAUTHORIZE,
}
"""What another consent puts right, and which."""

_HELPED_BY = {
    FindingCode.PAGE_ROLE_MISSING.value: (Way.REAUTHENTICATE,),
    FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS.value: (Way.REAUTHENTICATE,),
    FindingCode.INSTAGRAM_NOT_LINKED.value: (Way.REAUTHORIZE, Way.REAUTHENTICATE),
}
"""What is mended on Facebook first, and where another consent is the other way out."""

_MAY_NEED_A_LOGIN = frozenset({Stage.UNMANAGED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_RECHECKABLE = frozenset({Stage.BLOCKED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_ACCESS_GIVEN = frozenset({Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED})
ON_ITS_WAY_OUT = frozenset({Stage.ENDING, Stage.REVOKE_BLOCKED, Stage.ENDED})


def actions(status: Status) -> tuple[Action, ...]:
    """What to offer, the most useful first. Nothing once the collaboration has ended."""
    if status.stage is Stage.ENDED:
        return ()
    offered = [Action.RECHECK] if status.stage in _RECHECKABLE else []
    if consent := _consent(status):
        # Where something else than a login is wrong, looking again comes first and connecting is the other way.
        offered.insert(0 if _needs_a_login(status) else len(offered), consent)
    if status.stage not in ON_ITS_WAY_OUT:
        given = status.stage in _ACCESS_GIVEN or status.access.granted_at is not None
        offered.append(Action.END if given else Action.DECLINE)
    return tuple(offered)


def primary(status: Status) -> Action | None:
    """The one obvious next step, if it is the creator's to take."""
    first = next(iter(actions(status)), None)
    if first in (Action.END, Action.DECLINE):
        return None
    mine = status.blocked is None or status.blocked.owner is Owner.CREATOR
    return first if mine or first is not Action.RECHECK else None


def auth_type(status: Status, action: Action) -> Way | None:
    """How the dialog is to ask by itself: not at all specially the first time, else what fits what is wrong."""
    if action is Action.AUTHORIZE:
        return None
    code = status.blocked.code if status.blocked else ""
    if status.authorization.cause is LapseCause.PERMISSION_REMOVED:
        return Way.REREQUEST
    mend = MENDED_BY.get(code, Way.REAUTHORIZE)
    # An unticked Page and somebody else's look alike: a password prompt would be in the way of the likelier one.
    return Way.REAUTHORIZE if mend is Way.REAUTHENTICATE else mend


def ways(status: Status, report: EligibilityReport) -> tuple[Way, ...]:
    """The ways of asking to offer, the one that fits best first; none where the dialog is not to be asked again."""
    consent = next((action for action in actions(status) if action in CONSENT), None)
    if consent is not Action.REAUTHORIZE:
        return ()
    code = status.blocked.code if status.blocked else ""
    if code in _HELPED_BY:
        return _HELPED_BY[code]
    best = auth_type(status, consent) or Way.REAUTHORIZE
    if code == FindingCode.WRONG_FACEBOOK_LOGIN and not unticked_too(report):
        best = Way.REAUTHENTICATE
    return tuple(dict.fromkeys([best, Way.REAUTHENTICATE, Way.REAUTHORIZE]))


def unticked_too(report: EligibilityReport) -> bool:
    """The account is not shown, and Facebook does not tell whether its Page was not ticked or is somebody else's."""
    return any(each.code is FindingCode.PAGE_NOT_SELECTED and each.ok is False for each in report.findings)


def _consent(status: Status) -> Action | None:
    if status.stage is Stage.AWAITING_AUTHORIZATION and status.authorization.state is AuthorizationState.NONE:
        return Action.AUTHORIZE
    if _needs_a_login(status) or status.stage in _MAY_NEED_A_LOGIN:
        return Action.REAUTHORIZE
    helped = status.blocked is not None and status.blocked.code in _HELPED_BY
    return Action.REAUTHORIZE if helped and status.stage is Stage.BLOCKED else None


def _needs_a_login(status: Status) -> bool:
    curable = status.blocked is not None and status.blocked.code in MENDED_BY
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    return lapsed or curable or status.stage in (Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED)
