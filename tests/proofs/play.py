"""Plays a plan against the real service, and keeps the record that the judge reads."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from starter.client import CollaborationClient
from starter.connection import NotReachable
from starter.errors import StarterError
from store.errors import StoreUnavailable
from tests.cast import Creator
from tests.checker.record import Record
from tests.proofs.house import House
from tests.proofs.keeper import Keeper
from tests.proofs.mix import Weather
from tests.proofs.plan import ASLEEP, Agreed, Lapse, Plan

_COMES_BACK = (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError, StoreUnavailable)
"""Of SQLite as well: a worker that is put to sleep in the middle of a write keeps everybody else from writing."""


class Play(Keeper):
    """One run. ``kept`` grows as collaborations are accepted; ``record`` is complete when ``run`` has returned."""

    def __init__(self, house: House, plan: Plan, weather: Weather | None, first: int = 0) -> None:
        super().__init__(house.stack)
        self.house, self.plan, self.weather = house, plan, weather
        self.creators = [Creator(house.stack, first + number) for number in range(plan.creators)]
        self.calm_after: float | None = None
        """Seconds from the last fault until the last collaboration had ended."""
        self._begin = 0.0
        self._consenting = [asyncio.Lock() for _ in self.creators]

    async def run(self, workers: int = 1, patience: float = 300) -> Record:
        """Play everything, let it come to rest, and hand over what there is to be judged."""
        running = [await self.house.worker() for _ in range(workers)]
        await asyncio.gather(*(self._consents(number, 0.0) for number in range(self.plan.creators)))
        self._begin = time.time()
        async with asyncio.TaskGroup() as group:
            stormy = group.create_task(self._weather())
            group.create_task(self._kill(running))
            group.create_task(self._sleep())
            group.create_task(self._audit())
            for lapse in self.plan.lapses:
                group.create_task(self._lapse(lapse))
            lives = [group.create_task(self._live(agreed)) for agreed in self.plan.agreed]
            group.create_task(self._rest(stormy, lives, patience))
        return await self.record()

    async def _until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, self._begin + at - time.time()))

    async def _weather(self) -> None:
        """Faults all the time, now and then an outage, and in the end fair weather."""
        if self.weather is not None:
            await self.weather.stormy()
            for at, length in self.plan.outages:
                await self._until(at)
                await self.weather.outage()
                await self._until(at + length)
                await self.weather.stormy()
                self.done["outages"] += 1
        await self._until(self.plan.seconds)
        if self.weather is not None:
            await self.weather.fair()

    async def _kill(self, running: list[int]) -> None:
        for number, at in enumerate(self.plan.kills):
            await self._until(at)
            which = number % len(running)
            await self.house.kill(running[which])
            running[which] = await self.house.worker()
            self.done["kills"] += 1

    async def _sleep(self) -> None:
        """A worker sleeps as a laptop does, another one works meanwhile, and then it wakes up where it was."""
        for at in self.plan.sleeps:
            await self._until(at)
            sleeper = await self.house.worker()
            await asyncio.sleep(ASLEEP / 2)  # until it holds some turns
            await self.house.sleep(sleeper, ASLEEP)
            self.done["sleeps"] += 1
            await asyncio.sleep(ASLEEP / 2)
            await self.house.kill(sleeper)

    async def _audit(self) -> None:
        """Audits of everything, in the middle of it all."""
        client = CollaborationClient(self.stack.temporal)
        for at in self.plan.audits:
            await self._until(at)
            with suppress(StarterError, NotReachable, RPCError):
                await client.audit(read_after=timedelta())
                self.done["audits"] += 1

    async def _consents(self, number: int, at: float) -> None:
        """Go through the dialog until it is accepted: a fault may cost the code, and then it is asked for again."""
        await self._until(at)
        creator = self.creators[number]
        async with self._consenting[number]:
            for _ in range(60):
                with suppress(*_COMES_BACK):
                    answer = await creator.consent()
                    if answer.accepted:
                        self.done["consents"] += 1
                        return
                await asyncio.sleep(1)
        raise AssertionError(f"the consent of {creator.creator_id} was never accepted")

    async def _lapse(self, lapse: Lapse) -> None:
        await self._until(lapse.at)
        creator = self.creators[lapse.creator]
        async with self._consenting[lapse.creator]:
            if "password" in lapse.how:
                await creator.change_password(f"{creator.password}+")
            else:
                await creator.patch_person(**lapse.how)
        self.done["lapses"] += 1
        if lapse.back is not None:
            await self._consents(lapse.creator, lapse.back)

    async def _live(self, agreed: Agreed) -> None:
        """Start it, move it, hear its end."""
        await self._until(agreed.submitted)
        creator = self.creators[agreed.creator]
        handle, kept = await self.start(creator, agreed, self._begin)
        if agreed.move:
            await self._until(agreed.starts + agreed.moved)
            await self.move(handle, kept, agreed)
        await self.finish(handle, kept)

    async def _rest(self, stormy: "asyncio.Task[None]", lives: list["asyncio.Task[None]"], patience: float) -> None:
        """After the last fault: every creator authorizes again, and everything has to come to its end."""
        await stormy
        await self._until(self.plan.seconds)
        self.quiet_since = time.time()
        lapsed = {lapse.creator for lapse in self.plan.lapses if lapse.back is None}
        await asyncio.gather(*(self._consents(number, self.plan.seconds) for number in lapsed))
        _, open_ones = await asyncio.wait(lives, timeout=patience)
        self.calm_after = time.time() - self.quiet_since
        for task in open_ones:
            task.cancel()  # what does not come to rest is heard once more, and judged
        await asyncio.gather(*open_ones, return_exceptions=True)
