"""The workflow that owns a creator's logins over time: completes consents, watches, warns, nudges collaborations.

Tokens stay in the vault; here are only references and what may be told.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    import workflows.options as options
    import workflows.watching as watching
    from activities.authorization import AuthorizationActivities
    from activities.notices import NoticeActivities
    from contracts.authorization import (
        AuthorizationMemory,
        CheckLogins,
        CompleteLogin,
        Creator,
        LoginAnswer,
        Logins,
        LoginView,
        LoginWork,
        RecordAnswer,
        StartAuthorization,
        Subscribers,
        Subscription,
        SuspectedLapse,
        Unsubscribe,
    )
    from contracts.ids import collaboration_workflow_id
    from contracts.notices import Notices
    from workflows.shielding import shielded_from_cancellation
    from workflows.telling import best_effort

_NO_ANSWER = "Facebook did not answer just now, so nothing was changed. Please connect again."


@workflow.defn(name="Authorization")
class Authorization:
    """One creator's logins. Lives while a collaboration depends on them; the next subscriber starts it again."""

    @workflow.init
    def __init__(self, start: StartAuthorization) -> None:
        self._memory = start.memory or AuthorizationMemory(creator_id=start.creator_id)
        self._recalled = start.memory is not None
        self._suspected = False
        self._platform = asyncio.Lock()  # a consent and a check in between each other would report stale logins

    @workflow.run
    async def run(self, start: StartAuthorization) -> None:
        """Live while somebody depends on it. Cancelling changes nothing: the collaborations would lose their watch."""
        await shielded_from_cancellation(self._live(start), lambda: None)

    async def _live(self, start: StartAuthorization) -> None:
        while True:
            await self._until_something_is_due()
            if self._due():
                await self._check()
            elif not self._memory.subscribers:
                return
            elif workflow.info().is_continue_as_new_suggested() and workflow.all_handlers_finished():
                workflow.continue_as_new(StartAuthorization(creator_id=start.creator_id, memory=self._memory))

    async def _until_something_is_due(self) -> None:
        def awake() -> bool:
            quiet = workflow.all_handlers_finished()
            leave = not self._memory.subscribers or workflow.info().is_continue_as_new_suggested()
            return self._due() or (quiet and leave)

        timeout: timedelta | None = None
        if self._memory.next_check_at is not None and self._memory.subscribers:
            timeout = max(self._memory.next_check_at - workflow.now(), timedelta(milliseconds=1))
        known = self._memory.next_check_at
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: awake() or self._memory.next_check_at != known,
                timeout=timeout,
                timeout_summary="check the creator's logins",
            )

    def _due(self) -> bool:
        due_at = self._memory.next_check_at
        return bool(self._memory.subscribers) and (
            not self._recalled or self._suspected or due_at is None or workflow.now() >= due_at
        )

    async def _check(self) -> None:
        """Ask the platform about every working login; what it does not answer is left as it was."""
        suspected, self._suspected = self._suspected, False
        if suspected or not self._recalled:
            await self._recall(suspected)
            if not suspected:
                return
        async with self._platform:
            age = 0 if suspected else int(watching.DAILY.total_seconds() / 2)
            try:
                found = await workflow.execute_activity_method(
                    AuthorizationActivities.check_logins,
                    CheckLogins(creator_id=self._memory.creator_id, max_age_seconds=age),
                    **options.GRAPH_READ,
                    summary="do the creator's logins still work",
                )
            except ActivityError:
                self._update(next_check_at=workflow.now() + watching.RETRY)
                return
            before = self._memory.logins
            self._remember(memory_logins=found.logins)
            self._update(next_check_at=watching.next_check(found.logins, workflow.now()))
        await self._nudge(before, found.logins)
        self._memory, notice = watching.warning(self._memory, workflow.now())
        if notice is not None:
            await workflow.execute_activity_method(
                NoticeActivities.record_notices, Notices(notices=(notice,)), **options.STORE, summary="expiry warning"
            )

    async def _recall(self, suspected: bool) -> None:
        """What our own store says. Of a suspicion this alone may be news: it is told before the platform is asked."""
        first = not self._recalled
        async with self._platform:
            before = self._memory.logins
            found = await workflow.execute_activity_method(
                AuthorizationActivities.recall_logins,
                Creator(creator_id=self._memory.creator_id),
                **options.STORE,
                summary="what we know of the creator's logins",
            )
            self._recalled = True
            self._remember(memory_logins=found.logins)
            self._update(next_check_at=watching.next_check(found.logins, workflow.now()))
        if first and suspected:
            await self._nudge_all("authorization_lapsed")  # what it was before nobody knows here
        elif suspected:
            await self._nudge(before, found.logins)

    async def _nudge(self, before: tuple[LoginView, ...], after: tuple[LoginView, ...]) -> None:
        """Tell every open collaboration to look again; it decides by itself what the change means for it."""
        had, has = watching.coverage(before), watching.coverage(after)
        signals = (["reauthorized"] if has - had else []) + (["authorization_lapsed"] if had - has else [])
        for name in signals:
            await self._nudge_all(name)

    def _remember(self, memory_logins: tuple[LoginView, ...]) -> None:
        self._update(logins=memory_logins)

    def _update(self, **update: object) -> None:
        self._memory = self._memory.model_copy(update=update)

    @workflow.update(name="complete_login")
    async def complete_login(self, message: CompleteLogin) -> LoginAnswer:
        """Exchange the code that lies in the vault, look at what it gives, keep it, and answer what was found."""
        work = LoginWork(
            creator_id=self._memory.creator_id,
            pending_login_id=message.pending_login_id,
            subscribers=tuple(self._memory.subscribers.values()),
        )
        async with self._platform:
            before = self._memory.logins
            try:
                answer: LoginAnswer = await workflow.execute_activity_method(
                    AuthorizationActivities.complete_login, work, **options.LOGIN, summary="complete a Facebook login"
                )
            except ActivityError:
                answer = LoginAnswer(accepted=False, message=_NO_ANSWER, logins=before)
                await workflow.execute_activity_method(
                    AuthorizationActivities.record_answer,
                    RecordAnswer(pending_login_id=message.pending_login_id, answer=answer),
                    **options.STORE,
                    summary="close the unfinished login",
                )
            if answer.accepted:
                self._recalled = True
                self._remember(memory_logins=answer.logins)
                self._update(next_check_at=watching.next_check(answer.logins, workflow.now()))
        if answer.accepted:
            # A consent always counts as a change: even of the same coverage, for an old token may have died unseen.
            await self._nudge_all("reauthorized")
        return answer

    async def _nudge_all(self, name: str) -> None:
        for collaboration_id in sorted(self._memory.subscribers):
            handle = workflow.get_external_workflow_handle(collaboration_workflow_id(collaboration_id))
            await best_effort(handle.signal(name))

    @complete_login.validator
    def _complete_login_is_ours(self, message: CompleteLogin) -> None:
        if message.creator_id != self._memory.creator_id:
            raise ValueError("this login belongs to another creator")

    @workflow.signal(name="subscribe")
    def subscribe(self, subscription: Subscription) -> None:
        subscribers = {**self._memory.subscribers, subscription.collaboration_id: subscription}
        self._update(subscribers=subscribers)

    @workflow.signal(name="unsubscribe")
    def unsubscribe(self, message: Unsubscribe) -> None:
        subscribers = {**self._memory.subscribers}
        subscribers.pop(message.collaboration_id, None)
        self._update(subscribers=subscribers)

    @workflow.signal(name="suspect")
    def suspect(self, suspected: SuspectedLapse) -> None:
        """A collaboration met a dead login, or Meta told us of one: check all of them now, and tell everybody."""
        self._suspected = True

    @workflow.query(name="logins")
    def logins(self) -> Logins:
        return Logins(logins=self._memory.logins)

    @workflow.query(name="subscribers")
    def subscribers(self) -> Subscribers:
        return Subscribers(collaborations=tuple(sorted(self._memory.subscribers))[:1000])
