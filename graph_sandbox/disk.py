"""The state file beside the ledger: what lets a restarted sandbox go on where it was."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

from graph_sandbox.words import Json


class StateFileError(ValueError):
    """The state file cannot be used; the message is one line for a person."""


def state_path(ledger_path: Path) -> Path:
    """``ledger.jsonl`` -> ``ledger.state.json``."""
    return ledger_path.with_suffix(".state.json")


def read_state(path: Path) -> Json:
    """The last state written there."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise StateFileError(f"cannot read {path}: {failure.strerror}") from None
    except ValueError:
        raise StateFileError(f"{path} is not a sandbox state file") from None
    if not isinstance(raw, dict) or "world" not in raw:
        raise StateFileError(f"{path} is not a sandbox state file")
    return raw


class StateFile:
    """Writes the whole state, replacing the file in one step and without fsync.

    Written before the call that changed it is answered, so a killed sandbox forgets nothing it said. Only a
    changed share may wait, because it is in the ledger already and is mended from there: so a soak with
    thousands of tokens, where a write is no longer cheap, spends at most a tenth of its time here.
    """

    _AT_ONCE = 0.003  # seconds; a write this cheap is never put off
    _SPACING = 10  # times the cost of the last write

    def __init__(self, path: Path, dump: Callable[[], Json]) -> None:
        self._path = path
        self._dump = dump
        self._cost = 0.0
        self._not_before = 0.0
        self._pending: asyncio.TimerHandle | None = None

    def write_soon(self) -> None:
        """Write what the ledger knows already: now, or after a decent while."""
        if self._pending is not None:
            return
        wait = self._not_before - time.monotonic()
        if self._cost <= self._AT_ONCE or wait <= 0:
            self.write()
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.write()
        else:
            self._pending = loop.call_later(wait, self.write)

    def write(self) -> None:
        """Write it now."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
        start = time.monotonic()
        fresh = self._path.with_suffix(".tmp")
        fresh.write_text(json.dumps(self._dump()), encoding="utf-8")
        fresh.replace(self._path)
        end = time.monotonic()
        self._cost = end - start
        self._not_before = end + self._SPACING * self._cost
