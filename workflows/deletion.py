"""The workflow that deletes a creator: everything is taken back first, then erased, then looked for in vain."""

from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    import workflows.options as options
    from activities.access import AccessActivities
    from activities.deletion import DeletionActivities
    from contracts.access import Hold
    from contracts.authorization import Creator
    from contracts.deletion import (
        DeletionReport,
        DeletionRequest,
        DeletionStage,
        Erased,
        NoteDeletion,
        StartDeletion,
        StillOpen,
        TakeEverythingBack,
    )
    from contracts.failures import lapse_in
    from workflows.shielding import shielded_from_cancellation


@workflow.defn(name="Deletion")
class Deletion:
    """One creator's deletion. Never given up: what cannot be taken back keeps it waiting, and its page says so."""

    @workflow.init
    def __init__(self, start: StartDeletion) -> None:
        self._creator = Creator(creator_id=start.creator_id)
        self._due = True
        self._look_now = False

    @workflow.run
    async def run(self, start: StartDeletion) -> None:
        """Revoke first, then erase. Cancelling changes nothing: a deletion is owed."""
        await shielded_from_cancellation(self._live(), lambda: None)

    async def _live(self) -> None:
        while self._due:
            await self._take_everything_back()
            self._due = False  # whoever asks from here on may have brought something new
            # The second look: a collaboration that began a moment before may have shared with what was then erased.
            if await self._erased() and not (await self._look()).count:
                await workflow.wait_condition(workflow.all_handlers_finished)
                await workflow.execute_activity_method(
                    DeletionActivities.finish_deletion, self._creator, **options.STORE, summary="everything is erased"
                )
            else:
                self._due = True
                await self._rest(options.DELETION_PAUSE[0])

    async def _take_everything_back(self) -> None:
        """Until nothing is left. Without the tokens nothing could be taken back, so they are erased only after that."""
        pause, before = options.DELETION_PAUSE[0], -1
        while (left := await self._look()).count:
            if any([await self._release(hold) for hold in left.abandoned]):
                continue
            pause = options.DELETION_PAUSE[0] if left.count != before else min(pause * 2, options.DELETION_PAUSE[1])
            workflow.set_current_details(_details(left, pause))
            await self._rest(pause)
            before = left.count
            if workflow.info().is_continue_as_new_suggested() and workflow.all_handlers_finished():
                workflow.continue_as_new(StartDeletion(creator_id=self._creator.creator_id))

    async def _look(self) -> StillOpen:
        self._look_now = False
        patience = int(options.DELETION_LOOK.total_seconds())
        left: StillOpen = await workflow.execute_activity_method(
            DeletionActivities.take_everything_back,
            TakeEverythingBack(creator_id=self._creator.creator_id, patience_seconds=patience),
            **options.DELETION,
            summary="end every collaboration and wait for the proof",
        )
        return left

    async def _release(self, hold: Hold) -> bool:
        """A hold whose workflow was terminated: nobody else takes it back. False if that is not possible now."""
        intent = {**options.REVOKE_UNTIL_DONE, "schedule_to_close_timeout": options.PATIENCE}
        try:
            await workflow.execute_activity_method(
                AccessActivities.release, hold, **intent, summary=f"take Page {hold.page_id} back"
            )
        except ActivityError as error:
            code = "authorization_lapsed" if lapse_in(error) else "platform_unavailable"
            await self._report(DeletionStage.WAITING, 1, code)
            return False
        return True

    async def _report(self, stage: DeletionStage, still_open: int, waiting_for: str | None) -> None:
        report = DeletionReport(
            creator_id=self._creator.creator_id, stage=stage, still_open=still_open, waiting_for=waiting_for
        )
        await workflow.execute_activity_method(
            DeletionActivities.report_deletion, report, **options.STORE, summary=f"the page shows: {stage}"
        )

    async def _rest(self, pause: timedelta) -> None:
        """Asked again meanwhile, it looks at once: the person may have done what was needed."""
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._look_now, timeout=pause, timeout_summary="look whether it can be taken back now"
            )

    async def _erased(self) -> bool:
        erased: Erased = await workflow.execute_activity_method(
            DeletionActivities.erase_creator, self._creator, **options.DELETION, summary="erase, then look for it"
        )
        return erased.left_over == 0

    @workflow.signal(name="requested")
    async def requested(self, request: DeletionRequest) -> None:
        """Somebody with the right to it asked. Asking again shows the same deletion under another code."""
        self._due = self._look_now = True
        await workflow.execute_activity_method(
            DeletionActivities.note_deletion,
            NoteDeletion(creator_id=self._creator.creator_id, request=request),
            **options.STORE,
            summary="the code of the request opens a page",
        )


def _details(left: StillOpen, pause: timedelta) -> str:
    """For the Temporal Web UI: what keeps the deletion waiting."""
    lines = [
        "### waiting",
        "",
        f"{left.count} collaborations are still open; nothing may be erased before they have ended.",
        "",
        f"- **Why:** {left.waiting_for or 'they are being ended'}",
        f"- **Open:** {', '.join(left.collaborations[:10]) or 'holds without a workflow'}",
        f"- **Next look:** in at most {pause}",
    ]
    return "\n".join(lines)
