"""The SDK's workflow sandbox, entered only to run a workflow.

For every payload that goes in or out, the SDK asks the sandboxed workflow several times in what context to convert it.
Nothing of ours depends on that (no codec, no external storage), and each question costs as much as a small task.
"""

from typing import TYPE_CHECKING

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

if TYPE_CHECKING:
    from temporalio.bridge.proto.workflow_activation import WorkflowActivation
    from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
    from temporalio.workflow import Info

_NO_STORAGE = StorageDriverStoreContext()


class ContextFreeRunner(SandboxedWorkflowRunner):
    """Runs workflows in the sandbox, with payloads that are converted without a context."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _ContextFree(super().create_instance(det))


class _ContextFree(WorkflowInstance):
    def __init__(self, sandboxed: WorkflowInstance) -> None:
        self._sandboxed = sandboxed

    def activate(self, act: "WorkflowActivation") -> "WorkflowActivationCompletion":
        return self._sandboxed.activate(act)

    def get_serialization_context(self, command_info: object) -> None:
        return None

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:
        return _NO_STORAGE

    def get_info(self) -> "Info":
        return self._sandboxed.get_info()

    def get_thread_id(self) -> int | None:
        return self._sandboxed.get_thread_id()
