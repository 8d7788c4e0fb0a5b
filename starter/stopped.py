"""What is said of a collaboration whose workflow somebody stopped: its last word, and that it may be no longer true."""

from datetime import datetime

from contracts.status import Blocked, Status
from contracts.vocabulary import Owner, Stage

WORKFLOW_STOPPED = "workflow_stopped"
"""Code of what holds it up. Nobody acts for it any more; the audit takes back what it left."""

_MAY_HAVE_SHARED = frozenset(
    {Stage.GRANTING, Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED, Stage.ENDING, Stage.REVOKE_BLOCKED}
)
LEFT_BEHIND = "Its workflow was stopped in Temporal, so nobody acts for it any more; an audit takes back what it left"
_NEXT = "`adaccess audit` now; then `adaccess export --collaboration {id}` shows the proof."


def stopped(last: Status, at: datetime) -> dict[str, object]:
    """What differs from its last word, which was true when the workflow was stopped, ``at`` that time.

    What it had shared may be there or gone by now: only the ledger and the platform know. A share that was tried once
    may be there whatever the stage was in the end.
    """
    if last.stage is Stage.ENDED:
        return {}
    may_have_shared = any(stage in _MAY_HAVE_SHARED for stage in (last.stage, *(each.stage for each in last.history)))
    blocked = Blocked(
        code=WORKFLOW_STOPPED,
        owner=Owner.OPERATOR,
        message=f"{LEFT_BEHIND}. It was {last.stage} then.",
        next_step=_NEXT.format(id=last.collaboration_id),
        since=at,
        overdue_since=last.blocked.overdue_since if last.blocked else None,
    )
    return {
        "stage": Stage.REVOKE_BLOCKED if may_have_shared else last.stage,
        "blocked": blocked,
        "access": last.access.model_copy(update={"tasks": ()}),
    }
