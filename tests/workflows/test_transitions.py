"""What each event does to a collaboration, above all at the wrong moment."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from contracts.access import Released
from contracts.collaboration import AttestRevoked, ChangeTerm, CollaborationState, EndingKind
from contracts.status import HISTORY_LIMIT
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, LeaseState, Outcome, Owner, Stage
from tests.workflows import pure_states as make
from tests.workflows.pure_play import Play, Refused, Unanswered
from workflows import lifecycle, telling, transitions, validators
from workflows.lifecycle import Step

NOW = make.STARTS_AT + timedelta(hours=1)


def end_now(state: CollaborationState) -> CollaborationState:
    return transitions.ended(state, EndingKind.REQUESTED, "plans changed", "brand", NOW)


# Findings


def test_a_finding_that_somebody_can_mend_holds_it_up_and_is_looked_at_again() -> None:
    state, now = make.in_stage(Stage.BLOCKED)
    assert state.blocked is not None
    assert (state.blocked.code, state.blocked.owner) == (FindingCode.PAGE_NOT_PUBLISHED, Owner.CREATOR)
    assert state.try_at == make.AGREED_AT + lifecycle.SLOW_RECHECK
    assert lifecycle.next_step(state, state.try_at) is Step.CHECK
    mended = transitions.checked(state, make.report(), now)
    assert mended.blocked is None
    assert mended.eligible


def test_a_finding_that_nobody_can_mend_ends_it() -> None:
    nothing = make.report(make.finding(FindingCode.BUSINESS_NOT_FOUND, Owner.BRAND))
    state = transitions.checked(make.checking(), nothing, make.AGREED_AT)
    assert state.ending is not None
    assert state.ending.kind is EndingKind.INELIGIBLE
    assert lifecycle.next_step(state, make.AGREED_AT) is Step.FINISH


def test_not_knowing_whether_a_business_exists_ends_nothing() -> None:
    """The platform did not answer is never the same as not eligible."""
    unknown = make.report(make.finding(FindingCode.BUSINESS_NOT_FOUND, Owner.BRAND, ok=None))
    assert transitions.checked(make.checking(), unknown, make.AGREED_AT).ending is None


def test_since_when_it_is_held_up_stays_while_the_cause_stays() -> None:
    state, _ = make.in_stage(Stage.BLOCKED)
    again = transitions.stuck(state, make.finding(FindingCode.PAGE_NOT_PUBLISHED), NOW)
    other = transitions.stuck(state, make.finding(FindingCode.PAGE_ROLE_MISSING), NOW)
    assert state.blocked is not None
    assert again.blocked is not None
    assert other.blocked is not None
    assert again.blocked.since == state.blocked.since
    assert other.blocked.since == NOW


@pytest.mark.parametrize("page", [None, make.OTHER_PAGE])
def test_a_check_never_forgets_the_page_that_may_be_held(page: str | None) -> None:
    """The release needs its id: without it the workflow could only fail its task for ever, with another it would
    leave the first Page shared."""
    findings = () if page else (make.finding(FindingCode.PAGE_NOT_SELECTED),)
    state = transitions.checked(make.uncertain(), make.report(*findings, page=page), NOW)
    assert state.access.page_id == make.PAGE


# No usable answer


def test_pauses_double_from_15_seconds_to_15_minutes() -> None:
    pauses = [transitions.backoff(failures).total_seconds() for failures in range(8)]
    assert pauses == [15, 30, 60, 120, 240, 480, 900, 900]
    assert transitions.backoff(10_000) == transitions.LAST_RETRY


def test_a_wait_that_the_platform_asks_for_is_kept() -> None:
    state = transitions.failed(make.checking(), NOW, timedelta(minutes=40))
    assert state.try_at == NOW + timedelta(minutes=40)


def test_a_revoke_goes_on_as_soon_as_the_platform_said_it_may() -> None:
    state = make.ending().model_copy(update={"failures": 8})
    assert transitions.failed(state, NOW, timedelta(seconds=40)).try_at == NOW + timedelta(seconds=40)
    assert transitions.failed(state, NOW, None).try_at == NOW + transitions.LAST_RETRY


def test_an_outage_in_mid_term_is_no_impairment() -> None:
    state = transitions.failed(make.active(), NOW, None)
    assert lifecycle.stage_of(state, NOW) is Stage.ACTIVE
    assert state.authorization.state is AuthorizationState.VALID


def test_a_check_that_met_an_outage_is_made_again() -> None:
    """Else a collaboration that was ready would say "Meta does not answer" until its term starts."""
    play = Play(transitions.nudged(make.scheduled(), check=True), make.AGREED_AT)
    play.take(make.working())
    play.take(Unanswered())
    assert play.state.try_at is not None
    assert lifecycle.next_step(play.state, play.state.try_at) is Step.CHECK


# Ended while a step was under way


@pytest.mark.parametrize(
    "hindrance", [LapseCause.EXPIRED, Unanswered(), Refused(make.finding(FindingCode.PAGE_ROLE_MISSING))]
)
def test_ended_while_checking_is_over_whatever_the_check_met(
    hindrance: LapseCause | Unanswered | Refused,
) -> None:
    play = Play(make.checking(), make.AGREED_AT)
    play.take(hindrance, message=lambda state, now: end_now(state))
    assert play.step() is Step.FINISH
    assert play.finish() is Outcome.CANCELLED
    assert play.state.blocked is None


def test_ended_while_checking_stays_ended_by_the_same_hand() -> None:
    nothing = make.report(make.finding(FindingCode.BUSINESS_NOT_FOUND, Owner.BRAND))
    state = transitions.checked(end_now(make.checking()), nothing, NOW)
    assert state.ending is not None
    assert state.ending.kind is EndingKind.REQUESTED


@pytest.mark.parametrize("seen", [{"present": False}, {"linked": False}])
def test_ended_while_reading_back_is_released_at_once(seen: dict[str, bool]) -> None:
    """I1: an impairment is looked at again after hours; a release must not wait for that."""
    state = transitions.verified(end_now(make.active()), make.verified(NOW, **seen), NOW)
    assert lifecycle.next_step(state, NOW) is Step.RELEASE
    assert lifecycle.stage_of(state, NOW) is Stage.ENDING


def test_ended_while_sharing_is_released_at_once() -> None:
    state = transitions.acquired(end_now(make.uncertain()), make.acquired(NOW))
    assert lifecycle.next_step(state, NOW) is Step.RELEASE


def test_attested_while_releasing_keeps_its_outcome() -> None:
    stuck, _ = make.in_stage(Stage.REVOKE_BLOCKED)
    attested = transitions.attested(stuck, "Olga", "seen in the settings", NOW)
    late = transitions.released(attested, Released(outcome=Outcome.KEPT_FOR_OTHER))
    assert late.outcome is Outcome.REVOKED
    proven = transitions.released(attested, make.revoked(NOW))
    assert proven.access.revocation_verified_at == NOW


# Lapses


def test_a_lapse_is_answered_with_a_look_and_the_same_step_follows_a_new_consent() -> None:
    play = Play(make.granting(), make.STARTS_AT)
    play.take(LapseCause.PASSWORD_CHANGED)
    assert play.step() is Step.LOOK
    play.take(make.DEAD)
    assert play.state.blocked is not None
    assert play.state.blocked.code == transitions.AUTHORIZATION_LAPSED
    assert play.step() is Step.WAIT
    play.state = transitions.nudged(play.state)
    play.take(make.working(make.STARTS_AT))
    assert play.state.blocked is None
    assert play.step() is Step.CHECK
    play.take(make.report())
    assert play.step() is Step.ACQUIRE


@pytest.mark.parametrize("before", [LapseCause.PASSWORD_CHANGED, LapseCause.ROLE_LOST])
@pytest.mark.parametrize("newer", [True, False])
def test_the_best_explanation_of_a_lapse_is_kept(before: LapseCause, newer: bool) -> None:
    """That no login covers the Page explains a newer consent only; and nobody can tick a Page without a role on it."""
    lapsed = transitions.lapsed(make.active(), before, NOW)
    uncovered = {"cause": LapseCause.PAGE_DESELECTED, "consented_at": NOW if newer else lapsed.consented_at}
    replaced = newer and before is not LapseCause.ROLE_LOST
    found = transitions.looked(lapsed, make.DEAD.model_copy(update=uncovered), NOW)
    assert found.authorization.cause is (LapseCause.PAGE_DESELECTED if replaced else before)


def test_a_release_that_finds_no_login_still_says_that_the_role_was_lost() -> None:
    lapsed = transitions.lapsed(make.active(), LapseCause.ROLE_LOST, NOW)
    assert transitions.lapsed(lapsed, LapseCause.PAGE_DESELECTED, NOW).authorization.cause is LapseCause.ROLE_LOST


def test_a_lapse_at_the_end_of_the_term_is_revoke_blocked_until_a_new_consent() -> None:
    state = transitions.lapsed(make.ending(), LapseCause.EXPIRED, NOW)
    state = transitions.looked(state, make.DEAD, NOW)
    assert lifecycle.stage_of(state, NOW) is Stage.REVOKE_BLOCKED
    assert lifecycle.next_step(state, NOW) is Step.WAIT
    renewed = transitions.looked(transitions.nudged(state), make.working(NOW), NOW)
    assert lifecycle.next_step(renewed, NOW) is Step.RELEASE


def test_a_share_that_is_gone_is_not_called_active_for_want_of_an_answer() -> None:
    gone = transitions.verified(make.active(), make.verified(NOW, present=False), NOW)
    assert gone.lease is LeaseState.MISSING
    back = transitions.looked(transitions.looked(gone, make.DEAD, NOW), make.working(NOW), NOW)
    assert lifecycle.stage_of(transitions.failed(back, NOW, None), NOW) is Stage.IMPAIRED


# Endings


@pytest.mark.parametrize("kind", EndingKind)
def test_the_first_ending_counts(kind: EndingKind) -> None:
    first = end_now(make.active())
    assert transitions.ended(first, kind, "later", "somebody", NOW) == first


def test_declining_what_was_granted_is_ending_it() -> None:
    state = transitions.ended(make.active(), EndingKind.DECLINED, "no more", "creator", NOW)
    assert state.ending is not None
    assert state.ending.kind is EndingKind.REQUESTED


def test_only_a_read_back_counts_as_proof() -> None:
    proven = transitions.released(make.ending(), make.revoked(NOW))
    assert proven.access.revocation_verified_at == NOW
    assert proven.access.tasks == ()
    kept = transitions.released(make.ending(), Released(outcome=Outcome.KEPT_FOR_OTHER))
    assert (kept.access.revoked_at, kept.access.tasks) == (None, ())
    attested = transitions.attested(make.ending(), "Olga", "seen", NOW)
    assert (attested.access.revoked_at, attested.access.revocation_verified_at) == (NOW, None)


def test_a_hold_that_turned_out_empty_ends_as_if_never_granted() -> None:
    declined = transitions.ended(make.uncertain(), EndingKind.DECLINED, "no", "creator", NOW)
    assert transitions.released(declined, Released(outcome=Outcome.NEVER_GRANTED)).outcome is Outcome.DECLINED


# Bounds


def test_history_and_request_ids_keep_the_last_ones() -> None:
    state = make.active()
    for number in range(200):
        state = telling.noted(state, NOW, f"entry {number}")
        state = transitions.verified(state, make.verified(NOW + timedelta(seconds=number)), NOW)
    assert len(state.history) == HISTORY_LIMIT
    assert state.history[-1].cause == "entry 199"
    assert len(state.access.request_ids) == 20
    assert CollaborationState.model_validate_json(state.model_dump_json()) == state


# Which messages are refused


CHANGES = {
    Stage.ENDING: "ending already",
    Stage.REVOKE_BLOCKED: "ending already",
    Stage.ENDED: "ended already",
}


@pytest.mark.parametrize("stage", Stage)
def test_moving_and_ending_make_sense_only_before_the_end(stage: Stage) -> None:
    state, now = make.in_stage(stage)
    later = ChangeTerm(ends_at=make.ENDS_AT + timedelta(days=1))
    if stage not in CHANGES:
        validators.change_term(state, later, now)
        validators.still_running(state, now)
        return
    with pytest.raises(ApplicationError, match=CHANGES[stage]):
        validators.change_term(state, later, now)
    with pytest.raises(ApplicationError, match=CHANGES[stage]):
        validators.still_running(state, now)


def test_after_the_end_of_the_term_it_is_too_late_to_move_it() -> None:
    """Although the workflow may not have woken up yet."""
    with pytest.raises(ApplicationError, match="ending already"):
        validators.change_term(make.active(), ChangeTerm(ends_at=make.ENDS_AT + timedelta(days=1)), make.ENDS_AT)


@pytest.mark.parametrize(
    ("ends_at", "reason"),
    [(make.AGREED_AT - make.SOON, "in the past"), (make.AGREED_AT, "in the past"), (make.STARTS_AT, "not later")],
)
def test_an_end_that_makes_no_sense_is_refused(ends_at: object, reason: str) -> None:
    message = ChangeTerm.model_validate({"ends_at": ends_at})
    with pytest.raises(ApplicationError, match=reason) as refusal:
        validators.change_term(make.scheduled(), message, make.AGREED_AT)
    assert refusal.value.non_retryable


@pytest.mark.parametrize("stage", Stage)
def test_only_a_blocked_revoke_takes_an_attestation(stage: Stage) -> None:
    state, _ = make.in_stage(stage)
    message = AttestRevoked(actor="Olga", evidence="seen in the settings")
    if stage is Stage.REVOKE_BLOCKED:
        validators.attest_revoked(state, message)
        with pytest.raises(ApplicationError, match="needs evidence"):
            validators.attest_revoked(state, AttestRevoked(actor="Olga", evidence="  "))
        return
    with pytest.raises(ApplicationError, match="only a collaboration in stage revoke_blocked"):
        validators.attest_revoked(state, message)
