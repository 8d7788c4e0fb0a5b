"""`adaccess audit` and the Schedule that does the same by itself."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import Client, Schedule, ScheduleIntervalSpec, ScheduleOverlapPolicy

from contracts.ids import AUDIT_SCHEDULE
from contracts.vocabulary import Stage
from starter.auditing import ensure_schedule
from starter.client import CollaborationClient
from starter.errors import RequestRefused, WorkerNotAnswering
from tests.cast import Creator, reaches
from tests.starter.command_line import CommandLine
from tests.waiting import eventually


async def test_the_command_tells_what_it_found_and_a_dry_run_what_it_would_do(
    creator: Creator, adaccess: CommandLine
) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await handle.terminate("by hand")
    dry = await adaccess("audit", "--dry-run", "--creator", creator.creator_id)
    assert dry.code == 0, dry.err
    assert "Dry run" in dry.out
    assert "released" in dry.out
    assert creator.page() in dry.out
    assert await creator.shared()
    report = (await adaccess("audit", "--all", "--creator", creator.creator_id, "--json")).json
    assert (report["released"], report["dry_run"], report["complete"]) == (1, False, True)
    assert report["lines"][0]["found"] == "released"
    assert not await creator.shared()


async def test_a_stopped_one_is_not_called_active(creator: Creator, adaccess: CommandLine) -> None:
    """Neither before the audit took back what it left nor after it: its last word is no longer true for sure."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await handle.terminate("by hand")
    for _ in range(2):
        said = (await adaccess("status", handle.id.removeprefix("collaboration/"), "--json")).json
        assert (said["stage"], said["outcome"], said["access"]["tasks"]) == ("revoke_blocked", None, [])
        assert (said["blocked"]["code"], said["blocked"]["owner"]) == ("workflow_stopped", "operator")
        assert "was active then" in said["blocked"]["message"]
        assert [row["stage"] for row in await _listed(adaccess, creator)] == ["active"]
        await adaccess("audit", "--all", "--creator", creator.creator_id)
    assert not await creator.shared()


async def test_one_that_was_stopped_before_it_shared_keeps_its_stage(creator: Creator, adaccess: CommandLine) -> None:
    handle = await creator.start()
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await handle.terminate("by hand")
    said = (await adaccess("status", handle.id.removeprefix("collaboration/"), "--json")).json
    assert (said["stage"], said["blocked"]["code"]) == ("awaiting_authorization", "workflow_stopped")
    assert said["blocked"]["overdue_since"] is None


async def _listed(adaccess: CommandLine, creator: Creator) -> list[dict[str, Any]]:
    """Once visibility shows that the workflow is closed."""
    rows: list[dict[str, Any]] = []

    async def stopped() -> bool:
        rows[:] = (await adaccess("list", "--creator", creator.creator_id, "--json")).json
        return any(row["blocked_on"] == "workflow_stopped" for row in rows)

    await eventually(stopped, "the list shows it")
    return rows


async def test_it_says_in_one_line_that_temporal_is_away(adaccess: CommandLine) -> None:
    ran = await adaccess("audit", env={"TEMPORAL_ADDRESS": "127.0.0.1:9"})
    assert "no Temporal server answers" in ran.refusal


async def test_it_says_that_no_worker_takes_it_up_and_that_an_id_is_none(unattended: CollaborationClient) -> None:
    with pytest.raises(WorkerNotAnswering, match="the audit"):
        await unattended.audit()
    with pytest.raises(RequestRefused, match="creator_id"):
        await unattended.audit(creator="' OR 1=1")


async def test_several_workers_make_one_schedule_that_follows_the_setting(idle: Client) -> None:
    """In a namespace without a worker: nothing must run on its own here."""
    await asyncio.gather(*(ensure_schedule(idle, timedelta(days=7), timedelta(hours=6)) for _ in range(3)))
    schedule = idle.get_schedule_handle(AUDIT_SCHEDULE)
    try:

        async def paused() -> bool:
            await schedule.pause(note="for the test")  # again: the server may lose one to an update that comes with it
            return (await schedule.describe()).schedule.state.paused

        await eventually(paused, "the schedule is paused")
        await ensure_schedule(idle, timedelta(days=6), timedelta(hours=6))

        async def changed() -> Schedule | None:
            now = (await schedule.describe()).schedule
            return now if now.spec.intervals == [ScheduleIntervalSpec(every=timedelta(days=6))] else None

        now = await eventually(changed, "the schedule follows the setting")
        assert now.policy.overlap is ScheduleOverlapPolicy.SKIP
        assert now.state.paused, "what an operator paused stays paused"
    finally:
        await schedule.delete()
