"""A song comes in: every format, decoded once, as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

RATE = 44_100


@pytest.mark.parametrize(
    ("extension", "words"),
    [
        ("wav", ()),
        ("w64", ()),
        ("aiff", ()),
        ("flac", ()),
        ("caf", ()),
        ("mp3", ("-b:a", "192k")),
        ("ogg", ("-c:a", "libvorbis")),
        ("opus", ()),
        ("m4a", ()),
        ("webm", ()),
        ("aac", ()),
        ("mka", ("-c:a", "flac")),
    ],
)
def test_every_format_becomes_float_stereo_in_time_with_the_original(step, ffmpeg, tone, wav, *, extension, words):
    # Given a song with a click at 1 s
    samples = tone(2.0) * 0.2
    samples[RATE : RATE + 60] = 0.9
    made = ffmpeg(f"song.{extension}", "-i", str(wav("original.wav", samples)), *words)
    # When it is taken in
    outcome = step("intake", source=made, filename=made.name)
    # Then it is whole, and the click is where it was
    assert outcome.result["kind"] == "song"
    assert outcome.result["stems"] == {}
    assert outcome.result["duration_ms"] == pytest.approx(2000, abs=60)
    decoded, rate = soundfile.read(outcome.out / "source.wav", dtype="float32")
    assert (rate, decoded.shape) == (outcome.result["rate"], (outcome.result["frames"], 2))
    assert soundfile.info(outcome.out / "source.wav").subtype == "FLOAT"
    assert rate == (48_000 if extension in ("opus", "webm") else RATE)
    if extension != "aac":  # bare AAC has no place to note its encoder's delay
        click = np.argmax(np.abs(decoded).max(axis=1) > 0.6) / rate
        assert click == pytest.approx(1.0, abs=0.002)


def test_a_float_file_is_taken_bit_for_bit(step, tone, wav):
    samples = tone(1.0, rate=48_000)
    outcome = step("intake", source=wav("song.wav", samples, 48_000), filename="song.wav")
    decoded, rate = soundfile.read(outcome.out / "source.wav", dtype="float32")
    assert outcome.result["rate"] == rate == 48_000
    assert np.array_equal(decoded, samples)


def test_mono_plays_on_both_sides(step, tone, wav):
    outcome = step("intake", source=wav("song.wav", tone()[:, :1]), filename="song.wav")
    decoded, _ = soundfile.read(outcome.out / outcome.result["source"], dtype="float32")
    assert np.array_equal(decoded[:, 0], tone()[:, 0])
    assert np.array_equal(decoded[:, 0], decoded[:, 1])


def test_surround_is_mixed_down_without_ever_clipping(step, wav):
    samples = np.zeros((RATE, 6), np.float32)
    samples[:, 0] = samples[:, 2] = samples[:, 4] = 1.0  # left, centre, back left
    outcome = step("intake", source=wav("song.wav", samples), filename="song.wav")
    decoded, _ = soundfile.read(outcome.out / "source.wav", dtype="float32")
    assert decoded[:, 0] == pytest.approx(1.0)
    assert decoded[:, 1] == pytest.approx(0.7071 / (1 + 2 * 0.7071), abs=1e-4)


@pytest.mark.parametrize(
    ("filename", "title", "artist"),
    [
        ("Night Train.wav", "Night Train", None),
        ("The Band - Night Train.wav", "Night Train", "The Band"),
        ("../../etc/pass\x00wd\r\n\u202egnp.wav", "pass wd gnp", None),
        (".wav", "Untitled", None),
        ("x" * 4000 + ".wav", "x" * 200, None),
    ],
)
def test_a_name_becomes_a_title_and_nothing_else(step, tone, wav, *, filename, title, artist):
    outcome = step("intake", source=wav("upload.wav", tone(0.5)), filename=filename)
    assert (outcome.result["title"], outcome.result["artist"]) == (title, artist)
    assert [path.name for path in outcome.out.iterdir()] == ["source.wav"]


@pytest.mark.parametrize("extension", ["mp3", "flac", "ogg", "m4a", "opus"])
def test_tags_name_the_song(step, tone, wav, ffmpeg, extension):
    tags = ("-metadata", "title=Blue", "-metadata", "artist=Ann", "-metadata", "album=Songs")
    made = ffmpeg(f"x.{extension}", "-i", str(wav("original.wav", tone())), *tags)
    result = step("intake", source=made, filename="whatever.bin").result
    assert (result["title"], result["artist"], result["album"]) == ("Blue", "Ann", "Songs")


def test_a_name_of_another_format_does_not_matter(step, tone, wav, tmp_path):
    original = wav("song.wav", tone())
    renamed: Path = original.rename(tmp_path / "song.mp3")
    assert step("intake", source=renamed, filename="song.mp3").result["frames"] == len(tone())


def test_the_picture_of_a_video_is_left_out(step, ffmpeg, tone, wav):
    picture = ("-f", "lavfi", "-i", "color=size=64x64:duration=2")
    made = ffmpeg("clip.mp4", "-i", str(wav("original.wav", tone())), *picture, "-c:v", "mpeg4", "-shortest")
    assert step("intake", source=made, filename="clip.mp4").result["kind"] == "song"
