"""Notices: recorded in the store and logged. Delivery by mail or webhook reads them from there."""

import logging

from temporalio import activity

from activities import clock
from contracts.notices import NoticeKind, Notices
from store.session import Store

_log = logging.getLogger("adaccess.notices")
_LOUD = frozenset({NoticeKind.REVOKE_BLOCKED, NoticeKind.REVOKE_OVERDUE, NoticeKind.REMOVED_BY_HAND})
"""Access that should be gone: whoever watches the log for warnings has to see it."""


class NoticeActivities:
    def __init__(self, store: Store) -> None:
        self._store = store

    @activity.defn(name="record_notices")
    async def record_notices(self, message: Notices) -> None:
        """Record each notice once, however often this runs."""
        await self._store.notices.record(message.notices, clock.now())
        for notice in message.notices:
            about = notice.collaboration_id or notice.creator_id
            level = logging.WARNING if notice.kind in _LOUD else logging.INFO
            _log.log(level, "notice to %s on %s: %s: %s", notice.to, about, notice.kind, notice.text)
