"""The decisions of a collaboration: every stage against every message and the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from contracts.collaboration import CollaborationState, EndingKind
from contracts.vocabulary import FindingCode, LapseCause, Outcome, Stage
from tests.workflows import pure_states as make
from tests.workflows.pure_play import Answer, Play, Refused, Unanswered
from workflows import lifecycle, transitions
from workflows.lifecycle import Step

Event = Callable[[CollaborationState, datetime], CollaborationState]


def same_look(state: CollaborationState, now: datetime) -> CollaborationState:
    """The look that a nudge asks for, when it finds nothing new."""
    if state.outcome is not None:
        return state
    assert lifecycle.next_step(state, now) is Step.LOOK, "a nudge is answered with a look first"
    if lifecycle.authorized(state):
        return transitions.looked(state, make.working(), now)
    return transitions.looked(state, make.DEAD if state.authorized_once else make.NOBODY, now)


def found(login: str) -> Event:
    logins = {"new": make.working(make.STARTS_AT + timedelta(days=1)), "dead": make.DEAD}
    return lambda state, now: transitions.looked(transitions.nudged(state), logins[login], now)


def ended_by(kind: EndingKind) -> Event:
    return lambda state, now: transitions.ended(state, kind, "as asked", "somebody", now)


def subscribed(state: CollaborationState) -> CollaborationState:
    """The creator's Authorization was told again."""
    return state.model_copy(update={"subscribed_until": state.ends_at})


EVENTS: dict[str, Event] = {
    "nudge": lambda state, now: same_look(transitions.nudged(state), now),
    "access_drifted": lambda state, now: same_look(transitions.nudged(state, verify=True), now),
    "recheck": lambda state, now: same_look(subscribed(transitions.nudged(state, check=True, verify=True)), now),
    "new consent": found("new"),
    "lapse": found("dead"),
    "end_now": ended_by(EndingKind.REQUESTED),
    "decline": ended_by(EndingKind.DECLINED),
    "cancel": ended_by(EndingKind.CANCELLED),
}

NEXT = """
stage                  nudge    access_drifted  recheck  new consent  lapse    end_now  decline  cancel
awaiting_authorization WAIT     WAIT            WAIT     CHECK        WAIT     FINISH   FINISH   FINISH
checking               CHECK    CHECK           CHECK    CHECK        WAIT     FINISH   FINISH   FINISH
blocked                WAIT     CHECK           CHECK    CHECK        WAIT     FINISH   FINISH   FINISH
scheduled              WAIT     WAIT            CHECK    CHECK        WAIT     FINISH   FINISH   FINISH
granting               ACQUIRE  ACQUIRE         CHECK    CHECK        WAIT     FINISH   FINISH   FINISH
active                 WAIT     VERIFY          VERIFY   VERIFY       WAIT     RELEASE  RELEASE  RELEASE
unmanaged              WAIT     WAIT            WAIT     VERIFY       WAIT     RELEASE  RELEASE  RELEASE
impaired               WAIT     VERIFY          VERIFY   VERIFY       WAIT     RELEASE  RELEASE  RELEASE
ending                 RELEASE  RELEASE         RELEASE  RELEASE      RELEASE  RELEASE  RELEASE  RELEASE
revoke_blocked         WAIT     RELEASE         RELEASE  RELEASE      WAIT     WAIT     WAIT     WAIT
ended                  FINISH   FINISH          FINISH   FINISH       FINISH   FINISH   FINISH   FINISH
"""
"""What is done next in each stage after each event. A message that comes too late changes nothing."""

ROWS = [
    [cell.strip() for cell in line.replace("new consent", "new_consent").split()] for line in NEXT.split("\n")[2:-1]
]
CELLS = [(Stage(row[0]), event, Step[cell]) for row in ROWS for event, cell in zip(EVENTS, row[1:], strict=True)]


def test_the_table_knows_every_stage() -> None:
    assert [Stage(row[0]) for row in ROWS] == list(Stage)


@pytest.mark.parametrize(("stage", "event", "expected"), CELLS, ids=[f"{s}-{e}" for s, e, _ in CELLS])
def test_what_is_done_next(stage: Stage, event: str, expected: Step) -> None:
    state, now = make.in_stage(stage)
    assert lifecycle.next_step(EVENTS[event](state, now), now) is expected


@pytest.mark.parametrize("stage", Stage)
def test_the_end_of_the_term_runs_in_every_stage(stage: Stage) -> None:
    """Release where a hold may exist, else the end. Only an ended one and one that is being released stay as is."""
    state, _ = make.in_stage(stage)
    step = lifecycle.next_step(state, make.ENDS_AT)
    if stage is Stage.UNMANAGED:
        assert step is Step.LOOK, "the last look is long ago"
        state = transitions.looked(state, make.DEAD, make.ENDS_AT)
        step = lifecycle.next_step(state, make.ENDS_AT)
    if stage is Stage.REVOKE_BLOCKED:
        assert step is Step.ALERT, "blocked for long"
        step = lifecycle.next_step(transitions.alerted(state, make.ENDS_AT), make.ENDS_AT)
    assert step is (Step.RELEASE if state.holding else Step.FINISH)


@pytest.mark.parametrize("stage", Stage)
def test_the_end_can_be_moved_in_both_directions(stage: Stage) -> None:
    state, now = make.in_stage(stage)
    if state.ending is not None:
        return
    later = state.model_copy(update={"ends_at": make.ENDS_AT + timedelta(days=30)})
    assert lifecycle.next_step(later, now) is Step.SUBSCRIBE, "the creator's logins have to last longer now"
    later = later.model_copy(update={"subscribed_until": later.ends_at})
    still = lifecycle.at(later, make.ENDS_AT).ending
    assert still is None or still.kind is EndingKind.UNANSWERED, "the time to answer does not move with the end"
    earlier = state.model_copy(update={"ends_at": now + make.SOON})
    ending = lifecycle.at(earlier, now + make.SOON).ending
    assert ending is not None
    assert ending.at == now + make.SOON


@pytest.mark.parametrize("stage", Stage)
def test_a_life_continued_as_new_decides_the_same(stage: Stage) -> None:
    state, now = make.in_stage(stage)
    again = CollaborationState.model_validate_json(state.model_dump_json())
    assert again == state
    for at in (now, make.STARTS_AT, make.ENDS_AT - make.SOON, make.ENDS_AT):
        assert lifecycle.next_step(again, at) is lifecycle.next_step(state, at)
        assert lifecycle.next_wake(again, at) == lifecycle.next_wake(state, at)


def test_a_creator_who_never_answers() -> None:
    """Reminded at 1, 3, 7, 14 and 28 days, then left alone; over when the time to answer is."""
    play, reminded = Play(), []
    while (step := play.step()) is not Step.FINISH:
        if step is Step.REMIND:
            reminded.append((play.now - make.AGREED_AT).days)
        if step is Step.WAIT:
            play.sleep()
        else:
            play.take(make.NOBODY, takes=timedelta(0))
    assert reminded == [1, 3, 7, 14, 28]
    assert play.now == make.AUTHORIZE_BY
    assert play.finish() is Outcome.UNANSWERED


def test_no_reminder_after_the_time_to_answer() -> None:
    hurried = make.awaiting().model_copy(update={"reminders": 4})
    hurried = hurried.model_copy(update={"ends_at": make.AGREED_AT + timedelta(days=20)})
    assert lifecycle.next_reminder(hurried) is None


def test_a_look_comes_before_giving_up_on_an_answer() -> None:
    """A nudge that arrives at the last moment must not be overrun by the clock."""
    nudged = transitions.nudged(make.awaiting())
    assert lifecycle.next_step(nudged, make.AUTHORIZE_BY) is Step.LOOK
    answered = transitions.looked(nudged, make.working(), make.AUTHORIZE_BY)
    assert lifecycle.next_step(answered, make.AUTHORIZE_BY) is Step.CHECK


def test_an_early_check_is_repeated_once_before_the_start() -> None:
    state = make.scheduled()
    before = make.STARTS_AT - lifecycle.PRECHECK
    assert lifecycle.next_wake(state, make.AGREED_AT) == before
    assert lifecycle.next_step(state, before) is Step.CHECK
    state = transitions.checked(state, make.report(), before)
    assert lifecycle.next_step(state, before) is Step.ANNOUNCE
    state = state.model_copy(update={"holding": True})
    assert lifecycle.next_step(state, before) is Step.WAIT
    assert lifecycle.next_wake(state, before) == make.STARTS_AT
    assert lifecycle.next_step(state, make.STARTS_AT) is Step.ACQUIRE


def test_a_lapsed_authorization_is_looked_at_again_without_a_nudge() -> None:
    """A lost nudge must not hold anything up."""
    state, now = make.in_stage(Stage.UNMANAGED)
    wake = lifecycle.next_wake(state, now)
    assert wake == make.STARTS_AT + lifecycle.SLOW_RECHECK
    assert lifecycle.next_step(state, wake) is Step.LOOK


HINDRANCES: dict[str, Answer] = {
    "no answer": Unanswered(),
    "throttled": Unanswered(timedelta(minutes=20)),
    "refused": Refused(make.finding(FindingCode.TWO_FACTOR_REQUIRED)),
    "lapse that our store does not see": LapseCause.UNKNOWN,
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.GRANTING, Stage.IMPAIRED, Stage.ENDING])
def test_a_step_that_keeps_failing_does_not_spin(stage: Stage, hindrance: str) -> None:
    """A spinning step burns the app's rate limit at Meta for everybody, and fills the history."""
    state, now = make.in_stage(stage)
    play = Play(state.model_copy(update={"try_at": None}), now)
    while play.now < now + timedelta(hours=1) and len(play.taken) < 100:
        step = play.step()
        if step is Step.WAIT:
            play.sleep()
        else:
            play.take(make.working() if step is Step.LOOK else HINDRANCES[hindrance])
    assert Step.FINISH not in play.taken
    assert len([step for step in play.taken if step is not Step.LOOK]) <= 12


ENDINGS = [
    (EndingKind.UNANSWERED, Outcome.UNANSWERED),
    (EndingKind.DECLINED, Outcome.DECLINED),
    (EndingKind.INELIGIBLE, Outcome.INELIGIBLE),
    (EndingKind.REQUESTED, Outcome.CANCELLED),
    (EndingKind.CANCELLED, Outcome.CANCELLED),
    (EndingKind.TERM_OVER, Outcome.NEVER_GRANTED),
]


@pytest.mark.parametrize(("kind", "outcome"), ENDINGS)
def test_how_a_collaboration_ends_that_never_had_access(kind: EndingKind, outcome: Outcome) -> None:
    state = transitions.ended(make.scheduled(), kind, "so be it", "somebody", make.AGREED_AT)
    assert lifecycle.outcome_without_access(state) is outcome


def test_a_term_that_passes_before_anybody_authorized_is_unanswered() -> None:
    assert lifecycle.outcome_without_access(lifecycle.at(make.awaiting(), make.ENDS_AT)) is Outcome.UNANSWERED


def test_an_extended_term_gives_a_creator_who_has_not_answered_as_much_time() -> None:
    state = lifecycle.agreed(make.TERMS, make.AGREED_AT)
    terms, now = state.terms, state.started_at
    state = state.model_copy(update={"look_due": False, "ends_at": terms.ends_at + timedelta(days=9)})
    later = terms.ends_at + timedelta(days=1)
    open_ended = state.model_copy(update={"terms": terms.model_copy(update={"authorize_by": terms.ends_at})})
    assert lifecycle.at(open_ended, later).ending is None
    fixed = state.model_copy(update={"terms": terms.model_copy(update={"authorize_by": now + timedelta(hours=1)})})
    ending = lifecycle.at(fixed, later).ending
    assert ending is not None
    assert ending.kind is EndingKind.UNANSWERED


def test_asked_to_look_again_it_subscribes_again() -> None:
    """The creator's Authorization may have been terminated by mistake, and then nobody would nudge us any more."""
    state, now = make.in_stage(Stage.ACTIVE)
    assert lifecycle.next_step(transitions.nudged(state, check=True, verify=True), now) is Step.SUBSCRIBE
    assert lifecycle.next_step(transitions.nudged(state, verify=True), now) is Step.LOOK
