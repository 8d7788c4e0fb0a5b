"""Every interleaving of starts and ends of several collaborations on one pair, and what the lease makes of each."""

import itertools
from collections.abc import Iterator

from contracts.access import Hold
from tests.checker.record import Kept
from tests.proofs.bench import Bench, together

Step = tuple[str, int]
Order = tuple[tuple[Step, ...], ...]
"""Groups of steps; those of one group happen at the same instant."""

WIDE, NARROW, OTHER = ("ADVERTISE", "ANALYZE"), ("ANALYZE",), ("ADVERTISE",)


def one_after_another(count: int) -> Iterator[Order]:
    """Every order of starts and ends in which each starts before it ends: (2n)!/2^n of them."""
    steps = tuple(itertools.chain.from_iterable((("start", n), ("end", n)) for n in range(count)))
    for order in _linear((), dict.fromkeys(range(count), 0), len(steps)):
        yield tuple((step,) for step in order)


def _linear(done: tuple[Step, ...], stage: dict[int, int], left: int) -> Iterator[tuple[Step, ...]]:
    if not left:
        yield done
    for number, at in stage.items():
        if at < 2:
            step = (("start", "end")[at], number)
            yield from _linear((*done, step), {**stage, number: at + 1}, left - 1)


def with_simultaneous(count: int) -> Iterator[Order]:
    """The same, and any steps may also fall on the same instant: an end and the next start, several ends, …"""
    yield from _weak((), dict.fromkeys(range(count), 0))


def _weak(done: Order, stage: dict[int, int]) -> Iterator[Order]:
    ready = [number for number, at in stage.items() if at < 2]
    if not ready:
        yield done
    for size in range(1, len(ready) + 1):
        for chosen in itertools.combinations(ready, size):
            group = tuple((("start", "end")[stage[number]], number) for number in chosen)
            yield from _weak((*done, group), {n: at + (n in chosen) for n, at in stage.items()})


async def play(bench: Bench, order: Order, tasks: tuple[tuple[str, ...], ...]) -> None:
    """Play one interleaving on a fresh pair; after each step the platform shows what those need who are left."""
    pair = next(bench.pairs)
    lives: dict[int, tuple[Kept, Hold]] = {}
    for group in order:
        steps = []
        for kind, number in group:
            if kind == "start":
                lives[number] = bench.agree(pair, tasks[number])
                steps.append(bench.start(*lives[number]))
            else:
                steps.append(bench.end(*lives[number]))
        await together(list(steps))
        needed = {task for kept, _ in lives.values() if not kept.outcomes for task in kept.tasks}
        shown = set(bench.state.held(*pair) or ())
        assert shown == needed, f"after {group} of {order}: {sorted(shown)} is shared, {sorted(needed)} is needed"
