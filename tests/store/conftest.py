"""Every test of the store runs twice: on a SQLite file and on a real PostgreSQL server."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from contracts.vocabulary import InstagramLink
from store.logins import AccountRecord, LoginRecord
from store.migrate import upgrade
from store.session import Store
from store.tables import Table
from store.vault import VaultKeys

OpenStore = Callable[..., Awaitable[Store]]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "adaccess.db")
    return f"sqlite:///{tmp_path / 'adaccess.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    # Deleting is ten times as fast as truncating tables this small.
    emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(Table.metadata.sorted_tables))
    with psycopg.connect(postgresql_server) as connection:
        connection.execute(emptied.encode())
    return postgresql_server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database with the schema in it."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def keys() -> VaultKeys:
    return VaultKeys.parse(SecretStr(VaultKeys.generate()))


@pytest.fixture
async def open_store(url: str, keys: VaultKeys) -> AsyncIterator[OpenStore]:
    """Opens stores on the test's database: several of them are several processes of the service."""
    async with AsyncExitStack() as stack:

        async def opened(keys: VaultKeys = keys) -> Store:
            store = await Store.open(url, keys)
            stack.push_async_callback(store.aclose)
            return store

        yield opened


@pytest.fixture
async def store(open_store: OpenStore) -> Store:
    return await open_store()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 12, 1, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def account() -> Callable[..., AccountRecord]:
    """Makes a Page of a login; say only what matters."""

    def made(page_id: str = "100001", **changes: object) -> AccountRecord:
        values: dict[str, object] = {
            "page_name": f"Page {page_id}",
            "tasks": frozenset({"ADVERTISE"}),
            "page_token": SecretStr(f"page-token-{page_id}"),
            "instagram_id": f"1784{page_id}",
            "instagram_username": f"user{page_id}",
            "link": InstagramLink.BUSINESS,
        }
        return AccountRecord(page_id=page_id, **{**values, **changes})  # type: ignore[arg-type]

    return made


@pytest.fixture
def login(now: datetime) -> Callable[..., LoginRecord]:
    """Makes a login with the given Pages; say only what else matters."""

    def made(*accounts: AccountRecord, **changes: object) -> LoginRecord:
        values: dict[str, object] = {
            "facebook_user_id": "5001",
            "name": "Mia Baker",
            "token": SecretStr("user-token-mia"),
            "expires_at": now.replace(year=2027),
            "data_access_expires_at": None,
            "scopes": frozenset({"pages_show_list"}),
            "missing_permissions": (),
        }
        return LoginRecord(accounts=accounts, **{**values, **changes})  # type: ignore[arg-type]

    return made
