"""What every life of a crash point shares: its workers, its consents, and what the judge says of it at the end."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from temporalio.client import Client, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from contracts.ids import authorization_workflow_id
from contracts.status import Status
from contracts.vocabulary import Stage
from tests.cast import Creator, reaches
from tests.checker.judge import judge
from tests.checker.record import Deleted, Kept, Record, Row
from tests.checker.violation import Violation
from tests.proofs.house import House
from tests.proofs.keeper import Handle, answered
from tests.waiting import eventually

TURN = 4.0
"""Seconds that a turn lasts in these workers, instead of twenty: that long a dead one's pair is closed to others."""
WITHIN = 120.0
"""Seconds until everything must be well again; a dead worker is noticed after ten."""

STILL = 0.4
"""Seconds between two looks that have to show the same."""

P = TypeVar("P")


@dataclass
class Life(Generic[P]):
    """One point, with a creator and a namespace of its own, so that many can be played at the same time."""

    house: House
    point: P
    creator: Creator
    namespace: str = ""

    async def play(self, client: Client) -> list[Violation]:
        """Live a whole collaboration with one worker's death in it; what the judge says of it."""
        raise NotImplementedError

    async def worker(self, *arguments: str) -> int:
        always = ("--shared", "--turn", str(TURN))
        return await self.house.worker(*always, *arguments, namespace=self.namespace, within=WITHIN)

    async def consent(self) -> object:
        """Until it is accepted: a code whose exchange may have happened is asked for again."""
        for _ in range(4):
            with suppress(WorkflowUpdateRPCTimeoutOrCancelledError):
                answer = await self.creator.consent()
                if answer.accepted:
                    return answer
        raise AssertionError(f"{self.point}: no consent was accepted")

    async def reaches(self, handle: Handle, stage: Stage) -> None:
        await answered(lambda: reaches(handle, stage, within=WITHIN))

    async def quiet(self, handle: Handle) -> None:
        """Until nothing is under way in the collaboration, nor in the creator's authorization."""
        ids = (handle.id, authorization_workflow_id(self.creator.creator_id))
        before: list[object] = []

        async def still() -> bool:
            await asyncio.sleep(STILL)
            now = [await self._standing(each) for each in ids]
            same, before[:] = now == before, now
            return same and None not in now

        await eventually(still, f"{self.point}: quiet", WITHIN)

    async def _standing(self, workflow_id: str) -> object:
        """Where the workflow stands; None while it is on its way, or was not heard of yet."""
        try:
            described = await self.creator.stack.temporal.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        raw = described.raw_description
        if raw.pending_activities or raw.HasField("pending_workflow_task"):
            return None
        return described.run_id, described.history_length

    async def judged(self, handle: Handle, ending: float, outcome: str, *, attested: bool = False) -> list[Violation]:
        """Hear of the ended collaboration, and have it judged by the platform's ledger."""
        status = await answered(lambda: reaches(handle, Stage.ENDED))
        kept = self.kept(status)
        kept.end_asked_at, kept.outcomes, kept.attested = ending, [outcome], attested
        notices = await self.house.stack.store.notices.of_collaboration(status.collaboration_id)
        kept.told = frozenset(each.to.value for each in notices if "revoke_blocked" in each.kind.value)
        return await self.judge(kept)

    def kept(self, status: Status) -> Kept:
        """The collaboration as it was agreed, and as it was heard to say."""
        creator = self.creator
        verified, granted = status.access.revocation_verified_at, status.access.granted_at
        return Kept(
            id="crash",
            person_id=creator.person_id,
            page_id=creator.page(),
            business_id=creator.business(),
            tasks=frozenset({"ADVERTISE", "ANALYZE"}),
            starts_at=status.term.starts_at.timestamp(),
            ends_at=status.term.ends_at.timestamp(),
            stages=[(entry.at.timestamp(), entry.stage.value) for entry in status.history],
            granted_at=granted.timestamp() if granted else None,
            revoked_at=verified.timestamp() if verified else None,
        )

    async def judge(self, kept: Kept, *deletions: Deleted) -> list[Violation]:
        """What the judge says of it, an hour from now."""
        raw = await self.house.stack.control("GET", "/ledger")
        person = self.creator.person_id
        mine = [Row.of(row) for row in raw if person == row["person_id"] or row["page_id"] == kept.page_id]
        return judge(Record(mine, [kept], time.time() + 3600, deletions=list(deletions)))
