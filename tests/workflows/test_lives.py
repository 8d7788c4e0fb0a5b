"""What holds in every life of a collaboration, whatever happens in it, in which order and at which moment."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.collaboration import CollaborationState, EndingKind
from contracts.status import HISTORY_LIMIT
from contracts.vocabulary import AuthorizationState, LeaseState, Outcome, Stage
from tests.workflows import pure_states as make
from tests.workflows.pure_lives import live, lived
from tests.workflows.pure_play import Answer, Play
from workflows import lifecycle, telling, wording
from workflows.lifecycle import Step

AFTER_THE_END = {Step.RELEASE, Step.WAIT, Step.LOOK, Step.FINISH, Step.SUBSCRIBE, Step.ALERT}

many = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@many
@given(st.data())
def test_never_shares_early_or_late(data: st.DataObject) -> None:
    for play, step in live(data):
        if step is Step.ACQUIRE:
            assert make.STARTS_AT <= play.now < play.state.ends_at
            assert lifecycle.authorized(play.state)
        if play.now >= play.state.ends_at:
            assert step in AFTER_THE_END


@many
@given(st.data())
def test_never_finishes_while_something_may_be_held(data: st.DataObject) -> None:
    for play, step in live(data):
        if step is Step.FINISH:
            assert not play.state.holding


@many
@given(st.data())
def test_which_page_is_held_is_neither_forgotten_nor_exchanged(data: st.DataObject) -> None:
    """The ledger has a hold on that very Page: under another name it would never be taken back."""
    held: list[str | None] = []
    for play, _ in live(data):
        if play.state.holding:
            held.append(play.state.access.page_id)
            assert held[-1] is not None
            assert len(set(held)) == 1


@many
@given(st.data())
def test_every_wait_has_a_timer_and_every_release_is_near(data: st.DataObject) -> None:
    """Once it is to end, nothing may keep the release waiting for longer than Meta itself asks for."""
    for play, step in live(data):
        if step is not Step.WAIT:
            continue
        wake = lifecycle.next_wake(play.state, play.now)
        assert wake is not None
        assert wake > play.now
        assert telling.timer(play.state, wake)
        if play.state.ending is not None:
            assert wake - play.now <= timedelta(hours=1)


@many
@given(st.data())
def test_what_failed_is_tried_again_when_its_time_has_come(data: st.DataObject) -> None:
    """Else it says for weeks that it is held up, by something that is long over."""
    for play, _ in live(data):
        state = play.state
        if state.try_at is None or not lifecycle.authorized(state) or state.blocked is None:
            continue
        assert lifecycle.next_step(state, max(state.try_at, play.now)) is not Step.WAIT


@many
@given(st.data())
def test_the_outcome_is_set_once_and_the_first_ending_counts(data: st.DataObject) -> None:
    play, first = Play(), None
    for play, _ in live(data):
        ending = play.state.ending
        first = first or ending
        if ending is not None and first is not None:
            assert ending.kind in (first.kind, EndingKind.ATTESTED)
    assert len(set(play.outcomes)) <= 1


@many
@given(st.data())
def test_the_stages_say_what_is_so(data: st.DataObject) -> None:
    """I11: what we say agrees with what was read back."""
    for play, step in live(data):
        state, stage = play.state, lifecycle.stage_of(play.state, play.now)
        valid = state.authorization.state is AuthorizationState.VALID
        assert (stage is Stage.ENDED) == (state.outcome is not None)
        if stage in (Stage.ACTIVE, Stage.IMPAIRED):
            assert valid
        if stage in (Stage.ACTIVE, Stage.IMPAIRED, Stage.UNMANAGED):
            assert state.lease is not None
            assert state.access.granted_at is not None
        if stage is Stage.ACTIVE and step is Step.WAIT:
            assert state.lease is not LeaseState.MISSING
        if stage in (Stage.IMPAIRED, Stage.BLOCKED, Stage.REVOKE_BLOCKED):
            assert state.blocked is not None
        if stage is Stage.REVOKE_BLOCKED:
            assert state.holding
        assert len(state.history) <= HISTORY_LIMIT


@many
@given(st.data())
def test_an_outcome_is_what_was_proven(data: st.DataObject) -> None:
    """Revoked takes a read-back that shows the share absent, or an operator's word. Nothing holds up what has ended."""
    state = lived(data).state
    if state.outcome is Outcome.REVOKED:
        attested = state.ending is not None and state.ending.kind is EndingKind.ATTESTED
        assert attested or state.access.revocation_verified_at is not None
        assert state.access.revoked_at is not None
    if state.outcome is not None:
        assert state.blocked is None


@many
@given(st.data())
def test_every_moment_has_words_for_it(data: st.DataObject) -> None:
    for play, _ in live(data):
        state = play.state
        if state.stage is None:
            continue
        assert len(wording.details(state, lifecycle.next_wake(state, play.now))) < 2000
        assert all(entry.cause for entry in state.history)
        assert all(0 < len(notice.text) <= 500 for notice in play.told)


@many
@given(st.data())
def test_a_life_can_be_continued_as_new_at_any_moment(data: st.DataObject) -> None:
    for play, step in live(data):
        again = CollaborationState.model_validate_json(play.state.model_dump_json())
        assert again == play.state
        assert lifecycle.next_step(again, play.now) is step
        assert lifecycle.next_wake(again, play.now) == lifecycle.next_wake(play.state, play.now)


@many
@given(st.data())
def test_after_the_last_fault_it_comes_to_an_end(data: st.DataObject) -> None:
    """I5, I12: whatever happened, with a working login and an answering platform it ends, and in few steps."""
    play = lived(data)
    if play.state.outcome is not None:
        return
    for _ in range(60):
        step = play.step()
        if step is Step.FINISH:
            break
        if step is Step.WAIT:
            play.sleep()
            continue
        answers: dict[Step, Answer] = {Step.LOOK: make.working(make.ENDS_AT), Step.CHECK: make.report()}
        play.take(answers.get(step))
    assert play.finish()
    assert not play.state.holding
