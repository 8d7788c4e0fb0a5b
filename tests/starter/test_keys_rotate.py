"""`adaccess keys rotate`: after it the old vault key opens nothing any more and nobody needs it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from starter.cli import build
from store import migrate
from store.errors import VaultClosed
from store.session import Store
from store.vault_keys import VaultKeys

OLD, NEW = VaultKeys.generate("k1"), VaultKeys.generate("k2")
TOKEN = SecretStr("a-token-of-the-creator")


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'adaccess.db'}"
    migrate.upgrade(address)
    return address


async def in_store(url: str, keys: str, sealed: bytes | None = None) -> Any:
    """Seal the token, or open what was sealed, under these vault keys."""
    store = await Store.open(url, VaultKeys.parse(SecretStr(keys)))
    try:
        async with store._database.write() as session:
            if sealed is None:
                return await store.vault.seal(session, "cr-7", "row", "user_token", TOKEN)
            return await store.vault.open(session, "cr-7", "row", "user_token", sealed)
    finally:
        await store.aclose()


def rotate(url: str, keys: str, *options: str) -> Any:
    environment = {"ADACCESS_DATABASE_URL": url, "ADACCESS_VAULT_KEYS": keys}
    return CliRunner().invoke(build(), ["keys", "rotate", *options], env=environment)


def test_after_a_rotation_the_old_key_is_not_needed(url: str) -> None:
    sealed = asyncio.run(in_store(url, OLD))
    with pytest.raises(VaultClosed, match="'k1' is not configured"):
        asyncio.run(in_store(url, NEW, sealed))
    assert isinstance(rotate(url, NEW).exception, VaultClosed), "nothing is dropped that is still needed"
    assert json.loads(rotate(url, f"{NEW},{OLD}", "--json").stdout) == {"key": "k2", "rewrapped": 1}
    assert asyncio.run(in_store(url, NEW, sealed)) == TOKEN
    again = rotate(url, NEW)
    assert again.stdout == (
        "0 creators brought under 'k2'; other keys may be dropped, "
        "unless a process still runs in which 'k2' is not the first\n"
    )
