"""Overlaps of two on one pair, exhaustively; of three and four in ``prove_interleavings``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.proofs.bench import Bench, running_bench
from tests.proofs.interleavings import NARROW, WIDE, one_after_another, play, with_simultaneous


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with running_bench(tmp_path) as running:
        yield running


async def test_every_interleaving_of_two(bench: Bench) -> None:
    orders = list(with_simultaneous(2))
    for order in orders:
        await play(bench, order, (NARROW, WIDE))
    assert [str(violation) for violation in bench.judged()] == []
    print(f"interleavings of two: {len(orders)}")


def test_all_of_them_are_enumerated() -> None:
    assert [len(set(one_after_another(n))) for n in (1, 2, 3, 4)] == [1, 6, 90, 2520]
    assert [len(set(with_simultaneous(n))) for n in (1, 2, 3, 4)] == [1, 13, 409, 23917]
