"""The creator says that they removed the access by hand, while we are locked out: a word, and what becomes of it."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from contracts.collaboration import CollaborationState, EndingKind
from contracts.vocabulary import LapseCause, Outcome, Owner, Stage
from starter.show import console, status_view
from tests.workflows import pure_states as make
from tests.workflows.pure_play import Play
from workflows import lifecycle, telling, transitions, validators
from workflows.lifecycle import Step

NOW = make.STARTS_AT + timedelta(hours=1)


def said(state: CollaborationState) -> CollaborationState:
    return transitions.said_removed(state, "creator", NOW)


def test_the_creators_word_is_looked_into_once_more_and_then_passed_on_once() -> None:
    """Never taken as proof: nothing but a read-back or an attestation ends it."""
    stuck, now = make.in_stage(Stage.REVOKE_BLOCKED)
    play = Play(said(stuck), NOW)
    assert play.state.ending == stuck.ending
    assert lifecycle.stage_of(play.state, now) is Stage.REVOKE_BLOCKED
    for step, answer in (
        (Step.ALERT, None),
        (Step.SUBSCRIBE, None),
        (Step.LOOK, make.DEAD),
        (Step.RELEASE, LapseCause.APP_REMOVED),
        (Step.LOOK, make.DEAD),
        (Step.PASS_ON, None),
    ):
        assert play.step() is step
        play.take(answer)
    assert play.step() is Step.WAIT
    assert said(play.state) == play.state, "said twice, it changes nothing"
    assert [notice.to for notice in play.told if notice.kind == "removed_by_hand"] == [Owner.OPERATOR]
    assert play.state.outcome is None
    attested = transitions.attested(play.state, "Olga", "the creator's screenshot", NOW)
    assert (attested.access.said_removed_at, attested.outcome) == (NOW, Outcome.REVOKED)


def test_the_creators_word_before_the_end_ends_it_too() -> None:
    away, now = make.in_stage(Stage.UNMANAGED)
    state = said(away)
    assert state.ending is not None
    assert (state.ending.kind, state.ending.actor) == (EndingKind.REQUESTED, "creator")
    assert lifecycle.stage_of(state, now) is Stage.ENDING
    late = transitions.said_removed(away, "creator", make.ENDS_AT)
    assert late.ending is not None
    assert late.ending.kind is EndingKind.TERM_OVER, "the clock was first"


@pytest.mark.parametrize("stage", Stage)
def test_the_creators_word_counts_only_where_we_may_be_locked_out(stage: Stage) -> None:
    state, now = make.in_stage(stage)
    if stage in (Stage.UNMANAGED, Stage.ENDING, Stage.REVOKE_BLOCKED):
        validators.removed_by_hand(state, now)
        validators.removed_by_hand(said(state), now)
        return
    reason = "ended already" if stage is Stage.ENDED else "nothing to say"
    with pytest.raises(ApplicationError, match=reason):
        validators.removed_by_hand(state, now)


def test_an_operator_sees_the_word_beside_the_last_look(capsys: pytest.CaptureFixture[str]) -> None:
    stuck, _ = make.in_stage(Stage.REVOKE_BLOCKED)
    console().print(status_view(telling.status(said(stuck))))
    shown = capsys.readouterr().out
    (line,) = [each for each in shown.splitlines() if "creator says removed" in each]
    assert f"{NOW:%Y-%m-%d %H:%M}" in line
