"""The long-running workflow of one collaboration. It interprets; lifecycle.py decides; transitions.py records."""

from contextlib import suppress
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ActivityHandle

with workflow.unsafe.imports_passed_through():
    import workflows.lifecycle as lifecycle
    import workflows.options as options
    import workflows.telling as telling
    import workflows.transitions as transitions
    import workflows.wording as wording
    from activities.access import AccessActivities
    from activities.attesting import AttestingActivities
    from activities.authorization import AuthorizationActivities
    from activities.eligibility import EligibilityActivities
    from activities.notices import NoticeActivities
    from contracts.access import Hold
    from contracts.authorization import FindLogin, Subscription, Unsubscribe
    from contracts.collaboration import CollaborationResult, StartCollaboration
    from contracts.eligibility import CheckEligibility
    from contracts.failures import cause_of, finding_in, lapse_in
    from contracts.ids import authorization_workflow_id
    from contracts.notices import Notice, Notices
    from contracts.vocabulary import LeaseState
    from workflows.conversation import Conversation
    from workflows.lifecycle import Step
    from workflows.shielding import shielded_from_cancellation

T = TypeVar("T")


@workflow.defn(name="Collaboration")
class Collaboration(Conversation):
    """One agreement between a creator and a brand: authorized, checked, granted, held, taken back, proven."""

    @workflow.init
    def __init__(self, start: StartCollaboration) -> None:
        super().__init__(start)
        self._shown: telling.Shown | None = None

    @workflow.run
    async def run(self, start: StartCollaboration) -> CollaborationResult:
        """Live until the outcome is known. Cancelling ends the collaboration properly: release, then proof."""
        return await shielded_from_cancellation(self._live(), self._cancelled)

    async def _live(self) -> CollaborationResult:
        while (step := lifecycle.next_step(self._state, workflow.now())) is not Step.FINISH:
            self._state = lifecycle.at(self._state, workflow.now())
            if step in telling.WORTH_TELLING:
                await self._tell()
            if step is Step.WAIT:
                await self._wait()
            else:
                await self._take(step)
        return await self._finish()

    async def _take(self, step: Step) -> None:
        """Take one step. Whatever hinders it is recorded, and the step stays due: written once, for every step."""
        try:
            match step:
                case Step.SUBSCRIBE:
                    await self._subscribe()
                case Step.LOOK:
                    await self._look()
                case Step.REMIND:
                    await self._remind()
                case Step.CHECK:
                    await self._check()
                case Step.ANNOUNCE:
                    await self._announce()
                case Step.ACQUIRE:
                    await self._acquire()
                case Step.VERIFY:
                    await self._verify()
                case Step.RELEASE:
                    await self._release()
                case Step.ALERT:
                    await self._alert()
                case Step.PASS_ON:
                    await self._pass_on()
        except ActivityError as error:
            if not is_cancelled_exception(error):
                await self._hindered(error)
        if step in telling.ASKS:
            self._update(tried_at=workflow.now())

    async def _subscribe(self) -> None:
        """Before the first look, so that no change of the creator's logins can be missed."""
        state, terms = self._state, self._state.terms
        subscription = Subscription(
            creator_id=terms.creator_id,
            collaboration_id=terms.collaboration_id,
            instagram_username=terms.instagram_username,
            ends_at=state.ends_at,
        )
        await workflow.execute_activity_method(
            AuthorizationActivities.subscribe, subscription, **options.STORE, summary="hear of every lapse and return"
        )
        self._update(subscribed_until=subscription.ends_at)

    async def _look(self) -> None:
        """Which login covers the account? Our own store knows; no platform call."""
        terms = self._state.terms
        self._update(look_due=False)  # a nudge that arrives during the look asks for another one
        page_id = self._state.access.page_id if self._state.holding else None
        ask = FindLogin(creator_id=terms.creator_id, instagram_username=terms.instagram_username, page_id=page_id)
        found = await workflow.execute_activity_method(
            AuthorizationActivities.find_login, ask, **options.STORE, summary=f"login for @{terms.instagram_username}"
        )
        again = self._state.look_due
        self._state = transitions.looked(self._state, found, workflow.now())
        self._update(look_due=again)

    async def _remind(self) -> None:
        await self._record((wording.reminder(self._state),))
        self._update(reminders=self._state.reminders + 1)

    async def _check(self) -> None:
        """Can this account be shared with this business at all?"""
        self._update(check_due=False)
        check = workflow.start_activity_method(
            EligibilityActivities.check_eligibility,
            CheckEligibility(terms=self._state.terms),
            **options.until_end(options.GRAPH_READ, self._state, workflow.now()),
            summary=f"can @{self._state.terms.instagram_username} be shared",
        )
        report = await self._unless_ended(check)
        again = self._state.check_due
        self._state = transitions.checked(self._state, report, workflow.now())
        self._update(check_due=again or self._state.check_due)

    async def _announce(self) -> None:
        """Who ends at the instant at which we start must not take away what we are about to need."""
        self._update(holding=True)
        await workflow.execute_activity_method(
            AccessActivities.announce, self._hold(), **options.STORE, summary="announce the start to other holders"
        )

    async def _acquire(self) -> None:
        """Give the brand access, and read it back."""
        self._update(holding=True)
        acquire = workflow.start_activity_method(
            AccessActivities.acquire,
            self._hold(),
            **options.until_end(options.GRAPH_WRITE, self._state, workflow.now()),
            summary=f"share Page {self._state.access.page_id} with {self._state.terms.brand_name}",
        )
        acquired = await self._unless_ended(acquire)
        self._state = transitions.acquired(self._state, acquired)

    async def _verify(self) -> None:
        """Is the share still there, and the Instagram account still on it?"""
        self._update(verify_due=False)
        try:
            verify = workflow.start_activity_method(
                AccessActivities.verify,
                self._hold(),
                **options.until_end(options.GRAPH_READ, self._state, workflow.now()),
                summary=f"read back the share of Page {self._state.access.page_id}",
            )
            verified = await self._unless_ended(verify)
        except ActivityError:
            self._update(verify_due=True)
            raise
        again = self._state.verify_due
        self._state = transitions.verified(self._state, verified, workflow.now())
        self._update(verify_due=again)

    async def _release(self) -> None:
        """Take access back unless somebody else needs it, and prove it. Retried for as long as it takes."""
        released = await workflow.execute_activity_method(
            AccessActivities.release,
            self._hold(),
            **options.until_released(self._state, workflow.now()),
            summary=f"take Page {self._state.access.page_id} back from {self._state.terms.brand_name}",
        )
        self._state = transitions.released(self._state, released)

    async def _alert(self) -> None:
        """Access has been overdue for too long: an operator must know, also when nobody looks."""
        await self._record((wording.overdue(self._state, workflow.now()),))
        self._state = transitions.alerted(self._state, workflow.now())

    async def _pass_on(self) -> None:
        """What the creator says and we cannot see: an operator can have it confirmed, and attest it."""
        await self._record((wording.removed_by_hand(self._state),))
        self._update(word_passed_on=True)

    async def _hindered(self, error: ActivityError) -> None:
        """A step did not come through: a lapse, a finding that somebody can mend, or no usable answer."""
        now = workflow.now()
        if lapse := lapse_in(error):
            self._state = transitions.lapsed(self._state, lapse.cause, now, lapse.brand_side)
            authorization = workflow.get_external_workflow_handle(
                authorization_workflow_id(self._state.terms.creator_id)
            )
            if not await telling.best_effort(authorization.signal("suspect", lapse)):
                self._update(subscribed_until=None)  # somebody terminated it: subscribing starts it anew
        elif finding := finding_in(error):
            self._state = transitions.stuck(self._state, finding, now)
        else:
            cause = cause_of(error)
            workflow.logger.warning("a step found no usable answer: %s", cause.type if cause else "timeout")
            wait = cause.next_retry_delay if cause else None
            self._state = transitions.failed(self._state, now, wait, wording.trouble(error))

    async def _wait(self) -> None:
        """Sleep until a message or the next deadline; waiting costs nothing."""
        wake = lifecycle.next_wake(self._state, workflow.now())
        if workflow.info().is_continue_as_new_suggested():
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(StartCollaboration(terms=self._state.terms, state=self._state))

        def changed() -> bool:
            now = workflow.now()
            return lifecycle.next_step(self._state, now) is not Step.WAIT or (
                lifecycle.next_wake(self._state, now) != wake
            )

        timeout = wake - workflow.now() if wake else None
        with suppress(TimeoutError):
            await workflow.wait_condition(changed, timeout=timeout, timeout_summary=telling.timer(self._state, wake))

    async def _finish(self) -> CollaborationResult:
        self._state = lifecycle.at(self._state, workflow.now())
        if self._state.outcome is None:
            self._update(outcome=lifecycle.outcome_without_access(self._state))
        await self._tell()
        await self._keep_attestation()
        authorization = workflow.get_external_workflow_handle(authorization_workflow_id(self._state.terms.creator_id))
        unsubscribe = Unsubscribe(collaboration_id=self._state.terms.collaboration_id)
        await telling.best_effort(authorization.signal("unsubscribe", unsubscribe))
        await workflow.wait_condition(workflow.all_handlers_finished)
        outcome, ending = self._state.outcome, self._state.ending
        assert outcome is not None
        return CollaborationResult(outcome=outcome, reason=ending.reason if ending else "")

    async def _keep_attestation(self) -> None:
        """An operator's word is kept beside the read-backs, and told apart from them."""
        if (message := transitions.attestation(self._state)) is not None:
            await workflow.execute_activity_method(
                AttestingActivities.keep_attestation, message, **options.STORE, summary="keep the attestation"
            )

    async def _tell(self) -> None:
        """Show stage, cause and next timer to the outside, and record who has to hear of it."""
        now = workflow.now()
        before, stage = self._state.stage, lifecycle.stage_of(self._state, now)
        if stage is not before:
            self._state = telling.entered(self._state, stage, now)
        shown = telling.shown(self._state)
        if shown != self._shown:
            known = [] if self._shown else telling.identity(self._state.terms)
            workflow.upsert_search_attributes([*known, *telling.search_attributes(shown)])
            self._shown = shown
        workflow.set_current_details(wording.details(self._state, lifecycle.next_wake(self._state, now)))
        if stage is not before:
            await self._record(wording.notices(self._state, before))

    async def _record(self, notices: tuple[Notice, ...]) -> None:
        if notices:
            self._update(notices=self._state.notices + 1)
            await workflow.execute_activity_method(
                NoticeActivities.record_notices,
                Notices(notices=notices),
                **options.STORE,
                summary=f"tell {', '.join(notice.to for notice in notices)}: {notices[0].kind}",
            )

    def _hold(self) -> Hold:
        state, terms = self._state, self._state.terms
        assert state.access.page_id is not None
        return Hold(
            collaboration_id=terms.collaboration_id,
            creator_id=terms.creator_id,
            page_id=state.access.page_id,
            business_id=terms.business_id,
            tasks=tuple(terms.tasks),
            starts_at=terms.starts_at,
            ends_at=state.ends_at,
            given=state.lease is LeaseState.PRESENT,
        )

    async def _unless_ended(self, step: ActivityHandle[T]) -> T:
        """What the step finds. An end that is asked meanwhile calls it off and does not wait for it.

        The hold is closed at once, also where Meta lets the release wait: the step begins no call any more.
        """
        await workflow.wait_condition(lambda: step.done() or self._state.ending is not None)
        if not step.done():
            step.cancel()
            if self._state.holding:
                await workflow.execute_activity_method(
                    AccessActivities.let_go, self._hold(), **options.STORE, summary="call off what is under way"
                )
        return await step
