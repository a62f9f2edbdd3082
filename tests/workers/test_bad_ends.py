"""Songs and steps that go wrong: a sentence, nothing left over, and a way to try again."""

import asyncio
import os
import subprocess

import psutil
import pytest

from sfa_live.errors import JobError, NotFoundError
from sfa_live.settings import Settings
from tests.workers.conftest import House, job_of, survivors

pytestmark = pytest.mark.slow


async def test_a_bad_file_fails_with_its_sentence_and_leaves_nothing_behind(house):
    house.start_all()
    track = await house.until_track((await house.add({"intake": "bad_file"})).id, "failed")
    assert track.error == "This file is no music. Choose another."
    assert [job.status for job in track.jobs] == ["failed", "cancelled", "cancelled"]
    assert "This file is no music" in job_of(track, "analysis").error
    assert house.store.size(track.id) == 0
    await house.until_clean()


async def test_a_bad_file_can_only_be_tried_again_by_uploading_it_again(house):
    house.start("download")
    track = await house.until_track((await house.add({"intake": "bad_file"})).id, "failed")
    with pytest.raises(JobError, match="Upload the song again"):
        await house.library.retry_job(job_of(track, "download").id)
    again = await house.add({"intake": "bad_file"})
    assert again.id == track.id
    assert again.status == "preparing"
    await house.until_track(track.id, "failed")


async def test_a_crash_of_the_decoder_is_told_in_words_and_the_file_is_kept(house):
    house.start_all()
    track = await house.until_track((await house.add({"intake": "crash"})).id, "failed")
    assert "made the decoder crash" in track.error
    assert house.store.original(track.id) is not None
    await house.until_clean()
    house.store.original(track.id).write_text("{}")
    await house.library.retry_job(job_of(track, "processing").id)
    ready = await house.until_track(track.id, "ready")
    assert ready.error is None


async def test_a_step_without_a_result_is_a_failure(house):
    house.start_all()
    track = await house.until_track((await house.add({"pack": "empty"})).id, "failed")
    assert "without a result" in track.error
    assert not house.store.stems_folder(track.id).exists()


async def test_what_libraries_print_harms_nobody(house):
    house.start_all()
    await house.until_track((await house.add({"intake": "garbage", "analyse": "garbage"})).id, "ready")


async def test_a_cancelled_job_is_stopped_within_a_second_with_all_it_started(house):
    worker = house.start("download")
    track = await house.add({"intake": "hang"})
    children = await house.until_step(worker)
    job = await house.library.cancel_job(job_of(track, "download").id)
    assert job.status == "cancelled"
    assert survivors(children, within=1.0) == []
    track = await house.library.track(track.id)
    assert [job.status for job in track.jobs] == ["cancelled"] * 3
    assert track.status == "new"
    assert worker.poll() is None


async def test_a_job_cancelled_and_tried_again_at_once_runs_once(house, tmp_path):
    house.start("download")
    log = tmp_path / "log"
    track = await house.add({"intake": "wait", "log": str(log)})
    job = job_of(track, "download")

    async def under_way():
        return (await house.library.job(job.id)).progress

    await house.until(under_way)
    house.store.original(track.id).write_text('{"log": "' + str(log) + '"}')
    await house.library.cancel_job(job.id)
    await house.library.retry_job(job.id)
    await house.until_job(job.id, "completed")
    await asyncio.sleep(1.0)
    assert log.read_text().split() == ["intake"]


async def test_a_track_deleted_while_it_is_prepared_leaves_nothing_behind(house):
    worker = house.start("download")
    track = await house.add({"intake": "wait"})
    await house.until_job(job_of(track, "download").id, "processing")
    await house.library.delete(track.id)
    with pytest.raises(NotFoundError):
        await house.library.track(track.id)

    async def quiet():
        return not psutil.Process(worker.pid).children() and house.left_over() == []

    await house.until(quiet, within=2.0)
    assert house.store.size(track.id) == 0


async def test_the_same_song_twenty_times_at_once_is_one_track(house):
    tracks = await asyncio.gather(*(house.add({"same": True}) for _ in range(20)))
    assert len({track.id for track in tracks}) == 1
    assert len((await house.library.tracks()).tracks) == 1
    assert [folder.name for folder in (house.store.root / "downloads").iterdir()] == [tracks[0].id]
    await house.until_clean()


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A data folder whose media lie on a disk of 24 MB: a real one where it can be mounted, else a pretended one."""
    media = tmp_path / "data" / "media"
    media.mkdir(parents=True)
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(media)], check=True)
        yield tmp_path / "data"
        subprocess.run(["umount", str(media)], check=True)
    else:
        monkeypatch.setenv("FAKE_DISK", str(24 << 20))
        yield tmp_path / "data"


@pytest.fixture
async def small_house(small_disk):
    """A house on it."""
    house = House(Settings(data=small_disk))
    yield house
    await house.close()


async def test_a_disk_that_fills_up_fails_the_job_and_is_empty_again(small_house):
    small_house.start("download")
    added = await small_house.add({"intake": "fill disk"})
    track = await small_house.until_track(added.id, "failed")
    assert track.error
    await small_house.until_clean()
    assert small_house.store.size(track.id) < 100


async def test_a_song_that_will_not_fit_is_not_begun(small_house):
    small_house.start("download")
    (small_house.store.root / "ballast").write_bytes(bytes(10_000_000))
    track = await small_house.until_track((await small_house.add()).id, "failed")
    assert track.error.startswith("The disk has 15 MB free, this needs about 17 MB.")
