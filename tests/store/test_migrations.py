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

from contracts.proof import GENESIS, entry_hash
from store import migrate
from store.address import for_migrations
from store.errors import StoreUnavailable
from store.proofs import EvidenceFilter, Head
from store.session import Store, open_proofs
from store.tables import Table
from store.vault import VaultKeys

_OLD_EVIDENCE = (
    "INSERT INTO lease (page_id, business_id, state, origin, tasks, fence) VALUES "
    "('100001', '900001', 'present', 'ours', '[]', 1), ('100002', '900001', 'present', 'ours', '[]', 1)",
    "INSERT INTO intent (id, page_id, business_id, fence, kind, tasks, before_present, before_tasks, written_at) "
    "VALUES ('i', '100001', '900001', 1, 'share', '[]', false, '[]', '2026-12-01 10:00:00+00:00')",
    "INSERT INTO evidence (page_id, business_id, collaboration_id, intent_id, kind, present, tasks, at, request_id) "
    "VALUES ('100001', '900001', 'c-1', 'i', 'share', true, '[]', '2026-12-01 10:00:01.5+00:00', 'r1'),"
    "('100002', '900001', 'c-2', null, 'read', true, '[]', '2026-12-01 10:00:02+00:00', 'r2'),"
    "('100001', '900001', 'c-1', null, 'read', true, '[\"ADVERTISE\"]', '2026-12-01 10:00:03+00:00', 'r3')",
)
"""Rows as they were kept before there were chains."""


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


async def test_evidence_from_before_the_chains_is_linked(empty_url: str) -> None:
    engine = create_engine(for_migrations(empty_url))
    if engine.dialect.name == "sqlite":
        Path(engine.url.database or "").parent.mkdir(parents=True)
    config = migrate._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in _OLD_EVIDENCE:
            connection.execute(text(statement))
    engine.dispose()
    migrate.upgrade(empty_url)
    proofs = await open_proofs(empty_url)
    links = [[each async for each in proofs.chain(pair)] async for pair in proofs.pairs(EvidenceFilter())]
    await proofs.aclose()
    assert [len(each) for each in links] == [3, 2]
    (first, second, head), _ = links
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert head == Head(2, second["hash"])
    assert (first["previous"], second["previous"]) == (GENESIS, first["hash"])
    assert [entry_hash(each) for each in (first, second)] == [first["hash"], second["hash"]]
    assert first["before"] == {"at": "2026-12-01T10:00:00.000000Z", "present": False, "pending": False, "tasks": []}
    assert (second["state"], second["before"], second["tasks"]) == (None, None, ["ADVERTISE"]), "nothing is made up"
    assert [party["collaboration_id"] for party in second["parties"]] == ["c-1"]


async def test_a_schema_that_is_not_ours_is_refused(url: str, keys: VaultKeys) -> None:
    engine = create_engine(for_migrations(url))
    set_to = "UPDATE alembic_version SET version_num = '{}'"
    with engine.begin() as connection:
        ours = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text(set_to.format("9999")))
    try:
        with pytest.raises(StoreUnavailable, match="adaccess db upgrade"):
            await Store.open(url, keys)
        with pytest.raises(StoreUnavailable, match="cannot be upgraded"):
            await asyncio.to_thread(migrate.upgrade, url)
    finally:
        with engine.begin() as connection:
            connection.execute(text(set_to.format(ours)))
        engine.dispose()


async def test_a_database_without_schema_is_refused(empty_url: str, tmp_path: Path) -> None:
    keys = VaultKeys.parse(SecretStr(VaultKeys.generate()))
    with pytest.raises(StoreUnavailable, match="run `adaccess db upgrade`"):
        await Store.open(empty_url, keys)
    assert os.listdir(tmp_path) == []  # looking creates nothing  # noqa: PTH208
