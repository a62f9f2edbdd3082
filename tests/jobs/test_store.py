"""Who has which job, and how it ends."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from sfa_live.errors import JobError
from sfa_live.jobs import MAX_ATTEMPTS, JobStore, Owner, Progress
from sfa_live.model.job import MOVES, JobKind, JobStatus, check_move
from sfa_live.settings import encode_settings

ROOT = Path(__file__).parents[2]
DIES = """
import os, sys
from sfa_live.jobs import JobStore, Owner
from sfa_live.model.job import JobKind
from sfa_live.music import Database
from sfa_live.settings import decode_settings

database = Database(decode_settings(sys.argv[1]))
assert JobStore(database, Owner(database.settings.run_folder)).claim(JobKind.DOWNLOAD)
os._exit(9)
"""


def _claim_and_die(database):
    command = [sys.executable, "-c", DIES, encode_settings(database.settings)]
    assert subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode == 9


def _set(database, job_id, **values):
    with database.transaction() as session:
        for name, value in values.items():
            session.execute(text(f"UPDATE jobs SET {name} = :value WHERE id = :id"), {"value": value, "id": job_id})


async def test_jobs_are_claimed_in_the_order_of_priority_then_of_coming(jobs, song, database):
    ids = [(await song(number)).jobs[0].id for number in range(4)]
    _set(database, ids[0], priority=1)
    _set(database, ids[3], priority=-1)
    assert [jobs.claim(JobKind.DOWNLOAD).id for _ in range(4)] == [ids[3], ids[1], ids[2], ids[0]]
    assert jobs.claim(JobKind.DOWNLOAD) is None


async def test_what_waits_for_a_download_is_claimed_only_after_it(jobs, song):
    await song()
    assert not jobs.ready(JobKind.ANALYSIS)
    assert jobs.claim(JobKind.ANALYSIS) is None
    jobs.complete(jobs.claim(JobKind.DOWNLOAD), lambda _session: None)
    assert jobs.ready(JobKind.ANALYSIS)
    assert jobs.claim(JobKind.ANALYSIS).attempt == 1


async def test_a_job_is_claimed_once_however_many_reach_for_it(jobs, song):
    for number in range(10):
        await song(number)
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: jobs.claim(JobKind.DOWNLOAD), range(30)))
    taken = [task.id for task in claimed if task is not None]
    assert len(taken) == len(set(taken)) == 10


async def test_a_certain_job_is_claimed_only_if_it_is_ready(jobs, song):
    first, second = await song(1), await song(2)
    assert jobs.claim(JobKind.DOWNLOAD, second.jobs[0].id).id == second.jobs[0].id
    assert jobs.claim(JobKind.DOWNLOAD, second.jobs[0].id) is None
    assert jobs.claim(JobKind.PROCESSING, first.jobs[1].id) is None


async def test_an_end_is_refused_once_the_job_was_cancelled_and_nothing_is_written(jobs, song, library):
    track = await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    await library.cancel_job(task.id)
    written: list[object] = []
    with pytest.raises(JobError) as wrong:
        jobs.complete(task, written.append)
    jobs.fail(task, "late")
    jobs.release(task)
    jobs.advance(task, 50, "late")
    assert wrong.value.wire_code == "lost"
    assert written == []
    job = await library.job(task.id)
    assert (job.status, job.progress, job.error) == ("cancelled", 0, "Cancelled.")
    assert jobs.lost([task]) == [task]
    assert (await library.track(track.id)).status == "new"


async def test_what_an_end_writes_is_undone_with_the_end(jobs, song, library):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)

    def record(session):
        session.execute(text("UPDATE tracks SET title = 'half'"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.complete(task, record)
    assert (await library.job(task.id)).status == "downloading"
    assert (await library.tracks("half")).tracks == ()


async def test_a_forbidden_move_changes_nothing(jobs, song, library):
    track = await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    jobs.start_processing(task)
    before = await library.job(task.id)
    with pytest.raises(JobError, match="cannot go from processing to processing"):
        jobs.start_processing(task)
    with pytest.raises(JobError):
        await library.retry_job(track.jobs[1].id)
    assert await library.job(task.id) == before


@given(st.sampled_from(list(JobKind)), st.sampled_from(list(JobStatus)), st.sampled_from(list(JobStatus)))
def test_only_the_drawn_moves_are_moves(kind, old, new):
    if new in MOVES[kind].get(old, ()):
        check_move(kind, old, new)
    else:
        with pytest.raises(JobError):
            check_move(kind, old, new)


async def test_a_dead_owners_job_goes_back_until_it_has_had_its_attempts(jobs, song, library, database):
    track = await song()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        _claim_and_die(database)
        job = await library.job(track.jobs[0].id)
        assert (job.status, job.attempt) == ("downloading", attempt)
        assert jobs.sweep() == 1
    job = await library.job(track.jobs[0].id)
    assert job.status == "failed"
    assert "stopped the worker 3 times" in job.error
    assert jobs.sweep() == 0
    assert len(list((database.settings.run_folder / "owners").iterdir())) == 1


async def test_a_living_owner_keeps_its_job_even_if_its_heart_is_late(jobs, song, library, database):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    _set(database, task.id, lease_until="2020-01-01 00:00:00.000000")
    assert jobs.sweep() == 0
    assert jobs.lost([task]) == []


async def test_an_owner_elsewhere_keeps_its_job_until_its_lease_is_over(jobs, song, database):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    _set(database, task.id, owner="4711-elsewhere")
    assert jobs.sweep() == 0
    _set(database, task.id, lease_until="2020-01-01 00:00:00.000000")
    assert jobs.sweep() == 1
    assert jobs.claim(JobKind.DOWNLOAD).attempt == 2


async def test_a_heartbeat_begins_the_lease_anew(jobs, song, database, owner):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    _set(database, task.id, lease_until="2020-01-01 00:00:00.000000")
    jobs.heartbeat()
    (database.settings.run_folder / "owners" / f"{owner.id}.lock").unlink()
    assert jobs.sweep() == 0


async def test_a_released_job_was_never_attempted(jobs, song, library):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    jobs.advance(task, 40, "Reading")
    jobs.release(task)
    job = await library.job(task.id)
    assert (job.status, job.attempt, job.progress, job.step) == ("queued", 0, 0, None)


async def test_a_delivery_from_before_is_not_the_one_of_now(jobs, song, library):
    await song()
    before = jobs.claim(JobKind.DOWNLOAD)
    await library.cancel_job(before.id)
    await library.retry_job(before.id)
    now = jobs.claim(JobKind.DOWNLOAD)
    assert jobs.lost([before, now]) == [before]
    jobs.fail(before, "late")
    assert (await library.job(now.id)).status == "downloading"


async def test_progress_never_goes_back(jobs, song, library):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    for percent in (10, 60, 30):
        jobs.advance(task, percent, f"At {percent}")
    job = await library.job(task.id)
    assert (job.progress, job.step) == (60, "At 30")


async def test_progress_is_written_four_times_a_second_at_most(jobs, song, monkeypatch):
    await song()
    written = []
    clock = [100.0]
    monkeypatch.setattr(jobs, "advance", lambda _task, percent, _step: written.append(percent))
    monkeypatch.setattr("sfa_live.jobs.progress.time.monotonic", lambda: clock[0])
    progress = Progress(jobs, jobs.claim(JobKind.DOWNLOAD))
    progress.share(0, 50)
    for step in range(2000):
        clock[0] += 0.001
        progress(step / 20, "Reading")
    progress.share(50, 100)
    progress(-5, "Next")
    assert len(written) <= 9
    assert written == sorted(written)
    assert all(0 <= percent <= 50 for percent in written)


async def test_ready_jobs_are_woken_once_and_again_when_that_did_not_help(jobs, song, database, monkeypatch):
    track = await song()
    assert jobs.wake(JobKind.DOWNLOAD) == [track.jobs[0].id]
    assert jobs.wake(JobKind.DOWNLOAD) == []
    assert jobs.wake(JobKind.ANALYSIS) == []
    monkeypatch.setattr("sfa_live.jobs.store.PATIENCE", timedelta(seconds=-1))
    assert jobs.wake(JobKind.DOWNLOAD) == [track.jobs[0].id]


def test_two_owners_of_one_process_are_two(database):
    one, other = Owner(database.settings.run_folder), Owner(database.settings.run_folder)
    assert one.is_dead(other.id) is False
    other.close()
    assert one.is_dead(other.id) is None
    assert JobStore(database, one).sweep() == 0
    one.close()
