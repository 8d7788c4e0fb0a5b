"""The verifier finds every single change to an export, and tells it in one line."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.proof import Line, canonical, entry_hash
from starter.errors import RequestRefused
from starter.proof.check import MOST_PROBLEMS
from starter.proof.reading import verify
from tests.starter.evidence_life import OTHER, check, living, to_file

Lines = list[Line]


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Two pairs, four and two entries, with an answer each."""
    async with living(tmp_path_factory.mktemp("life")) as life:
        await life.hold("c-1", 10)
        await life.call("share", "c-1", 10)
        await life.read(None, 20, present=True)
        await life.attest("c-1", 25, "jane: ticket 4711")
        await life.let_go("c-1", 30)
        await life.call("unshare", "c-1", 30)
        await life.hold("c-2", 10, OTHER)
        await life.call("share", "c-2", 10, OTHER)
        await life.read("c-2", 20, True, OTHER)
        return await life.export(15)


@pytest.fixture(scope="module")
async def sealed(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Three entries, the middle one of somebody else."""
    async with living(tmp_path_factory.mktemp("life")) as life:
        for number, name in enumerate(("c-1", "c-2", "c-1")):
            await life.read(name, 10 + number, present=True)
        return await life.export(collaboration="c-1")


def consistent(lines: Lines) -> Lines:
    """With counts and digest made to fit, as who alters an export on purpose would."""
    body = [line for line in lines if line["type"] != "end"]
    kinds = [line["type"] for line in body]
    pairs = {(line["page_id"], line.get("business_id")) for line in body if "page_id" in line}
    digest = hashlib.sha256("".join(f"{canonical(line)}\n" for line in body).encode()).hexdigest()
    counts = {"pairs": len(pairs), "entries": kinds.count("entry"), "sealed": kinds.count("sealed")}
    return [*body, {"type": "end", **counts, "digest": digest}]


def of_type(lines: Lines, *kinds: str) -> list[int]:
    return [place for place, line in enumerate(lines) if line["type"] in kinds]


def alterations(value: Any) -> Iterator[Any]:
    """Every value that differs from it in one place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield {other: each for other, each in value.items() if other != name}
            yield {**value, f"{name}2": inner}
            for altered in alterations(inner):
                yield {**value, name: altered}
    elif isinstance(value, list):
        yield [*value, "X"]
        for place, inner in enumerate(value):
            yield [*value[:place], *value[place + 1 :]]
            for altered in alterations(inner):
                yield [*value[:place], altered, *value[place + 1 :]]
    elif isinstance(value, bool):
        yield from (not value, int(value), None)
    elif isinstance(value, int):
        yield from (value + 1, value - 1, float(value), str(value))
    elif isinstance(value, str):
        yield from (value + "0", value[:-1] + "0" if value[-1:] != "0" else value[:-1] + "1", None, 7)
    else:
        yield from ("c-9", False)


def test_what_nobody_touched_is_intact(whole: Lines, sealed: Lines) -> None:
    assert consistent(whole) == whole
    assert (check(whole).problems, check(sealed).problems) == ((), ())
    assert (check(whole).pairs, check(whole).entries, check(sealed).sealed) == (2, 6, 1)


def test_every_single_alteration_is_found(whole: Lines, sealed: Lines) -> None:
    tried = 0
    for lines in (whole, sealed):
        for place, line in enumerate(lines):
            for altered in alterations(line):
                changed = [*lines[:place], altered, *lines[place + 1 :]]
                assert check(changed).problems, (line, altered)
                if line["type"] in ("entry", "sealed", "head") and isinstance(altered.get("type"), str):
                    assert check(consistent(changed)).problems, (line, altered)
                tried += 1
    assert tried > 1000


def test_an_answer_that_the_entries_do_not_bear_out_is_found(whole: Lines) -> None:
    place = of_type(whole, "access")[0]
    for name, value in {
        "verdict": "no_access",
        "held": False,
        "before": None,
        "at": "2026-12-01T16:00:00.000000Z",
    }.items():
        changed = consistent([*whole[:place], {**whole[place], name: value}, *whole[place + 1 :]])
        (problem,) = check(changed).problems
        assert "c-1" in problem


def test_every_line_that_is_taken_out_is_missed(whole: Lines, sealed: Lines) -> None:
    for lines in (whole, sealed):
        for place in range(len(lines)):
            assert check([*lines[:place], *lines[place + 1 :]]).problems
        for place in of_type(lines, "header", "entry", "sealed", "head"):
            assert check(consistent([*lines[:place], *lines[place + 1 :]])).problems
        for end in range(len(lines)):
            assert check(lines[:end]).problems, "cut off"


def test_what_is_missing_is_named(whole: Lines) -> None:
    first, second, third, last = of_type(whole, "entry")[:4]

    def told(*gone: int) -> str:
        (problem,) = check(consistent([line for place, line in enumerate(whole) if place not in gone])).problems
        return problem

    assert told(first) == "Page 100001, business 900001: entry 1 is missing"
    assert told(second, third).endswith("entries 2 to 3 are missing")
    assert told(last).endswith("entry 4 is missing at the end")


def test_every_swap_and_every_repetition_is_found(whole: Lines, sealed: Lines) -> None:
    for lines in (whole, sealed):
        places = of_type(lines, "entry", "sealed", "head")
        for one in places:
            for other in places:
                swapped = list(lines)
                swapped[one], swapped[other] = lines[other], lines[one]
                assert (one == other) is (not check(consistent(swapped)).problems)
                repeated = [*lines[:other], lines[one], *lines[other:]]
                assert check(consistent(repeated)).problems


def test_an_entry_that_was_slipped_in_is_found(whole: Lines) -> None:
    """Well made by itself: a hash of its own, and the hash of the one before. The next one gives it away."""
    for place in of_type(whole, "entry"):
        forged = copy.deepcopy(whole[place])
        forged["present"] = not forged["present"]
        forged["hash"] = entry_hash(forged)
        replaced = consistent([*whole[:place], forged, *whole[place + 1 :]])
        assert check(replaced).problems
        assert check(consistent([*whole[:place], forged, *whole[place:]])).problems
        after = {**forged, "seq": forged["seq"] + 1, "previous": whole[place]["hash"]}
        after["hash"] = entry_hash(after)
        assert check(consistent([*whole[: place + 1], after, *whole[place + 1 :]])).problems


def test_the_program_in_the_docs_verifies_as_well(whole: Lines, sealed: Lines) -> None:
    page = (Path(__file__).parents[2] / "docs" / "proof.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    room: dict[str, Any] = {}
    exec(program, room)
    for lines in (whole, sealed):
        room["verify"](lines)
        for place in of_type(lines, "entry", "head"):
            with pytest.raises(AssertionError):
                room["verify"]([*lines[:place], {**lines[place], "hash": "0" * 64}, *lines[place + 1 :]])


def test_who_leaves_nobody_out_seals_nothing(whole: Lines) -> None:
    place = of_type(whole, "entry")[0]
    kept = ("page_id", "business_id", "seq", "previous", "hash")
    link = {"type": "sealed", **{name: whole[place][name] for name in kept}}
    (problem,) = check(consistent([*whole[:place], link, *whole[place + 1 :]])).problems[:1]
    assert "sealed" in problem


def test_a_file_in_pieces_does_not_fill_the_screen(whole: Lines) -> None:
    assert len(check([whole[0], *([{}] * 500)]).problems) == MOST_PROBLEMS + 1


def test_files(tmp_path: Path, whole: Lines) -> None:
    file = to_file(tmp_path / "whole.jsonl", whole)
    assert verify(file).problems == ()
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b'"present":true', b'"present":true,"present":true', 1))
    assert "is not JSON" in verify(file).problems[0]
    file.write_bytes(raw[:-40])
    assert verify(file).problems == (
        f"line {len(whole)} is not JSON: it was cut off or altered",
        "the last line is missing: the export was cut off",
    )


def test_a_creators_records(tmp_path: Path, whole: Lines) -> None:
    """As one record, as several, and reformatted by whoever kept them."""

    def record(**more: Any) -> dict[str, Any]:
        shown = [
            {"did": each["kind"], **{name: each[name] for name in ("at", "present", "tasks", "request_id", "hash")}}
            for each in whole
            if each["type"] == "entry"
        ]
        return {"collaboration_id": "c-1", "read_backs": shown[:4], "proof": shown[3], "chain": whole, **more}

    def told(document: object, **style: Any) -> tuple[str, ...]:
        (tmp_path / "record.json").write_text(json.dumps(document, **style))
        return verify(tmp_path / "record.json").problems

    assert told(record()) == told({"records": [record(), record()]}, indent=2) == ()
    shown = record()["read_backs"]
    assert told(record(read_backs=[*shown[:1], *shown[2:]])) == (), "nobody asked for it: it need not be shown"
    assert told(record(read_backs=shown[:3])) == ("the read-back of entry 4 is in the chain and not shown",)
    assert told(record(read_backs=[*shown[:2], {**shown[2], "present": True}])) == (
        "the read-back of entry 3 is shown otherwise than it is in the chain",
    )
    assert told({"records": [record(), record(chain=whole[:-1])]}) == (
        "record 2: the last line is missing: the export was cut off",
    )
    assert told(record(proof={**shown[3], "hash": "0" * 64})) == ("a read-back is shown that is not in the chain",)
    assert told({"records": [record(chain=None)]}) == ("the record has no chain",)
    nonsense: list[Any] = [None, 7, [7], [[]], [{"hash": []}]]
    for odd in nonsense:
        assert told(record(read_backs=odd)), odd
        assert told(record(chain=odd)), odd


@pytest.mark.parametrize(
    "make",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\xff\x00\x13garbage\n\n"),
        lambda file: file.write_bytes(b"[" * 100_000),
        lambda file: file.write_bytes(b"[1, 2]"),
        lambda file: file.write_bytes(b'{"a": ' + b"9" * 5000 + b"}"),
        lambda file: file.write_bytes(b'{"collaboration_id": "c-1"}'),
        lambda file: file.mkdir(),
        lambda _: None,
    ],
)
def test_garbage_is_refused_in_one_line(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "file")
    with pytest.raises(RequestRefused) as refused:
        verify(tmp_path / "file")
    assert "\n" not in str(refused.value)
    assert "file" in str(refused.value)
