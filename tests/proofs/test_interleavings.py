"""Overlaps on one pair, exhaustively: nobody robbed, nothing left, whatever the order of starts and ends."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.proofs.bench import Bench, running_bench
from tests.proofs.interleavings import NARROW, OTHER, WIDE, Order, one_after_another, play, with_simultaneous


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with running_bench(tmp_path) as running:
        yield running


@pytest.mark.parametrize("tasks", [(NARROW, WIDE), (NARROW, OTHER)])
async def test_every_interleaving_of_two(bench: Bench, tasks: tuple[tuple[str, ...], ...]) -> None:
    orders = list(with_simultaneous(2))
    for order in orders:
        await play(bench, order, tasks)
    assert [str(violation) for violation in bench.judged()] == []
    print(f"interleavings of two: {len(orders)}")


async def test_some_interleavings_of_three_and_four(bench: Bench) -> None:
    chance = random.Random(4)
    orders: list[tuple[Order, tuple[tuple[str, ...], ...]]]
    orders = [(order, (NARROW, WIDE, OTHER)) for order in chance.sample(list(with_simultaneous(3)), 5)]
    orders += [(order, (WIDE, NARROW, OTHER, WIDE)) for order in chance.sample(list(one_after_another(4)), 5)]
    for order, tasks in orders:
        await play(bench, order, tasks)
    assert [str(violation) for violation in bench.judged()] == []


def test_all_of_them_are_enumerated() -> None:
    assert [len(set(one_after_another(n))) for n in (1, 2, 3, 4)] == [1, 6, 90, 2520]
    assert [len(set(with_simultaneous(n))) for n in (1, 2, 3, 4)] == [1, 13, 409, 23917]
