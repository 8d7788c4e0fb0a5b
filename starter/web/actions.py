"""What the creator may do on the page, and how the Facebook dialog is to be asked: pure functions of the status."""

from datetime import datetime, timedelta
from enum import StrEnum

from contracts.eligibility import EligibilityReport
from contracts.status import Status
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Owner, Stage
from starter.stopped import WORKFLOW_STOPPED


class Action(StrEnum):
    """Values are the ``data-action`` marks of the page."""

    AUTHORIZE = "authorize"
    REAUTHORIZE = "reauthorize"
    RECHECK = "recheck"
    REMOVED = "removed"
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

SHARE_REMOVED = "share_removed"
"""What somebody removed is given again on Facebook; no consent of ours does that."""
_MAY_NEED_A_LOGIN = frozenset({Stage.UNMANAGED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_RENEWABLE = frozenset({Stage.SCHEDULED, Stage.ACTIVE})
NOT_COVERED = frozenset({LapseCause.PAGE_DESELECTED, LapseCause.ROLE_LOST})
"""Causes by which the sign-in itself works, but not for the Page; to look again without another consent is in vain."""

RENEW_AHEAD = timedelta(days=14)
"""Before a sign-in expires, renewing it becomes the next step; from then on the creator is warned as well."""
_RECHECKABLE = frozenset({Stage.BLOCKED, Stage.IMPAIRED, Stage.REVOKE_BLOCKED})
_ACCESS_GIVEN = frozenset({Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED})
ON_ITS_WAY_OUT = frozenset({Stage.ENDING, Stage.REVOKE_BLOCKED, Stage.ENDED})


def actions(status: Status) -> tuple[Action, ...]:
    """What to offer, the most useful first. Nothing once the collaboration has ended, or nobody acts for it now."""
    if status.stage is Stage.ENDED or (status.blocked is not None and status.blocked.code == WORKFLOW_STOPPED):
        return ()
    offered = [Action.RECHECK] if status.stage in _RECHECKABLE and not not_covered(status) else []
    if consent := _consent(status):
        # Where something else than a login is wrong, looking again comes first and connecting is the other way.
        offered.insert(0 if _needs_a_login(status) else len(offered), consent)
    if _may_say_removed(status):
        offered.append(Action.REMOVED)
    if status.stage not in ON_ITS_WAY_OUT:
        given = status.stage in _ACCESS_GIVEN or status.access.granted_at is not None
        offered.append(Action.END if given else Action.DECLINE)
    return tuple(offered)


def primary(status: Status, now: datetime | None = None) -> Action | None:
    """The one obvious next step, if it is the creator's to take. Without ``now`` no expiry counts as near."""
    first = next(iter(actions(status)), None)
    if first in (Action.REMOVED, Action.END, Action.DECLINE):
        return None
    if (expires := renewal(status)) is not None:
        return first if now is not None and now >= expires - RENEW_AHEAD else None
    mine = status.blocked is None or status.blocked.owner is Owner.CREATOR
    return first if mine or first is not Action.RECHECK else None


def renewal(status: Status) -> datetime | None:
    """When the sign-in ends, if all is well but for this: it does so before the term. Else null."""
    login = status.authorization
    if status.stage not in _RENEWABLE or login.state is not AuthorizationState.VALID or login.expires_at is None:
        return None
    return login.expires_at if login.expires_at < status.term.ends_at else None


def not_covered(status: Status) -> bool:
    """No sign-in covers the Page, though there is one that works."""
    return status.authorization.state is AuthorizationState.LAPSED and status.authorization.cause in NOT_COVERED


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


def ways(status: Status, report: EligibilityReport, *, other_person: bool = False) -> tuple[Way, ...]:
    """The ways of asking to offer, the one that fits best first; none where the dialog is not to be asked again.

    ``other_person``: the newest sign-in is not of the person whose sign-in covered the Page.
    """
    consent = next((action for action in actions(status) if action in CONSENT), None)
    if consent is not Action.REAUTHORIZE:
        return ()
    if renewal(status) is not None:
        return (Way.REAUTHORIZE,)
    code = status.blocked.code if status.blocked else ""
    if code in _HELPED_BY:
        return _HELPED_BY[code]
    best = auth_type(status, consent) or Way.REAUTHORIZE
    if other_person or (code == FindingCode.WRONG_FACEBOOK_LOGIN and not unticked_too(report)):
        best = Way.REAUTHENTICATE
    return tuple(dict.fromkeys([best, Way.REAUTHENTICATE, Way.REAUTHORIZE]))


def unticked_too(report: EligibilityReport) -> bool:
    """The account is not shown, and Facebook does not tell whether its Page was not ticked or is somebody else's."""
    return any(each.code is FindingCode.PAGE_NOT_SELECTED and each.ok is False for each in report.findings)


def _consent(status: Status) -> Action | None:
    if status.stage is Stage.AWAITING_AUTHORIZATION and status.authorization.state is AuthorizationState.NONE:
        return Action.AUTHORIZE
    if status.blocked is not None and status.blocked.code == SHARE_REMOVED and not _needs_a_login(status):
        return None
    if _needs_a_login(status) or status.stage in _MAY_NEED_A_LOGIN or renewal(status) is not None:
        return Action.REAUTHORIZE
    helped = status.blocked is not None and status.blocked.code in _HELPED_BY
    return Action.REAUTHORIZE if helped and status.stage is Stage.BLOCKED else None


def _may_say_removed(status: Status) -> bool:
    """That they removed it on Facebook, once: only where we may be unable to look ourselves."""
    stuck = status.stage in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED)
    on_its_way = status.stage is Stage.ENDING and status.authorization.state is AuthorizationState.LAPSED
    return (stuck or on_its_way) and status.access.said_removed_at is None


def _needs_a_login(status: Status) -> bool:
    curable = status.blocked is not None and status.blocked.code in MENDED_BY
    lapsed = status.authorization.state is AuthorizationState.LAPSED
    return lapsed or curable or status.stage in (Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED)
