"""All interleavings, in slices for several processes: ``make proofs``."""

from pathlib import Path

import pytest

from tests.proofs.bench import running_bench
from tests.proofs.interleavings import NARROW, OTHER, WIDE, Order, one_after_another, play, with_simultaneous

SLICES = 8
CASES: dict[str, tuple[list[Order], tuple[tuple[str, ...], ...]]] = {
    "two, also at the same instant": (list(with_simultaneous(2)), (NARROW, WIDE)),
    "three, also at the same instant": (list(with_simultaneous(3)), (NARROW, WIDE, OTHER)),
    "four, one after another": (list(one_after_another(4)), (WIDE, NARROW, OTHER, WIDE)),
}


@pytest.mark.parametrize("slice_", range(SLICES))
@pytest.mark.parametrize("case", CASES)
async def test_all(case: str, slice_: int, tmp_path: Path) -> None:
    orders, tasks = CASES[case]
    mine = orders[slice_::SLICES]
    async with running_bench(tmp_path) as bench:
        for order in mine:
            await play(bench, order, tasks)
        violations = [str(violation) for violation in bench.judged()]
    print(f"{case}: {len(mine)} of {len(orders)}, violations {len(violations)}")
    assert violations == []
