"""A job store over a library of its own."""

import pytest

from sfa_live.jobs import JobStore, Owner
from sfa_live.music import Database, Library
from sfa_live.settings import Settings
from sfa_live.storage import MediaStore
from tests.servers import database_url, postgres

__all__ = ["database_url", "postgres"]


@pytest.fixture
async def database(tmp_path, database_url):
    database = Database(Settings(data=tmp_path / "data", database_url=database_url))
    database.migrate()
    yield database
    await database.aclose()
    database.close()


@pytest.fixture
def owner(database):
    owner = Owner(database.settings.run_folder)
    yield owner
    owner.close()


@pytest.fixture
def jobs(database, owner):
    return JobStore(database, owner)


@pytest.fixture
def library(database):
    store = MediaStore(database.settings.media)
    store.ensure()
    return Library(database, store)


@pytest.fixture
def song(library):
    """Adds a song by its Spotify number: the quickest way to three jobs."""

    async def add(number=0):
        return await library.add_spotify(f"https://open.spotify.com/track/{number:022d}")

    return add
