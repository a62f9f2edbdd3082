"""The tables: made by migrations, from several processes at once, the same as the code has them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from sfa_live.errors import StoreError, UsageError
from sfa_live.music import Database, dialect
from sfa_live.music.tables import Base
from sfa_live.settings import Settings, encode_settings

ON_SQLITE = pytest.mark.parametrize("database_url", [""])
ROOT = Path(__file__).parents[2]
MIGRATE = """
import sys
from sfa_live.music import Database
from sfa_live.settings import decode_settings

Database(decode_settings(sys.argv[1])).migrate()
"""


def test_the_migrations_add_up_to_the_tables(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database):
    database.migrate()
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM counters")).scalar_one() == 1


@pytest.mark.slow
def test_several_processes_may_migrate_at_once(tmp_path):
    settings = Settings(data=tmp_path / "data")
    command = [sys.executable, "-c", MIGRATE, encode_settings(settings)]
    running = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) for _ in range(6)]
    assert [process.wait() for process in running] == [0] * 6


@ON_SQLITE
def test_every_connection_is_set_up(database):
    with database.reading() as session:
        found = [session.execute(text(f"PRAGMA {name}")).scalar_one() for name in PRAGMAS]
    assert found == list(PRAGMAS.values())


PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 15_000}


@ON_SQLITE
async def test_the_servers_connections_are_set_up_alike(database):
    def ask(session):
        return [session.execute(text(f"PRAGMA {name}")).scalar_one() for name in PRAGMAS]

    assert await database.read(ask) == list(PRAGMAS.values())


def test_a_failed_transaction_leaves_nothing(database):
    def write():
        with database.transaction() as session:
            session.execute(text("INSERT INTO marks VALUES ('a', '2026-01-01')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM marks")).scalar_one() == 0


def test_a_database_that_cannot_be_opened_is_told_in_words(tmp_path):
    (tmp_path / "file").touch()
    broken = Database(Settings(data=tmp_path, database_url=f"sqlite:///{tmp_path}/file/no.db"))
    with pytest.raises(StoreError, match="The database cannot be used"), broken.reading() as session:
        session.execute(text("SELECT 1"))


def test_an_unknown_kind_of_database_is_refused():
    with pytest.raises(UsageError, match="sqlite or postgresql"):
        dialect.sync_url("mysql://x")
