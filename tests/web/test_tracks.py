"""The library over REST: songs come in, are found, named and deleted."""

import asyncio

import aiohttp
import pytest

from tests.web.stage import write_song


def _form(*files, **fields):
    form = aiohttp.FormData(quote_fields=False)
    for name, data in files:
        form.add_field("file", data, filename=name, content_type="audio/wav")
    for name, value in fields.items():
        form.add_field(name, value)
    return form


@pytest.fixture
def song(tmp_path):
    return write_song(tmp_path / "song.wav").read_bytes()


async def _staged(stage):
    return await asyncio.to_thread(lambda: list((stage.parts.settings.media / "staging").iterdir()))


async def _original(stage, body):
    return await asyncio.to_thread(stage.parts.store.original, body["track"]["id"])


async def test_an_uploaded_song_becomes_a_track_with_its_jobs(stage, song):
    status, body = await stage.ask("POST", "/api/tracks", data=_form(("My Song.wav", song)))

    assert status == 201
    assert body["track"]["title"] == "My Song"
    assert body["track"]["status"] == "preparing"
    assert [job["kind"] for job in body["jobs"]] == ["download", "processing", "analysis"]
    assert await asyncio.to_thread((await _original(stage, body)).read_bytes) == song
    assert await _staged(stage) == []


async def test_a_title_that_is_given_stands(stage, song):
    _, body = await stage.ask("POST", "/api/tracks", data=_form(("x.wav", song), title="Night Drive"))
    assert body["track"]["title"] == "Night Drive"


async def test_the_same_song_sent_many_times_at_once_is_one_track(stage, song):
    sent = [stage.ask("POST", "/api/tracks", data=_form(("x.wav", song))) for _ in range(8)]

    answers = await asyncio.gather(*sent)

    assert {status for status, _ in answers} == {201}
    assert len({body["track"]["id"] for _, body in answers}) == 1
    assert len((await stage.get("/api/tracks"))[1]["tracks"]) == 1


async def test_several_files_are_stems_when_that_is_said(stage, song):
    files = [("Song/drums.wav", song), ("Song/bass.wav", song[:-4] + b"abcd")]

    status, body = await stage.ask("POST", "/api/tracks", data=_form(*files, stems="1"))

    assert status == 201
    assert body["track"]["title"] == "Song"
    original = await _original(stage, body)
    names = await asyncio.to_thread(lambda: sorted(file.name for file in original.iterdir()))
    assert names == ["bass.wav", "drums.wav"]


async def test_several_files_without_a_word_are_refused(stage, song):
    status, body = await stage.ask("POST", "/api/tracks", data=_form(("a.wav", song), ("b.wav", song)))
    assert status == 400
    assert "stems=1" in body["error"]["message"]
    assert await _staged(stage) == []


async def test_two_stems_of_one_name_are_refused(stage, song):
    files = [("a/drums.wav", song), ("b/drums.wav", song)]
    status, body = await stage.ask("POST", "/api/tracks", data=_form(*files, stems="1"))
    assert status == 400
    assert "drums.wav" in body["error"]["message"]


async def test_a_form_without_a_file_is_refused(stage):
    form = aiohttp.MultipartWriter("form-data")
    form.append("Nothing").set_content_disposition("form-data", name="title")
    status, body = await stage.ask("POST", "/api/tracks", data=form)
    assert status == 400
    assert "no file" in body["error"]["message"]


@pytest.mark.parametrize(
    "name",
    ["../../evil.wav", "/etc/passwd", "..\\..\\x.wav", "a%00b.wav", "x" * 4000 + ".wav", "CON", "\u202egpj.wav"],
)
async def test_hostile_names_stay_inside(stage, song, name, tmp_path):
    status, body = await stage.ask("POST", "/api/tracks", data=_form((name, song)))

    assert status == 201
    original = await _original(stage, body)
    assert original.is_relative_to(stage.parts.settings.media)
    assert ".." not in original.parts
    outside = await asyncio.to_thread(lambda: {path.name for path in tmp_path.iterdir()})
    assert outside == {"data", "song.wav"}


async def test_a_spotify_url_becomes_a_track(stage):
    url = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"
    status, body = await stage.ask("POST", "/api/tracks", json={"url": url})
    assert status == 201
    assert body["track"]["spotify_url"] == url

    status, body = await stage.ask(
        "POST", "/api/tracks", json={"url": "http://127.0.0.1:6379/|open.spotify.com/track/x"}
    )
    assert (status, body["error"]["code"]) == (422, "bad_url")


async def test_tracks_are_listed_found_and_paged(stage, tmp_path):
    for number in range(3):
        write_song(tmp_path / f"{number}.wav", number)
        data = (tmp_path / f"{number}.wav").read_bytes()
        await stage.ask("POST", "/api/tracks", data=_form((f"{number}.wav", data), title=f"Song {number}"))

    _, page = await stage.get("/api/tracks?limit=2")
    assert [track["title"] for track in page["tracks"]] == ["Song 2", "Song 1"]
    _, rest = await stage.get("/api/tracks", params={"cursor": page["next_cursor"]})
    assert [track["title"] for track in rest["tracks"]] == ["Song 0"]
    _, found = await stage.get("/api/tracks?query=SONG%201")
    assert [track["title"] for track in found["tracks"]] == ["Song 1"]
    assert (await stage.get("/api/tracks?limit=0"))[0] == 400
    assert (await stage.get("/api/tracks?limit=x"))[0] == 400


async def test_a_track_is_named_anew_and_deleted(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    path = f"/api/tracks/{track.id}"

    status, named = await stage.ask("PATCH", path, json={"title": "New", "artist": "Me"})
    assert (status, named["title"], named["artist"]) == (200, "New", "Me")
    assert (await stage.ask("PATCH", path, json={"titel": "x"}))[0] == 400

    assert (await stage.ask("DELETE", path)) == (204, None)
    assert (await stage.get(path))[0] == 404
    assert (await stage.ask("DELETE", path))[0] == 404


async def test_a_waveform_comes_when_it_is_there(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    status, answer = await stage.get(f"/api/tracks/{track.id}/waveform")
    assert (status, answer["error"]["code"]) == (409, "not_ready")

    await stage.finish(track)
    status, waveform = await stage.get(f"/api/tracks/{track.id}/waveform")
    assert status == 200
    assert waveform["stems"]["drums"] == [0, 255]


async def test_jobs_are_read_cancelled_and_tried_again(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    path = f"/api/jobs/{track.jobs[0].id}"

    assert (await stage.get(path))[1]["status"] == "queued"
    assert (await stage.ask("POST", f"{path}/cancel"))[1]["status"] == "cancelled"
    assert (await stage.ask("POST", f"{path}/retry"))[1]["status"] == "queued"
    status, answer = await stage.ask("POST", f"{path}/retry")
    assert (status, answer["error"]["code"]) == (409, "bad_transition")
    assert (await stage.get("/api/jobs/nobody"))[0] == 404
