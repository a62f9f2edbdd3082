"""What differs between SQLite and PostgreSQL, all of it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from sfa_live.errors import UsageError

_SYNC: Final = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
_ASYNC: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
#: Set on every new SQLite connection; readers never wait for a writer, and a power cut costs no finished transaction
#: but the last few.
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
#: How long a writer waits for another, in seconds.
_BUSY_S: Final = 15
_READING: Final = "sfa_reading"


def sync_url(url: str) -> str:
    """The URL with the driver that workers use."""
    return _with_driver(url, _SYNC)


def async_url(url: str) -> str:
    """The URL with the driver that the server uses."""
    return _with_driver(url, _ASYNC)


def engine_options(url: str) -> dict[str, Any]:
    """What an engine is made with."""
    if is_sqlite(url):
        return {"connect_args": {"timeout": _BUSY_S}}
    # A connection may have died while it lay in the pool: a PostgreSQL server restarts without asking.
    return {"pool_pre_ping": True}


def is_sqlite(url: str) -> bool:
    """Whether the URL names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def prepared(engine: Engine) -> Engine:
    """The engine with what every connection of its dialect needs."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same engine, its pool shared, whose transactions never take the write lock."""
    return engine.execution_options(**{_READING: True})


def for_reading_async(engine: AsyncEngine) -> AsyncEngine:
    """The same for the server."""
    return engine.execution_options(**{_READING: True})


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    # The driver's own idea of transactions starts them late; `_begin` starts them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at its start: what it read then is still so when it writes.
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _with_driver(url: str, drivers: dict[str, str]) -> str:
    parts = make_url(url)
    driver = drivers.get(parts.get_backend_name())
    if driver is None:
        raise UsageError(f"A database of the kind {parts.get_backend_name()!r} cannot be used: sqlite or postgresql.")
    return parts.set(drivername=driver).render_as_string(hide_password=False)
