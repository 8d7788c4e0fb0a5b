"""A collaboration played without a server: its loop, with chosen answers and messages instead of activities.

It takes the same steps as workflows/collaboration.py, so that thousands of lives fit into a second. Messages may arrive
while a step is under way: that is where state machines break.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.access import Released
from contracts.authorization import FoundLogin
from contracts.collaboration import CollaborationState
from contracts.eligibility import EligibilityReport, Finding
from contracts.notices import Notice
from contracts.vocabulary import LapseCause, Outcome
from tests.workflows import pure_states as make
from workflows import lifecycle, telling, transitions, wording
from workflows.lifecycle import Step

Message = Callable[[CollaborationState, datetime], CollaborationState]


@dataclass(frozen=True)
class Refused:
    """The step met something that somebody can mend."""

    finding: Finding


@dataclass(frozen=True)
class Unanswered:
    """The platform gave no usable answer and, perhaps, asked to wait."""

    wait: timedelta | None = None


Answer = FoundLogin | EligibilityReport | LapseCause | Refused | Unanswered | Released | str | None


@dataclass
class Play:
    """One life: where it stands, what time it is, what was done."""

    state: CollaborationState = field(default_factory=lambda: lifecycle.agreed(make.TERMS, make.AGREED_AT))
    now: datetime = make.AGREED_AT
    taken: list[Step] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    """Every outcome that was ever set, in order."""

    def step(self) -> Step:
        return lifecycle.next_step(self.state, self.now)

    def sleep(self) -> None:
        """Until the next timer. A wait without one would be for ever."""
        wake = lifecycle.next_wake(self.state, self.now)
        assert wake is not None, "waits for ever"
        assert wake > self.now
        self.now = wake

    def take(self, answer: Answer, *, takes: timedelta = timedelta(seconds=1), message: Message | None = None) -> None:
        """Take the due step; ``message`` arrives while it is under way."""
        step = self.step()
        self.taken.append(step)
        self.state = lifecycle.at(self.state, self.now)
        self._tell(step)
        asked = self._ask(step)
        self.now += takes
        if message is not None:
            self.state = message(self.state, self.now)
            self._note_outcome()
        self._answer(step, answer, asked)
        self._note_outcome()

    def finish(self) -> Outcome:
        self.state = lifecycle.at(self.state, self.now)
        if self.state.outcome is None:
            self._update(outcome=lifecycle.outcome_without_access(self.state))
        self._tell(Step.WAIT)
        assert self.state.outcome is not None
        self._note_outcome()
        return self.state.outcome

    def _note_outcome(self) -> None:
        if self.state.outcome is not None:
            self.outcomes.append(self.state.outcome)

    def _tell(self, step: Step) -> None:
        stage = lifecycle.stage_of(self.state, self.now)
        if step in telling.WORTH_TELLING and stage is not self.state.stage:
            before, self.state = self.state.stage, telling.entered(self.state, stage, self.now)
            self.told += wording.notices(self.state, before)

    def _ask(self, step: Step) -> CollaborationState:
        match step:
            case Step.LOOK:
                self._update(look_due=False)
            case Step.CHECK:
                self._update(check_due=False)
            case Step.ANNOUNCE | Step.ACQUIRE:
                self._update(holding=True)
            case Step.VERIFY:
                self._update(verify_due=False)
        if step in (Step.ANNOUNCE, Step.ACQUIRE, Step.VERIFY, Step.RELEASE):
            assert self.state.access.page_id is not None, "it is forgotten which Page is held"
        return self.state

    def _answer(self, step: Step, answer: Answer, asked: CollaborationState) -> None:
        state, now = self.state, self.now
        match step, answer:
            case Step.SUBSCRIBE, _:
                self._update(subscribed_until=asked.ends_at)
            case Step.LOOK, FoundLogin():
                self.state = transitions.looked(state, answer, now).model_copy(update={"look_due": state.look_due})
            case Step.ANNOUNCE, _:
                pass
            case Step.REMIND, _:
                self._update(reminders=state.reminders + 1)
            case Step.ALERT, _:
                self.told.append(wording.overdue(asked, now))
                self.state = transitions.alerted(state, now)
            case Step.PASS_ON, _:
                self.told.append(wording.removed_by_hand(asked))
                self._update(word_passed_on=True)
            case _, LapseCause():
                self._due_again(step)
                self.state = transitions.lapsed(self.state, answer, now)
            case _, Refused():
                self._due_again(step)
                self.state = transitions.stuck(self.state, answer.finding, now)
            case _, Unanswered():
                self._due_again(step)
                self.state = transitions.failed(self.state, now, answer.wait)
            case Step.CHECK, EligibilityReport():
                after = transitions.checked(state, answer, now)
                self.state = after.model_copy(update={"check_due": state.check_due or after.check_due})
            case Step.ACQUIRE, _:
                self.state = transitions.acquired(state, make.acquired(now))
            case Step.VERIFY, _:
                seen = make.verified(now, present=answer != "gone", linked=answer != "unlinked")
                after = transitions.verified(state, seen, now)
                self.state = after.model_copy(update={"verify_due": state.verify_due})
            case Step.RELEASE, _:
                result = answer if isinstance(answer, Released) else make.revoked(now)
                self.state = transitions.released(state, result)
            case _:
                raise AssertionError(f"no answer {answer!r} to {step}")

    def _due_again(self, step: Step) -> None:
        if step is Step.VERIFY:
            self._update(verify_due=True)

    def _update(self, **update: object) -> None:
        self.state = self.state.model_copy(update=update)
