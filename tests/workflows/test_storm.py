"""Many terms end in the same second, the platform's budget is small (tests/benchmarks/storm.py does bigger ones)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.vocabulary import Outcome, Stage
from tests.benchmarks.stage import stormy_world
from tests.benchmarks.storm import Storm
from tests.cast import Creator, end, reaches
from tests.stack import Stack, running_stack

ENDS, STARTS = 16, 12
"""So many starts that half of the budget, which is theirs, cannot serve them all before half of the ends are served."""


@pytest.fixture
async def stack_in_a_storm(temporal_address: str, temporal_namespace: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """In a namespace of its own: its task queue is paced down."""
    temporal = await Client.connect(
        temporal_address, namespace=f"{temporal_namespace}-storm", data_converter=pydantic_data_converter
    )
    people = stormy_world(creators=1)
    async with running_stack(temporal, tmp_path, people=people, longest_hold=timedelta(hours=1)) as stack:
        yield stack


@pytest.mark.long
async def test_a_storm_of_ends_drains_at_the_platform_s_pace(stack_in_a_storm: Stack) -> None:
    """Nothing is called before the time that the platform named, no revoke is lost, and shares leave them the room."""
    storm = Storm(stack_in_a_storm, ENDS, STARTS)
    await storm.prepare()
    figures = await storm.rage([{"scope": "app", "calls": 25, "seconds": 4}], within=120)
    assert figures["refused"] > 0, "the budget was never used up: this run shows nothing"
    assert figures["before the advised time"] == 0, figures
    assert figures["revoked"] == ENDS
    assert figures["calls"] <= 5 * (ENDS + figures["shares given"]), figures
    assert figures["of these before half of the revokes"] < STARTS, f"no share had to wait for the revokes: {figures}"
    await storm.leave()


async def test_a_throttle_in_mid_revoke_does_not_make_it_begin_anew(creator: Creator) -> None:
    """Read, refused; later: take back, read. What the first read told is not asked for again."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.fault("DELETE", f"/{creator.page()}/agencies", {"kind": "throttle", "code": 80001, "minutes": 0.01})
    before = await _calls(creator)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert await creator.fired() == 1
    after = await _calls(creator)
    assert {name: after[name] - before[name] for name in after} == {"GET": 2, "DELETE": 2}


async def _calls(creator: Creator) -> dict[str, int]:
    by = (await creator.stack.control("GET", "/requests"))["by"]
    return {method: by.get(f"{method} /{{page}}/agencies", 0) for method in ("GET", "DELETE")}
