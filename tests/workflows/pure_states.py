"""States and answers for tests of the pure decisions: one collaboration in each stage, no server, no clock."""

from datetime import UTC, datetime, timedelta

from contracts.access import Acquired, Evidence, Released, Verified
from contracts.authorization import FoundLogin
from contracts.collaboration import CollaborationState, EndingKind
from contracts.eligibility import EligibilityReport, Finding
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, LeaseState, Outcome, Owner, Stage
from workflows import lifecycle, telling, transitions

AGREED_AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
STARTS_AT = AGREED_AT + timedelta(days=10)
ENDS_AT = AGREED_AT + timedelta(days=70)
AUTHORIZE_BY = AGREED_AT + timedelta(days=30)
SOON = timedelta(minutes=1)
PAGE, OTHER_PAGE = "100000000000001", "100000000000002"

TERMS = Terms(
    collaboration_id="c-1",
    creator_id="cr-7",
    brand_name="Brand GmbH",
    business_id="900000000000777",
    instagram_username="mia.cooks",
    starts_at=STARTS_AT,
    ends_at=ENDS_AT,
    authorize_by=AUTHORIZE_BY,
)

NOBODY = FoundLogin(state=AuthorizationState.NONE)
DEAD = FoundLogin(state=AuthorizationState.LAPSED, login_id="l-1", login="Mia Baker", cause=LapseCause.PASSWORD_CHANGED)


def working(consented_at: datetime = AGREED_AT) -> FoundLogin:
    """A login that covers the account; another ``consented_at`` is another consent."""
    return FoundLogin(
        state=AuthorizationState.VALID,
        login_id="l-1",
        login="Mia Baker",
        expires_at=ENDS_AT + timedelta(days=5),
        consented_at=consented_at,
    )


def finding(code: FindingCode, owner: Owner = Owner.CREATOR, *, ok: bool | None = False) -> Finding:
    return Finding(code=code, ok=ok, owner=owner, message="Something is wrong.", next_step="Mend it.")


def report(*findings: Finding, page: str | None = PAGE) -> EligibilityReport:
    return EligibilityReport(eligible=not findings, findings=findings, page_id=page, instagram_id="17841400000000001")


def evidence(at: datetime, *, present: bool) -> Evidence:
    tasks = ("ADVERTISE", "ANALYZE") if present else ()
    return Evidence(present=present, tasks=tasks, at=at, request_id=f"r{at:%H%M%S}")


def acquired(at: datetime) -> Acquired:
    return Acquired(state=LeaseState.PRESENT, evidence=evidence(at, present=True), request_ids=("r-share",))


def verified(at: datetime, *, present: bool = True, linked: bool | None = True) -> Verified:
    state = LeaseState.PRESENT if present else LeaseState.MISSING
    return Verified(state=state, evidence=evidence(at, present=present), sufficient=present, instagram_linked=linked)


def revoked(at: datetime) -> Released:
    return Released(outcome=Outcome.REVOKED, evidence=evidence(at, present=False), request_ids=("r-unshare",))


def awaiting() -> CollaborationState:
    """Just agreed, subscribed, looked once: nobody has authorized."""
    state = lifecycle.agreed(TERMS, AGREED_AT).model_copy(update={"subscribed_until": ENDS_AT})
    return transitions.looked(state, NOBODY, AGREED_AT)


def checking() -> CollaborationState:
    return transitions.looked(awaiting(), working(), AGREED_AT)


def scheduled() -> CollaborationState:
    return transitions.checked(checking(), report(), AGREED_AT)


def granting() -> CollaborationState:
    return transitions.checked(checking(), report(), STARTS_AT)


def uncertain() -> CollaborationState:
    """Sharing was asked for and its answer got lost: the ledger may have a hold."""
    asked = granting().model_copy(update={"holding": True})
    return transitions.failed(asked, STARTS_AT, None)


def active() -> CollaborationState:
    return transitions.acquired(granting().model_copy(update={"holding": True}), acquired(STARTS_AT))


def ending() -> CollaborationState:
    return transitions.ended(active(), EndingKind.REQUESTED, "plans changed", "brand", STARTS_AT)


def in_stage(stage: Stage) -> tuple[CollaborationState, datetime]:
    """A collaboration in ``stage`` with nothing left to do but what the stage is for, and an instant shortly after."""
    built, at = {
        Stage.AWAITING_AUTHORIZATION: lambda: (awaiting(), AGREED_AT),
        Stage.CHECKING: lambda: (checking(), AGREED_AT),
        Stage.BLOCKED: lambda: (
            transitions.checked(checking(), report(finding(FindingCode.PAGE_NOT_PUBLISHED)), AGREED_AT),
            AGREED_AT,
        ),
        Stage.SCHEDULED: lambda: (scheduled(), AGREED_AT),
        Stage.GRANTING: lambda: (granting(), STARTS_AT),
        Stage.ACTIVE: lambda: (active(), STARTS_AT),
        Stage.UNMANAGED: lambda: (transitions.looked(active(), DEAD, STARTS_AT), STARTS_AT),
        Stage.IMPAIRED: lambda: (
            transitions.verified(active(), verified(STARTS_AT, present=False), STARTS_AT),
            STARTS_AT,
        ),
        Stage.ENDING: lambda: (ending(), STARTS_AT),
        Stage.REVOKE_BLOCKED: lambda: (transitions.failed(ending(), STARTS_AT, timedelta(minutes=10)), STARTS_AT),
        Stage.ENDED: lambda: (transitions.released(ending(), revoked(STARTS_AT)), STARTS_AT),
    }[stage]()
    now = at + timedelta(seconds=5)
    assert lifecycle.stage_of(built, now) is stage
    return telling.entered(built, stage, now), now
