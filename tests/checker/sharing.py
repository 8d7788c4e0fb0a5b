"""I1 to I4, I6 and I7: was each share of one pair given to whom it was due, for as long, and taken from nobody else."""

from dataclasses import dataclass

from tests.checker.platform import Pair, Platform, Share, Span, minus
from tests.checker.record import Kept, Record, Row
from tests.checker.violation import Violation

ANEW = 60.0
"""Seconds within which a share that was taken back for other tasks has to be there again for those who hold it."""

HEARD = 15.0
"""Seconds within which whoever works for a collaboration knows of its end: a worker may have died on the way."""


@dataclass
class Case:
    """One pair, everything that happened to it, and every collaboration that wanted it."""

    pair: Pair
    wanted_by: list[Kept]
    platform: Platform
    record: Record

    def violations(self, grace: float) -> list[Violation]:
        found: list[Violation] = []
        shares = self.platform.shares(self.pair)
        for share in shares:
            found += self._in_time(share, grace)
        for row in self.platform.by_pair.get(self.pair, []):
            if row.by != "api":
                continue
            found += self._given(row) if row.op == "share" else self._taken(row, shares)
        return found

    def breach(self, invariant: str, text: str, *rows: Row) -> Violation:
        return Violation(invariant, self.pair, text, rows)

    def since(self, row: Row) -> float:
        """The earliest time at which the call was made that had this effect."""
        return row.at - (self.record.late if row.fault == "apply_late" else 0.0) - self.record.clocks

    def _in_time(self, share: Share, grace: float) -> list[Violation]:
        """I1: gone by the last deadline and a minute, each task of it, or known to be stuck and told."""
        if not share.ours:
            return []
        for task in sorted(share.begun.after or ()):
            left = minus([share.span], [span for each in self.wanted_by for span in self._entitled(each, task, grace)])
            left = [span for span in left if span[1] - span[0] > self.record.clocks]
            if left:
                low, high = left[0]
                text = f"{task} shared for {high - low:.0f} s with nobody entitled or stuck, from {low:.2f}"
                return [self.breach("I1", text, share.begun, *([share.ended] if share.ended else []))]
        return []

    def _entitled(self, each: Kept, task: str, grace: float) -> list[Span]:
        """When this collaboration accounts for the task being shared: in its term, and while it is stuck."""
        spans: list[Span] = []
        if {"creator", "brand", "operator"} <= each.told:
            spans += each.spells("revoke_blocked", until=self.record.until)
        if task not in each.tasks:
            return spans
        over = [at for at, stage in each.stages if stage == "ended"]
        spans.append((each.starts_at - self.record.clocks, min([each.due, *over]) + grace))
        if each.attested:
            spans.append((each.due, self.record.until))
        return spans

    def _given(self, row: Row) -> list[Violation]:
        low, found = self.since(row), []
        mine = [each for each in self.wanted_by if each.person_id == row.person_id]
        person = row.person_id or ""
        if not mine or not self.platform.consented(person, self.pair[0], low, row.at):
            found.append(self.breach("I2", f"shared without a living consent of {person or 'anybody'}", row))
        if row.before is not None:
            found.append(self.breach("I6", "shared although it was shared already", row))
        if not self.wanted_by:
            found.append(self.breach("I4", "shared although no collaboration is about this pair", row))
        elif all(each.starts_at > row.at + self.record.clocks for each in self.wanted_by):
            found.append(self.breach("I7", "shared before any term began", row))
        holding = [each for each in self._holding(low, row.at) if not (row.after or frozenset()) >= each.tasks]
        found += [self.breach("I3", f"{each.id} holds, and its tasks are not in the share", row) for each in holding]
        asked = frozenset(
            t for each in self.wanted_by if each.starts_at <= row.at + self.record.clocks for t in each.tasks
        )
        if self.wanted_by and not (row.after or frozenset()) <= asked:
            found.append(self.breach("I2", "shared for more than any agreement names", row))
        return found

    def _taken(self, row: Row, shares: list[Share]) -> list[Violation]:
        share = next((each for each in shares if each.ended is row), None)
        if share is None:
            return []
        if not share.ours:
            return [self.breach("I4", "somebody else's share was taken away", share.begun, row)]
        if not self.wanted_by:
            return [self.breach("I4", "taken away although no collaboration is about this pair", row)]
        holding = self._holding(self.since(row), row.at)
        robbed = [] if self._given_anew(row) else [o for o in holding if not self._over_by_then(row, o, holding)]
        over = any(each.due <= row.at + self.record.clocks for each in self.wanted_by)
        invariant, why = ("I3", "is robbed") if over else ("I7", "loses its access before the end")
        return [self.breach(invariant, f"{each.id} {why}, due {each.due:.2f}", share.begun, row) for each in robbed]

    def _holding(self, low: float, high: float) -> list[Kept]:
        """Who held access over all of this time, and goes on to."""
        return [
            each
            for each in self.wanted_by
            if each.holds_from is not None
            and each.holds_from + self.record.clocks < low
            and each.due > high + self.record.clocks
        ]

    def _given_anew(self, taken: Row) -> bool:
        """Meta has no call that changes a share's tasks: it is taken back and given anew, at once, with others."""
        later = [row for row in self.platform.by_pair[self.pair] if row.seq > taken.seq]
        again = next((row for row in later if row.op == "share"), None)
        if again is None or again.at > taken.at + ANEW:
            return False
        return again.after != taken.before or self._for_more(taken, again)

    def _for_more(self, taken: Row, again: Row) -> bool:
        """It came back as it was: whoever wanted more when it was taken was over before it came."""
        return any(each.due <= again.at + self.record.clocks for each in self._wanting_more(taken))

    def _wanting_more(self, taken: Row) -> list[Kept]:
        """For whom it may have been taken down: their terms ran, but for an end that nobody had heard of yet."""
        low = self.since(taken)
        return [
            each
            for each in self.wanted_by
            if each.starts_at <= taken.at + self.record.clocks
            and low - HEARD < each.due
            and not each.tasks <= (taken.before or frozenset())
        ]

    def _over_by_then(self, taken: Row, each: Kept, holding: list[Kept]) -> bool:
        """Too wide or too narrow, it had to go; and this one's term ends before it has to be there again."""
        wanted = frozenset(task for other in holding for task in other.tasks)
        had_to_go = not (taken.before or frozenset()) <= wanted or bool(self._wanting_more(taken))
        return had_to_go and each.due <= taken.at + ANEW
