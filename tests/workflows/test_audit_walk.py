"""The audit's walk through the ledger: however long it is, beside others, and where somebody does not answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError

from activities.audit_people import People
from contracts import failures
from contracts.access import Hold
from contracts.audit import StartAudit
from contracts.ids import WORKFLOW_QUEUE
from contracts.vocabulary import LeaseState, Stage
from starter.client import CollaborationClient
from store.ledger import Origin, Pair
from store.tables import HolderRow, LeaseRow
from tests.auditing import audited, pair_of, rows_of
from tests.cast import Creator, end, reaches, status_of
from tests.stack import running_stack
from tests.waiting import eventually
from workflows.audit import Audit


async def test_more_pairs_than_one_page_in_more_than_one_history(creator: Creator) -> None:
    """Holds of collaborations that were never started, on many pairs: each is let go of, none twice."""
    await creator.start()

    async def some_known() -> bool:  # a Temporal that knows no collaboration at all is not believed
        return (await creator.stack.temporal.count_workflows("WorkflowType = 'Collaboration'")).count > 0

    await eventually(some_known, "the list of collaborations has one")
    now, many = datetime.now(UTC), 66
    async with creator.stack.store.ledger._database.write() as session:
        for number in range(many):
            pair = Pair(creator.page(), f"{creator.business()[:-3]}{number:03d}")._asdict()
            session.add(LeaseRow(**pair, state=LeaseState.ABSENT.value, origin=Origin.NONE.value, tasks=[], fence=0))
            await session.flush()
            session.add(
                HolderRow(
                    page_id=pair["page_id"],
                    business_id=pair["business_id"],
                    collaboration_id=f"never-{creator.number}-{number}",
                    creator_id=creator.creator_id,
                    tasks=[],
                    ends_at=now + timedelta(days=1),
                    since=now,
                )
            )
    handle = await creator.stack.temporal.start_workflow(
        Audit.run,
        StartAudit(creator_id=creator.creator_id, leases_per_page=22),
        id=f"audit/test/{creator.creator_id}",
        task_queue=WORKFLOW_QUEUE,
    )
    report = await handle.result()
    assert (report.looked_at, report.released, report.found, report.complete) == (many, many, many, True)
    runs = {(await handle.describe()).run_id, handle.first_execution_run_id}
    assert len(runs) == 2, "it continued as new"
    assert {row["released_at"] is not None for row in await rows_of(creator) if "since" in row} == {True}


async def test_an_empty_namespace_does_not_make_every_hold_an_abandoned_one(
    temporal_address: str, creator: Creator
) -> None:
    empty = await Client.connect(temporal_address, namespace="gw7-postgres")
    hold = Hold(
        collaboration_id="c-1", creator_id=creator.creator_id, ends_at=datetime.now(UTC), **pair_of(creator)._asdict()
    )
    with pytest.raises(ApplicationError) as refused:
        await People(empty).behind([hold])
    assert refused.value.type == failures.WRONG_NAMESPACE


async def test_where_the_budget_has_no_room_for_reads_the_abandoned_are_taken_back_all_the_same(
    temporal_address: str, tmp_path: Path
) -> None:
    """In a stack of its own: everything there slows down."""
    unused = await Client.connect(temporal_address, namespace="gw7", data_converter=pydantic_data_converter)
    async with running_stack(unused, tmp_path) as stack:
        creator = stack.next_creator()
        handle = await creator.start()
        await creator.consent()
        await reaches(handle, Stage.ACTIVE)
        await stack.control("PATCH", "/app", {"usage_percent": 95})
        assert (await audited(creator)).read == 1, "and hears of it"
        await handle.terminate("by hand")
        client = CollaborationClient(unused)
        report = await client.audit(read_after=timedelta(), creator=creator.creator_id, patience=timedelta(seconds=2))
        assert (report.released, report.read, report.complete) == (1, 0, False)
        assert "kept for revokes" in report.trouble
        assert not await creator.shared()
        await creator.leave()


async def test_two_that_ask_at_once_get_the_same_audit(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.fault("GET", f"/{creator.page()}/agencies", {"kind": "apply_late", "seconds": 0.5})
    first, second = await asyncio.gather(audited(creator), audited(creator))
    assert first == second
    assert (first.read, first.found, first.in_order) == (1, 0, first.looked_at)
    assert await creator.fired() == 1
    assert (await status_of(handle)).stage is Stage.ACTIVE
    await end(handle)
