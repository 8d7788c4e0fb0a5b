"""A worker is killed (``kill -9``) at one workflow task, another one takes over, and the judge looks at it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from temporalio.client import Client

from contracts.ids import (
    audit_workflow_id,
    authorization_workflow_id,
    collaboration_workflow_id,
    deletion_workflow_id,
)
from tests.checker.violation import Violation
from tests.proofs.house import appears
from tests.proofs.life import WITHIN, Life
from tests.proofs.other_lives import audited, authorization_continued, deleted
from tests.proofs.task_barriers import CONTINUED, SUGGESTED, TASK, TaskPoint
from tests.proofs.task_lives import TaskLife, attested, cancelled, continued, declined, whole

WORKFLOWS = ("Collaboration", "Authorization", "Deletion", "Audit")
NEVER = 10_000
"""More tasks than any life has."""

MESSAGES = tuple(
    TaskPoint("Collaboration", when, place)
    for place in ("decline", "cancel_workflow", "removed_by_hand", "attest_revoked")
    for when in ("before", "after")
)
"""What may come to a collaboration and does not come in the whole life."""

CONTINUING = tuple(
    TaskPoint(workflow, when, place, nth)
    for workflow, place, nth in (
        ("Collaboration", SUGGESTED, 1),
        ("Collaboration", SUGGESTED, 2),
        ("Collaboration", CONTINUED, 1),
        ("Authorization", SUGGESTED, 1),
        ("Authorization", CONTINUED, 1),
    )
    for when in ("before", "after")
)
"""A collaboration's task that continues it as new brings a message first, then what our store said of it."""

LIVES: dict[tuple[str, str], Callable[[TaskLife], Awaitable[list[Violation]]]] = {
    ("Collaboration", "decline"): declined,
    ("Collaboration", "cancel_workflow"): cancelled,
    ("Collaboration", "removed_by_hand"): attested,
    ("Collaboration", "attest_revoked"): attested,
    ("Collaboration", SUGGESTED): continued,
    ("Collaboration", CONTINUED): continued,
    ("Authorization", SUGGESTED): authorization_continued,
    ("Authorization", CONTINUED): authorization_continued,
    ("Deletion", TASK): deleted,
    ("Audit", TASK): audited,
}
"""In which life a place of a workflow is; where nothing is said, in the whole one."""


class TaskCrash(Life[TaskPoint]):
    """At a workflow task."""

    async def play(self, client: Client) -> list[Violation]:
        self.creator.stack, self.namespace = replace(self.house.stack, temporal=client), client.namespace
        doomed = await self._doomed()
        life = asyncio.ensure_future(self._live())
        struck = asyncio.create_task(appears(self._flag, 3 * WITHIN))
        try:
            await asyncio.wait({life, struck}, return_when=asyncio.FIRST_COMPLETED)
            if not struck.done():
                await life
                raise AssertionError(f"never reached: {len(self.tasks())} tasks")
            await self.house.kill(doomed)
            await self.worker()
            return await life
        finally:
            life.cancel()
            struck.cancel()

    async def measure(self, client: Client) -> list[str]:
        """A life without a death; what each of its tasks brings."""
        self.creator.stack, self.namespace = replace(self.house.stack, temporal=client), client.namespace
        doomed = await self._doomed()
        violations = await self._live()
        assert not violations, violations
        await self.house.kill(doomed)
        return self.tasks()

    def tasks(self) -> list[str]:
        """What each task has brought so far."""
        return self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []

    @property
    def struck_at(self) -> str:
        """What the fatal task brought, and what it wanted to tell the server."""
        if not self._flag.exists():
            return "never reached"
        return f"{self.tasks()[-1]} -> {self._flag.read_text(encoding='utf-8')}"

    async def _live(self) -> list[Violation]:
        return await LIVES.get((self.point.workflow, self.point.place), whole)(self)

    @property
    def _flag(self) -> Path:
        return self.house.folder / f"flag-{self.creator.number}"

    @property
    def _log(self) -> Path:
        return self.house.folder / f"tasks-{self.creator.number}"

    async def _doomed(self) -> int:
        ids = {
            "Collaboration": collaboration_workflow_id(f"c-{self.creator.number}-crash"),
            "Authorization": authorization_workflow_id(self.creator.creator_id),
            "Deletion": deletion_workflow_id(self.creator.creator_id),
            "Audit": audit_workflow_id(f"on-demand/all/{self.creator.creator_id}"),
        }
        where = ("--workflow-task", str(self.point), "--of", ids[self.point.workflow])
        return await self.worker(*where, "--flag", str(self._flag), "--tasks", str(self._log))
