"""The judge: ``judge(record)`` names every breach of the invariants that a run's record shows, one line each.

Shares no code with the service and believes nothing that the platform's ledger does not bear out.
"""

from collections import defaultdict
from dataclasses import dataclass

from tests.checker import honesty, sharing
from tests.checker.platform import Platform
from tests.checker.record import Record
from tests.checker.violation import Violation

GRACE = 60.0
"""Seconds after its deadline within which a share has to be gone, or its being stuck recorded and told."""

LEGITIMATE = frozenset({"scheduled", "awaiting_authorization", "blocked", "active", "unmanaged", "impaired"})
"""Where a collaboration may wait whose term is not over."""


def judge(record: Record) -> list[Violation]:
    """Every breach of I1 to I8, I11 and I12; empty if there is none."""
    platform = Platform(record.rows, record.until)
    found: list[Violation] = []
    by_pair = defaultdict(list)
    for each in record.collaborations:
        by_pair[each.pair].append(each)
    for pair in {*by_pair, *platform.by_pair}:
        case = sharing.Case(pair, by_pair[pair], platform, record)
        found += case.violations(GRACE)
        found += honesty.violations(case)
    found += [*_lost(record), *_deleted(record, platform), *_stuck(record, platform)]
    return sorted(found, key=lambda violation: (violation.invariant, violation.pair, violation.text))


def _lost(record: Record) -> list[Violation]:
    """I5: every accepted start ends in exactly one terminal outcome."""
    found = []
    ids: dict[str, int] = defaultdict(int)
    for each in record.collaborations:
        ids[each.id] += 1
        if len(each.outcomes) > 1:
            found.append(Violation("I5", each.pair, f"{each.id} ended more than once: {', '.join(each.outcomes)}"))
        if not each.stages and not each.outcomes:
            found.append(Violation("I5", each.pair, f"{each.id} was accepted and never heard of again"))
        ended = any(stage == "ended" for _, stage in each.stages)
        if ended != bool(each.outcomes):
            found.append(Violation("I5", each.pair, f"{each.id} is {'' if ended else 'not '}ended, outcome or not"))
    twice = [name for name, times in ids.items() if times > 1]
    return found + [Violation("I5", ("", ""), f"{name} was kept twice") for name in twice]


def _deleted(record: Record, platform: Platform) -> list[Violation]:
    """I8: nothing is recoverable after a deletion, and everything was taken back before it."""
    found = []
    for deletion in record.deletions:
        if deletion.found:
            text = f"left after the deletion of {deletion.person_id}: {', '.join(deletion.found)}"
            found.append(Violation("I8", ("", ""), text))
        if deletion.erased_at is None:
            continue
        for pair in {each.pair for each in record.collaborations if each.person_id == deletion.person_id}:
            for share in platform.shares(pair):
                low, high = share.span
                if share.ours and low <= deletion.erased_at < high:
                    text = "erased while the share was still there"
                    found.append(Violation("I8", pair, text, (share.begun,)))
        consented = deletion.erased_at
        for row in platform.by_person[deletion.person_id]:
            if row.op == "consent":
                consented = float("inf") if row.at > deletion.erased_at else consented
            if row.by == "api" and row.op == "share" and consented < row.at:
                text = f"{deletion.person_id} acted for after the deletion"
                found.append(Violation("I8", (row.page_id or "", row.business_id or ""), text, (row,)))
    return found


def _stuck(record: Record, platform: Platform) -> list[Violation]:
    """I12: after the last fault everything comes to an end, or to a stage in which it may wait."""
    if record.quiet_since is None:
        return []
    found = []
    for each in record.collaborations:
        if each.outcomes or not each.stages:
            continue
        stage = each.stages[-1][1]
        if record.until < max(each.due, record.quiet_since) + GRACE and each.due <= record.until:
            continue  # too early to tell
        if each.due > record.until:
            dead_end = stage not in LEGITIMATE
        else:
            dead_end = stage != "revoke_blocked" or platform.alive(each.person_id)
        if dead_end:
            found.append(Violation("I12", each.pair, f"{each.id} is still {stage}, {_since(record, each.due)}"))
    return found


def _since(record: Record, due: float) -> str:
    return f"{record.until - max(due, record.quiet_since or 0.0):.0f} s after the end and the last fault"


@dataclass(frozen=True)
class Figures:
    """How late shares went, in seconds after their deadline, sorted."""

    lateness: tuple[float, ...]

    def quantile(self, share: float) -> float:
        return self.lateness[min(len(self.lateness) - 1, int(share * len(self.lateness)))] if self.lateness else 0.0


def figures(record: Record) -> Figures:
    """The lateness of every revocation by us: from the last deadline of the pair's holders to its row."""
    platform = Platform(record.rows, record.until)
    late = []
    by_pair = defaultdict(list)
    for each in record.collaborations:
        by_pair[each.pair].append(each)
    for pair, holders in by_pair.items():
        for share in platform.shares(pair):
            if not share.ours or share.ended is None or share.ended.by != "api" or share.ended.op != "unshare":
                continue
            low, high = share.span
            deadlines = [each.due for each in holders if each.due <= high and each.due >= low]
            if deadlines and not any(each.due > high and each.starts_at <= high for each in holders):
                late.append(high - max(deadlines))
    return Figures(tuple(sorted(late)))
