"""The command line on wrong input and missing parts: one clear line, the right exit status, never a traceback."""

import asyncio
import json
import signal
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from starter.errors import RequestRefused
from starter.terms_file import read_terms
from store import migrate
from store.vault_keys import VaultKeys
from tests.starter.command_line import CommandLine

NOWHERE = "127.0.0.1:1"
TERMS: dict[str, Any] = {
    "collaboration_id": "c-1",
    "creator_id": "cr-1",
    "brand_name": "Brand GmbH",
    "business_id": "900000000000777",
    "instagram_username": "mia.cooks",
    "ends_at": "2099-01-30T00:00:00Z",
}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stauts", "c-1"], "Did you mean 'status'"),
        (["status"], "Missing argument 'ID'"),
        (["end", "c-1"], "--reason"),
        (["list", "--stage", "bogus"], "awaiting_authorization"),
        (["extend", "c-1", "--ends-at", "tomorrow"], "2027-01-30T00:00:00Z"),
        (["extend", "c-1", "--ends-at", "2027-01-30"], "no time zone"),
        (["sandbox", "--port", "99999"], "--port"),
    ],
)
async def test_wrong_usage_is_status_2(adaccess: CommandLine, arguments: list[str], says: str) -> None:
    ran = await adaccess(*arguments)
    assert ran.code == 2
    assert says in ran.refusal


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"a": 1,\n "b": }', "line 2, column 7"),
        (b"", "is empty"),
        (b"[1, 2]", "no JSON object"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "flat JSON object"),
    ],
)
def test_a_broken_file_is_told_where(tmp_path: Path, text: bytes, says: str) -> None:
    file = tmp_path / "terms.json"
    file.write_bytes(text)
    with pytest.raises(RequestRefused) as refused:
        read_terms(file)
    assert says in str(refused.value)
    assert "terms.json" in str(refused.value)


async def test_a_broken_file_is_one_line(adaccess: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "terms.json"
    file.write_bytes(b"{")
    ran = await adaccess("start", str(file), env={"TEMPORAL_ADDRESS": NOWHERE})
    assert ran.code == 1
    assert "terms.json: line 1, column 2" in ran.refusal


async def test_terms_that_make_no_sense_name_the_field(adaccess: CommandLine) -> None:
    ran = await adaccess("start", "-", stdin=b"\xef\xbb\xbf" + json.dumps(TERMS | {"business_id": 7}).encode())
    assert ran.code == 1
    assert "business_id" in ran.refusal


async def test_a_missing_file_and_an_unknown_id(adaccess: CommandLine) -> None:
    missing, unknown, strange = await asyncio.gather(
        adaccess("check", "nowhere.json"), adaccess("status", "nobody", "--json"), adaccess("link", "a/b'c")
    )
    assert "cannot read nowhere.json" in missing.refusal
    assert "no collaboration 'nobody'" in unknown.refusal
    assert "adaccess list" in strange.refusal
    assert {missing.code, unknown.code, strange.code} == {1}


async def test_no_server_is_one_line_and_no_hanging(adaccess: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        closed, mute = await asyncio.gather(
            adaccess("status", "c-1", env={"TEMPORAL_ADDRESS": NOWHERE}),
            adaccess("list", env={"TEMPORAL_ADDRESS": address}),
        )
    assert (closed.code, mute.code) == (1, 1)
    assert "adaccess dev" in closed.refusal
    assert f"answers at {address}" in mute.refusal


async def test_missing_and_wrong_settings_are_named(adaccess: CommandLine) -> None:
    unset, wrong, worker, web = await asyncio.gather(
        adaccess("link", "c-1", env={"ADACCESS_LINK_KEYS": ""}),
        adaccess("status", "c-1", env={"ADACCESS_META_API_VERSION": "latest"}),
        adaccess("worker"),
        adaccess("web"),
    )
    assert "ADACCESS_LINK_KEYS is not set" in unset.refusal
    assert "ADACCESS_META_API_VERSION" in wrong.refusal
    assert "ADACCESS_VAULT_KEYS" in web.refusal
    assert (worker.code, worker.err.count("\n")) == (1, 1)
    assert "ADACCESS_" in worker.err


async def test_help_names_every_command_and_needs_nothing(adaccess: CommandLine) -> None:
    bare, asked = await asyncio.gather(adaccess(), adaccess("--help", env={"TEMPORAL_ADDRESS": NOWHERE}))
    assert (bare.code, asked.code) == (0, 0)
    commands = "start status link end extend recheck attest list check db keys worker web sandbox dev demo"
    assert not [name for name in commands.split() if f" {name} " not in asked.out]


async def test_keys_new_makes_a_usable_entry(adaccess: CommandLine) -> None:
    plain, machine = await asyncio.gather(adaccess("keys", "new"), adaccess("keys", "new", "--id", "k2", "--json"))
    both = VaultKeys.parse(SecretStr(f"{machine.json['key']},{plain.out.strip()}"))
    assert both.ids == ("k2", "k1")


async def test_db_upgrade_can_be_repeated(adaccess: CommandLine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'adaccess.db'}"
    assert (await adaccess("db", "upgrade", "--json", env={"ADACCESS_DATABASE_URL": url})).json == {"upgraded": True}
    assert (await adaccess("db", "upgrade", "--json", env={"ADACCESS_DATABASE_URL": url})).json == {"upgraded": False}
    ran = await adaccess("db", "upgrade", env={"ADACCESS_DATABASE_URL": "postgresql://nobody:geheim@127.0.0.1:1/x"})
    assert "geheim" not in ran.refusal


async def test_a_database_can_be_moved_to_another_namespace(adaccess: CommandLine, tmp_path: Path) -> None:
    there = {"ADACCESS_DATABASE_URL": f"sqlite:///{tmp_path / 'adaccess.db'}"}
    assert "adaccess db upgrade" in (await adaccess("db", "move", "elsewhere", env=there)).refusal
    migrate.upgrade(there["ADACCESS_DATABASE_URL"])
    assert "belongs to 'elsewhere' now" in (await adaccess("db", "move", "elsewhere", env=there)).out
    moved = await adaccess("db", "move", "back", "--json", env=there)
    assert moved.json == {"namespace": "back", "before": "elsewhere"}


async def test_the_sandbox_runs_until_it_is_told_to_stop(adaccess: CommandLine) -> None:
    process = await adaccess.open("sandbox", "--port", "0")
    assert process.stdout is not None
    try:
        ready = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        assert ready["ready"] is True
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_reader_that_leaves_early_is_no_error(adaccess: CommandLine) -> None:
    process = await adaccess.open("--help")
    assert process.stdout is not None
    process.stdout._transport.close()  # type: ignore[attr-defined]
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert err == b""


async def test_nonsense_over_the_stacks_own_settings_is_one_line(adaccess: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "dev.env").write_bytes(b"\xff\xfe")
    said = await adaccess("list", "--dir", str(tmp_path))
    assert (said.code, said.out) == (1, "")
    assert "dev.env cannot be read" in said.err
    assert said.err.count("\n") == 1
