"""The database: one set of tables, an async engine for the server, a sync one for workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sfa_live.errors import JobError, StoreError
from sfa_live.music import dialect, migrate
from sfa_live.music.events import publish
from sfa_live.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """The songs and jobs on disk: SQLite in the data folder, or PostgreSQL where ``database_url`` says so.

    Data access is written once, as functions on a session: workers run them in `transaction` and `reading`, the server
    through `write` and `read`. Opening it touches nothing; `migrate` comes first. One per process; close it at the end.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def migrate(self) -> None:
        """Bring the tables up to date; several processes may call it at once.

        Blocks. `StoreError` when it cannot be done.
        """
        with _in_words():
            migrate.upgrade(self.engine, self.settings)

    # Workers: any thread, blocking

    @cached_property
    def engine(self) -> Engine:
        """The sync engine, with its pool."""
        return dialect.prepared(create_engine(dialect.sync_url(self.settings.database), **self._options))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that may write: all of it or nothing; what was told is published with it."""
        with _in_words(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            publish(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; it waits for nobody."""
        with _in_words(), Session(dialect.for_reading(self.engine)) as session:
            yield session

    def close(self) -> None:
        """Close a worker's connections."""
        self.engine.dispose()

    # The server: one event loop

    @cached_property
    def async_engine(self) -> AsyncEngine:
        """The async engine, with its pool."""
        engine = create_async_engine(dialect.async_url(self.settings.database), **self._options)
        dialect.prepared(engine.sync_engine)
        return engine

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **options: P.kwargs) -> T:
        """``work(session, …)`` in one transaction, without blocking the loop."""

        def whole(session: Session) -> T:
            result = work(session, *args, **options)
            publish(session)
            return result

        with _in_words():
            async with AsyncSession(self.async_engine, expire_on_commit=False) as session, session.begin():
                return await session.run_sync(whole)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **options: P.kwargs) -> T:
        """``work(session, …)`` on a session that only reads."""
        with _in_words():
            async with AsyncSession(dialect.for_reading_async(self.async_engine)) as session:
                return await session.run_sync(work, *args, **options)

    async def aclose(self) -> None:
        """Close the server's connections."""
        await self.async_engine.dispose()

    @property
    def _options(self) -> dict[str, object]:
        return dialect.engine_options(self.settings.database)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as wrong:
        raise StoreError(f"The database cannot be used: {wrong.orig}.", code="database") from wrong
    except StaleDataError as wrong:
        raise JobError("Somebody else changed this at the same moment. Look again, then try again.") from wrong
