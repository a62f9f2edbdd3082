"""A song's whole way, from the upload to a pack, through three worker processes."""

import asyncio
import json

import pytest

from sfa_live.jobs import JobFeed
from tests.workers.conftest import job_of

pytestmark = pytest.mark.slow


async def test_a_file_becomes_a_song_that_can_be_played(house):
    house.start_all()
    added = await house.add({"title": "Tagged", "artist": "Somebody"}, "Some name.mp3")
    assert added.title == "Some name"
    track = await house.until_track(added.id, "ready")
    assert (track.title, track.artist, track.duration_ms) == ("Tagged", "Somebody", 2000)
    assert [(stem.stem_type, stem.model, stem.preview) for stem in track.stems] == [
        ("vocals", "fake", True),
        ("drums", "fake", True),
    ]
    assert track.analysis["tempo"] == 120.0
    assert [(job.kind, job.status, job.progress) for job in track.jobs] == [
        ("download", "completed", 100),
        ("processing", "completed", 100),
        ("analysis", "completed", 100),
    ]
    store = house.store
    assert store.original(track.id).name == "original.mp3"
    assert all(place.is_file() for place in (store.source(track.id), store.stem(track.id, "drums")))
    assert all(place.is_file() for place in (store.pack(track.id, 48_000), store.analysis(track.id)))
    assert await house.library.waveform(track.id) == store.waveform(track.id)
    card = json.loads(store.card(track.id).read_text())
    assert (card["title"], card["key"], card["lufs"]) == ("Tagged", "A minor", -9.5)
    assert card["grid"] == {"bpm": 120.0, "first_ms": 12.5, "downbeat": 1, "beats_ms": []}
    await house.until_clean()


async def test_a_new_name_reaches_the_card_that_the_rig_reads(house):
    house.start_all()
    track = await house.until_track((await house.add()).id, "ready")
    await house.library.edit(track.id, title="Anew", artist="Them")
    card = json.loads(house.store.card(track.id).read_text())
    assert (card["title"], card["artist"], card["grid"]["bpm"]) == ("Anew", "Them", 120.0)


async def test_a_folder_of_stems_is_not_separated(house):
    house.start_all()
    with house.store.staging() as folder:
        stems = folder / "upload"
        stems.mkdir()
        for name in ("kick", "bass"):
            (stems / f"{name}.wav").write_text(json.dumps({"separate": "crash"}))
        added = await house.library.add_upload(stems, "My stems")
    track = await house.until_track(added.id, "ready")
    assert [(stem.stem_type, stem.model) for stem in track.stems] == [("bass", "original"), ("kick", "original")]


async def test_the_demo_songs_are_made_once_and_keep_their_score(house):
    house.start_all()
    await house.library.add_demo()
    await house.library.add_demo()
    songs = (await house.library.tracks()).tracks
    ready = [await house.until_track(song.id, "ready") for song in songs]
    assert sorted(track.title for track in ready) == ["Synthetic 1", "Synthetic 2"]
    assert {track.analysis["tempo"] for track in ready} == {124.0}


async def test_a_spotify_song_is_fetched_first(house):
    house.start_all()
    added = await house.library.add_spotify("https://open.spotify.com/track/0123456789ABCDEFabcdef?si=x")
    track = await house.until_track(added.id, "ready")
    assert (track.title, track.artist, track.album) == ("Fetched", "Somebody", "Somewhere")
    assert house.store.original(track.id).name == "original.mp3"


async def test_the_feed_tells_the_whole_story_in_order(house):
    heard = []

    async def listen():
        async for event in JobFeed(house.database):
            heard.append(event)
            if event.name == "track:updated" and event.payload["status"] == "ready":
                return

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.3)
    house.start_all()
    await house.add({"intake": "slow"})
    await asyncio.wait_for(listening, 20)
    names = [event.name for event in heard]
    assert names[:2] == ["track:added", "job:started"]
    assert names.count("job:started") == 4  # a download is told again when its file is being taken in
    assert names.count("job:completed") == 3
    assert names.count("stem:ready") == 2
    assert names.count("feature:extracted") == 1
    moves = [e.payload["progress"] for e in heard if e.name == "job:progress" and e.payload["kind"] == "download"]
    assert moves == sorted(moves)
    assert len(set(moves)) > 1


async def test_packing_for_another_rate_keeps_the_stems(house):
    house.start_all()
    track = await house.until_track((await house.add()).id, "ready")
    before = house.store.stem(track.id, "drums").stat().st_ino
    job = await house.library.prepare_again(track.id, rate=44_100)
    await house.until_job(job.id, "completed")
    assert house.store.pack(track.id, 44_100).is_file()
    assert house.store.stem(track.id, "drums").stat().st_ino == before


async def test_preparing_again_separates_again(house):
    house.start_all()
    track = await house.until_track((await house.add()).id, "ready")
    before = house.store.stem(track.id, "drums").stat().st_ino
    job = await house.library.prepare_again(track.id)
    assert (await house.library.prepare_again(track.id)).id == job.id
    await house.until_job(job.id, "completed")
    assert house.store.stem(track.id, "drums").stat().st_ino != before
    again = await house.library.track(track.id)
    assert job_of(again, "processing").id == job.id
    await house.until_clean()
