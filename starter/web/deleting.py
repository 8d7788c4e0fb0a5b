"""A deletion asked for on the web: with Temporal before anything else, then under its code for the page to show."""

from datetime import UTC, datetime

from contracts.deletion import DeletionRequest
from starter.deleting import new_code
from starter.web.deps import WebDeps


async def delete_creator(deps: WebDeps, creator_id: str, request: DeletionRequest | None = None) -> str:
    """Start the creator's deletion; its code opens ``/deletion/<code>`` at once, before any worker takes it up.

    Raises NotReachable, TemporalRefused, StoreUnavailable. Repeating it with the same request changes nothing.
    """
    request = request or DeletionRequest(code=new_code(), requested_at=datetime.now(UTC))
    await deps.collaborations.delete_creator(creator_id, request)
    await deps.store.deletions.requested(creator_id, request)
    return request.code
