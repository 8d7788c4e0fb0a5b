"""What an audit makes of one pair: when it reads, and whose a share is that turned up again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.audit_judging import Look, Person, explained, judge, read_is_due
from activities.stragglers import LANDS_WITHIN
from contracts.access import Evidence, Hold
from contracts.audit import Found
from contracts.vocabulary import LeaseState, Stage
from store.auditing import AuditedLease
from store.ledger import Origin, Pair

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIX_HOURS = 6 * HOUR
PAIR = Pair("100000000000001", "900000000000777")
HOLD = Hold(collaboration_id="c-1", creator_id="cr-7", tasks=("ADVERTISE",), ends_at=NOW + DAY, **PAIR._asdict())
OTHER = HOLD.model_copy(update={"collaboration_id": "c-2", "tasks": ("ANALYZE",)})
THERE = Evidence(present=True, tasks=("ADVERTISE",), at=NOW)
ABSENT = Evidence(present=False, at=NOW)
HELD = AuditedLease(
    pair=PAIR,
    state=LeaseState.PRESENT,
    origin=Origin.OURS,
    read_at=NOW - HOUR,
    holders=(HOLD,),
    announced=(),
    let_go=(),
    called_at=NOW - DAY,
    unanswered_at=None,
)
ENDED = replace(HELD, state=LeaseState.ABSENT, origin=Origin.NONE, holders=(), let_go=(HOLD,), called_at=NOW - HOUR)
ACTIVE = Person(running=True, stage=Stage.ACTIVE)


@pytest.mark.parametrize(
    ("lease", "due"),
    [
        (HELD, False),
        (replace(HELD, read_at=NOW - SIX_HOURS), True),
        (replace(HELD, read_at=None), True),
        (replace(HELD, state=LeaseState.SHARE_UNCERTAIN), True),
        (replace(HELD, state=LeaseState.MISSING), True),
        (replace(HELD, origin=Origin.FOREIGN, read_at=NOW - DAY), True),
        (replace(HELD, origin=Origin.OWNED, read_at=NOW - DAY), False),
        (replace(HELD, origin=Origin.NONE, read_at=None), False),
        (replace(ENDED, called_at=NOW - LANDS_WITHIN, read_at=NOW - LANDS_WITHIN), True),
        (replace(ENDED, called_at=NOW - LANDS_WITHIN / 2, read_at=NOW - LANDS_WITHIN / 2), False),
        (replace(ENDED, called_at=NOW - HOUR, read_at=NOW - HOUR + LANDS_WITHIN), False),
        (replace(ENDED, called_at=NOW - 3 * DAY, read_at=NOW - DAY), True),
        (replace(ENDED, let_go=()), False),
        (replace(ENDED, origin=Origin.OURS), False),
    ],
)
def test_when_a_pair_is_read_back(lease: AuditedLease, due: bool) -> None:
    assert read_is_due(lease, lease.holders, NOW, SIX_HOURS) is due


def test_everything_that_can_be_read_is_read_on_request() -> None:
    fresh = replace(HELD, read_at=NOW), replace(ENDED, read_at=NOW)
    assert all(read_is_due(lease, lease.holders, NOW, timedelta()) for lease in fresh)
    assert not read_is_due(HELD, (), NOW, timedelta()), "a hold whose workflow is gone is released first"


@pytest.mark.parametrize(
    ("unanswered_at", "read_at", "ours"),
    [
        (None, NOW - HOUR, False),
        (NOW - HOUR, NOW - HOUR + LANDS_WITHIN / 2, True),
        (NOW - HOUR, NOW - HOUR + LANDS_WITHIN, False),
        (NOW - HOUR, None, True),
    ],
)
def test_only_a_call_whose_answer_nobody_heard_explains_a_share(
    unanswered_at: datetime | None, read_at: datetime | None, ours: bool
) -> None:
    lease = replace(ENDED, unanswered_at=unanswered_at, read_at=read_at)
    assert explained(lease) is ours
    verdict = judge(lease, Look(seen=THERE), {}, NOW)
    assert bool(verdict.releases) is ours
    assert [line.found for line in verdict.lines] == ([] if ours else [Found.FOREIGN])


def test_what_somebody_is_at_work_on_is_left_to_them() -> None:
    """A share taken down to be given anew: settled as missing, it would never come back."""
    lease = replace(HELD, state=LeaseState.SHARING, let_go=(OTHER,))
    people = {"c-1": ACTIVE, "c-2": Person(running=True, stage=Stage.ENDING)}
    assert judge(lease, Look(seen=ABSENT), people, NOW).settle is None
    assert judge(lease, Look(seen=ABSENT), people, NOW).in_order
    alone = judge(lease, Look(seen=ABSENT), {**people, "c-2": Person(running=False)}, NOW)
    assert alone.settle is None, "the collaboration that is nudged settles it"
    assert [hold.collaboration_id for hold, _ in alone.nudges] == ["c-1"]


def test_each_holder_is_asked_whether_what_is_there_is_enough_for_it() -> None:
    lease = replace(HELD, holders=(HOLD, OTHER))
    verdict = judge(lease, Look(seen=THERE), {"c-1": ACTIVE, "c-2": ACTIVE}, NOW)
    assert [hold.collaboration_id for hold, _ in verdict.nudges] == ["c-2"]
    assert verdict.settle == (LeaseState.PRESENT, Origin.OURS)


def test_a_doubt_that_the_read_back_settles() -> None:
    verdict = judge(replace(HELD, state=LeaseState.SHARE_UNCERTAIN), Look(seen=THERE), {"c-1": ACTIVE}, NOW)
    assert verdict.settle == (LeaseState.PRESENT, Origin.OURS)
    assert [line.found for line in verdict.lines] == [Found.SETTLED]


def test_a_throttle_is_no_reason_to_have_everybody_read() -> None:
    verdict = judge(HELD, Look(refused="too many calls"), {"c-1": ACTIVE}, NOW)
    assert verdict.nudges == []
    (line,) = verdict.lines
    assert (line.found, line.tell) == (Found.COULD_NOT_READ, False)
    (line,) = judge(replace(HELD, read_at=NOW - DAY), Look(refused="lapsed"), {"c-1": ACTIVE}, NOW).lines
    assert line.tell, "unread for a day: an operator has to know"


def test_a_hold_that_only_begins_later_is_released_too_when_its_workflow_is_gone() -> None:
    lease = replace(HELD, announced=(OTHER,))
    (release,) = judge(lease, Look(), {"c-1": ACTIVE, "c-2": Person(running=False)}, NOW).releases
    assert release.hold is OTHER


def test_ours_and_held_by_nobody() -> None:
    lease = replace(ENDED, state=LeaseState.UNSHARE_UNCERTAIN, origin=Origin.OURS)
    assert judge(lease, Look(), {"c-1": Person(running=True, stage=Stage.REVOKE_BLOCKED)}, NOW).in_order
    (terminated,) = judge(lease, Look(), {"c-1": Person(running=False)}, NOW).releases
    (attested,) = judge(lease, Look(), {"c-1": Person(running=False, finished=True)}, NOW).releases
    assert (terminated.tell, attested.tell) == (True, False)
    (line,) = judge(replace(lease, let_go=()), Look(), {}, NOW).lines
    assert line.found is Found.COULD_NOT_RELEASE
