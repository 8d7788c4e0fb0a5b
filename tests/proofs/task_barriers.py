"""Workflow tasks at which a worker process of a proof stops and waits to be killed.

Counted is every activation of one workflow. Queries, evictions and what is replayed do not count. The worker has to be
there from the workflow's start on.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.bridge.proto.workflow_activation import WorkflowActivation, WorkflowActivationJob
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.bridge.worker import Worker
from temporalio.worker._workflow import _WorkflowWorker

TASK = "task"
SUGGESTED = "suggested"
"""The server suggests to continue as new; from the first such task on it is a matter of when, not whether."""
CONTINUED = "continued"
"""The first task of the run that continues another."""


@dataclass(frozen=True)
class TaskPoint:
    """``before``: taken from the server and not run. ``after``: run, and the server not told.

    The ``nth`` task of the workflow that is a ``place``: any task, one that brings the message of this name, or one of
    those above.
    """

    workflow: str
    when: str
    place: str = TASK
    nth: int = 1

    def __str__(self) -> str:
        last = str(self.nth) if self.place == TASK else f"{self.place}.{self.nth}"
        return f"workflow:{self.workflow}:{self.when}:{last}"

    @classmethod
    def of(cls, text: str) -> "TaskPoint":
        _, workflow, when, last = text.split(":")
        place, _, nth = last.rpartition(".")
        return cls(workflow, when, place or TASK, int(nth))


@dataclass
class Watch:
    """Counts the tasks of one workflow, whichever run of it they belong to."""

    point: TaskPoint
    workflow_id: str
    log: Path
    """One line for each task: what it brings."""
    _runs: set[str] = field(default_factory=set)
    _seen: Counter[str] = field(default_factory=Counter)

    def is_it(self, activation: WorkflowActivation) -> bool:
        """Count this activation; whether it is the one to stop at."""
        for job in activation.jobs:
            init = job.initialize_workflow
            if init.workflow_id == self.workflow_id and init.workflow_type == self.point.workflow:
                self._runs.add(activation.run_id)
        jobs = [
            job for job in activation.jobs if job.WhichOneof("variant") not in ("query_workflow", "remove_from_cache")
        ]
        if activation.run_id not in self._runs or activation.is_replaying or not jobs:
            return False
        places = {TASK, *map(place_of, jobs)} | ({SUGGESTED} if activation.continue_as_new_suggested else set())
        self._seen.update(places)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{' '.join(sorted(places - {TASK}))}\n")
        return self.point.place in places and self._seen[self.point.place] == self.point.nth


def place_of(job: WorkflowActivationJob) -> str:
    """The name of the message that the job brings, or what else it is."""
    kind = job.WhichOneof("variant") or ""
    if kind == "initialize_workflow" and job.initialize_workflow.continued_from_execution_run_id:
        return CONTINUED
    if kind == "resolve_activity":
        return "activity"
    names = {"signal_workflow": job.signal_workflow.signal_name, "do_update": job.do_update.name}
    return names.get(kind, kind)


def install(point: TaskPoint, workflow_id: str, flag: Path, log: Path) -> None:
    """Stop for ever at ``point``; ``flag`` appears when the process has come there."""
    handle, complete = _WorkflowWorker._handle_activation, Worker.complete_workflow_activation
    watch, last = Watch(point, workflow_id, log), set[str]()

    async def stop(what: str) -> None:
        await asyncio.to_thread(flag.write_text, what, encoding="utf-8")
        await asyncio.Event().wait()

    async def handling(self: _WorkflowWorker, activation: WorkflowActivation) -> None:
        if watch.is_it(activation):
            if point.when == "before":
                await stop("not run")
            last.add(activation.run_id)
        await handle(self, activation)

    async def completing(self: Worker, completion: WorkflowActivationCompletion) -> None:
        if completion.run_id in last:
            commands = [command.WhichOneof("variant") or "" for command in completion.successful.commands]
            await stop(" ".join(commands) or "no command")
        await complete(self, completion)

    _WorkflowWorker._handle_activation = handling  # type: ignore[assignment, method-assign]
    Worker.complete_workflow_activation = completing  # type: ignore[assignment, method-assign]
