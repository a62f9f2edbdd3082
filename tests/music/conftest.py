"""A library of its own for every test."""

import pytest

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
def store(database):
    store = MediaStore(database.settings.media)
    store.ensure()
    return store


@pytest.fixture
def library(database, store):
    return Library(database, store)


@pytest.fixture
def upload(library, store):
    """Uploads a song with that content."""

    async def add(content="song", name="Song.mp3", **options):
        with store.staging() as folder:
            staged = folder / "upload"
            staged.write_text(content)
            return await library.add_upload(staged, name, **options)

    return add
