"""What the server hears of jobs and tracks."""

import asyncio
from datetime import timedelta

import pytest

from sfa_live.jobs import JobFeed
from sfa_live.model.job import JobKind
from sfa_live.music import events_after, last_event


@pytest.fixture
async def heard(database):
    """The events from here on."""
    events = []

    async def listen():
        async for event in JobFeed(database):
            events.append(event)  # noqa: PERF401 - a comprehension hands them over only at its end

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.1)
    yield events
    listening.cancel()


async def _until(events, number):
    async with asyncio.timeout(5):
        while len(events) < number:
            await asyncio.sleep(0.01)


async def test_events_come_within_150_ms_in_the_order_of_their_commits(library, song, heard):
    loop = asyncio.get_running_loop()
    delays = []
    for number in range(10):
        begun = loop.time()
        await song(number)
        await _until(heard, number + 1)
        delays.append(loop.time() - begun)
    assert sorted(delays)[5] < 0.15
    tracks = [track.id for track in (await library.tracks()).tracks]
    assert [event.payload["id"] for event in heard] == tracks[::-1]
    assert {event.name for event in heard} == {"track:added"}


async def test_what_was_before_is_not_told_again(song, database):
    await song(1)
    feed = aiter(JobFeed(database))
    first = asyncio.ensure_future(anext(feed))
    await asyncio.sleep(0.3)
    track = await song(2)
    event = await asyncio.wait_for(first, 2)
    assert event.payload["id"] == track.id
    await feed.aclose()


async def test_a_failure_is_told_with_all_it_calls_off(song, jobs, heard):
    await song()
    task = jobs.claim(JobKind.DOWNLOAD)
    jobs.fail(task, "No such song.")
    await _until(heard, 8)
    told = [(event.name, event.payload.get("kind"), event.payload.get("status")) for event in heard]
    assert told[:5] == [
        ("track:added", None, "preparing"),
        ("job:started", "download", "downloading"),
        ("job:failed", "download", "failed"),
        ("job:failed", "processing", "cancelled"),
        ("track:updated", None, "failed"),
    ]
    failed = heard[2].payload
    assert (failed["job_id"], failed["error"], failed["progress"]) == (task.id, "No such song.", 0)
    assert heard[-1].payload["error"] == "No such song."


async def test_what_is_undone_is_not_told(song, jobs, database, heard):
    await song()
    await _until(heard, 1)
    task = jobs.claim(JobKind.DOWNLOAD)

    def record(_session):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.complete(task, record)
    await asyncio.sleep(0.3)
    assert [event.name for event in heard] == ["track:added", "job:started"]
    assert await database.read(last_event) == 2


async def test_a_deleted_track_is_told(library, song, heard):
    track = await song()
    await library.delete(track.id)
    await _until(heard, 2)
    assert (heard[1].name, heard[1].payload) == ("track:deleted", {"track_id": track.id})


async def test_old_events_are_forgotten(song, jobs, database, monkeypatch):
    await song()
    monkeypatch.setattr("sfa_live.jobs.store.MEMORY", timedelta(seconds=-1))
    jobs.heartbeat()
    assert await database.read(events_after, 0) == []
    assert await database.read(last_event) == 1
