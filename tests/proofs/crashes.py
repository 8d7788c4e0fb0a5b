"""A worker is killed (``kill -9``) at one point of one activity, another one takes over, and the judge looks at it."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, replace

from temporalio.client import Client, WorkflowUpdateRPCTimeoutOrCancelledError

from contracts.collaboration import EndNow
from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, reaches
from tests.checker.judge import judge
from tests.checker.record import Kept, Record, Row
from tests.checker.violation import Violation
from tests.proofs.barriers import Point
from tests.proofs.house import House, appears
from tests.proofs.keeper import answered
from tests.waiting import eventually
from workflows.collaboration import Collaboration

TURN = 4.0
"""Seconds that a turn lasts in these workers, instead of twenty: that long a dead one's pair is closed to others."""
WITHIN = 120.0
"""Seconds until everything must be well again; a dead worker is noticed after ten."""


@dataclass
class Crash:
    """One point, with a creator and a namespace of its own, so that many can be played at the same time."""

    house: House
    point: Point
    creator: Creator
    namespace: str = ""

    async def play(self, client: Client) -> list[Violation]:
        """Live a whole collaboration with one worker's death in it; what the judge says of it."""
        creator = self.creator
        creator.stack, self.namespace = replace(self.house.stack, temporal=client), client.namespace
        healthy = 0
        if self.point.activity != "complete_login":
            healthy = await self._worker()
            await self._consent()
        handle = None
        if self.point.activity in ("verify_access", "release_access"):
            handle = begun = await creator.start(name="crash")
            await answered(lambda: reaches(begun, Stage.ACTIVE, within=WITHIN))
        if healthy:
            await self.house.kill(healthy)
        flag = self.house.folder / f"flag-{creator.number}"
        doomed = await self._doomed(flag)
        asked: asyncio.Task[object] | None = None
        match self.point.activity:
            case "complete_login":
                asked = asyncio.create_task(self._consent())
            case "check_eligibility" | "acquire_access":
                handle = await creator.start(name="crash")
            case "verify_access":
                assert handle is not None
                await handle.signal(Collaboration.recheck)
            case "release_access":
                assert handle is not None
                ending = time.time()
                await handle.cancel()  # needs no worker; it ends the collaboration properly
        await self._struck(flag)
        await self.house.kill(doomed)
        await self._worker()
        if asked is not None:
            await asked
        if handle is None:
            handle = await creator.start(name="crash")
        if self.point.activity != "release_access":
            await answered(lambda: reaches(handle, Stage.ACTIVE, within=WITHIN))
            ending = time.time()
            now = EndNow(reason="proof", actor="proof")
            await answered(lambda: handle.execute_update(Collaboration.end_now, now, id="end"))
        result = await asyncio.wait_for(handle.result(), WITHIN)
        assert result.outcome is Outcome.REVOKED, f"{self.point}: {result}"
        status = await answered(lambda: reaches(handle, Stage.ENDED))
        kept = Kept(
            id="crash",
            person_id=creator.person_id,
            page_id=creator.page(),
            business_id=creator.business(),
            tasks=frozenset({"ADVERTISE", "ANALYZE"}),
            starts_at=status.term.starts_at.timestamp(),
            ends_at=status.term.ends_at.timestamp(),
            end_asked_at=ending,
            stages=[(entry.at.timestamp(), entry.stage.value) for entry in status.history],
            outcomes=[result.outcome.value],
            granted_at=status.access.granted_at.timestamp() if status.access.granted_at else None,
        )
        verified = status.access.revocation_verified_at
        kept.revoked_at = verified.timestamp() if verified else None
        notices = await self.house.stack.store.notices.of_collaboration(status.collaboration_id)
        kept.told = frozenset(each.to.value for each in notices if "revoke_blocked" in each.kind.value)
        raw = await self.house.stack.control("GET", "/ledger")
        mine = [Row.of(row) for row in raw if creator.person_id == row["person_id"] or row["page_id"] == kept.page_id]
        return judge(Record(mine, [kept], time.time() + 3600))

    async def _worker(self, *arguments: str) -> int:
        return await self.house.worker("--turn", str(TURN), *arguments, namespace=self.namespace, within=WITHIN)

    async def _doomed(self, flag: object) -> int:
        """A worker that will stand still at the point; or a platform that will be silent there."""
        if self.point.owner != "sandbox":
            return await self._worker("--barrier", str(self.point), "--flag", str(flag))
        return await self._worker("--timeout", "60")

    async def _struck(self, flag: object) -> None:
        """Until the point is reached: no luck in it."""
        if self.point.owner != "sandbox":
            await appears(self.house.folder / f"flag-{self.creator.number}", WITHIN)
            return
        rules = silences(self.creator, self.point)

        async def fired() -> bool:
            plan = await self.house.stack.control("GET", "/faults")
            return any(rule["fired"] for rule in plan if rule["path"] == rules["path"])

        await eventually(fired, "the platform falls silent", WITHIN)

    async def _consent(self) -> object:
        """Until it is accepted: a code whose exchange may have happened is asked for again."""
        for _ in range(4):
            with suppress(WorkflowUpdateRPCTimeoutOrCancelledError):
                answer = await self.creator.consent()
                if answer.accepted:
                    return answer
        raise AssertionError(f"{self.point}: no consent was accepted")


def silences(creator: Creator, point: Point) -> dict[str, object]:
    """The fault that leaves this point's call without an answer."""
    fault = {"kind": "hang", "seconds": 60, "apply": point.when == "applied"}
    method = {"share": "POST", "unshare": "DELETE"}[point.method]
    return {"method": method, "path": f"/{creator.page()}/agencies", "nth": 1, "times": 1, "fault": fault}
