"""Auditing: on demand, and the Temporal Schedule that does it by itself."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from contracts.audit import AuditReport, StartAudit
from contracts.ids import AUDIT_SCHEDULE, WORKFLOW_QUEUE, audit_workflow_id
from starter.errors import AuditUnfinished, TemporalRefused, WorkerNotAnswering
from starter.reaching import reaching, require_server

AUDIT = "Audit"
_EVENTS_BEFORE_A_WORKER_ANSWERED = 3  # started, workflow task scheduled, perhaps taken
_LONGEST = timedelta(days=1)
"""An audit that hangs must not keep the next one from starting; whatever it did not reach, that one does."""
_RPC = timedelta(seconds=10)
_log = logging.getLogger("adaccess.audit")


async def audit(client: Client, asked: StartAudit, deadline: timedelta) -> AuditReport:
    """Audit now, and return the report; joins the one that is under way if somebody asked for the same.

    However long it takes: ``deadline`` is for Temporal and for a worker to take it up. Raises WorkerNotAnswering,
    AuditUnfinished, TemporalRefused, NotReachable.
    """
    try:
        async with reaching(client, deadline):
            handle, joined = await _started(client, asked, deadline)
        return await _result(client, handle, joined, deadline)
    except WorkflowFailureError as error:
        raise AuditUnfinished(str(error.cause)) from None
    except RPCError as error:
        raise TemporalRefused(error.message) from None


async def ensure_schedule(client: Client, every: timedelta, read_after: timedelta) -> None:
    """Make sure that the audit runs by itself, this often. Safe from several workers at once; raises nothing.

    Where Temporal does not permit schedules, it is said in the log: `adaccess audit` does the same on demand.
    """
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(
            AUDIT,
            StartAudit(read_after_seconds=int(read_after.total_seconds())),
            id=audit_workflow_id("scheduled"),
            task_queue=WORKFLOW_QUEUE,
            execution_timeout=_LONGEST,
            static_summary=f"hold ledger and platform against each other, every {_in_words(every)}",
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        # One that takes longer than the interval is not overtaken by the next.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
    )

    def current(before: ScheduleUpdateInput) -> ScheduleUpdate:
        schedule.state = before.description.schedule.state  # somebody may have paused it
        return ScheduleUpdate(schedule=schedule)

    try:
        try:
            await client.create_schedule(AUDIT_SCHEDULE, schedule, rpc_timeout=_RPC)
        except ScheduleAlreadyRunningError:
            await client.get_schedule_handle(AUDIT_SCHEDULE).update(current, rpc_timeout=_RPC)
    except RPCError as error:
        _log.warning("cannot schedule the audit: %s; run `adaccess audit` now and then", error.message)


async def _started(
    client: Client, asked: StartAudit, deadline: timedelta
) -> tuple[WorkflowHandle[Any, AuditReport], bool]:
    """The audit, and whether it was under way already."""
    everything = asked.read_after_seconds == 0
    parts = ("dry-run" if asked.dry_run else "", "all" if everything else "", asked.creator_id or "")
    workflow_id = audit_workflow_id("/".join(filter(None, ("on-demand", *parts))))
    dry = "dry run: " if asked.dry_run else ""
    whose = f"creator {asked.creator_id}" if asked.creator_id else "everybody"
    try:
        handle: WorkflowHandle[Any, AuditReport] = await client.start_workflow(
            AUDIT,
            asked,
            id=workflow_id,
            task_queue=WORKFLOW_QUEUE,
            result_type=AuditReport,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            execution_timeout=_LONGEST,
            static_summary=f"{dry}hold ledger and platform of {whose} against each other",
            rpc_timeout=deadline,
        )
    except WorkflowAlreadyStartedError:
        return client.get_workflow_handle(workflow_id, result_type=AuditReport), True
    return handle, False


async def _result(
    client: Client, handle: WorkflowHandle[Any, AuditReport], joined: bool, deadline: timedelta
) -> AuditReport:
    """Wait as long as it takes, and notice when nobody works on it or Temporal goes away."""
    waiting = asyncio.ensure_future(handle.result())
    try:
        while not (await asyncio.wait({waiting}, timeout=deadline.total_seconds()))[0]:
            await require_server(client)
            seen = (await handle.describe(rpc_timeout=deadline)).history_length
            if seen <= _EVENTS_BEFORE_A_WORKER_ANSWERED:
                if not joined:
                    await handle.terminate("no worker took it up", rpc_timeout=deadline)
                raise WorkerNotAnswering("the audit", deadline.total_seconds())
        return await waiting
    finally:
        waiting.cancel()


def _in_words(every: timedelta) -> str:
    return f"{every.total_seconds() / 60:g} minutes"
