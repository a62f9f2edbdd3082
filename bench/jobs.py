"""How soon a song's work begins after it was dropped, and how many songs a second can be taken in.

    sfa-live bench jobs [--songs 40] [--enqueue 1000]

A real download worker over a library in SQLite; every song is dropped into an idle queue. The start is the moment at
which the worker claims the job; the drop includes hashing the file and moving it into its place.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from sfa_live.model.job import ENDED
from sfa_live.music import Database, JobRow, Library
from sfa_live.settings import Settings, encode_settings
from sfa_live.storage import MediaStore


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-jobs-") as folder:
        settings = Settings(data=Path(folder), log_level="ERROR")
        database, store = Database(settings), MediaStore(settings.media)
        database.migrate()
        store.ensure()
        try:
            return asyncio.run(_measure(database, store, options))
        finally:
            database.close()


async def _measure(database: Database, store: MediaStore, options: argparse.Namespace) -> dict[str, Any]:
    library = Library(database, store)
    with _worker(database.settings):
        await _drop(database, store, library, 0)  # the worker's own start is not counted
        waits = sorted([await _drop(database, store, library, number) for number in range(1, options.songs + 1)])
    begun = datetime.now(UTC)
    for number in range(options.enqueue):
        await library.add_spotify(f"https://open.spotify.com/track/{number:022d}")
    seconds = (datetime.now(UTC) - begun).total_seconds()
    await database.aclose()
    return {
        "songs": options.songs,
        "drop to start, median ms": round(statistics.median(waits), 1),
        "drop to start, p95 ms": round(waits[int(len(waits) * 0.95)], 1),
        "drop to start, longest ms": round(waits[-1], 1),
        "songs with three jobs taken in per second": round(options.enqueue / seconds),
    }


async def _drop(database: Database, store: MediaStore, library: Library, number: int) -> float:
    """Drop a song, wait until its download has ended, and tell how long it lay, in milliseconds."""
    with store.staging() as folder:
        staged = folder / "song"
        staged.write_bytes(os.urandom(1_000_000))
        dropped = datetime.now(UTC)
        track = await library.add_upload(staged, f"{number}.mp3")
    while (await library.job(track.jobs[0].id)).status not in ENDED:
        await asyncio.sleep(0.02)
    started = await database.read(_started_at, track.jobs[0].id)
    return (started - dropped).total_seconds() * 1000


def _started_at(session: Session, job_id: str) -> datetime:
    job = session.get_one(JobRow, job_id)
    assert job.started_at is not None, "an ended job was started"
    return job.started_at


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    process = subprocess.Popen((sys.executable, "-m", "workers.run", encode_settings(settings), "download"))
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sfa-live bench jobs")
    parser.add_argument("--songs", type=int, default=40)
    parser.add_argument("--enqueue", type=int, default=1000)
    return parser.parse_args(arguments)
