"""Files of a song: by id, with ranges, and never anything else (check F7)."""

import asyncio
import io
import zipfile

import pytest

from tests.web.stage import STEMS

MISSING = "6b4c1f0e-3a70-4a2e-9a8e-0a56a1f5c9b1"


@pytest.fixture
async def track(stage, tmp_path):
    return await stage.finish(await stage.add_song(tmp_path))


async def _read(stage, path, **headers):
    async with stage.http.get(stage.url + path, headers=headers) as answer:
        return answer, await answer.read()


async def _stem(stage, track, name):
    return await asyncio.to_thread(stage.parts.store.stem(track.id, name).read_bytes)


async def test_a_stem_is_served_whole_and_in_ranges(stage, track):
    path, whole = f"/files/{track.id}/stems/drums", await _stem(stage, track, "drums")

    answer, body = await _read(stage, path)
    assert (answer.status, answer.content_type, body) == (200, "audio/wav", whole)

    for asked, part in [("bytes=10-19", whole[10:20]), ("bytes=-5", whole[-5:]), ("bytes=88000-", whole[88_000:])]:
        answer, body = await _read(stage, path, Range=asked)
        assert (answer.status, body) == (206, part), asked

    answer, _ = await _read(stage, path, Range="bytes=9999999-")
    assert answer.status == 416


async def test_a_file_that_has_not_changed_is_not_sent_again(stage, track):
    answer, _ = await _read(stage, f"/files/{track.id}/original")
    assert "immutable" not in answer.headers["Cache-Control"]
    again, body = await _read(stage, f"/files/{track.id}/original", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, body) == (304, b"")


async def test_every_kind_of_file_is_there(stage, track):
    for kind in ("original", "analysis", "waveform", *(f"stems/{name}" for name in STEMS)):
        answer, body = await _read(stage, f"/files/{track.id}/{kind}")
        assert answer.status == 200, kind
        assert body


@pytest.mark.parametrize(
    "path",
    [
        f"/files/{MISSING}/original",
        "/files/../sfa.db/original",
        "/files/%2e%2e/original",
        "/files/..%2f..%2f/original",
        "/files/{id}/../../sfa.db",
        "/files/{id}/stems/..%2f..%2f..%2fsfa",
        "/files/{id}/stems/../source",
        "/files/{id}/stems/%2e%2e",
        "/files/{id}/stems//etc/passwd",
        "/files/{id}/stems/drums%00",
        "/files/{id}/secrets",
        "/export/stem/../../etc/passwd",
        "/export/analysis/..%2f..%2fsfa.db",
        f"/export/stems/{MISSING}",
        "/assets/..%2f__init__.py",
        "/..%2f__init__.py",
    ],
)
async def test_no_path_leads_anywhere_else(stage, track, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.parts.settings.port)
    line = f"GET {path.replace('{id}', track.id)} HTTP/1.1\r\nHost: 127.0.0.1:{stage.parts.settings.port}\r\n"
    writer.write(f"{line}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    status = int(answer.split()[1])
    assert status in (400, 404) or (status == 200 and "drums%00" in path), answer[:200]


async def test_a_stem_is_exported_under_the_songs_name(stage, track):
    stem = next(stem for stem in (await stage.parts.library.track(track.id)).stems if stem.stem_type == "bass")
    await stage.parts.library.edit(track.id, title='Füße/"quoted"\u202e')

    answer, body = await _read(stage, f"/export/stem/{stem.id}", Range="bytes=0-3")

    assert (answer.status, body) == (206, b"RIFF")
    saved = answer.headers["Content-Disposition"]
    assert saved.startswith('attachment; filename="F__e__quoted_ - bass.wav"')
    assert "F%C3%BC%C3%9Fe" in saved
    assert (await _read(stage, f"/export/stem/{MISSING}"))[0].status == 404


async def test_all_stems_are_exported_in_one_zip(stage, track):
    answer, body = await _read(stage, f"/export/stems/{track.id}")

    assert (answer.status, answer.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert sorted(archive.namelist()) == sorted(f"song - {name}.wav" for name in STEMS)
        assert archive.testzip() is None
        assert archive.read("song - drums.wav") == await _stem(stage, track, "drums")


async def test_the_analysis_is_exported(stage, track):
    answer, body = await _read(stage, f"/export/analysis/{track.id}")
    assert (answer.content_type, body) == ("application/json", b'{"tempo": 120.0}')


async def test_what_is_not_there_yet_is_not_found(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    for path in (f"/files/{track.id}/source", f"/export/stems/{track.id}", f"/export/analysis/{track.id}"):
        assert (await _read(stage, path))[0].status == 404
