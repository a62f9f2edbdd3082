"""Files that cannot become a track: a sentence that a musician understands, soon, and little memory."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def refused(outcome) -> str:
    """The error's code, when it has a sentence that ends, speaks of no class and shows no path."""
    error = outcome.error
    assert error["message"].endswith(".")
    assert not any(word in error["message"] for word in ("Error", "Traceback", "/tmp"))
    return error["code"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.wav", b"", "empty"),
        ("notes.mp3", b"Dear diary, today we rehearsed.\n" * 99, "not_audio"),
        ("song.mp3", b"PK\x03\x04" + bytes(500), "not_audio"),
        ("song.mp3", b"#EXTM3U\n#EXTINF:1,x\nhttp://127.0.0.1:9/x.mp3\n", "not_audio"),
        ("song.wav", b"ffconcat version 1.0\nfile /etc/passwd\n", "not_audio"),
        ("song.mp3", b"[playlist]\nFile1=http://127.0.0.1:9/\n", "not_audio"),
        ("song.ogg", b"<?xml version='1.0'?><MPD/>", "not_audio"),
        ("song.m4a", b"\0\0\0\x20ftypM4A " + bytes(200), "undecodable"),
        ("song.flac", b"fLaC" + bytes(300), "undecodable"),
        ("song.webm", b"\x1aE\xdf\xa3" + bytes(300), "undecodable"),
        ("song.mp3", bytes(5000), "not_audio"),
        ("song.mid", b"MThd\0\0\0\6\0\0\0\1\0\x60", "not_audio"),
    ],
)
def test_a_file_that_is_something_else_is_refused(step, tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    outcome = step("intake", source=path, filename=name)
    assert refused(outcome) == code
    assert list(outcome.out.iterdir()) == []


def test_a_zip_is_told_to_be_unpacked(step, tmp_path):
    path = tmp_path / "stems.wav"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert "unpack" in step("intake", source=path, filename="stems.wav").error["message"]


def test_a_header_without_sound_is_refused(step, wav):
    path = wav("song.wav", np.zeros((0, 2), np.float32))
    assert refused(step("intake", source=path, filename="song.wav")) == "empty"


@pytest.mark.parametrize("extension", ["wav", "aiff", "flac", "mp3", "ogg", "opus", "m4a", "webm"])
def test_a_file_that_is_cut_short_is_refused(step, ffmpeg, wav, tone, extension):
    made = ffmpeg(f"song.{extension}", "-i", str(wav("original.wav", tone(6.0), subtype="PCM_16")))
    os.truncate(made, made.stat().st_size * 6 // 10)
    assert refused(step("intake", source=made, filename=made.name)) in ("truncated", "damaged", "undecodable")


def test_an_m4a_with_its_index_first_is_cut_short_too(step, ffmpeg, wav, tone):
    made = ffmpeg("song.m4a", "-i", str(wav("original.wav", tone(6.0))), "-movflags", "+faststart")
    os.truncate(made, made.stat().st_size * 6 // 10)
    assert refused(step("intake", source=made, filename=made.name)) in ("truncated", "damaged")


@pytest.mark.parametrize("level", [0.0, 5e-5])
def test_a_silent_file_is_refused(step, wav, level):
    path = wav("song.wav", np.full((44_100, 2), level, np.float32))
    assert refused(step("intake", source=path, filename="song.wav")) == "silent"


def test_a_very_quiet_file_is_taken(step, wav):
    path = wav("song.wav", np.full((44_100, 2), 3e-4, np.float32))
    assert step("intake", source=path, filename="song.wav").result["frames"] == 44_100


@pytest.mark.parametrize(("value", "code"), [(np.nan, "not_finite"), (np.inf, "not_finite"), (1e20, "absurd_level")])
def test_numbers_that_are_no_sound_are_refused(step, wav, tone, value, code):
    samples = tone()
    samples[30_000, 1] = value
    assert refused(step("intake", source=wav("song.wav", samples), filename="song.wav")) == code


def test_eight_hours_of_silence_are_refused_at_once_and_in_little_memory(step, tmp_path):
    # Given 8 hours of silence in a few megabytes, as FLAC makes of it
    path = tmp_path / "long.flac"
    header = subprocess.run(
        ["sox", "-n", "-r", "44100", "-c", "2", "-t", "flac", "-", "trim", "0", "20"], capture_output=True, check=True
    ).stdout
    frames = 8 * 3600 * 44_100
    # The header's total is 36 bits, the low 32 of them at byte 22.
    path.write_bytes(
        header[:21] + bytes([header[21] & 0xF0 | frames >> 32]) + struct.pack(">I", frames & 0xFFFFFFFF) + header[26:]
    )
    outcome = step("intake", source=path, filename="long.flac")
    assert refused(outcome) == "too_long"
    assert "8 h 00 min" in outcome.error["message"]
    assert outcome.seconds < 2
    assert outcome.peak_mb < 200


@pytest.mark.slow
def test_hours_without_a_length_in_the_header_stop_at_the_limit(step, tmp_path):
    path = tmp_path / "long.flac"
    words = ["sox", "-n", "-r", "8000", "-c", "1", "-t", "flac", "-", "trim", "0", "3:00:00"]
    whole = subprocess.run(words, capture_output=True, check=True).stdout
    path.write_bytes(whole[:21] + bytes([whole[21] & 0xF0]) + bytes(4) + whole[26:])
    outcome = step("intake", source=path, filename="long.flac")
    assert refused(outcome) == "too_long"
    assert outcome.peak_mb < 200


@pytest.mark.parametrize(
    ("channels", "rate", "code"), [(64, 44_100, "too_many_channels"), (2, 768_000, "bad_rate"), (1, 4_000, "bad_rate")]
)
def test_more_channels_or_samples_than_a_song_has_are_refused_at_once(step, wav, channels, rate, code):
    outcome = step(
        "intake", source=wav("song.wav", np.full((5000, channels), 0.1, np.float32), rate), filename="song.wav"
    )
    assert refused(outcome) == code
    assert outcome.seconds < 2
    assert outcome.peak_mb < 200


@pytest.mark.parametrize("extension", ["wav", "flac", "mp3", "ogg", "m4a", "aiff"])
def test_damaged_files_end_as_a_song_or_a_sentence(step, ffmpeg, wav, tone, extension):
    made = ffmpeg(f"song.{extension}", "-i", str(wav("original.wav", tone(1.0), subtype="PCM_16")))
    whole = made.read_bytes()
    noise = np.random.default_rng(7)
    for _ in range(6):
        body = bytearray(whole)
        for place in noise.integers(0, len(body), 20):
            body[place] = noise.integers(256)
        for place in noise.integers(0, 64, 3):
            body[place] = noise.integers(256)
        made.write_bytes(body)
        for left in (outcome := step("intake", source=made, filename=made.name)).out.iterdir():
            left.unlink()
        assert outcome.last["type"] == "result" or outcome.error["code"] != "internal", outcome.log
        assert outcome.peak_mb < 1000


def test_a_full_disk_is_said_in_one_sentence(wav, tone, tmp_path):
    """A write that fails as the kernel lets it fail stands for the disk's end."""
    source = wav("song.wav", tone(5.0))
    (tmp_path / "out").mkdir()
    code = (
        "import errno, io, sys, json\n"
        "import workers.steps._audio.wav as target\n"
        "class Full(io.FileIO):\n"
        "    def write(self, data):\n"
        "        if self.tell() > 500_000: raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "        return super().write(data)\n"
        "target.Path.open = lambda self, mode='r': Full(self, mode) if 'w' in mode else io.open(self, mode)\n"
        "from workers.steps.intake import IntakeRequest, take_in\n"
        "from workers.steps._protocol import run\n"
        "run(IntakeRequest, take_in, 'reading')\n"
    )
    request = f'{{"source": "{source}", "filename": "x.wav", "out": "{tmp_path / "out"}"}}'
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=request.encode(), capture_output=True, check=False
    )
    assert b'"disk_full"' in done.stdout, done.stderr
    assert done.returncode == 1
