"""Real database and message servers for tests, each with a folder and a socket of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis

from tests.parts import require_part


class Postgres:
    """A running PostgreSQL cluster that gives out empty databases."""

    def __init__(self, socket):
        self._socket = socket

    def url(self, name="postgres"):
        return f"postgresql://postgres@/{name}?host={self._socket}"

    def empty_database(self):
        """The URL of a new database."""
        name = f"d{uuid4().hex}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def running_postgres():
    """A cluster of the newest version that is installed; it refuses to run as root, so root lends it its own user."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    require_part("" if programs else "PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_root = os.geteuid() == 0
    if as_root:
        shutil.chown(folder, "postgres")
    user = "postgres" if as_root else None

    def program(name, *arguments):
        return [str(programs[-1] / name), *arguments]

    subprocess.run(
        program("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "--no-sync"),
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    server = subprocess.Popen(
        program("postgres", "-D", f"{folder}/data", "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"),
        user=user,
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )
    try:
        cluster = Postgres(folder)
        _until(lambda: psycopg.connect(cluster.url()).close(), psycopg.OperationalError)
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown
        server.wait(timeout=20)
        shutil.rmtree(folder)


@contextmanager
def running_redis():
    """The URL of an empty Redis."""
    program = shutil.which("redis-server") or ""
    require_part("" if program else "Redis")
    folder = Path(tempfile.mkdtemp(prefix="redis"))
    socket = folder / "s"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"unix://{socket}"
        with redis.Redis.from_url(url) as client:
            _until(client.ping, redis.ConnectionError)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder)


def _until(attempt, not_yet):
    deadline = time.monotonic() + 20
    while True:
        try:
            return attempt()
        except not_yet:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL cluster for the whole run."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request):
    """An empty database of either kind, as the settings name it; empty is SQLite in the data folder."""
    return request.getfixturevalue("postgres").empty_database() if request.param == "postgresql" else ""
