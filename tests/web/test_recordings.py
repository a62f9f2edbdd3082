"""Recordings by their names, with ranges, and never anything else of the data folder."""

import asyncio
import os

import pytest

NIGHT = bytes(range(256)) * 40


@pytest.fixture
def folder(settings):
    """Two recordings, among things that are none."""
    folder = settings.recordings
    folder.mkdir(parents=True)
    (folder / "2026-01-02 night.flac").write_bytes(NIGHT)
    (folder / "2026-01-01 deck A.wav").write_bytes(b"older")
    os.utime(folder / "2026-01-01 deck A.wav", (1_700_000_000, 1_700_000_000))
    (folder / "notes.txt").write_text("none")
    (folder / ".hidden.wav").write_text("none")
    (folder / "folder.wav").mkdir()
    (settings.data / "secret.wav").write_text("secret")
    (folder / "link.wav").symlink_to(settings.data / "secret.wav")
    return folder


async def _read(stage, path, **headers):
    async with stage.http.get(stage.url + path, headers=headers) as answer:
        return answer, await answer.read()


async def test_before_the_first_recording_there_are_none(stage):
    assert await stage.get("/export/recordings") == (200, {"recordings": []})


async def test_recordings_are_listed_the_newest_first(stage, folder):
    _, answer = await stage.get("/export/recordings")
    assert [(one["name"], one["size"]) for one in answer["recordings"]] == [
        ("2026-01-02 night.flac", len(NIGHT)),
        ("2026-01-01 deck A.wav", 5),
    ]
    assert answer["recordings"][1]["at"] == "2023-11-14T22:13:20Z"


async def test_a_recording_is_served_whole_and_in_ranges(stage, folder):
    path = "/export/recordings/2026-01-02%20night.flac"

    answer, body = await _read(stage, path)
    assert (answer.status, answer.content_type, body) == (200, "audio/flac", NIGHT)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-01-02 night.flac"')

    answer, body = await _read(stage, path, Range="bytes=100-199")
    assert (answer.status, body) == (206, NIGHT[100:200])
    assert (await _read(stage, path, Range="bytes=999999-"))[0].status == 416


async def test_a_page_elsewhere_gets_no_recording(stage, folder):
    for path in ("/export/recordings", "/export/recordings/2026-01-02%20night.flac"):
        assert (await _read(stage, path, Origin="http://evil.example"))[0].status == 403
        assert (await _read(stage, path, Host="evil.example"))[0].status == 403


@pytest.mark.parametrize(
    "name",
    [
        "none.flac",
        "notes.txt",
        ".hidden.wav",
        "folder.wav",
        "link.wav",
        "..%2fsecret.wav",
        "%2e%2e%2fsecret.wav",
        "../secret.wav",
        "..%5csecret.wav",
        "night.flac%00",
        "%00",
        "..",
    ],
)
async def test_no_name_leads_anywhere_else(stage, folder, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.parts.settings.port)
    line = f"GET /export/recordings/{name} HTTP/1.1\r\nHost: 127.0.0.1:{stage.parts.settings.port}\r\n"
    writer.write(f"{line}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert int(answer.split()[1]) in (400, 404), answer[:200]
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2].replace(name.encode(), b"")
