"""Seeing that the database has changed, many times a second, for next to nothing."""

from __future__ import annotations

from typing import Final

from sqlalchemy.pool import PoolProxiedConnection

from sfa_live.music.database import Database

#: How often to ask, in seconds: SQLite answers from a page in memory, a server is asked over a wire.
_SQLITE_S: Final = 0.015
_SERVER_S: Final = 0.1


class Watch:
    """Whether anything was committed since the last question. For one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sqlite = database.engine.dialect.name == "sqlite"
        self._connection: PoolProxiedConnection | None = None
        self._seen: int = -1
        #: How often it makes sense to ask, in seconds.
        self.every_s = _SQLITE_S if self._sqlite else _SERVER_S

    def changed(self) -> bool:
        """Whether looking could be worth it; a database that cannot say always answers yes."""
        if not self._sqlite:
            return True
        if self._connection is None:
            self._connection = self._database.engine.raw_connection()
        cursor = self._connection.cursor()
        cursor.execute("PRAGMA data_version")
        before, (self._seen,) = self._seen, cursor.fetchone() or (0,)
        cursor.close()
        return self._seen != before

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
