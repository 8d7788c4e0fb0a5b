"""What an audit makes of one pair: pure decisions from the ledger, the platform's answer and who is still running."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activities.stragglers import LANDS_WITHIN
from contracts.access import Evidence, Hold
from contracts.audit import AuditLine, Found, ToRelease
from contracts.vocabulary import LeaseState, Stage
from platforms.meta.tasks import covers
from store.auditing import AuditedLease
from store.ledger import Origin

DAILY = timedelta(days=1)
UNREAD_TOO_LONG = timedelta(days=1)
"""After this long without a read-back an operator has to hear of it."""

IN_DOUBT = frozenset(
    {
        LeaseState.SHARING,
        LeaseState.UNSHARING,
        LeaseState.SHARE_UNCERTAIN,
        LeaseState.UNSHARE_UNCERTAIN,
        LeaseState.MISSING,
    }
)
_UNFINISHED = IN_DOUBT - {LeaseState.MISSING}
_HOLDING = frozenset({Stage.ACTIVE, Stage.UNMANAGED, Stage.IMPAIRED})
SHARE_REMOVED = "share_removed"


@dataclass(frozen=True)
class Person:
    """One collaboration's workflow, as Temporal shows it. ``finished``: it came to its own end."""

    running: bool
    known: bool = True
    """False where Temporal has never heard of it, or has forgotten it."""
    finished: bool = False
    stage: Stage | None = None
    blocked_on: str | None = None


@dataclass(frozen=True)
class Look:
    """One read-back: what was seen, or why nothing was. Neither: it was not due.

    ``lost``: it is our right to look that seems gone, not only this answer.
    """

    seen: Evidence | None = None
    refused: str = ""
    lost: bool = False


@dataclass
class Verdict:
    """What to do about one pair. Without anything in it, the pair is in order."""

    settle: tuple[LeaseState, Origin] | None = None
    nudges: list[tuple[Hold, str]] = field(default_factory=list)
    releases: list[ToRelease] = field(default_factory=list)
    lines: list[AuditLine] = field(default_factory=list)

    @property
    def in_order(self) -> bool:
        return not (self.nudges or self.releases or self.lines)


def read_is_due(lease: AuditedLease, running: Sequence[Hold], now: datetime, read_after: timedelta) -> bool:
    """Whether the pair has to be read back on the platform now. ``running``: its holders whose workflow is alive."""
    everything = not read_after
    if lease.holders:
        if len(running) < len(lease.holders) or lease.origin in (Origin.OWNED, Origin.NONE):
            return False  # those that are gone are released first; where nothing is shared nothing can be lost sight of
        old = lease.read_at is None or lease.read_at <= now - read_after
        return everything or old or lease.state in IN_DOUBT
    if lease.origin in (Origin.OURS, Origin.OWNED) or lease.called_at is None or not lease.let_go:
        return False
    landed = lease.called_at + LANDS_WITHIN
    if everything or lease.read_at is None or lease.read_at <= now - DAILY:
        return True
    return lease.read_at < landed <= now


def explained(lease: AuditedLease) -> bool:
    """Whether a share that turned up on a pair proven absent is ours.

    Only if we once called to share, never learned what came of it, and no read-back later than the longest straggler
    showed the pair absent. Everything else was done by somebody else, by hand for example, and is theirs.
    """
    if lease.unanswered_at is None:
        return False
    return lease.read_at is None or lease.read_at < lease.unanswered_at + LANDS_WITHIN


def judge(lease: AuditedLease, look: Look, people: Mapping[str, Person], now: datetime) -> Verdict:
    """What to do about the pair. A holder that is not in ``people`` is new, and nothing is held against it."""
    holds = (*lease.holders, *lease.announced)
    gone = [hold for hold in holds if not people.get(hold.collaboration_id, Person(True)).running]
    if gone:
        why = "its workflow is gone"
        return Verdict(releases=[ToRelease(hold=hold, found=Found.RELEASED, why=why) for hold in gone])
    verdict = _held(lease, look, people) if lease.holders else _ended(lease, look, people)
    if look.refused:
        unread = lease.read_at is None or lease.read_at <= now - UNREAD_TOO_LONG
        text = f"cannot read: {look.refused}"
        verdict.lines.append(_line(Found.COULD_NOT_READ, lease, text, tell=unread))
    return verdict


def _held(lease: AuditedLease, look: Look, people: Mapping[str, Person]) -> Verdict:
    known = [(hold, people.get(hold.collaboration_id, Person(True))) for hold in lease.holders]
    if lease.origin is Origin.OWNED:
        return Verdict()
    if lease.origin is Origin.NONE:
        why = "has access, and the ledger knows of no share"
        return Verdict(nudges=[(hold, why) for hold, person in known if person.stage in _HOLDING])
    if look.lost:
        # Whoever believes that all is well finds the lapse, or whatever it is, by the way every collaboration does.
        return Verdict(nudges=[(h, "its share cannot be read") for h, p in known if p.stage is Stage.ACTIVE])
    if look.seen is None:
        return Verdict()
    return _held_and_read(lease, look.seen, known, people)


def _held_and_read(
    lease: AuditedLease, seen: Evidence, known: list[tuple[Hold, Person]], people: Mapping[str, Person]
) -> Verdict:
    verdict = Verdict()
    unfinished = lease.state in _UNFINISHED
    if seen.present:
        foreign = lease.origin is Origin.FOREIGN
        verdict.settle = (LeaseState.FOREIGN if foreign else LeaseState.PRESENT, lease.origin)
    elif not unfinished:
        verdict.settle = (LeaseState.MISSING, lease.origin)
    # Somebody gives or takes here right now and retries: they settle it, and tell the others by themselves.
    everybody = [*(person for _, person in known), *(people.get(h.collaboration_id) for h in lease.let_go)]
    if unfinished and any(p and p.running and p.stage not in _HOLDING for p in everybody):
        return Verdict(settle=verdict.settle if seen.present else None)
    for hold, person in known:
        enough = seen.present and not seen.pending and covers(seen.tasks, hold.tasks)
        if not enough and person.stage is Stage.ACTIVE:
            verdict.nudges.append((hold, "counts as active, and the platform does not show its share"))
        elif enough and person.stage is Stage.IMPAIRED and person.blocked_on == SHARE_REMOVED:
            verdict.nudges.append((hold, "counts as impaired, and the platform shows its share again"))
    if not verdict.nudges and verdict.settle is not None and verdict.settle[0] is not lease.state:
        text = f"the ledger said {lease.state}, the platform says {verdict.settle[0]}"
        verdict.lines.append(_line(Found.SETTLED, lease, text))
    return verdict


def _ended(lease: AuditedLease, look: Look, people: Mapping[str, Person]) -> Verdict:
    last = lease.let_go[0] if lease.let_go else None
    if lease.origin is Origin.OURS:
        return _not_taken_back(lease, last, people)
    if look.seen is None:
        return Verdict()
    if not look.seen.present:
        return Verdict(settle=(LeaseState.ABSENT, Origin.NONE))
    if lease.origin is Origin.NONE and explained(lease) and last is not None:
        why = "a call of ours landed after the access was proven gone"
        release = ToRelease(hold=last, found=Found.TAKEN_BACK, why=why)
        return Verdict(settle=(LeaseState.PRESENT, Origin.OURS), releases=[release])
    text = "the business has access that no call of ours explains; left alone"
    return Verdict(settle=(LeaseState.FOREIGN, Origin.FOREIGN), lines=[_line(Found.FOREIGN, lease, text, tell=True)])


def _not_taken_back(lease: AuditedLease, last: Hold | None, people: Mapping[str, Person]) -> Verdict:
    """Ours, and nobody holds it: somebody is taking it back, or somebody was and is gone."""
    who = [person for hold in lease.let_go if (person := people.get(hold.collaboration_id)) is not None]
    if any(person.running for person in who):
        return Verdict()
    if last is None:
        text = "a share of ours that nobody holds, of a creator whom we do not know any more"
        return Verdict(lines=[_line(Found.COULD_NOT_RELEASE, lease, text, tell=True)])
    # Whoever came to its own end told how it ended, by an operator's word for example; we go on trying quietly.
    finished = bool(who) and all(person.finished for person in who)
    why = "nobody is taking it back any more"
    return Verdict(releases=[ToRelease(hold=last, found=Found.RELEASED, why=why, tell=not finished)])


def _line(found: Found, lease: AuditedLease, text: str, *, tell: bool = False) -> AuditLine:
    who = next(iter((*lease.holders, *lease.let_go)), None)
    return AuditLine(
        found=found,
        text=text,
        page_id=lease.pair.page_id,
        business_id=lease.pair.business_id,
        creator_id=who.creator_id if who else None,
        collaboration_id=who.collaboration_id if who else None,
        tell=tell,
    )
