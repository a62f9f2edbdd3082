"""Fetching by address: a command that says little and whose exit status lies, so the file decides."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from sfa_live.errors import IntakeError
from workers.steps.fetch import rebuild

URL = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"

#: Stands for spotdl: the same arguments, the same lines, and exit status 0 whatever happens.
STAND_IN = """
import os, shutil, sys
arguments = sys.argv[1:]
print("ARGUMENTS", arguments, os.environ["HOME"], file=sys.stderr)
assert arguments[0] == "download" and arguments[1] == {url!r}
output = arguments[arguments.index("--output") + 1]
for stage in ("Searching for song", "Downloading", "Embedding metadata", "Done"):
    print(f"Rick: The Man - Never: {{stage}}   ", flush=True)
mode = {mode!r}
if mode == "song":
    shutil.copy({song!r}, output.replace("{{track-id}}", "x").replace("{{output-ext}}", "mp3"))
elif mode == "page":
    open(output.replace("{{track-id}}", "x").replace("{{output-ext}}", "mp3"), "w").write("<html>" * 999)
else:
    print(mode, file=sys.stderr)
"""


@pytest.fixture
def stand_in(tmp_path, ffmpeg, wav, tone):
    def make(mode: str) -> str:
        tags = ("-metadata", "title=Never", "-metadata", "artist=Rick")
        song = ffmpeg("original.mp3", "-i", str(wav("song.wav", tone())), *tags)
        script: Path = tmp_path / "spotdl.py"
        script.write_text(STAND_IN.format(url=URL, mode=mode, song=str(song)))
        return shlex.join([sys.executable, str(script)])

    return make


def test_a_song_is_fetched_named_and_nothing_else_left(step, stand_in):
    outcome = step("fetch", url=URL + "?si=abc123", command=stand_in("song"))
    assert outcome.result == {
        "type": "result",
        "file": "original.mp3",
        "title": "Never",
        "artist": "Rick",
        "album": None,
    }
    assert [path.name for path in outcome.out.iterdir()] == ["original.mp3"]
    assert str(outcome.out) in outcome.log.split("ARGUMENTS")[1]
    assert "Downloading" in [line["message"] for line in outcome.progress]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("page", "fetch_failed"),
        ("LookupError: No results found for song: Rick - Never", "not_found"),
        ("ConnectionError: HTTPSConnectionPool: Max retries exceeded", "no_network"),
        ("FFmpegError: FFmpeg is not installed. Please run `spotdl --download-ffmpeg`", "no_ffmpeg"),
        ("Your application has reached a rate/request limit. 429", "rate_limited"),
    ],
)
def test_without_a_song_there_is_a_sentence_although_the_status_is_0(step, stand_in, said, code):
    outcome = step("fetch", url=URL, command=stand_in(said))
    assert outcome.error["code"] == code
    assert list(outcome.out.iterdir()) == []


@pytest.mark.parametrize("command", ["/nowhere/spotdl", f"{sys.executable} -c 'import spotdl_is_not_here'"])
def test_a_command_that_does_not_run_is_told(step, command):
    error = step("fetch", url=URL, command=command).error
    assert error["code"] in ("not_installed", "fetch_failed")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://open.spotify.com.evil.example/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://open.spotify.com@127.0.0.1/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://evil.example/?open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "http://127.0.0.1:6379/watch?v=x|https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC\nhttp://127.0.0.1/",
        "https://open.spotify.com/track/../../etc",
        "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC --config",
        "https://spotify.link/abc",
        "file:///etc/passwd",
        "/etc/passwd.spotdl",
        "--help",
        "never gonna give you up",
    ],
)
def test_nothing_but_a_spotify_track_is_ever_asked_for(url):
    with pytest.raises(IntakeError):
        rebuild(url)


def test_an_address_is_built_anew_from_its_id():
    assert rebuild(URL + "?si=0&utm_source=copy") == URL
    assert rebuild(URL.replace("/track", "/intl-de/track")) == URL
