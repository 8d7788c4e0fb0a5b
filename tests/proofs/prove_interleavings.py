"""All interleavings, in slices for several processes, and some with faults: ``make proofs``."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from activities import stragglers
from tests.proofs.bench import running_bench
from tests.proofs.interleavings import NARROW, OTHER, WIDE, Order, one_after_another, play, with_simultaneous
from tests.proofs.test_lease_faults import KINDS, LATE, TIMEOUT

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


async def test_random_faults_in_random_interleavings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults that leave nothing for later: what is unknown is known by the next read."""
    monkeypatch.setattr(stragglers, "LANDS_WITHIN", timedelta(seconds=LATE))
    chance = random.Random(7)
    now = [f for f in KINDS.values() if f["kind"] not in ("apply_late", "stale_read", "hang")]
    rules = [
        {"method": method, "path": "/*/agencies", "times": None, "probability": 0.12, "seed": n, "fault": fault}
        for n, (method, fault) in enumerate((m, f) for m in ("POST", "DELETE") for f in now)
    ]
    async with running_bench(tmp_path, TIMEOUT) as bench:
        await bench.stack.control("PUT", "/faults", rules)
        for order in chance.sample(list(one_after_another(3)), 3):
            await play(bench, order, (WIDE, NARROW, OTHER))
        struck = sum(rule["fired"] for rule in await bench.stack.control("GET", "/faults"))
        assert struck > 0, "no fault struck"
        assert [str(violation) for violation in bench.judged()] == []
