"""A Hypothesis state machine over the real server: random lives of several collaborations, judged by the checker.

Hypothesis shrinks a failure to its shortest history and prints it as a program; its database replays it.
"""

import asyncio
import itertools
import time
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from tests.cast import Creator
from tests.checker.judge import judge
from tests.checker.record import Kept
from tests.proofs.keeper import Handle, Keeper
from tests.proofs.mix import WRITING
from tests.proofs.plan import LAPSES, TASKS, Agreed
from tests.stack import Stack

T = TypeVar("T")
NUMBERS = itertools.count()
QUIET = 90.0
"""Seconds within which everything has to come to its end after the last fault."""
Life = tuple[Handle, Kept]


class Lives(RuleBasedStateMachine):
    """One creator, two Pages, two businesses. Every step is answered before the next one."""

    runner: ClassVar[asyncio.Runner]
    stack: ClassVar[Stack]
    started = Bundle("started")

    @initialize()
    def begin(self) -> None:
        self.keeper = Keeper(self.stack)
        self.creator: Creator = self.stack.next_creator()
        self.lives: list[Life] = []
        self.run(self.creator.consent())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    @rule(
        target=started,
        page=st.integers(0, 1),
        business=st.integers(0, 1),
        tasks=st.sampled_from(TASKS),
        length=st.sampled_from([1.5, 4.0, 600.0]),
    )
    def starts(self, page: int, business: int, tasks: tuple[str, ...], length: float) -> Life:
        agreed = Agreed(f"m{next(NUMBERS)}", 0, page, business, tasks, 0.0, 0.0, length)
        life = self.run(self.keeper.start(self.creator, agreed, time.time()))
        self.lives.append(life)
        return life

    @rule(life=started, move=st.sampled_from(["extend", "shorten", "end", "cancel", "decline"]))
    def moves(self, life: Life, move: str) -> None:
        agreed = Agreed(life[1].id, 0, 0, 0, (), 0.0, 0.0, 4.0, move)
        self.run(self.keeper.move(*life, agreed))

    @rule(how=st.sampled_from(LAPSES))
    def lapses(self, how: dict[str, object]) -> None:
        if "password" in how:
            self.run(self.creator.change_password(f"{self.creator.password}+"))
        else:
            self.run(self.creator.patch_person(**how))

    @rule()
    def consents(self) -> None:
        self.run(self.creator.consent())

    @rule(fault=st.sampled_from([fault for _, fault in WRITING if fault["kind"] in ("apply_then_error", "error")]))
    def faults(self, fault: dict[str, Any]) -> None:
        rules = [{"method": method, "path": "/*/agencies", "fault": fault} for method in ("POST", "DELETE")]
        self.run(self.stack.control("PUT", "/faults", rules))

    @rule(seconds=st.sampled_from([0.2, 1.0]))
    def time_passes(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))

    def teardown(self) -> None:
        if hasattr(self, "keeper"):
            self.run(self._rest())

    async def _rest(self) -> None:
        """Fair weather, a working login, every end asked for: all comes to its end, and the judge finds nothing."""
        await self.stack.control("PUT", "/faults", [])
        self.keeper.quiet_since = time.time()
        await self.creator.consent()
        for life in self.lives:
            if life[1].ends_at > time.time() + 5:
                await self.keeper.move(*life, Agreed(life[1].id, 0, 0, 0, (), 0.0, 0.0, 4.0, "end"))
        async with asyncio.timeout(QUIET):
            await asyncio.gather(*(self.keeper.finish(*life) for life in self.lives))
        pages = {self.creator.page(0), self.creator.page(1)}
        record = await self.keeper.record()
        record.rows = [r for r in record.rows if r.page_id in pages or r.person_id == self.creator.person_id]
        violations = [str(violation) for violation in judge(record)]
        await self.creator.leave()
        assert violations == []
