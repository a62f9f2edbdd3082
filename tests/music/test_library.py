"""The library: songs in, found, named and out again."""

import asyncio
import json
import os

import msgspec
import pytest
from blockbuster import blockbuster_ctx
from sqlalchemy import text

from sfa_live.errors import IntakeError, JobError, NotFoundError, NotReadyError, StoreError, UsageError
from sfa_live.model.track import TrackCard
from sfa_live.music import results, tidy

URL = "https://open.spotify.com/track/0123456789ABCDEFabcdef"


async def test_an_upload_makes_a_track_and_its_jobs_and_keeps_the_file(library, store, upload):
    track = await upload("song", "Folder/My Song.final.MP3")
    assert (track.title, track.status) == ("My Song.final", "preparing")
    assert [(job.kind, job.status) for job in track.jobs] == [
        ("download", "queued"),
        ("processing", "queued"),
        ("analysis", "queued"),
    ]
    assert store.original(track.id).read_text() == "song"
    assert await library.track(track.id) == track


async def test_the_same_content_is_the_same_track_whatever_it_is_called(upload, store):
    first, second = await upload("song", "a.mp3"), await upload("song", "b.wav")
    assert second.id == first.id
    assert (await upload("another")).id != first.id
    assert len(list((store.root / "downloads").iterdir())) == 2


async def test_nothing_is_taken_in_and_nothing_lost_when_the_database_fails(library, store, database, monkeypatch):
    def broken(*_args):
        raise StoreError("The database is away.")

    monkeypatch.setattr("sfa_live.music.track_rows.add_job", broken)
    with store.staging() as folder:
        staged = folder / "upload"
        staged.write_text("song")
        with pytest.raises(StoreError):
            await library.add_upload(staged, "a.mp3")
        assert staged.read_text() == "song"
    assert list((store.root / "downloads").iterdir()) == []
    assert (await library.tracks()).tracks == ()


async def test_an_upload_whose_client_goes_away_is_whole_or_not_there(library, store):
    with store.staging() as folder:
        staged = folder / "upload"
        staged.write_text("song")
        task = asyncio.create_task(library.add_upload(staged, "a.mp3"))
        await asyncio.sleep(0.002)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.3)
        tracks = (await library.tracks()).tracks
        assert staged.exists() != bool(tracks)
        assert all(store.original(track.id) for track in tracks)


@pytest.mark.parametrize("folder", [True, False])
async def test_nothing_at_all_is_refused(library, store, folder):
    with store.staging() as place:
        staged = place / "upload"
        staged.mkdir() if folder else staged.touch()
        with pytest.raises(IntakeError, match="empty"):
            await library.add_upload(staged, "a.mp3")


async def test_a_spotify_song_is_taken_in_once(library):
    first = await library.add_spotify(URL + "?si=1")
    assert first.spotify_url == URL
    assert (await library.add_spotify(URL)).id == first.id


@pytest.mark.parametrize("kind", ["album", "playlist"])
async def test_albums_and_playlists_are_refused_with_a_reason(library, kind):
    with pytest.raises(IntakeError, match=f"a whole {kind}"):
        await library.add_spotify(URL.replace("track", kind))


async def test_demo_songs_that_were_deleted_do_not_come_back(library):
    await library.add_demo()
    for track in (await library.tracks()).tracks:
        await library.delete(track.id)
    await library.add_demo()
    assert (await library.tracks()).tracks == ()


async def test_the_search_finds_parts_of_names_in_any_case_and_takes_signs_as_they_are(library, upload):
    one = await upload("1", title="Ärger im Paradies")
    two = await upload("2", title="100 % Regen_")
    await library.edit(two.id, artist="The BÄND", album="Live")

    async def found(query):
        return {track.id for track in (await library.tracks(query)).tracks}

    assert await found("äRG") == {one.id}
    assert await found("bänd") == {two.id}
    assert await found("lIVe") == {two.id}
    assert await found("%") == {two.id}
    assert await found("_") == {two.id}
    assert await found("") == {one.id, two.id}
    assert await found("nothing") == set()


async def test_pages_go_through_all_tracks_once_newest_first(library, upload):
    added = [(await upload(str(number), f"{number}.mp3")).id for number in range(7)]
    seen, cursor = [], None
    while True:
        page = await library.tracks(cursor=cursor, limit=3)
        seen += [track.id for track in page.tracks]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == added[::-1]


async def test_a_cursor_of_somebody_else_is_refused(library):
    for cursor in ("nonsense", "bm9uc2Vuc2U=", "ä"):
        with pytest.raises(UsageError):
            await library.tracks(cursor=cursor)


async def test_names_can_be_changed_and_cleared_but_a_title_stays(library, upload):
    track = await upload(title="Mine")
    edited = await library.edit(track.id, artist=" A ", album="B")
    assert (edited.title, edited.artist, edited.album) == ("Mine", "A", "B")
    assert (await library.edit(track.id, artist="")).artist is None
    with pytest.raises(UsageError):
        await library.edit(track.id, title="  ")


async def test_tags_name_a_track_unless_somebody_has(library, upload, database):
    given, free = await upload("1", title="Mine"), await upload("2", "file.mp3")
    for track in (given, free):
        await database.write(
            results.name_track, track.id, title="Tagged", artist="Artist", album=None, duration_ms=1000
        )
    assert (await library.track(given.id)).title == "Mine"
    named = await library.track(free.id)
    assert (named.title, named.artist, named.duration_ms) == ("Tagged", "Artist", 1000)


async def test_a_deleted_track_takes_its_jobs_and_files_along(library, upload, store, database):
    track = await upload()
    await library.delete(track.id)
    for call in (library.track(track.id), library.job(track.jobs[0].id), library.delete(track.id)):
        with pytest.raises(NotFoundError):
            await call
    assert store.size(track.id) == 0
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM jobs")).scalar_one() == 0


async def test_what_is_not_there_yet_says_so(library, upload):
    track = await upload()
    with pytest.raises(NotReadyError):
        await library.waveform(track.id)
    with pytest.raises(NotReadyError):
        await library.prepare_again(track.id)
    with pytest.raises(NotFoundError):
        await library.waveform("00000000-0000-4000-8000-000000000000")


async def test_a_cancelled_download_calls_off_what_waits_and_a_retry_calls_it_back(library, upload):
    track = await upload()
    download, processing, analysis = track.jobs
    await library.cancel_job(download.id)
    jobs = (await library.track(track.id)).jobs
    assert [job.status for job in jobs] == ["cancelled"] * 3
    assert "Called off" in jobs[1].error
    await library.retry_job(analysis.id)
    assert [job.status for job in (await library.track(track.id)).jobs] == ["queued"] * 3
    with pytest.raises(JobError):
        await library.retry_job(processing.id)


async def test_a_job_that_has_ended_cannot_be_cancelled_and_stays_as_it_is(library, upload):
    track = await upload()
    await library.cancel_job(track.jobs[0].id)
    before = await library.job(track.jobs[0].id)
    with pytest.raises(JobError, match="cannot go from cancelled to cancelled"):
        await library.cancel_job(track.jobs[0].id)
    assert await library.job(track.jobs[0].id) == before


async def test_the_event_loop_is_never_blocked(library, store):
    await library.tracks()
    with store.staging() as folder:
        staged = folder / "upload"
        staged.write_text("song")
        with blockbuster_ctx():
            track = await library.add_upload(staged, "a.mp3")
            await library.edit(track.id, title="Anew")
            await library.tracks("anew")
            await library.cancel_job(track.jobs[0].id)
            await library.delete(track.id)


async def test_after_a_crash_files_and_rows_are_brought_together(library, upload, store, database):
    track = await upload()
    orphan = store.download_folder("6a0c1c6e-57a0-4f0e-9d3e-0c2b6f0a7c11")
    orphan.mkdir()
    os.utime(orphan, (0, 0))
    await database.write(results.set_pack_rate, track.id, 48_000)
    tidy(database, store)
    assert not orphan.exists()
    assert json.loads(store.card(track.id).read_text())["title"] == "Song"
    assert store.original(track.id) is not None


async def test_a_card_of_an_earlier_version_gets_its_grid_without_a_new_analysis(upload, store, database):
    track = await upload()
    summary = {"tempo": 120.0, "first_beat_ms": 12.5, "lufs": -9.5}
    await database.write(results.set_pack_rate, track.id, 48_000)
    await database.write(results.replace_analysis, track.id, track.jobs[0].id, summary)
    store.analysis(track.id).write_text('{"tempo": 120.0, "beats": [0.5, 1.0, 1.6, 2.1], "downbeats": [1.0]}')
    store.card(track.id).write_text('{"track_id": "x", "title": "Old", "bpm": 120.0, "first_beat_ms": 12.5}')
    assert msgspec.json.decode(store.card(track.id).read_bytes(), type=TrackCard).title == "Old"
    tidy(database, store)
    card = msgspec.json.decode(store.card(track.id).read_bytes(), type=TrackCard)
    assert card.grid is not None
    assert (card.grid.beats_ms, card.grid.downbeat) == ((500.0, 1000.0, 1600.0, 2100.0), 1)
    store.analysis(track.id).write_text("torn")
    tidy(database, store)
    assert msgspec.json.decode(store.card(track.id).read_bytes(), type=TrackCard) == card
