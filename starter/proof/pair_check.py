"""The chain of one pair: every entry's own hash, its place, and the head."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from contracts.proof import GENESIS, entry_hash
from starter.proof.access_at import AccessAt


class PairName(NamedTuple):
    page_id: str
    business_id: str

    def __str__(self) -> str:
        return f"Page {self.page_id}, business {self.business_id}"


def name_of(line: Mapping[str, Any]) -> PairName:
    return PairName(line["page_id"], line["business_id"])


class PairCheck:
    """Takes the well-formed lines of one pair in their order; each method returns what is wrong."""

    def __init__(self, name: PairName, at: str | None) -> None:
        self.name = name
        self._looking = AccessAt(at) if at is not None else None
        self._seq = 0
        self._hash = GENESIS
        self._head = False
        self._broken = False

    def link(self, line: Mapping[str, Any]) -> list[str]:
        """An ``entry`` or a ``sealed`` link."""
        wrong = self._link(line)
        self._broken = self._broken or bool(wrong)
        return wrong

    def _link(self, line: Mapping[str, Any]) -> list[str]:
        wrong, seq = [], line["seq"]
        if self._head:
            wrong.append(f"entry {seq} comes after the head: it was added, or is out of order")
        if line["type"] == "entry" and entry_hash(line) != line["hash"]:
            wrong.append(f"entry {seq} was altered: its hash does not fit what it says")
        if seq <= self._seq:
            return [*wrong, f"entry {seq} is there twice or out of order: it comes after entry {self._seq}"]
        if seq > self._seq + 1:
            wrong.append(_missing(self._seq + 1, seq - 1))
        elif line["previous"] != self._hash:
            before = f"entry {seq - 1}" if seq > 1 else "the beginning"
            wrong.append(f"entry {seq} does not follow {before}: one of them was altered, replaced or inserted")
        self._seq, self._hash = seq, line["hash"]
        if self._looking:
            self._looking.take(line)
        return wrong

    def head(self, line: Mapping[str, Any]) -> list[str]:
        again, self._head = self._head, True
        if again:
            return ["the head is there twice"]
        if line["seq"] > self._seq:
            self._broken = True
            return [f"{_missing(self._seq + 1, line['seq'])} at the end"]
        if line["seq"] < self._seq:
            return [f"the head knows {line['seq']} entries and {self._seq} are here: the last were added"]
        if line["hash"] != self._hash:
            return ["the head is not the hash of the last entry: one of them was altered"]
        return []

    def access(self, line: Mapping[str, Any]) -> list[str]:
        """The answer about one collaboration, worked out again; from a broken chain there is nothing to work out."""
        about = f"the answer about {line['collaboration_id']}"
        if not self._head:
            return [f"{about} comes before the head: out of order"]
        if self._looking is None or line["at"] != self._looking.at:
            return [f"{about} is about another instant than the header's"]
        since, released = line["since"], line["released_at"]
        held = since is not None and since <= line["at"] and (released is None or line["at"] < released)
        told = {name: line[name] for name in ("before", "after", "verdict", "held")}
        if not self._broken and told != {**self._looking.answer(), "held": held}:
            return [f"{about} does not follow from the entries: it was altered"]
        return []

    def close(self) -> list[str]:
        return [] if self._head else ["the head is missing"]


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"
