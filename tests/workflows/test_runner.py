"""The sandbox is entered to run a workflow, and never to ask how a payload is to be converted."""

from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from tests.cast import Creator, end
from workflows.collaboration import Collaboration
from workflows.runner import ContextFreeRunner

QUESTIONS = ("get_serialization_context", "get_external_store_context")


async def test_the_sandbox_is_not_asked_for_a_context(creator: Creator, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = await creator.start()
    await end(handle)
    await handle.result()
    history = await handle.fetch_history()
    asked: list[str] = []
    create = SandboxedWorkflowRunner.create_instance

    def watched(self: SandboxedWorkflowRunner, det: WorkflowInstanceDetails) -> WorkflowInstance:
        instance: Any = create(self, det)
        for question in QUESTIONS:
            monkeypatch.setattr(instance, question, _noted(asked, question, getattr(instance, question)))
        assert isinstance(instance, WorkflowInstance)
        return instance

    monkeypatch.setattr(SandboxedWorkflowRunner, "create_instance", watched)
    await _replay(history, ContextFreeRunner())
    assert not asked
    await _replay(history, SandboxedWorkflowRunner())
    assert set(asked) >= {QUESTIONS[0]}, "the SDK asks no more: ContextFreeRunner can go"


def _noted(asked: list[str], question: str, answer: Any) -> Any:
    def ask(*given: Any) -> Any:
        asked.append(question)
        return answer(*given)

    return ask


async def _replay(history: WorkflowHistory, runner: WorkflowRunner) -> None:
    replayer = Replayer(workflows=[Collaboration], data_converter=pydantic_data_converter, workflow_runner=runner)
    assert (await replayer.replay_workflow(history)).replay_failure is None
