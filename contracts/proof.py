"""The form in which evidence leaves the service, and how its links are hashed. Frozen: old exports stay verifiable.

An entry is one read-back of a (Page, business) pair. Its hash covers every field of it, the number within the pair and
the hash before among them, so a missing, altered, moved or inserted entry breaks the chain of its pair.

Who took part (``parties``) and what they had to say (``note``) goes into the entry's hash by a hash of its own. So an
export can leave out other collaborations and still be verified: a party becomes ``{"sealed": hash}``, and an entry in
which nobody took part who may be shown becomes a ``sealed`` link.
Every hash covers a random ``salt``: a sealed one tells nothing, not even to who guesses what it stands for.

docs/proof.md says the same for those who verify with a program of their own.
"""

import hashlib
import json
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from typing import Any

FORMAT, VERSION = "adaccess-evidence", 1

GENESIS = "0" * 64
"""What the first entry of a pair has for the hash before."""

Line = dict[str, Any]
"""One line of an export: a JSON object with a ``type``."""


def canonical(value: object) -> str:
    """The one way to write a JSON value down: sorted names, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(value: object) -> str:
    """SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def instant(at: datetime) -> str:
    """UTC, always with six digits of a second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an ``entry`` line: of all fields but ``type`` and ``hash``, parties and note by their own hashes."""
    covered = {name: value for name, value in entry.items() if name not in ("type", "hash")}
    covered["parties"] = sorted(_own_hash(party) for party in entry["parties"])
    covered["note"] = None if entry["note"] is None else _own_hash(entry["note"])
    return hash_of(covered)


def shown_to(entry: Line, collaborations: Container[str] | None) -> Line:
    """The entry as it may be shown to who may know only of ``collaborations``; null may know of all.

    An entry with no party belongs to the Page's own record and is shown; one of others only becomes a sealed link.
    """
    if collaborations is None:
        return entry
    parties = entry["parties"]
    theirs = [party for party in parties if party["collaboration_id"] in collaborations]
    if parties and not theirs:
        return {
            "type": "sealed",
            **{name: entry[name] for name in ("page_id", "business_id", "seq", "previous", "hash")},
        }
    others = [party for party in parties if party not in theirs]
    sealed = sorted(({"sealed": _own_hash(party)} for party in others), key=lambda party: party["sealed"])
    note = entry["note"]
    if note is not None and any(party["asked"] for party in others):
        note = {"sealed": _own_hash(note)}
    return {**entry, "parties": [*theirs, *sealed], "note": note}


def _own_hash(part: Mapping[str, Any]) -> str:
    return str(part["sealed"]) if set(part) == {"sealed"} else hash_of(part)
