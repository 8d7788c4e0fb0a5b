"""Every history that a run has left is replayed on the code as it is: kills and take-overs wrote them."""

from collections.abc import AsyncIterator

from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from workflows.audit import Audit
from workflows.authorization import Authorization
from workflows.collaboration import Collaboration
from workflows.deletion import Deletion
from workflows.runner import ContextFreeRunner


async def replayed(client: Client) -> tuple[int, tuple[str, ...]]:
    """How many histories there were, and those that the code contradicts."""
    names = dict[str, str]()

    async def histories() -> AsyncIterator[WorkflowHistory]:
        async for history in client.list_workflows().map_histories():
            names[history.run_id] = history.workflow_id
            yield history

    replayer = Replayer(
        workflows=[Audit, Authorization, Collaboration, Deletion],
        data_converter=pydantic_data_converter,
        workflow_runner=ContextFreeRunner(),
    )
    results = await replayer.replay_workflows(histories(), raise_on_replay_failure=False)
    return len(names), tuple(f"{names[run]}: {error}" for run, error in results.replay_failures.items())
