"""One safety bug: what is replaced where, and which quick tests have to notice."""

from dataclasses import dataclass
from pathlib import Path

CONVERGE, ACCESS, LEDGER = "activities/converge.py", "activities/access.py", "store/ledger.py"
ONE_FAULT = ("tests/proofs/test_lease_faults.py::test_two_that_overlap_meet_every_fault",)
TURNS = ("tests/store/test_turns.py", "tests/store/test_ledger.py")


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def put_into(self, copy: Path) -> None:
        """Raises AssertionError unless the place is found, and found once."""
        path = copy / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.name}: {self.file} has it {text.count(self.old)} times"
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
