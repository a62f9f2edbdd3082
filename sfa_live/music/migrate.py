"""Bringing the tables up to date."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from sfa_live.settings import Settings

_SCRIPTS: Final = Path(__file__).parent / "migrations"
#: Any number, as long as nobody else's PostgreSQL lock has it.
_ADVISORY: Final = 7_386_101


def upgrade(engine: Engine, settings: Settings) -> None:
    """Run the migrations that this database has not seen yet; others who come meanwhile wait."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look
    if engine.dialect.name == "sqlite":
        with _file_lock(settings.data / "migrate.lock"), engine.begin() as connection:
            _run(connection)
    else:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY})
            _run(connection)


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _run(connection: Connection) -> None:
    command.upgrade(config(connection), "head")


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    # Two first connections that both switch a new file to write-ahead logging do not wait for each other: hence a lock
    # outside of the database.
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
