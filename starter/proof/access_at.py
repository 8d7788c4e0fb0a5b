"""Whether a business had access at an instant: what the read-backs on both sides of it say, and nothing guessed. Pure.

The export answers with it, and the verifier comes to the same answer from the entries, or the answer was altered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.access import ATTESTATION


class Verdict(StrEnum):
    """Of the business's access to the Page at an instant, whoever it was held for."""

    HAD_ACCESS = "had_access"
    NO_ACCESS = "no_access"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sighting:
    """The platform showed the share, or showed that it is not there; ``seq`` is the entry that says so."""

    at: str
    seq: int
    present: bool

    def as_json(self) -> dict[str, Any]:
        return {"at": self.at, "seq": self.seq, "present": self.present}


class AccessAt:
    """Takes the links of one pair in their order; afterwards ``verdict`` is about the instant ``at``.

    Instants are in the form of ``contracts.proof.instant``: as text they sort as in time.
    """

    def __init__(self, at: str) -> None:
        self.at = at
        self.before: Sighting | None = None
        """The last one not after the instant."""
        self.after: Sighting | None = None
        """The first one after it."""
        self._sealed: list[int] = []

    def take(self, link: Mapping[str, Any]) -> None:
        """An ``entry``, or a ``sealed`` link, of which nobody can tell what it showed and when."""
        if link["type"] == "sealed":
            self._sealed.append(link["seq"])
            return
        for seen in _sightings(link):
            if seen.at <= self.at:
                if self.before is None or seen.at >= self.before.at:
                    self.before = seen
            elif self.after is None or seen.at < self.after.at:
                self.after = seen

    @property
    def verdict(self) -> Verdict:
        """Known at the very instant of a read-back, and between two that agree with nothing hidden between them.

        Not between what a call of ours met and what came of it: while it was on its way, anything may have been so.
        """
        before, after = self.before, self.after
        if before is None:
            return Verdict.UNKNOWN
        if before.at != self.at:
            if after is None or after.present != before.present or after.seq == before.seq:
                return Verdict.UNKNOWN
            first, last = sorted((before.seq, after.seq))
            if any(first < seq < last for seq in self._sealed):
                return Verdict.UNKNOWN
        return Verdict.HAD_ACCESS if before.present else Verdict.NO_ACCESS

    def answer(self) -> dict[str, Any]:
        """What it rests on, and the verdict, as an ``access`` line carries it."""
        return {
            "before": self.before.as_json() if self.before else None,
            "after": self.after.as_json() if self.after else None,
            "verdict": self.verdict.value,
        }


def _sightings(entry: Mapping[str, Any]) -> Iterator[Sighting]:
    """What the call before it met, and the read-back itself. Listed but pending an approval is no access.

    An attestation is somebody's word: nothing was seen.
    """
    if (met := entry["before"]) is not None:
        yield Sighting(met["at"], entry["seq"], met["present"] and not met["pending"])
    if entry["kind"] != ATTESTATION:
        yield Sighting(entry["at"], entry["seq"], entry["present"] and not entry["pending"])
