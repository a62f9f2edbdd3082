"""Listening: tempo, beats, bars, key and colour, on songs whose truth is known as they are made here."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from sfa_live.music.grids import grid_of

#: Every one of them starts Python with librosa, which alone takes two seconds.
pytestmark = pytest.mark.slow

RATE = 44_100
CHORDS = {"A minor": (57, 53, 50, 52), "D major": (50, 55, 57, 50)}


def tones(notes: tuple[int, ...], frames: int) -> np.ndarray:
    time = np.arange(frames) / RATE
    pitches = [440 * 2 ** ((note - 69) / 12) for note in notes]
    parts = [np.sin(2 * np.pi * pitch * part * time) / part for pitch in pitches for part in (1, 2, 3)]
    return sum(parts) * np.exp(-time)


def groove(tempo: float, start: float, seconds: float, beats_per_bar: int = 4, key: str = "A minor") -> np.ndarray:
    """Kick and bass on the bar's first beat, snares between, hats in eighths, a new chord every bar."""
    noise = np.random.default_rng(1)
    sound = np.zeros(round((seconds + 3) * RATE))
    time = np.arange(RATE // 4) / RATE
    kick = np.sin(2 * np.pi * (55 * time + 4 * (1 - np.exp(-40 * time)))) * np.exp(-10 * time)
    snare = noise.normal(0, 0.25, len(time)) * np.exp(-25 * time)
    hat = noise.normal(0, 0.1, len(time)) * np.exp(-90 * time)
    scale = (0, 3, 7) if key.endswith("minor") else (0, 4, 7)
    for beat in range(int((seconds - start) * tempo / 60)):
        place = round((start + beat * 60 / tempo) * RATE)
        half = place + round(30 / tempo * RATE)
        in_bar = beat % beats_per_bar
        sound[place : place + len(time)] += kick if in_bar in (0, 2) else snare
        sound[place : place + len(time)] += hat
        sound[half : half + len(hat)] += hat
        if in_bar == 0:
            root = CHORDS[key][beat // beats_per_bar % 4]
            # The key's own chords: the tonic's and the fourth's are of its mode, the others follow from the scale.
            third = 4 if key == "A minor" and root == 53 else scale[1]
            length = round(beats_per_bar * 60 / tempo * RATE)
            sound[place : place + length] += (
                0.15 * tones((root, root + third, root + 7, root - 12), length)[: len(sound) - place]
            )
    return np.repeat(sound[: round(seconds * RATE), None], 2, axis=1).astype(np.float32) * 0.5


def analyse(step, wav, samples, **more):
    return step("analyse", source=wav("song.wav", samples), **more)


@pytest.mark.parametrize(
    ("tempo", "start"), [(124.0, 0.0), (96.0, 0.337), (140.0, 1.21), (128.37, 0.05), (87.5, 0.4), (110.0, 2.0)]
)
def test_a_steady_song_is_told_within_a_twentieth_of_a_beat_per_minute(step, wav, tempo, start):
    outcome = analyse(step, wav, groove(tempo, start, 45))
    whole = msgspec.json.decode((outcome.out / "analysis.json").read_bytes())
    period = 60 / tempo
    assert outcome.result["tempo"] == pytest.approx(tempo, abs=0.05)
    assert outcome.result["tempo_confidence"] > 0.5
    # Every beat is within 15 ms of a true one, and none is left out
    beats = np.array(whole["beats"])
    off = (beats - start + period / 2) % period - period / 2
    assert np.abs(off).max() < 0.015
    assert np.diff(beats) == pytest.approx(period, abs=0.012)
    # And the bar begins with the chord
    assert outcome.result["beats_per_bar"] == 4
    downbeats = np.array(whole["downbeats"])
    off_bar = (downbeats - start + 2 * period) % (4 * period) - 2 * period
    assert np.abs(off_bar).max() < 0.015
    assert outcome.result["first_beat_ms"] == pytest.approx(1000 * downbeats[0], abs=0.01)
    # A deck plays it to one tempo
    grid = grid_of(whole)
    assert grid is not None
    assert grid.beats_ms == ()
    assert grid.bpm == pytest.approx(tempo, abs=0.05)
    assert grid.ms_at(grid.downbeat) == pytest.approx(1000 * downbeats[0], abs=12)


def test_a_waltz_has_three_beats_a_bar(step, wav):
    assert analyse(step, wav, groove(150.0, 0.2, 45, beats_per_bar=3)).result["beats_per_bar"] == 3


def test_a_tempo_that_moves_is_followed(step, wav):
    sound = np.zeros((60 * RATE, 2), np.float32)
    time = np.arange(RATE // 5) / RATE
    kick = (np.sin(2 * np.pi * 60 * time) * np.exp(-15 * time)).astype(np.float32)[:, None]
    beats = [0.5]
    while beats[-1] < 58:
        beats.append(beats[-1] + 60 / (110 + 20 * beats[-1] / 60))
    for beat in beats:
        sound[round(beat * RATE) : round(beat * RATE) + len(kick)] += kick
    outcome = analyse(step, wav, sound)
    whole = msgspec.json.decode((outcome.out / "analysis.json").read_bytes())
    found = np.array(whole["beats"])
    assert 110 < outcome.result["tempo"] < 130
    missed = [beat for beat in beats if np.abs(found - beat).min() > 0.03]
    assert len(missed) < 4
    grid = grid_of(whole)
    assert grid is not None
    assert grid.beats_ms == pytest.approx(1000 * found, abs=0.01)


@pytest.mark.parametrize("kind", ["noise", "drone", "rubato"])
def test_music_without_a_beat_is_said_to_have_none(step, wav, kind):
    random = np.random.default_rng(3)
    sound = random.normal(0, 0.1, (30 * RATE, 2))
    if kind == "drone":
        sound = np.repeat(tones((45, 52), 30 * RATE)[:, None], 2, axis=1) * 0.1 + 0.001 * sound
    if kind == "rubato":
        sound, place = np.zeros((30 * RATE, 2)), 0.5
        while place < 28:
            note = tones((int(random.integers(50, 70)),), RATE)
            sound[round(place * RATE) : round(place * RATE) + RATE] += 0.2 * note[:, None]
            place += random.uniform(0.2, 1.3)
    outcome = analyse(step, wav, sound.astype(np.float32))
    assert outcome.result["tempo"] is None
    assert outcome.result["first_beat_ms"] is None
    assert outcome.result["tempo_confidence"] < 0.3
    assert msgspec.json.decode((outcome.out / "analysis.json").read_bytes())["beats"] == []


@pytest.mark.parametrize("key", ["A minor", "D major"])
def test_the_key_is_named(step, wav, key):
    result = analyse(step, wav, groove(120.0, 0.0, 32, key=key)).result
    assert result["key"] == key
    assert 0 < result["key_confidence"] <= 1


def test_colour_and_loudness_tell_dark_from_bright(step, wav, tone, tmp_path):
    results = []
    for name, pitch in (("dark", 110.0), ("bright", 3520.0)):
        (tmp_path / name).mkdir()
        source = wav(f"{name}.wav", tone(4.0, pitch=pitch))
        results.append(step("analyse", source=source, out=str(tmp_path / name)).result)
    dark, bright = results
    for field in ("spectral_centroid", "spectral_rolloff", "zero_crossing_rate"):
        assert bright[field] > 5 * dark[field]
    # Two tones of amplitude 0.4, mixed to mono
    assert dark["energy"] == pytest.approx(0.2, rel=0.05)
    assert dark["spectral_centroid"] == pytest.approx(110 * 1.25, rel=0.3)
    assert dark["duration_ms"] == 4000


def test_what_the_score_says_stands_above_what_is_measured(step, wav):
    truth = {"tempo": 77.0, "key": "F major", "beats": [0.1, 0.9], "downbeats": [0.1], "beats_per_bar": 3}
    outcome = analyse(step, wav, groove(124.0, 0.0, 10), truth=truth)
    whole = msgspec.json.decode((outcome.out / "analysis.json").read_bytes())
    assert {name: whole[name] for name in truth} == truth
    assert (whole["source"], whole["first_beat_ms"], whole["tempo_confidence"]) == ("score", 100.0, 1.0)
    assert whole["lufs"] is not None


@pytest.mark.parametrize("frames", [1, 500, 30_000])
def test_a_moment_of_sound_is_no_trouble(step, wav, tone, frames):
    assert analyse(step, wav, tone(1.0)[:frames]).result["tempo"] is None


def test_a_four_minute_song_is_heard_within_800_mb(step, wav):
    outcome = analyse(step, wav, groove(124.0, 0.0, 240))
    assert outcome.result["tempo"] == pytest.approx(124.0, abs=0.01)
    assert outcome.peak_mb < 800
