"""No secret is readable in what the database keeps, while it runs and after."""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from store.logins import AccountRecord, LoginRecord
from store.session import Store
from store.tables import Table

SENTINELS = [f"SENTINEL-{name}-7f3a9c" for name in ("state", "browser", "verifier", "code", "token", "user", "page")]


@pytest.fixture
def kept(url: str) -> Callable[[], bytes]:
    """All bytes that the database keeps."""

    def sqlite_files() -> bytes:
        files = sorted(Path(url.removeprefix("sqlite:///")).parent.glob("adaccess.db*"))
        assert len(files) == 3, "database, WAL and its index"
        return b"".join(file.read_bytes() for file in files)

    def postgresql_rows() -> bytes:
        with psycopg.connect(url) as connection:
            rows = [
                str(row[0])
                for name in Table.metadata.tables
                for row in connection.execute(f'SELECT t::text FROM "{name}" t'.encode())
            ]
        return "\n".join(rows).encode()

    return sqlite_files if url.startswith("sqlite") else postgresql_rows


def spelled(secret: str) -> list[bytes]:
    raw = secret.encode()
    # Base64 of the middle: how it begins depends on what stands before it.
    return [raw, raw.hex().encode(), base64.b64encode(raw)[4:-4]]


async def test_nothing_secret_is_readable(
    store: Store,
    kept: Callable[[], bytes],
    now: datetime,
    login: Callable[..., LoginRecord],
    account: Callable[..., AccountRecord],
) -> None:
    state, browser, verifier, code, token, user, page = SENTINELS
    seen = []
    await store.pending.begin(
        state=state,
        browser=browser,
        creator_id="cr-7",
        collaboration_id="c-1",
        redirect_uri="https://us.example/",
        code_verifier=SecretStr(verifier),
        now=now,
    )
    consent = await store.pending.receive(state=state, browser=browser, code=SecretStr(code), now=now)
    seen.append(kept())
    await store.pending.claim(consent.pending_login_id or "", "cr-7")
    await store.pending.exchanged(consent.pending_login_id or "", SecretStr(token), None)
    record = login(account(page_token=SecretStr(page)), token=SecretStr(user))
    await store.logins.add("cr-7", record, consented_at=now, supersedes=())
    seen.append(kept())
    for data in seen:
        assert b"cr-7" in data, "the search would find what is there"
        assert [name for name in SENTINELS if any(each in data for each in spelled(name))] == []
