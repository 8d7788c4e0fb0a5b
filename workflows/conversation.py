"""What a collaboration can be told and asked. The handlers record; the workflow's loop acts."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.lifecycle as lifecycle
    import workflows.telling as telling
    import workflows.transitions as transitions
    import workflows.validators as validators
    import workflows.wording as wording
    from contracts.collaboration import (
        AttestRevoked,
        ChangeTerm,
        CollaborationState,
        Decline,
        Detail,
        EndingKind,
        EndNow,
        RemovedByHand,
        StartCollaboration,
    )
    from contracts.eligibility import EligibilityReport
    from contracts.status import Status


class Conversation:
    """The state of one collaboration, and the messages that change it. Messages may come before ``run`` starts."""

    def __init__(self, start: StartCollaboration) -> None:
        self._state: CollaborationState = start.state or lifecycle.agreed(start.terms, workflow.now())

    def _update(self, **update: object) -> None:
        self._state = self._state.model_copy(update=update)

    def _end(self, kind: EndingKind, reason: str, actor: str) -> None:
        self._state = transitions.ended(self._state, kind, reason, actor, workflow.now())

    def _cancelled(self) -> None:
        self._end(EndingKind.CANCELLED, "cancelled in Temporal", "operator")

    @workflow.query(name="status")
    def status(self) -> Status:
        return telling.status(self._state)

    @workflow.query(name="detail")
    def detail(self) -> Detail:
        """Terms, status and findings, as of one moment."""
        report = self._state.report or EligibilityReport(eligible=None)
        return Detail(terms=self._state.terms, status=telling.status(self._state), report=report)

    @workflow.update(name="change_term")
    def change_term(self, message: ChangeTerm) -> Status:
        self._update(ends_at=message.ends_at)
        moved = wording.term_moved(message.ends_at, message.reason)
        self._state = telling.noted(self._state, workflow.now(), moved)
        return telling.status(self._state)

    @change_term.validator
    def _change_term_makes_sense(self, message: ChangeTerm) -> None:
        validators.change_term(self._state, message, workflow.now())

    @workflow.update(name="end_now")
    def end_now(self, message: EndNow) -> Status:
        self._end(EndingKind.REQUESTED, message.reason, message.actor)
        now = workflow.now()
        self._state = telling.entered(self._state, lifecycle.stage_of(self._state, now), now)
        return telling.status(self._state)

    @end_now.validator
    def _end_now_makes_sense(self, message: EndNow) -> None:
        validators.still_running(self._state, workflow.now())

    @workflow.update(name="removed_by_hand")
    def removed_by_hand(self, message: RemovedByHand) -> Status:
        now, before = workflow.now(), self._state
        self._state = transitions.said_removed(before, message.actor, now)
        if before.ending is None and self._state is not before:
            self._state = telling.entered(self._state, lifecycle.stage_of(self._state, now), now)
        elif self._state is not before:
            self._state = telling.noted(self._state, now, wording.SAID_REMOVED)
        return telling.status(self._state)

    @removed_by_hand.validator
    def _removed_by_hand_makes_sense(self, message: RemovedByHand) -> None:
        validators.removed_by_hand(self._state, workflow.now())

    @workflow.update(name="attest_revoked")
    def attest_revoked(self, message: AttestRevoked) -> Status:
        self._state = transitions.attested(self._state, message.actor, message.evidence, workflow.now())
        return telling.status(self._state)

    @attest_revoked.validator
    def _attest_revoked_makes_sense(self, message: AttestRevoked) -> None:
        validators.attest_revoked(self._state, message)

    @workflow.signal(name="reauthorized")
    def reauthorized(self) -> None:
        self._state = transitions.nudged(self._state)

    @workflow.signal(name="authorization_lapsed")
    def authorization_lapsed(self) -> None:
        self._state = transitions.nudged(self._state)

    @workflow.signal(name="access_drifted")
    def access_drifted(self) -> None:
        self._state = transitions.nudged(self._state, verify=True)

    @workflow.signal(name="recheck")
    def recheck(self) -> None:
        self._state = transitions.nudged(self._state, check=True, verify=True)

    @workflow.signal(name="decline")
    def decline(self, message: Decline | None = None) -> None:
        reason = (message.reason if message else "") or "no reason given"
        self._end(EndingKind.DECLINED, f"the creator declined: {reason}", "creator")
