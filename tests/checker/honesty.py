"""I11: what the service says of a pair agrees with what the platform showed at that time."""

from tests.checker.platform import minus
from tests.checker.record import Kept
from tests.checker.sharing import Case
from tests.checker.violation import Violation

NOTICED = 60.0
"""Seconds within which "active" has to become something else when access is gone by a call of our own."""


def violations(case: Case) -> list[Violation]:
    """Every claim of the pair's collaborations that the ledger does not bear out."""
    found: list[Violation] = []
    for each in case.wanted_by:
        found += [*_granted(case, each), *_active(case, each)]
        if each.outcome == "revoked" and not each.attested:
            found += _revoked(case, each)
        if each.outcome == "kept_for_other":
            found += _kept(case, each)
        if each.outcome == "left_foreign":
            found += _foreign(case, each)
    return found


def _granted(case: Case, each: Kept) -> list[Violation]:
    if each.granted_at is None or case.pair in case.record.foreign:
        return []
    shared, _ = case.platform.shared_at(case.pair, each.granted_at, 2 * case.record.clocks)
    return [] if shared else [case.breach("I11", f"{each.id} says access was there at {each.granted_at:.2f}")]


def _revoked(case: Case, each: Kept) -> list[Violation]:
    if each.revoked_at is None:
        return [case.breach("I11", f"{each.id} is called revoked, without the time of a proof")]
    _, absent = case.platform.shared_at(case.pair, each.revoked_at, 2 * case.record.clocks)
    return [] if absent else [case.breach("I11", f"{each.id} says that nothing was there at {each.revoked_at:.2f}")]


def _kept(case: Case, each: Kept) -> list[Violation]:
    ended = next((at for at, stage in each.stages if stage == "ended"), each.due)
    # Who the share is kept for: a term that reaches beyond this one's end, or that ends with it.
    low = each.due - case.record.clocks
    others = [
        o for o in case.wanted_by if o is not each and o.starts_at <= ended + case.record.clocks and _let_go(o) >= low
    ]
    return [] if others else [case.breach("I11", f"{each.id} says kept for another, and there is none")]


def _let_go(other: Kept) -> float:
    return max([at for at, stage in other.stages if stage == "ended"] or [float("inf")])


def _foreign(case: Case, each: Kept) -> list[Violation]:
    ended = next((at for at, stage in each.stages if stage == "ended"), each.due)
    shares = [share for share in case.platform.shares(case.pair) if share.span[0] <= ended < share.span[1]]
    if case.pair in case.record.foreign or any(not share.ours or share.begun.by == "hand" for share in shares):
        return []
    return [case.breach("I11", f"{each.id} says it left somebody else's share, and there is none")]


def _active(case: Case, each: Kept) -> list[Violation]:
    """Said to be active for more than a minute while our own call had taken it away."""
    if case.pair in case.record.foreign:
        return []
    said = each.spells("active", until=case.record.until)
    there = [share.span for share in case.platform.shares(case.pair)]
    by_hand = [
        (share.ended.at, case.record.until)
        for share in case.platform.shares(case.pair)
        if share.ended and share.ended.by == "hand"
    ]
    gone = [span for span in minus(said, [*there, *by_hand]) if span[1] - span[0] > NOTICED]
    return [case.breach("I11", f"{each.id} says active from {low:.2f} to {high:.2f}, not so") for low, high in gone]
