"""One pace for all workers together: what Meta's usage headers ask for becomes the rate of the task queue.

The server deals the platform's activities out at that rate, revokes first, whoever runs them. Its configuration of the
queue is the one place that all workers share: the rate, and in words why, with the time at which a pause is over.
"""

import asyncio
import logging
import random
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import RateLimit, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, UpdateTaskQueueConfigRequest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities import clock
from contracts import failures
from platforms.meta.allowance import Allowance
from platforms.meta.pace import Claim, after_refusal, next_pace

LOOK = timedelta(seconds=2)
"""Between two looks at usage and pace; a refusal of the app as a whole is acted on at once."""

PACER = "adaccess-pacer"
"""Who set the rate. A rate that somebody else set is left alone: an operator's hand counts more than ours."""

_NO_ROOM = (15.0, 25.0)
"""Seconds until something that can wait asks again whether the budget has room, spread out."""

_SILENCE = {Claim.PERSON: (2.0, 5.0)}
_SILENCE_OTHERWISE = (10.0, 20.0)
"""Seconds until something asks again while Meta answers nobody, spread out; no revoke waits for longer than before."""

_CLAIMS = {1: Claim.TAKE_BACK, 2: Claim.PERSON}
"""By the priority of the activity (workflows.options); all others are ordinary."""

_PAUSED = re.compile(r"paused until (\S+), then ([0-9.]+)/s")

_log = logging.getLogger("adaccess.pace")


class LeaveRoom(Interceptor):
    """Work that can wait does not start while it would eat into the revokes' half of the budget; nor does any, but for
    one a second, while Meta answers nobody: thousands that try in vain would keep the same process from telling so."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Door(next, self._allowance)


class _Door(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, allowance: Allowance) -> None:
        super().__init__(next)
        self._allowance = allowance

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        if wait := self._allowance.wait():
            raise _not_begun("Meta asked us to wait", wait)
        claim = _CLAIMS.get(activity.info().priority.priority_key or 0, Claim.ORDINARY)
        if self._allowance.silent():
            pause = _spread(*_SILENCE.get(claim, _SILENCE_OTHERWISE))
            raise _not_begun("Meta answers nobody", pause, failures.PLATFORM_UNAVAILABLE)
        if not self._allowance.room(claim):
            raise _not_begun("what is left of Meta's budget is kept for revokes", _spread(*_NO_ROOM))
        return await super().execute_activity(input)


def _spread(low: float, high: float) -> timedelta:
    return timedelta(seconds=random.uniform(low, high))  # noqa: S311 (spread, not a secret)


def _not_begun(why: str, wait: timedelta, kind: str = failures.RATE_LIMITED) -> ApplicationError:
    # Benign: this is how it should be, so no failure in the worker's log and figures.
    return ApplicationError(
        f"not begun: {why}",
        type=kind,
        next_retry_delay=wait,
        category=ApplicationErrorCategory.BENIGN,
    )


@dataclass(frozen=True)
class Shared:
    """The queue's rate as the server has it, in activities a second."""

    rate: float | None
    """None: nobody set one, the workers' own limit counts."""
    by: str
    at: datetime | None
    paused_until: datetime | None = None
    then: float | None = None


class Pacer:
    """Keeps the rate of one task queue at what Meta allows, beside a worker. Any number of them may run."""

    def __init__(self, temporal: Client, queue: str, allowance: Allowance, most: float) -> None:
        """``most`` is the highest pace, in activities a second."""
        self._temporal = temporal
        self._queue = queue
        self._allowance = allowance
        self._most = most
        self._unheard = False
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._running is not None
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
                self._unheard = False
            except RPCError as error:
                # Without a shared pace every worker still keeps to the times that Meta told it itself.
                if not self._unheard:
                    _log.warning("the pace is not shared, Temporal does not take it: %s", error.message)
                self._unheard = True
            except Exception:
                # A pacer that died would leave the last pace, perhaps a pause, in force for ever.
                _log.exception("the pace could not be looked at; tried again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._allowance.refused.wait(), LOOK.total_seconds())

    async def look(self) -> None:
        """Compare what the server has with what Meta asks for, and change it where they differ. Raises RPCError."""
        self._allowance.refused.clear()
        shared, now = await self.shared(), clock.now()
        if shared.rate is not None and shared.by != PACER:
            return
        if shared.paused_until is not None:
            self._allowance.hold(shared.paused_until)
        held = self._allowance.held_until
        if held is not None:
            if shared.paused_until is None or held - shared.paused_until > timedelta(seconds=1):
                before = shared.rate if shared.rate is not None else self._most
                then = shared.then if shared.paused_until is not None else None
                await self._pause(held, then if then is not None else after_refusal(before, self._most))
            return
        if shared.paused_until is not None:
            await self.set(shared.then or after_refusal(0, self._most), "after a pause that Meta asked for")
        elif shared.rate is None or shared.at is None or now - shared.at >= LOOK * 0.9:
            usage, current = self._allowance.usage, self._most if shared.rate is None else shared.rate
            pace = next_pace(current, usage, self._most)
            if shared.rate is None or abs(pace - current) > 0.01 * current:
                await self.set(pace, f"{usage:.0f} % of Meta's budget is used")

    async def shared(self) -> Shared:
        """What the server has. Raises RPCError."""
        answer = await self._temporal.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=self._temporal.namespace,
                task_queue=TaskQueue(name=self._queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
                report_config=True,
            )
        )
        limit = answer.config.queue_rate_limit
        if not limit.HasField("rate_limit"):
            return Shared(rate=None, by="", at=None)
        said, changed = limit.metadata, limit.metadata.update_time.ToDatetime(tzinfo=UTC)
        shared = Shared(limit.rate_limit.requests_per_second, said.update_identity, changed)
        paused = _PAUSED.match(said.reason) if said.update_identity == PACER else None
        if paused is None:
            return shared
        until, then = datetime.fromisoformat(paused[1]), float(paused[2])
        return Shared(shared.rate, shared.by, shared.at, until, then)

    async def _pause(self, until: datetime, then: float) -> None:
        _log.warning("Meta refused the app as a whole: no platform call before %s", until.isoformat(timespec="seconds"))
        await self.set(0.0, f"paused until {until.isoformat(timespec='milliseconds')}, then {then:.2f}/s")

    async def set(self, rate: float, reason: str) -> None:
        """Give the queue a rate. Raises RPCError."""
        limit = UpdateTaskQueueConfigRequest.RateLimitUpdate(
            rate_limit=RateLimit(requests_per_second=rate), reason=reason
        )
        await self._temporal.workflow_service.update_task_queue_config(
            UpdateTaskQueueConfigRequest(
                namespace=self._temporal.namespace,
                identity=PACER,
                task_queue=self._queue,
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
                update_queue_rate_limit=limit,
            )
        )
        _log.info("pace %.1f platform activities a second: %s", rate, reason)
