"""One breach of an invariant, as one line."""

from dataclasses import dataclass

from tests.checker.record import Row


@dataclass(frozen=True)
class Violation:
    invariant: str
    pair: tuple[str, str]
    text: str
    rows: tuple[Row, ...] = ()

    def __str__(self) -> str:
        rows = ", ".join(f"#{row.seq} {row.op} by {row.by} at {row.at:.2f}" for row in self.rows)
        return f"{self.invariant} {'/'.join(self.pair)}: {self.text}{f' ({rows})' if rows else ''}"
