"""The demo songs: made here, exact, the same every time."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import soundfile


@pytest.mark.slow
@pytest.mark.parametrize(("song", "tempo", "key"), [(1, 124.0, "A minor"), (2, 96.0, "D minor")])
def test_a_demo_song_is_what_its_truth_says(step, tmp_path, song, tempo, key):
    # Given the song
    made = step("synthesise", song=song)
    result, truth = made.result, made.result["truth"]
    stems = {name: soundfile.read(made.out / path, dtype="float32")[0] for name, path in result["stems"].items()}
    mix, rate = soundfile.read(made.out / result["source"], dtype="float32")
    # Then its stems are aligned, sound, and add up to the mix, which neither clips nor begins with silence
    assert set(stems) == {"vocals", "drums", "bass", "other"}
    assert rate == result["rate"] == 48_000
    assert 60 <= len(mix) / rate <= 75
    assert all(stem.shape == mix.shape for stem in stems.values())
    assert sum(stems.values()) == pytest.approx(mix, abs=1e-6)
    assert np.abs(mix).max() < 10 ** (-1 / 20)
    assert np.abs(mix[: rate // 100]).max() > 0.05
    assert all(np.sqrt(np.square(stem).mean()) > 0.01 for stem in stems.values())
    assert sorted(path.name for path in made.out.iterdir()) == ["source.wav", "stems"]
    # And every beat of the truth that the kick marks is there to the millisecond, to the end
    assert (truth["tempo"], truth["key"]) == (tempo, key)
    assert np.diff(truth["beats"]) == pytest.approx(60 / tempo, abs=2e-6)
    assert truth["downbeats"] == truth["beats"][::4]
    loud = np.abs(stems["drums"]).max(axis=1)
    for downbeat in (truth["downbeats"][2], truth["downbeats"][-1]):
        place = round(downbeat * rate)
        assert loud[place : place + 200].max() > 3 * loud[place - 400 : place - 8].max()
    # And who listens without the score finds the same
    (tmp_path / "heard").mkdir()
    heard = step("analyse", source=made.out / "source.wav", out=str(tmp_path / "heard")).result
    assert heard["tempo"] == pytest.approx(tempo, abs=0.05)
    assert heard["first_beat_ms"] == pytest.approx(0, abs=15)
    assert heard["key"] == key


@pytest.mark.slow
def test_a_demo_song_is_the_same_every_time(step, tmp_path):
    prints = set()
    for turn in ("one", "two"):
        (tmp_path / turn).mkdir()
        made = step("synthesise", song=2, out=str(tmp_path / turn))
        prints.add(hashlib.sha256((tmp_path / turn / made.result["source"]).read_bytes()).hexdigest())
    assert len(prints) == 1


def test_there_is_no_third_demo_song(step):
    assert step("synthesise", song=3).error["code"] == "bad_request"
