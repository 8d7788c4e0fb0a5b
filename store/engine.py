"""Engines and transactions. SQLite and PostgreSQL behave alike behind ``Database.read`` and ``Database.write``."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from store.address import describe, for_asyncio, is_sqlite
from store.errors import StoreUnavailable
from store.sqlite import BEGIN, prepare_sqlite, undo_when_cancelled

_POSTGRESQL: dict[str, Any] = {
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": 6,
    "connect_args": {
        "connect_timeout": 5,
        # A process that is stopped in mid-transaction must not keep a row from everybody else.
        "options": "-c lock_timeout=6s -c idle_in_transaction_session_timeout=30s",
    },
}


_IDLE = 1.0
"""Seconds after which a connection may have died without our knowing."""

_CAME_BACK = "adaccess_came_back"

SILENCE = 8.0
"""Seconds that a transaction on PostgreSQL may take. Each is a few statements; one that takes longer hangs on a
connection through which nothing comes any more (a firewall that forgot it, a frozen server), and TCP alone would wait
for a quarter of an hour. Shorter than the shortest activity (10 s), which would be cancelled without knowing why."""


def make_engine(url: str) -> AsyncEngine:
    """An engine for the service. Connects on first use, not here."""
    address = for_asyncio(url)
    # Errors would otherwise quote the parameters, personal data among them.
    if not is_sqlite(address):
        engine = create_async_engine(address, hide_parameters=True, **_POSTGRESQL)
        ask_after_idling(engine.sync_engine)
        return engine
    engine = create_async_engine(address, hide_parameters=True)
    prepare_sqlite(engine.sync_engine)
    undo_when_cancelled(engine)
    return engine


def ask_after_idling(engine: Engine) -> None:
    """A connection that lay idle is asked first whether it still works: a restarted server costs a reconnect, not an
    error. One that just worked is not: under load that would be a fifth of all that is asked."""

    @event.listens_for(engine, "checkin")
    def came_back(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_CAME_BACK] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def goes_out(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        idle = time.monotonic() - record.info.get(_CAME_BACK, time.monotonic())
        if idle > _IDLE and not _works(engine, connection):
            raise InvalidatePoolError  # what is as old in the pool is thrown away; this one connects anew


def _works(engine: Engine, connection: DBAPIConnection) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


class Database:
    """Transactions on one database. One ``async with`` is one transaction: committed at its end, or not at all."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._where = describe(engine.url)
        self._queue: AbstractAsyncContextManager[Any]
        self._longest: float | None
        if is_sqlite(engine.url):
            # A transaction that reads first and then writes cannot wait for another writer: SQLite answers
            # "database is locked" at once. BEGIN IMMEDIATE takes the write lock up front, where waiting works.
            reads, writes = engine, engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
            # SQLite's own waiting is unfair; within the process writers queue up in order.
            self._queue = asyncio.Lock()
            self._longest = None
        else:
            # All statements of one read see the same moment.
            reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            writes = engine
            self._queue = nullcontext()
            self._longest = SILENCE
        self._reads = async_sessionmaker(reads, expire_on_commit=False)
        self._writes = async_sessionmaker(writes, expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads."""
        async with self._available(), self._reads() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write. Never await anything but the session inside it."""
        async with self._available(), self._queue, self._writes() as session, session.begin():
            yield session

    async def forget_erased(self) -> None:
        """Have SQLite overwrite what was erased in its log as well; the log would keep it until it is used again.

        Best effort: who still reads an older moment keeps the log, and the next writer's checkpoint does it then.
        PostgreSQL cleans up by itself (autovacuum).
        """
        if is_sqlite(self._engine.url):
            async with self._available(), self._queue, self._engine.connect() as connection:
                await connection.exec_driver_sql("COMMIT")  # a checkpoint is refused inside a transaction
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                await connection.exec_driver_sql("BEGIN")  # SQLAlchemy ends the transaction that it began

    @asynccontextmanager
    async def _available(self) -> AsyncIterator[None]:
        """Turns "the database does not answer" into StoreUnavailable, so that callers know one error to wait on."""
        try:
            async with asyncio.timeout(self._longest):
                yield
        except (OperationalError, InterfaceError, PoolExhausted) as error:
            raise StoreUnavailable(f"{self._where} does not answer: {reason_of(error)}") from error
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise StoreUnavailable(f"{self._where} closed the connection: {reason_of(error)}") from error
        except TimeoutError as error:
            await self._engine.dispose()  # what else is in the pool is as old, and would be waited for one by one
            raise StoreUnavailable(f"{self._where} does not answer: silent for {self._longest:g} s") from error

    async def aclose(self) -> None:
        await self._engine.dispose()


def reason_of(error: Exception) -> str:
    """The driver's own words, first line only."""
    words = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return words.splitlines()[0][:300]
