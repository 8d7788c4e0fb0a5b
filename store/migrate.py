"""The schema's version: bring a database up to this program's, or say that it is not.

Blocking, for the command line and for start-up; from asyncio, call it in a thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from store.address import describe, for_migrations, is_sqlite, sqlite_file
from store.engine import reason_of
from store.errors import StoreUnavailable
from store.sqlite import BEGIN, prepare_sqlite

_LOCK = 0x61646163636573
"""Key of the advisory lock that makes two simultaneous upgrades take turns on PostgreSQL."""


def upgrade(url: str) -> None:
    """Create the schema, or bring it up to date. Repeating it changes nothing. Raises StoreUnavailable."""
    address = for_migrations(url)
    file = sqlite_file(address)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    with _engine(url) as engine, engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"}).begin() as connection:
        if not is_sqlite(address):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(f"{describe(address)} cannot be upgraded: {error}") from error


def needs_upgrade(url: str) -> bool:
    """Whether the schema is not the one this program was made for. Raises StoreUnavailable."""
    file = sqlite_file(for_migrations(url))
    if file is not None and not file.exists():
        return True  # connecting would create an empty file
    with _engine(url) as engine, engine.connect() as connection:
        return is_behind(connection)


def is_behind(connection: Connection) -> bool:
    """The same, on an open connection."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current != ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    address = for_migrations(url)
    engine = create_engine(address, hide_parameters=True)
    if is_sqlite(address):
        prepare_sqlite(engine)
    try:
        yield engine
    except DBAPIError as error:
        raise StoreUnavailable(f"cannot use the {describe(address)}: {reason_of(error)}") from error
    finally:
        engine.dispose()


def _config() -> Config:
    # No alembic.ini: it would be looked up in the working directory, which is anybody's.
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
