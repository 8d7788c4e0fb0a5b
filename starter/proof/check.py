"""The verifier: takes an export line by line and says what is missing, altered or out of order. In constant memory.

It believes nothing but hashes: every entry's is computed anew, every link is held against the one before it and the
pair's head, answers about access are worked out again from the entries, and the last line tells whether all is there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.proof import FORMAT, VERSION, canonical
from starter.proof.pair_check import PairCheck, PairName, name_of
from starter.proof.shapes import what_is_wrong

MOST_PROBLEMS = 100
"""Told one by one; a file that was torn apart has as many problems as lines."""


@dataclass(frozen=True)
class Found:
    """What a check came to. ``sealed`` links are there only by their hash: other collaborations' entries."""

    pairs: int
    entries: int
    sealed: int
    problems: tuple[str, ...]


class Check:
    """One export. ``take`` its lines in their order, then ``finish``."""

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._counted = {"pairs": 0, "entries": 0, "sealed": 0}
        self._lines = 0
        self._header: Mapping[str, Any] | None = None
        self._pair: PairCheck | None = None
        self._last = PairName("", "")
        self._digest = hashlib.sha256()
        self._ended = False

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self._problems)

    def take(self, line: object) -> None:
        """The next line, as it was read from JSON."""
        self._lines += 1
        wrong = what_is_wrong(line)
        if not wrong and self._ended:
            wrong = "comes after the last line"
        if wrong or not isinstance(line, dict):
            return self.tell(f"line {self._lines} {wrong}")
        if line["type"] == "end":
            return self._end(line)
        self._digest.update(f"{canonical(line)}\n".encode("ascii"))
        if line["type"] == "header":
            return self._begin(line)
        return self._of_pair(line)

    def tell(self, problem: str) -> None:
        """Something is wrong, also with how the lines could be read."""
        if len(self._problems) == MOST_PROBLEMS:
            self._problems.append("and more, which are not listed")
        elif len(self._problems) < MOST_PROBLEMS:
            self._problems.append(problem)

    def finish(self) -> Found:
        """No more lines will come."""
        self._close_pair()
        if self._header is None:
            self.tell("the header is missing")
        if not self._ended:
            self.tell("the last line is missing: the export was cut off")
        return Found(**self._counted, problems=self.problems)

    def _begin(self, line: Mapping[str, Any]) -> None:
        if self._lines > 1:
            self.tell(f"line {self._lines} is a header and not the first line")
        elif (line["format"], line["version"]) != (FORMAT, VERSION):
            self.tell(f"the format is not {FORMAT} {VERSION}: another version of this program verifies it")
        self._header = line

    def _of_pair(self, line: Mapping[str, Any]) -> None:
        name = name_of(line)
        if self._pair is None or self._pair.name != name:
            self._close_pair()
            self._pair = PairCheck(name, self._header["at"] if self._header else None)
            self._counted["pairs"] += 1
            if name <= self._last:
                self.tell(f"{name}: is there twice or out of order")
            self._last = name
        kind = line["type"]
        if kind in ("entry", "sealed"):
            self._counted["entries" if kind == "entry" else "sealed"] += 1
            if kind == "sealed" and not self._may_seal():
                self._tell_of_pair([f"entry {line['seq']} is sealed in an export that leaves nobody out"])
            self._tell_of_pair(self._pair.link(line))
        else:
            self._tell_of_pair(self._pair.head(line) if kind == "head" else self._pair.access(line))

    def _may_seal(self) -> bool:
        filters = self._header["filters"] if self._header else {}
        return any(filters.get(name) is not None for name in ("collaboration", "creator"))

    def _end(self, line: Mapping[str, Any]) -> None:
        self._close_pair()
        self._ended = True
        for what, here in self._counted.items():
            if line[what] != here:
                self.tell(f"the last line says {what}: {line[what]}, here: {here}")
        if line["digest"] != self._digest.hexdigest() and not self._problems:
            self.tell("the digest in the last line does not fit: the header, an answer or the last line was altered")

    def _close_pair(self) -> None:
        if self._pair is not None:
            self._tell_of_pair(self._pair.close())
        self._pair = None

    def _tell_of_pair(self, problems: list[str]) -> None:
        assert self._pair is not None
        for problem in problems:
            self.tell(f"{self._pair.name}: {problem}")
