"""Starting a collaboration's workflow: its id, its policies, and what lists and the Temporal Web UI show of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError

from contracts import search_attributes as attributes
from contracts.collaboration import StartCollaboration
from contracts.ids import WORKFLOW_QUEUE, collaboration_workflow_id
from contracts.status import Status, TermStatus
from contracts.terms import Terms
from contracts.vocabulary import Stage
from starter.calls import COLLABORATION
from starter.errors import TemporalRefused
from starter.reaching import reaching


async def start_collaboration(client: Client, terms: Terms, deadline: timedelta) -> None:
    """Start it. Raises WorkflowAlreadyStartedError when its id was used before, running or ended.

    Raises NotReachable, TemporalRefused.
    """
    try:
        async with reaching(client, deadline):
            # No execution timeout: it would end the workflow without taking the access back.
            await client.start_workflow(
                COLLABORATION,
                StartCollaboration(terms=terms),
                id=collaboration_workflow_id(terms.collaboration_id),
                task_queue=WORKFLOW_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=_search_attributes(terms),
                static_summary=f"{terms.instagram_username} for {terms.brand_name} until {terms.ends_at:%Y-%m-%d}",
                static_details=_details(terms),
                rpc_timeout=deadline,
            )
    except RPCError as error:
        raise TemporalRefused(error.message) from None


def fresh_status(terms: Terms) -> Status:
    """The status of a collaboration that no worker has taken up yet."""
    return Status(
        collaboration_id=terms.collaboration_id,
        stage=Stage.AWAITING_AUTHORIZATION,
        term=TermStatus(
            starts_at=terms.starts_at, ends_at=terms.ends_at, authorize_by=min(terms.authorize_by, terms.ends_at)
        ),
    )


def differing(asked: Mapping[str, Any], terms: Terms, agreed: Terms) -> tuple[str, ...]:
    """Names of the fields in which ``terms``, made from the request ``asked``, are not those agreed."""
    unequal = [name for name in Terms.model_fields if getattr(terms, name) != getattr(agreed, name)]
    return tuple(name for name in unequal if name != "starts_at" or asked.get("starts_at") is not None)


def _search_attributes(terms: Terms) -> TypedSearchAttributes:
    return TypedSearchAttributes(
        [
            SearchAttributePair(attributes.ACCESS_STAGE, Stage.AWAITING_AUTHORIZATION.value),
            SearchAttributePair(attributes.CREATOR_ID, terms.creator_id),
            SearchAttributePair(attributes.BUSINESS_ID, terms.business_id),
            SearchAttributePair(attributes.INSTAGRAM_USERNAME, terms.instagram_username),
            SearchAttributePair(attributes.TERM_END, terms.ends_at),
            SearchAttributePair(attributes.NEEDS_ATTENTION, False),
        ]
    )


def _details(terms: Terms) -> str:
    """Markdown for the Temporal Web UI: the agreement as it was made."""
    return "\n".join(
        [
            f"- creator `{terms.creator_id}`, Instagram `{terms.instagram_username}`",
            f"- business `{terms.business_id}`, may {', '.join(terms.tasks)}",
            f"- term {terms.starts_at.isoformat()} to {terms.ends_at.isoformat()}",
            f"- to be authorized by {terms.authorize_by.isoformat()}",
        ]
    )
