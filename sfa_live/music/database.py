"""The database: one set of tables, an async engine for the server, a sync one for workers."""

from __future__ import annotations

from sfa_live.settings import Settings


class Database:
    """The songs and jobs on disk: SQLite in the data folder, or PostgreSQL where ``database_url`` says so.

    Opening it touches nothing; `migrate` comes first. One per process; close it at the end.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def migrate(self) -> None:
        """Bring the tables up to date. Blocks; several processes may call it at once; `StoreError` when it cannot be."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Close the server's connections."""
        raise NotImplementedError

    def close(self) -> None:
        """Close a worker's connections."""
        raise NotImplementedError
