"""What is said of a collaboration whose workflow somebody stopped: its last word, and that it may be no longer true."""

from datetime import datetime

from contracts.status import Blocked, Status
from contracts.vocabulary import Owner, Stage

WORKFLOW_STOPPED = "workflow_stopped"
"""Code of what holds it up. Nobody acts for it any more; the audit takes back what it left."""

_MAY_HAVE_SHARED = frozenset(
    {Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED, Stage.ENDING, Stage.REVOKE_BLOCKED}
)
_LEFT = "`adaccess audit` now; then `adaccess export --collaboration {id}` shows the proof."
_NOTHING_LEFT = "Nothing is shared. Start it anew under another id if it is still wanted."


def stopped(last: Status, at: datetime) -> dict[str, object]:
    """What differs from its last word, which was true when the workflow was stopped, ``at`` that time.

    What it had shared may be there or gone by now: only the ledger and the platform know.
    """
    if last.stage is Stage.ENDED:
        return {}
    held = last.stage in _MAY_HAVE_SHARED
    message, next_step = "Its workflow was stopped in Temporal, so nobody acts for it any more", _NOTHING_LEFT
    if held:
        message += f"; an audit takes back what it left. It was {last.stage} then"
        next_step = _LEFT.format(id=last.collaboration_id)
    blocked = Blocked(
        code=WORKFLOW_STOPPED,
        owner=Owner.OPERATOR,
        message=f"{message}.",
        next_step=next_step,
        since=at,
        overdue_since=at if held else None,
    )
    return {
        "stage": Stage.REVOKE_BLOCKED if held else last.stage,
        "blocked": blocked,
        "access": last.access.model_copy(update={"tasks": ()}),
    }
