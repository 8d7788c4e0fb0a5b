"""Random lives of a collaboration: any answer to any step, any message at any moment, also while a step is under way.

For Hypothesis: a failure prints the shortest life that shows it, one drawn word for each turn.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from contracts.access import Released
from contracts.collaboration import AttestRevoked, ChangeTerm, CollaborationState, EndingKind
from contracts.vocabulary import FindingCode, LapseCause, Outcome, Owner
from tests.workflows import pure_states as make
from tests.workflows.pure_play import Answer, Message, Play, Refused, Unanswered
from workflows import lifecycle, transitions, validators
from workflows.lifecycle import Step

TAKES = {
    "no time": timedelta(0),
    "1 s": timedelta(seconds=1),
    "40 s": timedelta(seconds=40),
    "3 days": timedelta(days=3),
}
HINDRANCES: dict[str, Answer] = {
    "lapse": LapseCause.PASSWORD_CHANGED,
    "silence": Unanswered(),
    "throttle": Unanswered(timedelta(hours=1)),
    "refusal": Refused(make.finding(FindingCode.TWO_FACTOR_REQUIRED)),
}
LOOKS: dict[str, Answer] = {
    "works": make.working(),
    "new consent": make.working(make.STARTS_AT),
    "nobody": make.NOBODY,
    "dead": make.DEAD,
}
CHECKS: dict[str, Answer] = {
    "eligible": make.report(),
    "other page": make.report(page=make.OTHER_PAGE),
    "page not selected": make.report(make.finding(FindingCode.PAGE_NOT_SELECTED), page=None),
    "unknown": make.report(make.finding(FindingCode.INSTAGRAM_NOT_LINKED, ok=None), page=None),
    "no business": make.report(make.finding(FindingCode.BUSINESS_NOT_FOUND, Owner.BRAND)),
    **HINDRANCES,
}
ACQUIRES: dict[str, Answer] = {"shared": None, **HINDRANCES}
VERIFIES: dict[str, Answer] = {"present": None, "gone": "gone", "unlinked": "unlinked", **HINDRANCES}
RELEASES: dict[str, Answer] = {
    "revoked": None,
    "kept": Released(outcome=Outcome.KEPT_FOR_OTHER),
    "foreign": Released(outcome=Outcome.LEFT_FOREIGN),
    "never": Released(outcome=Outcome.NEVER_GRANTED),
    **HINDRANCES,
}


def _ending(kind: EndingKind) -> Message:
    return lambda state, now: transitions.ended(state, kind, "as asked", "somebody", now)


def _moved_by(days: int) -> Message:
    def move(state: CollaborationState, now: datetime) -> CollaborationState:
        message = ChangeTerm(ends_at=now + timedelta(days=days))
        try:
            validators.change_term(state, message, now)
        except ApplicationError:
            return state
        return state.model_copy(update={"ends_at": message.ends_at})

    return move


def _attest(state: CollaborationState, now: datetime) -> CollaborationState:
    try:
        validators.attest_revoked(state, AttestRevoked(actor="Olga", evidence="seen in the settings"))
    except ApplicationError:
        return state
    return transitions.attested(state, "Olga", "seen in the settings", now)


def _said_removed(state: CollaborationState, now: datetime) -> CollaborationState:
    try:
        validators.removed_by_hand(state, now)
    except ApplicationError:
        return state
    return transitions.said_removed(state, "creator", now)


MESSAGES: dict[str, Message] = {
    "nudge": lambda state, now: transitions.nudged(state),
    "access_drifted": lambda state, now: transitions.nudged(state, verify=True),
    "recheck": lambda state, now: transitions.nudged(state, check=True, verify=True),
    "end_now": _ending(EndingKind.REQUESTED),
    "decline": _ending(EndingKind.DECLINED),
    "cancel": _ending(EndingKind.CANCELLED),
    "end tomorrow": _moved_by(1),
    "end in 90 days": _moved_by(90),
    "attest": _attest,
    "removed by hand": _said_removed,
}


ANSWERS = {
    Step.LOOK: ("works", LOOKS),
    Step.CHECK: ("eligible", CHECKS),
    Step.ACQUIRE: ("shared", ACQUIRES),
    Step.VERIFY: ("present", VERIFIES),
    Step.RELEASE: ("revoked", RELEASES),
}


def _mostly(usual: str, table: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([usual] * 3 + list(table))


DRAWS = {step: _mostly(usual, table) for step, (usual, table) in ANSWERS.items()}
DRAW_TAKES = st.sampled_from(list(TAKES))
DRAW_MESSAGE = st.sampled_from(["-"] * 40 + ["nudge", "access_drifted", "recheck"] * 3 + list(MESSAGES))


def live(data: st.DataObject, turns: int = 40) -> Iterator[tuple[Play, Step]]:
    """A life, shown before each of its turns. Ends with the collaboration, or after so many turns."""
    play = Play()
    for _ in range(turns):
        step = play.step()
        yield play, step
        if step is Step.FINISH:
            play.finish()
            return
        message = MESSAGES.get(data.draw(DRAW_MESSAGE, "message"))
        if step is not Step.WAIT:
            answer = ANSWERS[step][1][data.draw(DRAWS[step], step.name)] if step in ANSWERS else None
            play.take(answer, takes=TAKES[data.draw(DRAW_TAKES, "takes")], message=message)
        elif message is None:
            play.sleep()
        else:
            wake = lifecycle.next_wake(play.state, play.now)
            assert wake is not None
            play.now = min(play.now + TAKES[data.draw(DRAW_TAKES, "after")], wake)
            play.state = message(play.state, play.now)


def lived(data: st.DataObject) -> Play:
    """A life up to where it happens to be."""
    play = Play()
    for play, _ in live(data):  # noqa: B007
        pass
    return play
