"""Real worker processes over a library of their own, with steps that obey a script."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sfa_live.music import Database, Library
from sfa_live.settings import Settings, encode_settings
from sfa_live.storage import MediaStore
from tests.servers import postgres, running_redis

__all__ = ["House", "job_of", "postgres", "survivors"]

FAKE_WORKER = str(Path(__file__).with_name("fake_worker.py"))
ROOT = Path(__file__).parents[2]


class House:
    """A data folder with its library and its worker processes."""

    def __init__(self, settings):
        self.settings = settings
        self.database = Database(settings)
        self.database.migrate()
        self.store = MediaStore(settings.media)
        self.store.ensure()
        self.library = Library(self.database, self.store)
        self.workers = []

    def start(self, queue, *, command=(FAKE_WORKER,)):
        arguments = (sys.executable, *command, encode_settings(self.settings), queue)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "FAKE_MARKER": str(self.settings.data / "marker")}
        worker = subprocess.Popen(arguments, cwd=ROOT, env=environment)
        self.workers.append(worker)
        return worker

    def start_all(self, **options):
        return [self.start(queue, **options) for queue in ("download", "processing", "analysis")]

    async def add(self, script=None, name="Song.mp3"):
        """A song whose steps behave as the script says."""
        with self.store.staging() as folder:
            staged = folder / "upload"
            staged.write_text(json.dumps(script or {}))
            return await self.library.add_upload(staged, name)

    async def until(self, condition, within=20.0):
        deadline = time.monotonic() + within
        while True:
            result = await condition()
            if result:
                return result
            assert time.monotonic() < deadline, "it did not come to pass"
            await asyncio.sleep(0.02)

    async def until_track(self, track_id, status, within=20.0):
        async def reached():
            track = await self.library.track(track_id)
            return track if track.status == status else None

        return await self.until(reached, within)

    async def until_job(self, job_id, *statuses, within=20.0):
        async def reached():
            job = await self.library.job(job_id)
            return job if job.status in statuses else None

        return await self.until(reached, within)

    async def until_step(self, worker):
        """The worker's descendants: the leash, the step, and the child of a step that hangs."""

        async def three():
            found = psutil.Process(worker.pid).children(recursive=True)
            return found if len(found) >= 3 else None

        return await self.until(three)

    def left_over(self):
        """What lies in staging."""
        return list((self.store.root / "staging").iterdir())

    async def until_clean(self):
        """A job's end is told a moment before its staging folder goes."""

        async def clean():
            return not self.left_over()

        await self.until(clean, within=2.0)

    async def close(self):
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            try:
                worker.wait(timeout=6)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        await self.database.aclose()
        self.database.close()


def survivors(processes, within):
    """Those of the processes that still run after so many seconds; one that nobody has reaped yet does not."""
    deadline = time.monotonic() + within
    while True:
        alive = [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.02)


def job_of(track, kind):
    """The track's job of that kind."""
    return next(job for job in track.jobs if job.kind == kind)


@pytest.fixture(scope="session")
def redis_url():
    """A Redis for the whole run."""
    with running_redis() as url:
        yield url


@pytest.fixture
async def house(tmp_path):
    house = House(Settings(data=tmp_path / "data", rate=48_000))
    yield house
    await house.close()
