"""The sample collaboration of a development stack: something to open in the browser right after the first start."""

from datetime import UTC, datetime, timedelta
from typing import Any

from starter.client import CollaborationClient
from starter.dev.stack import Stack
from starter.errors import StarterError, UnknownCollaboration
from starter.links import make_link

SAMPLE_ID = "sample"
_CREATOR = "sample-creator"
_TERM = timedelta(days=30)


async def sample_link(stack: Stack) -> str | None:
    """The creator's page of the sample, which is started once in a folder's life.

    None where the sandbox's world has no account to ask for, or where nobody answered in time: a stack without a
    sample is still a stack.
    """
    client = CollaborationClient(stack.temporal)
    try:
        try:
            await client.status(SAMPLE_ID)
        except UnknownCollaboration:
            request = sample_terms(await stack.world(), datetime.now(UTC))
            if request is None:
                return None
            await client.start(request)
    except StarterError:
        return None
    return make_link(stack.settings(), SAMPLE_ID, _CREATOR)


def sample_terms(world: Any, now: datetime) -> dict[str, str] | None:
    """Terms for the first Instagram account and the first brand of ``world``; None when it lacks either."""
    accounts = [page["instagram"]["username"] for page in world["pages"] if page.get("instagram")]
    brands = world["businesses"]
    if not accounts or not brands:
        return None
    return {
        "collaboration_id": SAMPLE_ID,
        "creator_id": _CREATOR,
        "brand_name": str(brands[0]["name"]),
        "business_id": str(brands[0]["id"]),
        "instagram_username": str(accounts[0]),
        "ends_at": (now + _TERM).isoformat(),
    }
