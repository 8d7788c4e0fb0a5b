"""Deleting a creator: end what is open, wait for the proof, erase, and look whether anything is left."""

import asyncio
import logging
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client

from activities import clock
from activities.beating import beating
from activities.endings import Endings
from activities.histories import Histories
from contracts.authorization import Creator
from contracts.deletion import (
    DeletionReport,
    DeletionStage,
    Erased,
    NoteDeletion,
    StillOpen,
    TakeEverythingBack,
)
from store.session import Store

_log = logging.getLogger("adaccess.deletion")
_FIRST_PAUSE, _LAST_PAUSE = 0.2, 3.0
"""Seconds between two looks within one activity."""
_FORGOTTEN_WITHIN = timedelta(seconds=30)
"""How long one attempt waits for Temporal to have deleted what it was told to delete."""


class DeletionActivities:
    def __init__(self, store: Store, temporal: Client) -> None:
        self._store = store
        self._endings = Endings(store, temporal)
        self._histories = Histories(temporal)

    @activity.defn(name="note_deletion")
    async def note_deletion(self, message: NoteDeletion) -> None:
        """Write the request down, so that its code opens a page. Repeating changes nothing."""
        await self._store.deletions.requested(message.creator_id, message.request)

    @activity.defn(name="take_everything_back")
    async def take_everything_back(self, message: TakeEverythingBack) -> StillOpen:
        """End every open collaboration of the creator; what has not ended when the patience is over.

        Repeating it asks only those to end that were not asked yet.
        """
        until = clock.now() + timedelta(seconds=message.patience_seconds)
        pause = _FIRST_PAUSE
        async with beating():
            while True:
                left = await self._endings.left(message.creator_id)
                if left.count and not left.abandoned:  # of those only the release can tell how it stands
                    await self._store.deletions.report(_report(message.creator_id, left))
                over = clock.now() >= until or activity.is_worker_shutdown()
                if not left.count or left.abandoned or over:
                    return left
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, _LAST_PAUSE)

    @activity.defn(name="report_deletion")
    async def report_deletion(self, report: DeletionReport) -> None:
        """What the public page is to show."""
        await self._store.deletions.report(report)

    @activity.defn(name="erase_creator")
    async def erase_creator(self, creator: Creator) -> Erased:
        """Erase, have Temporal forget, and look whether anything is left. Safe to repeat."""
        async with beating():
            erasing = DeletionReport(creator_id=creator.creator_id, stage=DeletionStage.ERASING)
            await self._store.deletions.report(erasing)
            await self._store.deletions.erase(creator.creator_id)
            histories = await self._histories.forgotten(creator.creator_id, _FORGOTTEN_WITHIN)
            left = await self._store.deletions.left_over(creator.creator_id)
            if left:
                _log.warning("%d things of a deleted creator came back while erasing", left)
            return Erased(left_over=left + histories)

    @activity.defn(name="finish_deletion")
    async def finish_deletion(self, creator: Creator) -> None:
        """Everything is erased: say so under every code. Safe to repeat."""
        await self._store.deletions.finished(creator.creator_id, clock.now())


def _report(creator_id: str, left: StillOpen) -> DeletionReport:
    waits = left.waiting_for is not None
    return DeletionReport(
        creator_id=creator_id,
        stage=DeletionStage.WAITING if waits else DeletionStage.REVOKING,
        still_open=left.count,
        waiting_for=left.waiting_for,
    )
