"""Migrations make exactly the schema that the tables describe, from any directory, any number of times."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import create_engine, inspect, text

from store import migrate
from store.address import for_migrations
from store.errors import StoreUnavailable
from store.session import Store
from store.tables import Table
from store.vault import VaultKeys


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, not even a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'not' / 'there' / 'yet.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        yield server.replace("/postgres?", "/empty?")
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def test_migrations_make_the_models_schema(url: str) -> None:
    engine = create_engine(for_migrations(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Table.metadata)
    engine.dispose()
    assert differences == []


def test_upgrade_from_nothing_may_be_repeated(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert migrate.needs_upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert not migrate.needs_upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert not migrate.needs_upgrade(empty_url)


async def test_two_upgrades_at_once_take_turns(empty_url: str) -> None:
    program = "import sys; from store.migrate import upgrade; upgrade(sys.argv[1])"
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-W", "error", "-c", program, empty_url) for _ in range(2)
    ]
    assert [await process.wait() for process in processes] == [0, 0]
    assert not migrate.needs_upgrade(empty_url)


def test_downgrade_leaves_no_table(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    engine = create_engine(for_migrations(empty_url))
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()


async def test_a_schema_that_is_not_ours_is_refused(url: str, keys: VaultKeys) -> None:
    engine = create_engine(for_migrations(url))
    set_to = "UPDATE alembic_version SET version_num = '{}'"
    with engine.begin() as connection:
        connection.execute(text(set_to.format("9999")))
    try:
        with pytest.raises(StoreUnavailable, match="adaccess db upgrade"):
            await Store.open(url, keys)
        with pytest.raises(StoreUnavailable, match="cannot be upgraded"):
            await asyncio.to_thread(migrate.upgrade, url)
    finally:
        with engine.begin() as connection:
            connection.execute(text(set_to.format("0002")))
        engine.dispose()


async def test_a_database_without_schema_is_refused(empty_url: str, tmp_path: Path) -> None:
    keys = VaultKeys.parse(SecretStr(VaultKeys.generate()))
    with pytest.raises(StoreUnavailable, match="run `adaccess db upgrade`"):
        await Store.open(empty_url, keys)
    assert os.listdir(tmp_path) == []  # looking creates nothing  # noqa: PTH208
