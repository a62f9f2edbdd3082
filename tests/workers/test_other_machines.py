"""The same work over PostgreSQL and Redis, as where workers sit on other machines."""

import asyncio

import pytest
import redis

from sfa_live.settings import Settings
from tests.workers.conftest import House, job_of, survivors

pytestmark = pytest.mark.slow


@pytest.fixture
async def far_house(tmp_path, postgres, redis_url):
    """A house whose rows lie in PostgreSQL and whose workers are woken by Redis."""
    settings = Settings(data=tmp_path / "data", database_url=postgres.empty_database(), redis_url=redis_url)
    house = House(settings)
    yield house
    await house.close()
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()


async def test_songs_get_ready_over_postgresql_and_redis(far_house, tmp_path):
    log = tmp_path / "log"
    far_house.start_all()
    tracks = [await far_house.add({"log": str(log), "number": number}) for number in range(5)]
    for track in tracks:
        await far_house.until_track(track.id, "ready", within=40)
    assert sorted(log.read_text().split()) == sorted(["intake", "separate", "pack", "analyse"] * 5)
    await far_house.until_clean()


async def test_songs_get_ready_over_postgresql_alone(tmp_path, postgres):
    house = House(Settings(data=tmp_path / "data", database_url=postgres.empty_database()))
    house.start_all()
    track = await house.add()
    await house.until_track(track.id, "ready")
    await house.close()


async def test_with_redis_a_killed_workers_job_is_done_once_too(far_house, tmp_path):
    log = tmp_path / "log"
    track = await far_house.add({"intake": "kill worker once", "log": str(log)})
    far_house.start("download").wait(timeout=20)
    far_house.start("download")
    done = await far_house.until_job(job_of(track, "download").id, "completed")
    assert done.attempt == 2
    assert log.read_text().split() == ["intake"]


async def test_with_redis_a_song_that_kills_workers_is_delivered_three_times(far_house):
    track = await far_house.add({"intake": "kill worker"})
    for _ in range(3):
        far_house.start("download").wait(timeout=20)
    far_house.start("download")
    failed = await far_house.until_job(job_of(track, "download").id, "failed")
    assert failed.attempt == 3


async def test_losing_every_message_loses_no_job(far_house, redis_url, tmp_path):
    log = tmp_path / "log"
    far_house.start("download")
    blockers = [await far_house.add({"intake": "slow", "number": number}) for number in range(3)]
    waiting = await far_house.add({"log": str(log)})
    await far_house.until_job(job_of(blockers[-1], "download").id, "processing")
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    await far_house.until_job(job_of(waiting, "download").id, "completed", within=30)
    assert log.read_text().split() == ["intake"]


async def test_with_redis_a_worker_stops_in_order(far_house):
    worker = far_house.start("download")
    track = await far_house.add({"intake": "hang"})
    children = await far_house.until_step(worker)
    worker.terminate()
    async with asyncio.timeout(4):
        while worker.poll() is None:
            await asyncio.sleep(0.02)
    assert worker.returncode == 0
    assert survivors(children, within=0.5) == []
    job = job_of(await far_house.library.track(track.id), "download")
    assert (job.status, job.attempt) == ("queued", 0)
