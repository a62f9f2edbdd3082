"""Workers that die, and what is left: every job done once, nothing half done."""

import signal
import time

import psutil
import pytest

from sfa_live.music.job_rows import get_job
from tests.workers.conftest import job_of, survivors

pytestmark = pytest.mark.slow


async def test_a_job_of_a_killed_worker_is_done_once_and_soon(house, tmp_path):
    log = tmp_path / "log"
    house.start("download")
    worker = house.start("processing")
    track = await house.add({"separate": "kill worker once", "log": str(log)})
    processing = job_of(track, "processing")
    worker.wait(timeout=20)
    house.start("processing")
    begun = time.monotonic()
    await house.until(lambda: house.database.read(_attempt_two, processing.id))
    assert time.monotonic() - begun < 3.0  # the process's own start included
    done = await house.until_job(processing.id, "completed")
    assert done.attempt == 2
    assert sorted(log.read_text().split()) == ["intake", "pack", "separate"]
    await house.until_clean()


def _attempt_two(session, job_id):
    return get_job(session, job_id).attempt == 2


async def test_a_living_worker_takes_over_within_a_second(house):
    house.start("download")
    first = house.start("processing")
    track = await house.add({"separate": "hang"})
    job = job_of(track, "processing")
    await house.until_step(first)
    second = house.start("processing")
    await house.until(lambda: _has_threads(second))
    first.kill()
    died = time.monotonic()
    await house.until(lambda: house.database.read(_attempt_two, job.id))
    assert time.monotonic() - died < 1.0


async def _has_threads(worker):
    return psutil.Process(worker.pid).num_threads() >= 4


async def test_steps_die_with_their_worker_and_so_does_what_they_started(house):
    worker = house.start("download")
    await house.add({"intake": "hang"})
    children = await house.until_step(worker)
    worker.kill()
    assert survivors(children, within=1.0) == []


async def test_a_song_that_stops_its_worker_each_time_fails_after_three_deliveries(house):
    track = await house.add({"intake": "kill worker"})
    job = job_of(track, "download")
    for _ in range(3):
        house.start("download").wait(timeout=20)
    house.start("download")
    failed = await house.until_job(job.id, "failed")
    assert failed.attempt == 3
    assert "stopped the worker 3 times" in failed.error
    assert (await house.library.track(track.id)).status == "failed"


async def test_asked_to_stop_a_worker_puts_its_job_back_and_ends_within_four_seconds(house):
    worker = house.start("download")
    track = await house.add({"intake": "hang"})
    children = await house.until_step(worker)
    worker.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    assert worker.wait(timeout=6) == 0
    assert time.monotonic() - asked < 4.0
    job = job_of(await house.library.track(track.id), "download")
    assert (job.status, job.attempt, job.progress) == ("queued", 0, 0)
    assert survivors(children, within=0.5) == []
    assert house.left_over() == []


async def test_two_workers_of_a_queue_never_run_a_job_twice(house, tmp_path):
    log = tmp_path / "log"
    tracks = [await house.add({"log": str(log), "number": number}) for number in range(12)]
    for _ in range(2):
        house.start("download")
    for track in tracks:
        await house.until_job(job_of(track, "download").id, "completed", within=60)
    assert log.read_text().split() == ["intake"] * 12
    jobs = [job_of(await house.library.track(track.id), "download") for track in tracks]
    assert {job.attempt for job in jobs} == {1}
