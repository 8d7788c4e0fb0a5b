"""What SQLite needs to behave like a server: its settings, its transactions, and their end when a task is cancelled."""

import asyncio
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine

BEGIN = "adaccess_begin"
"""Execution option: the statement that begins a transaction, ``BEGIN`` unless said."""

_PRAGMAS = (
    "busy_timeout = 5000",  # first: the next ones may have to wait for another process
    "journal_mode = WAL",  # readers never wait for the writer
    "synchronous = FULL",  # a lost intent would make our own share look like somebody else's
    "foreign_keys = ON",
    "secure_delete = ON",  # what was erased is overwritten in the file, not just unlinked
)


def prepare_sqlite(engine: Engine) -> None:
    """Settings of every SQLite connection, and transactions that begin where SQLAlchemy says so."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


def undo_when_cancelled(engine: AsyncEngine) -> None:
    """End the transaction of a SQLite connection that is thrown away because its task was cancelled.

    The call that was cancelled still runs to its end in the driver's thread, and closing the connection does not
    end its transaction while a traceback keeps the cursor alive: the write lock would stay, and every writer of
    every process would wait in vain.
    """
    under_way = set[asyncio.Future[None]]()

    @event.listens_for(engine.sync_engine, "invalidate")
    def invalidated(connection: Any, _record: object, _error: object) -> None:
        # Queued behind the cancelled call and before the closing, both in the driver's thread. Not awaited: a
        # second cancellation must not come in between.
        undoing = asyncio.ensure_future(connection.driver_connection.rollback())
        under_way.add(undoing)
        undoing.add_done_callback(forget)

    def forget(undone: asyncio.Future[None]) -> None:
        under_way.discard(undone)
        if not undone.cancelled():
            undone.exception()  # closed already: then there was nothing to end
