"""The database address: SQLite file or PostgreSQL, and which driver serves it."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from store.errors import StoreUnavailable

_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_SQLITE = {"sqlite", "sqlite+aiosqlite"}


def for_asyncio(url: str) -> URL:
    """The address with the driver that the service uses: aiosqlite or psycopg."""
    parsed = _parse(url)
    return parsed.set(drivername="sqlite+aiosqlite") if is_sqlite(parsed) else parsed


def for_migrations(url: str) -> URL:
    """The address with a blocking driver: sqlite3 or psycopg."""
    parsed = _parse(url)
    return parsed.set(drivername="sqlite") if is_sqlite(parsed) else parsed


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path | None:
    """The file behind a SQLite address; None for PostgreSQL."""
    return Path(url.database or "") if is_sqlite(url) else None


def describe(url: URL) -> str:
    """Where the database is, without user or password."""
    if is_sqlite(url):
        return f"SQLite file {url.database}"
    where = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL database {url.database} at {where}"


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The error would quote the address, and with it the password.
        raise StoreUnavailable("the database URL cannot be read; use sqlite:///FILE or postgresql://…") from None
    if parsed.drivername in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in _SQLITE:
        raise StoreUnavailable(f"database {parsed.drivername!r} is not supported; use sqlite:///FILE or postgresql://…")
    if parsed.database in (None, "", ":memory:"):
        # Every connection would see its own empty database, and nothing would outlive the process.
        raise StoreUnavailable("SQLite needs a file: use sqlite:///FILE")
    return parsed
