"""A song that comes in stems: a folder of files, or an NI stem file."""

from __future__ import annotations

import struct
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile

RATE = 44_100


def read(outcome, stem: str) -> np.ndarray:
    samples, _ = soundfile.read(outcome.out / outcome.result["stems"][stem], dtype="float32")
    return samples


def test_a_folder_of_stems_is_taken_bit_for_bit_and_mixed(step, wav, tone):
    drums, bass = tone(pitch=300), tone(pitch=50)
    wav("Song/drums.wav", drums)
    folder = wav("Song/bass.wav", bass).parent
    outcome = step("intake", source=folder, filename="Song")
    assert outcome.result["kind"] == "stems"
    assert outcome.result["title"] == "Song"
    assert list(outcome.result["stems"]) == ["drums", "bass"]
    assert np.array_equal(read(outcome, "drums"), drums)
    assert np.array_equal(read(outcome, "bass"), bass)
    mix, _ = soundfile.read(outcome.out / outcome.result["source"], dtype="float32")
    assert np.array_equal(mix, drums + bass)


@pytest.mark.parametrize(
    ("files", "stems"),
    [
        (("Blue - Drums.wav", "Blue - Lead Vox.wav"), {"drums", "lead_vox"}),
        (("Blue_vocal.wav", "Blue_bass.wav"), {"vocals", "bass"}),
        (("01 drums.wav", "02 bass.wav", "03 Vox.wav"), {"drums", "bass", "vocals"}),
        (("drums.wav", "Mix.wav", "MASTER.wav", "original.wav"), {"drums"}),
        (("Blue.wav", "Blue (drums).wav", "Blue (bass).wav"), {"drums", "bass"}),
        (("drums.wav", "Drums.aiff"), {"drums", "drums_2"}),
        (("live_drum.wav", "live_guitar.wav"), {"drums", "guitar"}),
    ],
)
def test_files_are_called_what_musicians_call_them(step, wav, tone, files, stems):
    for name in files:
        folder = wav(f"folder/{name}", tone(0.5), subtype="PCM_16").parent
    assert set(step("intake", source=folder, filename="folder").result["stems"]) == stems


def test_what_is_no_sound_is_passed_by(step, wav, tone):
    folder = wav("folder/drums.wav", tone()).parent
    (folder / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(99))
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "readme.txt").write_text("lyrics")
    (folder / "sub").mkdir()
    assert list(step("intake", source=folder, filename="folder").result["stems"]) == ["drums"]


def test_a_stem_that_is_a_little_short_is_padded_and_a_silent_one_kept(step, wav, tone):
    wav("folder/drums.wav", tone(2.0))
    wav("folder/other.wav", np.zeros((2 * RATE, 1), np.float32))
    folder = wav("folder/bass.wav", tone(1.6)).parent
    outcome = step("intake", source=folder, filename="folder")
    bass = read(outcome, "bass")
    assert outcome.result["frames"] == len(bass) == 2 * RATE
    assert np.array_equal(bass[: round(1.6 * RATE)], tone(1.6))
    assert not bass[round(1.6 * RATE) :].any()
    assert not read(outcome, "other").any()


def test_stems_of_another_rate_are_brought_to_the_highest(step, wav, tone):
    wav("folder/drums.wav", tone(1.0, rate=48_000, pitch=440), 48_000)
    folder = wav("folder/bass.wav", tone(1.0, pitch=440)).parent
    outcome = step("intake", source=folder, filename="folder")
    assert outcome.result["rate"] == 48_000
    middle = slice(4_000, 44_000)
    assert read(outcome, "bass")[middle] == pytest.approx(read(outcome, "drums")[middle], abs=1e-4)
    assert len(read(outcome, "bass")) == 48_000


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "no_audio"),
        ({"mix.wav": 1.0}, "no_audio"),
        ({f"part{index}.wav": 0.3 for index in range(9)}, "too_many_stems"),
        ({"drums.wav": 3.0, "bass.wav": 2.0}, "unlike_stems"),
    ],
)
def test_a_folder_that_is_no_set_of_stems_is_refused(step, wav, tone, tmp_path, *, files, code):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, seconds in files.items():
        wav(f"folder/{name}", tone(seconds))
    assert step("intake", source=folder, filename="folder").error["code"] == code


def test_an_error_names_the_stem_it_is_about(step, wav, tone):
    samples = tone()
    samples[5] = np.nan
    wav("folder/drums.wav", tone())
    folder = wav("folder/bass.wav", samples).parent
    error = step("intake", source=folder, filename="folder").error
    assert error["code"] == "not_finite"
    assert error["message"].startswith("bass: ")


def ni_stem_file(ffmpeg, wav, tone, names: list[str] | None) -> Path:
    """Five streams in an MP4 as NI writes them, with the names in ``moov/udta/stem``."""
    pitches = (100, 200, 300, 400, 500)
    inputs = [word for pitch in pitches for word in ("-i", str(wav(f"{pitch}.wav", tone(2.0, pitch=pitch))))]
    maps = [word for stream in range(5) for word in ("-map", str(stream))]
    made: Path = ffmpeg("song.stem.mp4", *inputs, *maps, "-c:a", "aac", "-b:a", "192k")
    if names is not None:
        body = msgspec.json.encode({"version": 1, "stems": [{"name": name, "color": "#fff"} for name in names]})
        atom = struct.pack(">I4s", 8 + len(body), b"stem") + body
        udta = struct.pack(">I4s", 8 + len(atom), b"udta") + atom
        whole = made.read_bytes()
        # ffmpeg writes moov last; it may hold more than one udta, as the first here shows.
        moov = whole.rindex(b"moov") - 4
        length = struct.unpack(">I", whole[moov : moov + 4])[0]
        assert moov + length == len(whole)
        made.write_bytes(whole[:moov] + struct.pack(">I", length + len(udta)) + whole[moov + 4 :] + udta)
    return made


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (None, ("drums", "bass", "other", "vocals")),
        (["Drums", "Bass", "Synths & Pads", "Vox"], ("drums", "bass", "synths_pads", "vocals")),
        (["", "", "", ""], ("drums", "bass", "other", "vocals")),
    ],
)
def test_an_ni_stem_file_gives_its_four_stems(step, ffmpeg, wav, tone, *, names, stems):
    outcome = step("intake", source=ni_stem_file(ffmpeg, wav, tone, names), filename="song.stem.mp4")
    assert outcome.result["kind"] == "stems"
    assert outcome.result["title"] == "song"
    assert set(outcome.result["stems"]) == set(stems)
    for stem, pitch in zip(stems, (200, 300, 400, 500), strict=True):
        left = read(outcome, stem)[RATE // 2 : RATE // 2 + RATE, 0]
        loudest = np.argmax(np.abs(np.fft.rfft(left * np.hanning(len(left)))))
        assert loudest == pytest.approx(pitch, abs=1)
