"""What is said of a collaboration: every stage, cause and outcome has words, and no text grows without limit."""

import pytest
from temporalio.exceptions import ApplicationError, TimeoutError, TimeoutType

from contracts import failures
from contracts.notices import NoticeKind
from contracts.status import Blocked
from contracts.vocabulary import AuthorizationState, FindingCode, LapseCause, Outcome, Owner, Stage
from tests.workflows import pure_states as make
from workflows import lifecycle, telling, transitions, wording

LONG = "x" * 500
ACTS = {
    Stage.AWAITING_AUTHORIZATION: "creator",
    Stage.BLOCKED: "creator",
    Stage.UNMANAGED: "creator",
    Stage.IMPAIRED: "creator",
    Stage.REVOKE_BLOCKED: "platform",
}


@pytest.mark.parametrize("stage", Stage)
def test_the_details_tell_an_operator_what_is_going_on(stage: Stage) -> None:
    """Stage, why, who must act, next timer: enough for somebody who does not know the code."""
    state, now = make.in_stage(stage)
    wake = lifecycle.next_wake(state, now)
    text = wording.details(state, wake)
    assert text.startswith(f"### {stage.value.replace('_', ' ')}\n")
    assert "Brand GmbH" in text
    assert "@mia.cooks" in text
    assert f"**Why:** {wording.why(state)}" in text
    assert wording.why(state)
    assert f"**Who must act:** {ACTS.get(stage, 'nobody')}" in text
    if state.blocked is not None:
        assert f"**Next step:** {state.blocked.next_step}" in text
    timed = wake is not None and stage is not Stage.ENDED
    assert ("**Next timer:**" in text) is timed
    assert len(text) < 1000


def test_a_timer_is_labelled_by_what_it_is_for() -> None:
    ready = make.scheduled()
    assert telling.timer(ready, make.STARTS_AT) == "the term starts"
    assert telling.timer(ready, make.ENDS_AT) == "the term ends"
    assert telling.timer(ready, make.STARTS_AT - lifecycle.PRECHECK) == "look again"
    assert telling.timer(make.awaiting(), make.AUTHORIZE_BY) == "authorize by"
    failed = transitions.failed(make.checking(), make.AGREED_AT, None)
    assert telling.timer(failed, failed.try_at) == "try again"
    assert telling.timer(failed, None) is None


@pytest.mark.parametrize("cause", LapseCause)
def test_every_lapse_has_words_that_say_what_it_means_for_the_brands_access(cause: LapseCause) -> None:
    said = {
        wording.lapse(cause, granted=False),
        wording.lapse(cause, granted=True),
        wording.lapse(cause, granted=True, ended=True),
    }
    assert len(said) == 3
    assert all(len(text) <= 500 for text in said)
    assert "cannot take it back" in wording.lapse(cause, granted=True)


def test_a_creator_who_is_gone_altogether_leaves_words_too() -> None:
    """All logins erased, after a deletion request for example: still somebody has to be told why."""
    state = telling.entered(
        transitions.looked(make.active(), make.NOBODY, make.STARTS_AT), Stage.UNMANAGED, make.STARTS_AT
    )
    assert state.blocked is None
    assert state.history[-1].cause
    assert all(notice.text for notice in wording.notices(state, Stage.ACTIVE))
    assert "**Who must act:** creator" in wording.details(state, None)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome) -> None:
    over = make.ending().model_copy(update={"outcome": outcome, "holding": False, "stage": Stage.ENDED})
    assert wording.why(over).startswith("plans changed; ")
    told = wording.notices(over, Stage.ENDING)
    assert {notice.to for notice in told} == {Owner.CREATOR, Owner.BRAND}
    assert {notice.kind for notice in told} == {NoticeKind.ENDED}


TOLD = {
    Stage.AWAITING_AUTHORIZATION: (NoticeKind.INVITED, {Owner.CREATOR}),
    Stage.CHECKING: (None, set()),
    Stage.BLOCKED: (NoticeKind.BLOCKED, {Owner.CREATOR}),
    Stage.SCHEDULED: (NoticeKind.SCHEDULED, {Owner.CREATOR, Owner.BRAND}),
    Stage.GRANTING: (None, set()),
    Stage.ACTIVE: (NoticeKind.GRANTED, {Owner.CREATOR, Owner.BRAND}),
    Stage.UNMANAGED: (NoticeKind.LAPSED, {Owner.CREATOR, Owner.BRAND, Owner.OPERATOR}),
    Stage.IMPAIRED: (NoticeKind.IMPAIRED, {Owner.CREATOR, Owner.BRAND}),
    Stage.ENDING: (None, set()),
    Stage.REVOKE_BLOCKED: (NoticeKind.REVOKE_BLOCKED, {Owner.CREATOR, Owner.BRAND, Owner.OPERATOR}),
    Stage.ENDED: (NoticeKind.ENDED, {Owner.CREATOR, Owner.BRAND}),
}


@pytest.mark.parametrize("stage", Stage)
def test_who_hears_of_a_stage(stage: Stage) -> None:
    state, _ = make.in_stage(stage)
    told = wording.notices(state, None)
    kind, parties = TOLD[stage]
    assert {notice.to for notice in told} == parties
    assert {notice.kind for notice in told} <= {kind}
    assert len({notice.notice_id for notice in told}) == len(told)
    assert all(notice.text for notice in told)


@pytest.mark.parametrize("stage", Stage)
def test_a_notice_brings_the_facts_it_rests_on(stage: Stage) -> None:
    """For other languages; its own words are English."""
    state, _ = make.in_stage(stage)
    lapsed = state.authorization.state is AuthorizationState.LAPSED
    for each in wording.notices(state, None):
        assert each.facts is not None
        assert (each.facts.stage, each.facts.outcome) == (stage, state.outcome)
        assert each.facts.code == (state.blocked.code if state.blocked else None)
        assert each.facts.cause == (state.authorization.cause if lapsed else None)
        assert (each.facts.ending is None) is (state.ending is None)
        if state.ending is not None:
            ending = state.ending
            assert (each.facts.ending, each.facts.by, each.facts.reason) == (ending.kind, ending.actor, ending.reason)


@pytest.mark.parametrize("before", [Stage.UNMANAGED, Stage.IMPAIRED])
def test_coming_back_is_resumed_not_granted_again(before: Stage) -> None:
    state, _ = make.in_stage(Stage.ACTIVE)
    assert {notice.kind for notice in wording.notices(state, before)} == {NoticeKind.RESUMED}


def test_a_lapse_before_the_start_is_told_as_a_lapse_not_as_an_invitation() -> None:
    state = transitions.looked(make.scheduled(), make.DEAD, make.AGREED_AT)
    state = telling.entered(state, Stage.AWAITING_AUTHORIZATION, make.AGREED_AT)
    (notice,) = wording.notices(state, Stage.SCHEDULED)
    assert notice.kind is NoticeKind.LAPSED
    assert wording.reconnect(LapseCause.EXPIRED) in notice.text


def test_where_the_same_consent_again_would_not_help_it_is_said_what_does() -> None:
    assert "full control" in wording.reconnect(LapseCause.ROLE_LOST)
    assert "tick the Page" in wording.reconnect(LapseCause.PAGE_DESELECTED)
    for cause in LapseCause:
        assert "“Connect again”" in wording.reconnect(cause)


@pytest.mark.parametrize(
    ("owner", "parties"), [(Owner.BRAND, {Owner.CREATOR, Owner.BRAND}), (Owner.PLATFORM, {Owner.CREATOR})]
)
def test_who_can_mend_a_finding_hears_of_it(owner: Owner, parties: set[Owner]) -> None:
    state = transitions.stuck(make.checking(), make.finding(FindingCode.APP_NOT_APPROVED, owner), make.AGREED_AT)
    told = wording.notices(telling.entered(state, Stage.BLOCKED, make.AGREED_AT), Stage.CHECKING)
    assert {notice.to for notice in told} == parties


def test_a_reminder_names_the_brand_the_account_and_the_day() -> None:
    text = wording.reminder(make.awaiting()).text
    assert "Brand GmbH" in text
    assert "@mia.cooks" in text
    assert f"{make.AUTHORIZE_BY:%Y-%m-%d}" in text


def test_the_operator_hears_of_the_creators_word_under_one_stable_id() -> None:
    state, now = make.in_stage(Stage.REVOKE_BLOCKED)
    state = transitions.said_removed(state, "creator", now)
    told = wording.removed_by_hand(state)
    assert told.notice_id == "c-1/removed_by_hand/operator"
    assert told == wording.removed_by_hand(state.model_copy(update={"notices": 7}))
    for word in (make.PAGE, make.TERMS.business_id, "adaccess attest", f"{now:%Y-%m-%d %H:%M}"):
        assert word in told.text
    assert wording.SAID_REMOVED in wording.details(state, None)


def test_the_status_tells_until_when_to_authorize_while_that_counts() -> None:
    assert telling.status(make.awaiting()).term.authorize_by == make.AUTHORIZE_BY
    sooner = make.awaiting().model_copy(update={"ends_at": make.STARTS_AT + make.SOON})
    assert telling.status(sooner).term.authorize_by == sooner.ends_at
    assert telling.status(make.checking()).term.authorize_by is None


@pytest.mark.parametrize("stage", Stage)
def test_no_text_grows_without_limit(stage: Stage) -> None:
    state, now = make.in_stage(stage)
    held_up = Blocked(code="x", owner=Owner.OPERATOR, message=LONG, next_step=LONG, since=now)
    terms = make.TERMS.model_copy(update={"brand_name": "B" * 200})
    state = state.model_copy(update={"terms": terms, "blocked": held_up})
    texts = [notice.text for notice in (*wording.notices(state, None), wording.reminder(state))]
    access = state.access.model_copy(update={"said_removed_at": now})
    texts.append(wording.removed_by_hand(state.model_copy(update={"access": access})).text)
    assert all(len(text) <= 500 for text in texts)
    assert len(telling.entered(state, stage, now).history[-1].cause) <= 500
    assert len(wording.details(state, now)) < 2000


@pytest.mark.parametrize("stage", Stage)
def test_search_attributes_agree_with_the_status(stage: Stage) -> None:
    state, _ = make.in_stage(stage)
    shown = telling.shown(state)
    status = telling.status(state)
    assert shown.stage is status.stage is stage
    assert shown.term_end == status.term.ends_at
    assert shown.needs_attention == (stage in (Stage.UNMANAGED, Stage.REVOKE_BLOCKED))
    waits_for_creator = "authorization" if stage is Stage.AWAITING_AUTHORIZATION else None
    assert shown.blocked_on == (status.blocked.code if status.blocked else waits_for_creator)


@pytest.mark.parametrize(
    ("type_of_failure", "code", "owner"),
    [
        (failures.PLATFORM_UNAVAILABLE, "platform_unavailable", Owner.PLATFORM),
        (failures.PLATFORM_REFUSED, "platform_refused", Owner.OPERATOR),
        (failures.HOLD_CLOSED, "internal_error", Owner.OPERATOR),
    ],
)
def test_whose_trouble_a_failure_is(type_of_failure: str, code: str, owner: Owner) -> None:
    """What our own ledger refuses is not called Meta's refusal."""
    trouble = wording.trouble(ApplicationError("no", type=type_of_failure))
    assert (trouble.code, trouble.owner) == (code, owner)
    assert ("Meta" in trouble.message) is (code != "internal_error")


def test_what_only_waits_its_turn_is_not_called_metas_silence() -> None:
    silent = TimeoutError("over", type=TimeoutType.START_TO_CLOSE, last_heartbeat_details=[])
    in_line = TimeoutError("over", type=TimeoutType.SCHEDULE_TO_START, last_heartbeat_details=[])
    assert "does not answer" in wording.trouble(silent).message
    for waits in (in_line, *(ApplicationError("", type=each) for each in (failures.RATE_LIMITED, failures.TURN_TAKEN))):
        assert wording.trouble(waits).message.startswith("This waits its turn")


def test_a_term_that_is_moved_without_a_reason_is_told_without_one() -> None:
    _, now = make.in_stage(Stage.ACTIVE)
    assert wording.term_moved(now, "going well").endswith(" UTC: going well")
    assert wording.term_moved(now, "").endswith(" UTC")
