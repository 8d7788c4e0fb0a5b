"""`adaccess export` and `adaccess verify`, as real processes."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.starter.command_line import CommandLine
from tests.starter.evidence_life import living

NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def ledger(tmp_path: Path) -> dict[str, str]:
    """The environment of a service with one share and one unshare, and without Temporal."""
    async with living(tmp_path) as life:
        await life.hold("c-1", 10)
        await life.call("share", "c-1", 10)
        await life.let_go("c-1", 30)
        await life.call("unshare", "c-1", 30)
    return {"ADACCESS_DATABASE_URL": f"sqlite:///{tmp_path / 'life.db'}", "TEMPORAL_ADDRESS": NOWHERE}


async def test_what_is_exported_verifies_anywhere(
    adaccess: CommandLine, tmp_path: Path, ledger: dict[str, str]
) -> None:
    file = tmp_path / "proof.jsonl"
    out, to_file = await asyncio.gather(
        adaccess("export", "--collaboration", "c-1", "--at", "2026-12-01T20:00:00Z", env=ledger),
        adaccess("export", "--output", str(file), "--json", env=ledger),
    )
    assert to_file.json == {"file": str(file), "pairs": 1, "entries": 2, "sealed": 0}
    lines = [json.loads(line) for line in out.out.splitlines()]
    assert [line["type"] for line in lines] == ["header", "entry", "entry", "head", "access", "end"]
    assert (lines[4]["verdict"], lines[4]["held"]) == ("had_access", True)

    whole = file.read_bytes()
    altered = tmp_path / "altered.jsonl"
    altered.write_bytes(whole.replace(b'"present":true', b'"present":false', 1))
    elsewhere = {"ADACCESS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "ADACCESS_DIR": str(tmp_path / "no")}
    good, piped, bad = await asyncio.gather(
        adaccess("verify", str(file), env=elsewhere),
        adaccess("verify", "-", "--json", stdin=out.out.encode(), env=elsewhere),
        adaccess("verify", str(altered), env=elsewhere),
    )
    assert (good.code, good.out) == (0, "intact: 2 entries of 1 pair\n")
    assert piped.json == {"intact": True, "pairs": 1, "entries": 2, "sealed": 0, "problems": []}
    assert (bad.code, bad.err) == (1, "")
    assert bad.out == "Page 100001, business 900001: entry 1 was altered: its hash does not fit what it says\n"


async def test_wrong_usage_and_missing_things_are_one_line(
    adaccess: CommandLine, tmp_path: Path, ledger: dict[str, str]
) -> None:
    two, nowhere, garbage, nothing = await asyncio.gather(
        adaccess("export", "--creator", "cr-1", "--business", "900001", env=ledger),
        adaccess("export", "--output", str(tmp_path / "no" / "proof.jsonl"), env=ledger),
        adaccess("verify", str(tmp_path / "life.db")),
        adaccess("export", env={"ADACCESS_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}),
    )
    assert [each.code for each in (two, nowhere, garbage, nothing)] == [2, 1, 1, 1]
    assert "one of --collaboration" in two.refusal
    assert "cannot write" in nowhere.refusal
    assert "no export of evidence" in garbage.refusal
    assert "adaccess db upgrade" in nothing.refusal
