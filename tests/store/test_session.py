"""The store's door: one clear line when the database cannot be used, and no secret in it."""

import asyncio
import itertools
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from store import engine, sqlite
from store.address import for_asyncio, for_migrations
from store.errors import StoreUnavailable
from store.ledger import Pair
from store.migrate import needs_upgrade
from store.session import Store
from store.tables import NoticeRow
from store.vault import VaultKeys

PAIR = Pair("100001", "900001")
KEYS = VaultKeys.parse(SecretStr(VaultKeys.generate()))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://me:hush@db/x", "'mysql' is not supported"),
        ("hush", "cannot be read"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://me:hush@127.0.0.1:1/x", "cannot reach the PostgreSQL database x at 127.0.0.1"),
    ],
)
async def test_an_address_that_does_not_work(url: str, reason: str) -> None:
    with pytest.raises(StoreUnavailable, match=reason) as refused:
        await Store.open(url, KEYS)
    assert "hush" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Mia, this is not a database. " * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await Store.open(f"sqlite:///{tmp_path / 'letter.db'}", KEYS)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await asyncio.to_thread(needs_upgrade, f"sqlite:///{tmp_path / 'letter.db'}")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_uses_psycopg(scheme: str) -> None:
    url = f"{scheme}://me:hush@db/x"
    assert for_asyncio(url).drivername == for_migrations(url).drivername == "postgresql+psycopg"


async def test_an_error_in_mid_transaction_leaves_nothing(store: Store, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        await add(store, notice_row("n-1", now), notice_row("n-2", now), notice_row("n-1", now))
    assert await store.notices.of_creator("cr-7") == ()


async def test_errors_do_not_quote_parameters(store: Store, now: datetime) -> None:
    with pytest.raises(IntegrityError) as refused:
        await add(store, notice_row("n-1", now), notice_row("n-1", now))
    assert "a private line" not in str(refused.value)


async def test_a_cancelled_call_leaves_the_database_usable(store: Store, now: datetime) -> None:
    """A worker's activities are cancelled anywhere, also in the middle of a transaction."""
    tasks = []  # kept: their tracebacks must not be what keeps a transaction open
    for attempt in itertools.count():
        later = now + attempt * timedelta(minutes=1)
        task = asyncio.create_task(store.ledger.take_turn(PAIR, f"worker-{attempt}", now=later))
        tasks.append(task)
        for _ in range(int(1.25**attempt)):  # later and later, until it is too late
            await asyncio.sleep(0)
        task.cancel()
        if attempt % 2:
            await asyncio.sleep(0)
            task.cancel()
        await asyncio.wait([task])
        turn = await store.ledger.take_turn(PAIR, "next", now=later + timedelta(seconds=30))
        await store.ledger.give_back(turn)
        if not task.cancelled():
            break
    assert len(tasks) > 5, "it was cancelled in the middle of things"


async def test_a_locked_file_is_unavailable_until_it_is_free(
    sqlite_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("busy_timeout = 50",))
    store = await Store.open(sqlite_url, KEYS)
    elsewhere = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    elsewhere.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="database is locked"):
        await store.ledger.take_turn(PAIR, "a", now=now)
    assert (await store.ledger.lease(PAIR, now)).holders == ()  # reading goes on meanwhile
    elsewhere.execute("ROLLBACK")
    elsewhere.close()
    await store.ledger.take_turn(PAIR, "a", now=now)
    await store.aclose()


@pytest.mark.parametrize(
    ("pragma", "reason"), [("max_page_count = 1", "database or disk is full"), ("query_only = ON", "readonly database")]
)
async def test_a_full_or_readonly_disk_is_unavailable_and_nothing_is_half_done(
    sqlite_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch, pragma: str, reason: str
) -> None:
    rows = [notice_row(f"n-{number}", now) for number in range(200)]
    with monkeypatch.context() as full:
        full.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, pragma))
        store = await Store.open(sqlite_url, KEYS)
        with pytest.raises(StoreUnavailable, match=reason):
            await add(store, *rows)
        assert await store.notices.of_creator("cr-7") == ()  # and reading goes on
        await store.aclose()
    store = await Store.open(sqlite_url, KEYS)  # as soon as there is room again
    await add(store, *(notice_row(f"n-{number}", now) for number in range(200)))
    assert len(await store.notices.of_creator("cr-7")) > 0
    await store.aclose()


async def test_a_server_that_drops_its_connections_is_unavailable_and_comes_back(
    postgresql_url: str, now: datetime
) -> None:
    store = await Store.open(postgresql_url, KEYS)
    with pytest.raises(StoreUnavailable, match="PostgreSQL database"):
        await hang_up_during_a_write(store, postgresql_url)
    await store.ledger.take_turn(PAIR, "a", now=now)  # whatever is in the pool is dead as well
    await store.aclose()


async def test_a_silent_server_is_unavailable_and_its_connections_are_given_up(
    postgresql_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SILENCE", 0.3)
    store = await Store.open(postgresql_url, KEYS)
    await store.ledger.take_turn(PAIR, "a", now=now)
    pool = store._database._engine.pool
    with pytest.raises(StoreUnavailable, match=r"PostgreSQL database .* does not answer: silent for 0.3 s"):
        async with store._database.write() as session:
            await session.execute(text("SELECT pg_sleep(30)"))
    assert store._database._engine.pool is not pool, "the others in it may be as dead"
    assert (await store.ledger.lease(PAIR, now)).holders == ()
    await store.aclose()


async def test_a_connection_that_died_while_it_lay_idle_costs_no_error(
    postgresql_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(postgresql_url, KEYS)
    await store.ledger.take_turn(PAIR, "a", now=now)
    monkeypatch.setattr(engine, "_IDLE", 0.0)
    hang_up(postgresql_url)
    assert (await store.ledger.lease(PAIR, now)).holders == ()
    await store.aclose()


async def test_one_that_died_just_after_its_work_costs_one_error(
    postgresql_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(postgresql_url, KEYS)
    monkeypatch.setattr(engine, "_IDLE", 3600.0)
    await store.ledger.take_turn(PAIR, "a", now=now)
    hang_up(postgresql_url)
    with pytest.raises(StoreUnavailable):
        await store.ledger.lease(PAIR, now)
    assert (await store.ledger.lease(PAIR, now)).holders == ()
    await store.aclose()


def hang_up(url: str) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(others.encode(), [connection.info.dbname])


async def hang_up_during_a_write(store: Store, url: str) -> None:
    async with store._database.write() as session:
        await session.execute(text("SELECT 1"))
        hang_up(url)
        await session.execute(text("SELECT 1"))


async def add(store: Store, *rows: NoticeRow) -> None:
    async with store._database.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()


def notice_row(notice_id: str, now: datetime) -> NoticeRow:
    return NoticeRow(
        notice_id=notice_id,
        kind="lapsed",
        to="creator",
        creator_id="cr-7",
        text="a private line",
        recorded_at=now,
    )
