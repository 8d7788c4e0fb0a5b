"""A worker is killed (``kill -9``) at one point of one activity, another one takes over, and the judge looks at it."""

import asyncio
import time
from dataclasses import replace

from temporalio.client import Client

from contracts.collaboration import EndNow
from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator
from tests.checker.violation import Violation
from tests.proofs.barriers import Point
from tests.proofs.house import appears
from tests.proofs.keeper import answered
from tests.proofs.life import WITHIN, Life
from tests.waiting import eventually
from workflows.collaboration import Collaboration


class Crash(Life[Point]):
    """At a point of an activity."""

    async def play(self, client: Client) -> list[Violation]:
        creator = self.creator
        creator.stack, self.namespace = replace(self.house.stack, temporal=client), client.namespace
        healthy = 0
        if self.point.activity != "complete_login":
            healthy = await self.worker()
            await self.consent()
        handle = None
        if self.point.activity in ("verify_access", "release_access"):
            handle = begun = await creator.start(name="crash")
            await self.reaches(begun, Stage.ACTIVE)
        if healthy:
            await self.house.kill(healthy)
        flag = self.house.folder / f"flag-{creator.number}"
        doomed = await self._doomed(flag)
        asked: asyncio.Task[object] | None = None
        match self.point.activity:
            case "complete_login":
                asked = asyncio.create_task(self.consent())
            case "subscribe" | "find_login" | "record_notices" | "check_eligibility" | "acquire_access":
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
        await self.worker()
        if asked is not None:
            await asked
        if handle is None:
            handle = await creator.start(name="crash")
        if self.point.activity != "release_access":
            await self.reaches(handle, Stage.ACTIVE)
            ending = time.time()
            now = EndNow(reason="proof", actor="proof")
            await answered(lambda: handle.execute_update(Collaboration.end_now, now, id="end"))
        result = await asyncio.wait_for(handle.result(), WITHIN)
        assert result.outcome is Outcome.REVOKED, f"{self.point}: {result}"
        return await self.judged(handle, ending, result.outcome.value)

    async def _doomed(self, flag: object) -> int:
        """A worker that will stand still at the point; or a platform that will be silent there."""
        if self.point.owner != "sandbox":
            return await self.worker("--barrier", str(self.point), "--flag", str(flag))
        return await self.worker("--timeout", "60")

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


def silences(creator: Creator, point: Point) -> dict[str, object]:
    """The fault that leaves this point's call without an answer."""
    fault = {"kind": "hang", "seconds": 60, "apply": point.when == "applied"}
    method = {"share": "POST", "unshare": "DELETE"}[point.method]
    return {"method": method, "path": f"/{creator.page()}/agencies", "nth": 1, "times": 1, "fault": fault}
