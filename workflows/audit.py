"""The audit: ledger, platform and running collaborations held against each other, and every disagreement settled."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    import workflows.auditing as auditing
    import workflows.options as options
    from activities.access import AccessActivities
    from activities.audit import AuditActivities
    from activities.notices import NoticeActivities
    from contracts.audit import (
        AuditLine,
        AuditReport,
        AuditState,
        CollaborationsSeen,
        Found,
        LeasesSeen,
        LookAtCollaborations,
        LookAtLeases,
        StartAudit,
        ToRelease,
    )
    from contracts.authorization import Unsubscribe
    from contracts.failures import RATE_LIMITED, cause_of, lapse_in
    from contracts.ids import authorization_workflow_id
    from contracts.model import clip
    from contracts.notices import Notices
    from workflows.telling import best_effort


@workflow.defn(name="Audit")
class Audit:
    """One walk through the whole ledger. Needs no collaboration alive; whatever it does may be done twice."""

    @workflow.init
    def __init__(self, start: StartAudit) -> None:
        self._asked = start
        fresh = AuditState(report=AuditReport(dry_run=start.dry_run, began_at=workflow.now()))
        self._state = start.state or fresh

    @workflow.run
    async def run(self, start: StartAudit) -> AuditReport:
        """Every pair of the ledger, then every collaboration that should be in it. Cannot fail; may be incomplete."""
        try:
            while not self._state.leases_done:
                await self._next_leases()
                self._go_on_as_new_if_long()
            while await self._next_collaborations():
                self._go_on_as_new_if_long()
        except ActivityError as error:
            self._incomplete(error)
        self._report(finished_at=workflow.now())
        workflow.set_current_details(auditing.details(self._state.report))
        return self._state.report

    async def _next_leases(self) -> None:
        """One page of pairs: looked at, read back, settled, nudged; then taken back what has to be taken back."""
        seen = await self._look()
        released = await asyncio.gather(*(self._release(each) for each in seen.releases))
        self._count(seen, *seen.lines, *released)
        self._report(read=self._state.report.read + seen.read)
        self._state = self._state.model_copy(update={"after": seen.after, "leases_done": seen.after is None})
        await self._tell((*seen.lines, *released))

    async def _look(self) -> LeasesSeen:
        """The next page of pairs. Where the platform has no time for us, who is gone is found all the same."""
        after, blind = self._state.after, self._state.blind
        ask = LookAtLeases(
            dry_run=self._asked.dry_run,
            blind=blind,
            read_after_seconds=self._asked.read_after_seconds,
            creator_id=self._asked.creator_id,
            after=after,
            limit=self._asked.leases_per_page,
        )
        reading = {**options.AUDIT_READ, "schedule_to_close_timeout": timedelta(seconds=self._asked.patience_seconds)}
        where = f"after Page {after.page_id}" if after else "from the first on"
        try:
            seen: LeasesSeen = await workflow.execute_activity_method(
                AuditActivities.audit_leases,
                ask,
                **(options.AUDIT_LIST if blind else reading),
                summary=f"look at the pairs {where}{', without reading' if blind else ''}",
            )
        except ActivityError as error:
            cause = cause_of(error)
            if blind or (cause is not None and cause.type != RATE_LIMITED):
                raise
            self._incomplete(error)
            self._state = self._state.model_copy(update={"blind": True})
            return await self._look()
        return seen

    async def _release(self, release: ToRelease) -> AuditLine:
        """Let go, and take back what nobody else needs, in the very way a collaboration does."""
        hold = release.hold
        if self._asked.dry_run:
            return auditing.line(release, release.found, release.why)
        priority = replace(options.REVOKE_UNTIL_DONE["priority"], fairness_key=hold.business_id)
        patience = {"schedule_to_close_timeout": options.PATIENCE, "priority": priority}
        try:
            released = await workflow.execute_activity_method(
                AccessActivities.release,
                hold,
                **{**options.REVOKE_UNTIL_DONE, **patience},
                summary=f"take Page {hold.page_id} back from {hold.business_id}: {release.why}",
            )
        except ActivityError as error:
            why = "no working login" if lapse_in(error) else "no usable answer"
            return auditing.line(release, Found.COULD_NOT_RELEASE, f"{release.why}; {why}", tell=release.tell)
        # It cannot do so itself any more, and the creator's Authorization would wait for it for ever.
        authorization = workflow.get_external_workflow_handle(authorization_workflow_id(hold.creator_id))
        await best_effort(authorization.signal("unsubscribe", Unsubscribe(collaboration_id=hold.collaboration_id)))
        return auditing.line(release, release.found, f"{release.why}: {released.outcome}")

    async def _next_collaborations(self) -> bool:
        """One page of running collaborations; whether there is another one."""
        seen: CollaborationsSeen = await workflow.execute_activity_method(
            AuditActivities.audit_collaborations,
            LookAtCollaborations(
                dry_run=self._asked.dry_run, creator_id=self._asked.creator_id, cursor=self._state.cursor
            ),
            **options.AUDIT_LIST,
            summary="look for collaborations that the ledger does not know",
        )
        self._count(seen, *seen.lines)
        self._state = self._state.model_copy(update={"cursor": seen.cursor or ""})
        await self._tell(seen.lines)
        return seen.cursor is not None

    def _count(self, seen: LeasesSeen | CollaborationsSeen, *lines: AuditLine) -> None:
        report = self._state.report
        self._report(looked_at=report.looked_at + seen.looked_at, in_order=report.in_order + seen.in_order)
        self._state = self._state.model_copy(update={"report": auditing.counted(self._state.report, lines)})
        workflow.set_current_details(auditing.details(self._state.report))

    def _report(self, **update: object) -> None:
        report = self._state.report.model_copy(update=update)
        self._state = self._state.model_copy(update={"report": report})

    def _incomplete(self, error: ActivityError) -> None:
        cause = cause_of(error)
        workflow.logger.warning("the audit found no usable answer: %s", cause.type if cause else "timeout")
        self._report(complete=False, trouble=clip(cause.message) if cause else "no answer in time")

    async def _tell(self, lines: Iterable[AuditLine]) -> None:
        """What an operator has to see to, once a day."""
        notices = auditing.notices(lines, workflow.now())
        if notices and not self._asked.dry_run:
            await workflow.execute_activity_method(
                NoticeActivities.record_notices,
                Notices(notices=notices),
                **options.STORE,
                summary=f"tell the operator of {len(notices)} findings",
            )

    def _go_on_as_new_if_long(self) -> None:
        if workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(self._asked.model_copy(update={"state": self._state}))
