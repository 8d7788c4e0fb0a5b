"""What the page offers in each stage, and how the dialog is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.status import AccessStatus, AuthorizationStatus, Blocked, Status, TermStatus
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Owner, Stage
from starter.web.actions import RENEW_AHEAD, Action, Way, actions, auth_type, primary, ways
from tests.web.web_gallery import report
from workflows.watching import WARN_AHEAD

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NONE, VALID, LAPSED = AuthorizationState.NONE, AuthorizationState.VALID, AuthorizationState.LAPSED
A, R, C, E, D = Action.AUTHORIZE, Action.REAUTHORIZE, Action.RECHECK, Action.END, Action.DECLINE
M = Action.REMOVED


def status(
    stage: Stage,
    login: AuthorizationState = VALID,
    code: str = "",
    given: bool = False,
    cause: LapseCause | None = None,
    expires: datetime | None = None,
) -> Status:
    blocked = Blocked(code=code, owner=Owner.CREATOR, message="m", next_step="n", since=NOW) if code else None
    return Status(
        collaboration_id="c-1",
        stage=stage,
        term=TermStatus(starts_at=NOW, ends_at=NOW),
        authorization=AuthorizationStatus(state=login, cause=cause, expires_at=expires),
        access=AccessStatus(granted_at=NOW if given else None),
        blocked=blocked,
    )


@pytest.mark.parametrize(
    ("standing", "offered"),
    [
        (status(Stage.AWAITING_AUTHORIZATION, NONE), (A, D)),
        (status(Stage.AWAITING_AUTHORIZATION, LAPSED), (R, D)),
        (status(Stage.CHECKING), (D,)),
        (status(Stage.BLOCKED, code="page_not_selected"), (R, C, D)),
        (status(Stage.BLOCKED, code="permission_declined"), (R, C, D)),
        (status(Stage.BLOCKED, code="wrong_facebook_login"), (R, C, D)),
        (status(Stage.BLOCKED, code="instagram_not_linked"), (C, R, D)),
        (status(Stage.BLOCKED, code="page_role_missing"), (C, R, D)),
        (status(Stage.BLOCKED, code="page_not_published"), (C, D)),
        (status(Stage.BLOCKED, code="account_checkpoint"), (R, C, D)),
        (status(Stage.BLOCKED, code="two_factor_required"), (C, D)),
        (status(Stage.SCHEDULED), (D,)),
        (status(Stage.GRANTING), (E,)),
        (status(Stage.ACTIVE, given=True), (E,)),
        (status(Stage.UNMANAGED, LAPSED, given=True), (R, M, E)),
        (status(Stage.IMPAIRED, code="instagram_unlinked", given=True), (C, R, E)),
        # No consent gives again what somebody removed.
        (status(Stage.IMPAIRED, code="share_removed", given=True), (C, E)),
        (status(Stage.ENDING, given=True), ()),
        (status(Stage.ENDING, LAPSED, given=True), (R, M)),
        (status(Stage.REVOKE_BLOCKED, LAPSED, given=True), (R, C, M)),
        # To look again by a sign-in that does not cover the Page is in vain.
        (status(Stage.REVOKE_BLOCKED, LAPSED, given=True, cause=LapseCause.ROLE_LOST), (R, M)),
        (status(Stage.REVOKE_BLOCKED, LAPSED, given=True, cause=LapseCause.PAGE_DESELECTED), (R, M)),
        (status(Stage.SCHEDULED, expires=NOW - DAY), (R, D)),
        (status(Stage.ACTIVE, given=True, expires=NOW - DAY), (R, E)),
        (status(Stage.ACTIVE, given=True, expires=NOW + DAY), (E,)),
        (status(Stage.REVOKE_BLOCKED, code="platform_unavailable", given=True), (C, R, M)),
        (status(Stage.ENDED, LAPSED, given=True), ()),
    ],
)
def test_what_is_offered(standing: Status, offered: tuple[Action, ...]) -> None:
    assert actions(standing) == offered


@pytest.mark.parametrize(
    ("standing", "asked"),
    [
        (status(Stage.AWAITING_AUTHORIZATION, NONE), None),
        (status(Stage.BLOCKED, code="permission_declined"), "rerequest"),
        (status(Stage.UNMANAGED, LAPSED, cause=LapseCause.PERMISSION_REMOVED), "rerequest"),
        (status(Stage.BLOCKED, code="page_not_selected"), "reauthorize"),
        (status(Stage.UNMANAGED, LAPSED, cause=LapseCause.PASSWORD_CHANGED), "reauthorize"),
    ],
)
def test_how_the_dialog_is_asked(standing: Status, asked: str | None) -> None:
    assert auth_type(standing, actions(standing)[0]) == asked


OTHER_LOGIN, OTHER_PAGES, GRANT = Way.REAUTHENTICATE, Way.REAUTHORIZE, Way.REREQUEST
WRONG_LOGIN, UNTICKED = FindingCode.WRONG_FACEBOOK_LOGIN, FindingCode.PAGE_NOT_SELECTED


@pytest.mark.parametrize(
    ("standing", "found", "offered"),
    [
        (status(Stage.AWAITING_AUTHORIZATION, NONE), (), ()),
        (status(Stage.ACTIVE, given=True), (), ()),
        (status(Stage.BLOCKED, code="wrong_facebook_login"), (WRONG_LOGIN,), (OTHER_LOGIN, OTHER_PAGES)),
        (status(Stage.BLOCKED, code="wrong_facebook_login"), (WRONG_LOGIN, UNTICKED), (OTHER_PAGES, OTHER_LOGIN)),
        (status(Stage.BLOCKED, code="page_not_selected"), (UNTICKED,), (OTHER_PAGES, OTHER_LOGIN)),
        (status(Stage.BLOCKED, code="permission_declined"), (), (GRANT, OTHER_LOGIN, OTHER_PAGES)),
        (status(Stage.BLOCKED, code="page_role_missing"), (), (OTHER_LOGIN,)),
        (status(Stage.BLOCKED, code="page_not_published"), (), ()),
        (status(Stage.UNMANAGED, LAPSED, cause=LapseCause.EXPIRED), (), (OTHER_PAGES, OTHER_LOGIN)),
    ],
)
def test_the_ways_of_connecting_again(
    standing: Status, found: tuple[FindingCode, ...], offered: tuple[Way, ...]
) -> None:
    assert ways(standing, report(*found)) == offered


@pytest.mark.parametrize(
    ("standing", "first"),
    [
        (status(Stage.AWAITING_AUTHORIZATION, NONE), A),
        (status(Stage.BLOCKED, code="instagram_not_linked"), C),
        (status(Stage.BLOCKED, code="page_not_selected"), R),
        (status(Stage.ACTIVE, given=True), None),
        (status(Stage.SCHEDULED), None),
        (status(Stage.UNMANAGED, LAPSED), R),
        (status(Stage.REVOKE_BLOCKED, LAPSED, given=True), R),
        (status(Stage.ENDED), None),
    ],
)
def test_there_is_one_next_step_at_most(standing: Status, first: Action | None) -> None:
    assert primary(standing) is first


@pytest.mark.parametrize(("days", "first"), [(15, None), (14, R), (1, R), (-1, R)])
def test_renewing_in_time_becomes_the_next_step_when_the_warnings_begin(days: int, first: Action | None) -> None:
    standing = status(Stage.ACTIVE, given=True, expires=NOW - DAY)
    assert primary(standing, NOW - (days + 1) * DAY) is first
    assert ways(standing, report()) == (OTHER_PAGES,)
    assert WARN_AHEAD[0] * DAY == RENEW_AHEAD


def test_a_sign_in_of_somebody_else_is_followed_by_another() -> None:
    standing = status(Stage.UNMANAGED, LAPSED, code="authorization_lapsed", cause=LapseCause.PAGE_DESELECTED)
    assert ways(standing, report()) == (OTHER_PAGES, OTHER_LOGIN)
    assert ways(standing, report(), other_person=True) == (OTHER_LOGIN, OTHER_PAGES)
