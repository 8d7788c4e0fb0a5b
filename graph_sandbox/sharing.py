"""What a share does to the world, whoever made it: the state, and its row in the ledger."""

from typing import Literal

from graph_sandbox.calls import Call
from graph_sandbox.ledger import By
from graph_sandbox.records import Share
from graph_sandbox.state import State


def put_share(
    state: State,
    page_id: str,
    business_id: str,
    tasks: list[str],
    status: Literal["CONFIRMED", "PENDING"],
    *,
    by: By,
    person_id: str | None = None,
    call: Call | None = None,
) -> None:
    """A business gets access, or (``PENDING``) asks for it.

    A pending share holds nothing yet, so it gets a row of its own kind: ``share_requested``.
    """
    before = state.held(page_id, business_id)
    now = state.now()
    shares = state.shares_of(page_id)
    known = shares.get(business_id)
    # Always a new Share: snapshots of stale reads keep the old ones.
    shares[business_id] = Share(tasks, status, known.requested_at if known else now, now)
    state.ledger.add(
        "share" if status == "CONFIRMED" else "share_requested",
        by=by,
        person_id=person_id,
        page_id=page_id,
        business_id=business_id,
        tasks=tasks,
        before=before,
        after=state.held(page_id, business_id),
        call=call,
    )
    state.share_changed()


def remove_share(
    state: State,
    page_id: str,
    business_id: str,
    *,
    by: By,
    person_id: str | None = None,
    call: Call | None = None,
) -> None:
    """A business loses access, or (``share_withdrawn``) its request. The share must be there."""
    before = state.held(page_id, business_id)
    share = state.shares_of(page_id).pop(business_id)
    state.ledger.add(
        "unshare" if before is not None else "share_withdrawn",
        by=by,
        person_id=person_id,
        page_id=page_id,
        business_id=business_id,
        tasks=share.tasks,
        before=before,
        after=None,
        call=call,
    )
    state.share_changed()
