"""Which workflow tasks the watch of a crash point counts, and where it says to stop."""

from pathlib import Path

import pytest
from temporalio.bridge.proto.workflow_activation import WorkflowActivation, WorkflowActivationJob

from tests.proofs.task_barriers import CONTINUED, SUGGESTED, TaskPoint, Watch
from tests.proofs.task_crashes import CONTINUING, LIVES, MESSAGES

MINE, OTHER = "collaboration/mine", "collaboration/other"


def begun(run: str, workflow_id: str = MINE, **more: str) -> WorkflowActivation:
    job = WorkflowActivationJob()
    job.initialize_workflow.workflow_id, job.initialize_workflow.workflow_type = workflow_id, "Collaboration"
    job.initialize_workflow.continued_from_execution_run_id = more.get("continued", "")
    return WorkflowActivation(run_id=run, jobs=[job])


def signalled(run: str, name: str, *, replaying: bool = False, suggested: bool = False) -> WorkflowActivation:
    job = WorkflowActivationJob()
    job.signal_workflow.signal_name = name
    return WorkflowActivation(run_id=run, jobs=[job], is_replaying=replaying, continue_as_new_suggested=suggested)


def asked(run: str) -> WorkflowActivation:
    job = WorkflowActivationJob()
    job.query_workflow.query_type = "status"
    return WorkflowActivation(run_id=run, jobs=[job])


LIFE = (
    begun("1"),
    begun("2", OTHER),
    asked("1"),
    signalled("1", "recheck"),
    signalled("2", "recheck"),
    signalled("1", "recheck", replaying=True),
    signalled("1", "decline"),
    signalled("1", "recheck", suggested=True),
    begun("3", continued="1"),
    signalled("3", "recheck"),
)


@pytest.mark.parametrize(
    ("place", "nth", "stops_at"),
    [
        ("task", 1, 0),
        ("task", 2, 3),
        ("task", 3, 6),
        ("task", 6, 9),
        ("task", 7, None),
        ("recheck", 2, 7),
        ("decline", 1, 6),
        (SUGGESTED, 1, 7),
        (CONTINUED, 1, 8),
    ],
)
def test_it_stops_at_the_nth_task_of_this_workflow_and_nowhere_else(
    tmp_path: Path, place: str, nth: int, stops_at: int | None
) -> None:
    watch = Watch(TaskPoint("Collaboration", "before", place, nth), MINE, tmp_path / "tasks")
    stops = [number for number, activation in enumerate(LIFE) if watch.is_it(activation)]
    assert stops == ([] if stops_at is None else [stops_at])
    assert len((tmp_path / "tasks").read_text().splitlines()) == 6


@pytest.mark.parametrize("point", [TaskPoint("Authorization", "after", nth=12), *MESSAGES, *CONTINUING], ids=str)
def test_a_point_is_named_so_that_it_can_be_played_again(point: TaskPoint) -> None:
    assert TaskPoint.of(str(point)) == point
    assert point.place == "task" or (point.workflow, point.place) in LIVES
