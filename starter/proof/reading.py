"""Files to verify: exports, and the records that creators download. No database, no settings."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from starter.errors import RequestRefused
from starter.proof.check import Check, Found
from starter.proof.records import check_records

STDIN = Path("-")
_MOST = 64 * 1024 * 1024
"""Bytes of one line, or of a creator's whole record."""


def verify(file: Path) -> Found:
    """Check the file; ``-`` is the standard input. Raises RequestRefused for one that is nothing of ours."""
    name = "the standard input" if file == STDIN else str(file)
    with _opened(file, name) as lines:
        first = lines.readline(_MOST)
        if not first.strip():
            raise RequestRefused(f"{name} is empty; it takes a file that `adaccess export` made")
        try:
            opening = _parsed(first)
        except ValueError:
            opening = _whole(first + lines.read(_MOST), name)
        if isinstance(opening, dict) and ("chain" in opening or "records" in opening):
            return check_records(opening)
        if not isinstance(opening, dict) or "type" not in opening:
            raise RequestRefused(f"{name} is no export of evidence; `adaccess export` makes one")
        return _export(opening, lines)


def _export(first: object, lines: IO[bytes]) -> Found:
    check = Check()
    check.take(first)
    number = 1
    while raw := lines.readline(_MOST):
        number += 1
        try:
            line = _parsed(raw)
        except ValueError:
            check.tell(f"line {number} is not JSON: it was cut off or altered")
            continue
        check.take(line)
    return check.finish()


def _whole(raw: bytes, name: str) -> Any:
    try:
        return _parsed(raw)
    except ValueError:
        raise RequestRefused(f"{name} is no export of evidence: not JSON Lines; `adaccess export` makes one") from None


def _parsed(raw: bytes) -> Any:
    """Raises ValueError. A name that is there twice is refused: readers differ on which of the two counts."""
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


@contextmanager
def _opened(file: Path, name: str) -> Iterator[IO[bytes]]:
    try:
        if file == STDIN:
            yield sys.stdin.buffer
        else:
            with file.open("rb") as opened:
                yield opened
    except OSError as error:
        raise RequestRefused(f"cannot read {name}: {(error.strerror or str(error)).lower()}") from None
