"""The append-only ledger: the ground truth tests judge by, one row per effect on the world."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal

from graph_sandbox.calls import Call
from graph_sandbox.words import Json

By = Literal["api", "hand"]


class LedgerError(ValueError):
    """The ledger file cannot be used; the message is one line for a person."""


class Ledger:
    """Rows in memory and, with a path, as JSON Lines on disk.

    A row is flushed before the call that caused it is answered: whoever got an answer finds its row.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.rows: list[Json] = []
        self._file: IO[str] | None = None
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            raw = path.read_bytes() if path.exists() else b""
            # A killed process may leave half a line. It was never answered for, so it goes.
            whole = raw[: raw.rfind(b"\n") + 1]
            self.rows = [json.loads(line) for line in whole.splitlines() if line.strip()]
            if whole != raw:
                path.write_bytes(whole)
            self._file = path.open("a", encoding="utf-8")
        except OSError as failure:
            raise LedgerError(f"cannot use the ledger {path}: {failure.strerror}") from None
        except ValueError:
            raise LedgerError(f"{path} is not a ledger: a line is not JSON") from None
        if not all(isinstance(row, dict) and isinstance(row.get("seq"), int) for row in self.rows):
            self.close()
            raise LedgerError(f"{path} is not a ledger: a line has no seq")

    @property
    def last_seq(self) -> int:
        return int(self.rows[-1]["seq"]) if self.rows else 0

    def add(
        self,
        op: str,
        *,
        by: By,
        person_id: str | None = None,
        page_id: str | None = None,
        business_id: str | None = None,
        tasks: list[str] | None = None,
        before: list[str] | None = None,
        after: list[str] | None = None,
        call: Call | None = None,
    ) -> None:
        """One effect. ``before`` and ``after`` are what was held; null means nothing. ``call`` is the Graph
        call that caused it, if one did."""
        row: Json = {
            "seq": self.last_seq + 1,
            "at": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "op": op,
            "page_id": page_id,
            "business_id": business_id,
            "tasks": tasks,
            "by": by,
            "person_id": person_id,
            "before": before,
            "after": after,
            "request_id": call.trace_id if call else None,
            "fault": call.fault if call else None,
        }
        self.rows.append(row)
        if self._file is not None:
            self._file.write(json.dumps(row) + "\n")
            self._file.flush()

    def since(self, seq: int) -> list[Json]:
        # seq counts up by one, so the position is known; a long soak polls this often.
        first = self.rows[0]["seq"] if self.rows else 1
        return self.rows[max(0, seq - first + 1) :]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
