"""The dry run of eligibility: one short workflow that asks the platform and grants nothing."""

import asyncio
import uuid
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import TimeoutError as TemporalTimeout
from temporalio.service import RPCError

from contracts.eligibility import CheckEligibility, EligibilityReport
from contracts.ids import WORKFLOW_QUEUE, check_workflow_id
from contracts.search_attributes import CREATOR_ID
from contracts.terms import Terms
from starter.calls import ELIGIBILITY_CHECK
from starter.errors import CheckUnanswered, TemporalRefused, WorkerNotAnswering
from starter.reaching import reaching

RUN_TIMEOUT = timedelta(seconds=60)
"""A check that takes longer than its reader's patience is of no use to anybody."""
_EVENTS_BEFORE_A_WORKER_ANSWERED = 3  # started, workflow task scheduled, perhaps taken


async def check_eligibility(client: Client, terms: Terms, deadline: timedelta) -> EligibilityReport:
    """Run the check and return its findings.

    Raises WorkerNotAnswering when none has taken it up within ``deadline``, CheckUnanswered when it came to no answer
    within RUN_TIMEOUT, TemporalRefused, NotReachable.
    """
    try:
        async with reaching(client, RUN_TIMEOUT + deadline):
            handle = await client.start_workflow(
                ELIGIBILITY_CHECK,
                CheckEligibility(terms=terms),
                id=check_workflow_id(str(uuid.uuid4())),
                task_queue=WORKFLOW_QUEUE,
                result_type=EligibilityReport,
                run_timeout=RUN_TIMEOUT,
                static_summary=f"check {terms.instagram_username} for {terms.brand_name}",
                search_attributes=TypedSearchAttributes([SearchAttributePair(CREATOR_ID, terms.creator_id)]),
                rpc_timeout=deadline,
            )
            return await _result(handle, terms, deadline)
    except WorkflowFailureError as error:
        late = isinstance(error.cause, TemporalTimeout)
        raise CheckUnanswered(
            f"nothing within {RUN_TIMEOUT.total_seconds():g} s" if late else str(error.cause)
        ) from None
    except RPCError as error:
        raise TemporalRefused(error.message) from None


async def _result(
    handle: WorkflowHandle[object, EligibilityReport], terms: Terms, deadline: timedelta
) -> EligibilityReport:
    try:
        return await asyncio.wait_for(handle.result(), deadline.total_seconds())
    except TimeoutError:
        seen = (await handle.describe(rpc_timeout=deadline)).history_length
        if seen <= _EVENTS_BEFORE_A_WORKER_ANSWERED:
            await handle.terminate("no worker took it up", rpc_timeout=deadline)
            raise WorkerNotAnswering(f"the check of {terms.instagram_username}", deadline.total_seconds()) from None
    return await handle.result()
