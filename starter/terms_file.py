"""Reading terms from a file, for people: what is wrong is said with file, line and column."""

import json
import sys
from pathlib import Path
from typing import Any

from starter.errors import RequestRefused

STDIN = Path("-")


def read_terms(file: Path) -> dict[str, Any]:
    """The JSON object in ``file``; ``-`` is the standard input. Raises RequestRefused with one line that says where."""
    name = "the standard input" if file == STDIN else str(file)
    text = _text(file, name)
    if not text.strip():
        raise RequestRefused(f"{name} is empty; it takes the terms as a JSON object")
    try:
        found = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise RequestRefused(f"{name}: line {error.lineno}, column {error.colno}: not JSON: {what}") from None
    except _Repeated as error:
        raise RequestRefused(f"{name}: the field {error.args[0]!r} is there twice; keep one") from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        raise RequestRefused(f"{name} is not terms: it takes one flat JSON object") from None
    if not isinstance(found, dict):
        raise RequestRefused(f'{name} holds no JSON object; terms look like {{"collaboration_id": "c-1001", …}}')
    return found


def _text(file: Path, name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    except OSError as error:
        raise RequestRefused(f"cannot read {name}: {(error.strerror or str(error)).lower()}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestRefused(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


class _Repeated(Exception):
    """A name that occurs twice in one object: the later would win silently."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Repeated(name)
        found[name] = value
    return found
