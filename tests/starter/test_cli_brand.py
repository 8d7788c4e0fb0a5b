"""Connecting a brand by the command line: looked at on the platform, sealed, never shown."""

import asyncio
import base64
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.vocabulary import Outcome, Stage
from starter.client import CollaborationClient
from starter.listing import Listed
from tests.cast import APP_ID, APP_SECRET, Creator, end, reaches
from tests.starter.command_line import CommandLine
from tests.waiting import eventually


@pytest.fixture
def operator(adaccess: CommandLine, creator: Creator) -> CommandLine:
    """The command line of whoever runs the service: with its keys, its database and its app."""
    stack = creator.stack
    return CommandLine(
        adaccess.environment
        | {
            "ADACCESS_DATABASE_URL": stack.database_url,
            "ADACCESS_VAULT_KEYS": stack.vault_keys,
            "ADACCESS_META_APP_ID": APP_ID,
            "ADACCESS_META_APP_SECRET": APP_SECRET,
            "ADACCESS_META_GRAPH_URL": stack.sandbox_url,
            "ADACCESS_BRAND_REVOKE": "true",
        }
    )


async def test_connecting_takes_back_what_is_stuck_and_shows_the_token_nowhere(
    operator: CommandLine, creator: Creator, collaborations: CollaborationClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await creator.consent()
    handle = await creator.start()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)

    async def stuck() -> list[Listed]:
        return [each async for each in collaborations.list(stage="revoke_blocked", creator=creator.creator_id)]

    await eventually(stuck, "it is in the register")
    business, token = creator.business(), f"EAAclitoken{creator.number}sentinel"
    await creator.stack.control("PATCH", f"/businesses/{business}", {"system_token": token})

    connected = await operator("brand", "connect", business, "--json", stdin=f"{token}\n".encode())
    assert (connected.json["business_id"], connected.json["enabled"]) == (business, True)
    assert (connected.json["problem"], connected.json["tried_again"]) == (None, 1)
    assert (await handle.result()).outcome is Outcome.REVOKED
    *_, row = await creator.ledger("share", "unshare")
    assert (row["op"], row["by"], row["person_id"]) == ("unshare", "api", f"system-user-{business}")
    raw = b"".join(event.SerializeToString() for event in (await handle.fetch_history()).events)
    assert token.encode() not in raw
    assert base64.b64encode(token.encode())[:-4] not in raw
    assert not [record for record in caplog.records if token in f"{record.getMessage()} {record.exc_text}"]
    listed = await operator("brand", "list")
    assert business in listed.out
    assert "works" in listed.out
    for ran in (connected, listed):
        assert token not in ran.out + ran.err
    file = Path(creator.stack.database_url.removeprefix("sqlite:///"))
    # Not by ourselves: closing a file drops this process's locks on it, and SQLite's connections rely on theirs.
    search = (
        "import pathlib, sys; print(sum(sys.argv[1].encode() in pathlib.Path(f).read_bytes() for f in sys.argv[2:]))"
    )
    files = [str(each) for each in file.parent.glob(f"{file.name}*")]
    found = await asyncio.to_thread(subprocess.check_output, [sys.executable, "-c", search, token, *files])
    assert found.split() == [b"0"]
    kept = await creator.stack.store.brands.token(business)
    assert kept is not None
    assert kept.get_secret_value() == token

    assert (await operator("brand", "disconnect", business, "--json")).json["disconnected"] is True
    assert await creator.stack.store.brands.token(business) is None


async def test_what_is_no_token_is_refused_without_being_quoted(operator: CommandLine) -> None:
    refused = await operator("brand", "connect", "900000000000777", stdin=b"two words")
    assert "is not a token" in refused.refusal
    assert "two words" not in refused.err
