"""The records that creators download: the read-backs shown in them, and the chain that these have to be links of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.proof import instant
from starter.proof.check import Check, Found

_MOST = 1000
"""Read-backs that a record shows; beyond them only the chain goes on."""
_JUST_NOW = timedelta(minutes=1)


def check_records(document: Mapping[str, Any]) -> Found:
    """A creator's download: one record, or several under ``records``."""
    records = document.get("records", [document])
    if not isinstance(records, list):
        records = [None]
    found = [_record(each) for each in records]
    several = len(found) > 1
    return Found(
        pairs=sum(each.pairs for each in found),
        entries=sum(each.entries for each in found),
        sealed=sum(each.sealed for each in found),
        problems=tuple(
            f"record {number}: {problem}" if several else problem
            for number, each in enumerate(found, 1)
            for problem in each.problems
        ),
    )


def _record(record: object) -> Found:
    """The chain in it, and whether the read-backs shown are those of the chain."""
    if not isinstance(record, dict) or not isinstance(record.get("chain"), list):
        return Found(0, 0, 0, ("the record has no chain",))
    check = Check()
    entries: dict[object, Mapping[str, Any]] = {}
    for line in record["chain"]:
        check.take(line)
        if isinstance(line, dict) and line.get("type") == "entry":
            entries[str(line.get("hash"))] = line
    read_backs, proof = record.get("read_backs"), record.get("proof")
    shown = list(read_backs) if isinstance(read_backs, list) else [None]
    hashes = {each.get("hash") for each in shown if isinstance(each, dict) and isinstance(each.get("hash"), str)}
    for each in [*shown, *([proof] if proof is not None else [])]:
        entry = entries.get(each.get("hash")) if isinstance(each, dict) and isinstance(each.get("hash"), str) else None
        if entry is None:
            check.tell("a read-back is shown that is not in the chain")
        elif not _same(each, entry):
            check.tell(f"the read-back of entry {entry.get('seq')} is shown otherwise than it is in the chain")
    found = check.finish()
    if found.problems or len(shown) >= _MOST:
        return found
    for line in record["chain"]:
        if line["type"] == "entry" and line["hash"] not in hashes and _belongs(line, record):
            check.tell(f"the read-back of entry {line['seq']} is in the chain and not shown")
    return replace(found, problems=check.problems)


def _belongs(entry: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether the record has to show it. It was made just before its chain: the newest may be in the chain only."""
    asked = [party["collaboration_id"] for party in entry["parties"] if party.get("asked")]
    made_at = datetime.fromisoformat(record["chain"][0]["made_at"])
    return asked == [record.get("collaboration_id")] and entry["at"] < instant(made_at - _JUST_NOW)


def _same(read_back: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """A record writes instants shorter, without the zeros at the end."""
    try:
        at = instant(datetime.fromisoformat(read_back["at"]))
    except (KeyError, TypeError, ValueError):
        return False
    names = ("present", "tasks", "request_id")
    told = {"kind": read_back.get("did"), "at": at, **{name: read_back.get(name) for name in names}}
    return told == {name: entry.get(name) for name in told}
