"""A song becomes stems: by the built-in separator, and by Demucs with a tiny model made here."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest
import soundfile
import torch
from demucs.api import Separator
from demucs.htdemucs import HTDemucs
from demucs.states import get_state, save_with_checksum

from workers.steps._neural.separator import separate_neural

RATE = 44_100


@pytest.fixture(scope="module")
def tiny_models(tmp_path_factory) -> Path:
    """A folder with a Demucs model of 72 000 random weights, laid out as Demucs wants it."""
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(1)
    model = HTDemucs(
        ["drums", "bass", "other", "vocals"],
        channels=4,
        nfft=1024,
        t_layers=1,
        t_heads=2,
        t_hidden_scale=1,
        dconv_comp=2,
        dconv_depth=1,
        segment=2,
    )
    arguments, named = model._init_args_kwargs
    package = {
        "klass": HTDemucs,
        "args": arguments,
        "kwargs": named,
        "state": get_state(model, None, half=True),
        "training_args": {},
    }
    save_with_checksum(package, folder / "abcd1234.th")
    (folder / "tiny.yaml").write_text("models: ['abcd1234']\n")
    return folder


def song(seconds: float, rate: int = RATE) -> np.ndarray:
    """A beat, a bass, chords to the left and a voice with vibrato; (stems, frames, channels)."""
    time = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(5).normal(0, 1, len(time))
    beat = (time * 2) % 1 / 2
    drums = noise * np.exp(-beat * 60) * 0.5 + np.sin(2 * np.pi * 55 * beat) * np.exp(-beat * 25)
    bass = sum(np.sin(2 * np.pi * 65.4 * n * time) / n**2 for n in (1, 2, 3)) * 0.5
    other = sum(np.sin(2 * np.pi * pitch * time) for pitch in (261.6, 329.6, 392.0)) * 0.1
    vibrato = 587 * time + 587 * 0.02 / (2 * np.pi * 5.5) * np.sin(2 * np.pi * 5.5 * time)
    vocals = sum(np.sin(2 * np.pi * n * vibrato) / n for n in range(1, 12)) * 0.3 * (time % 2 < 1.6)
    stems = np.stack((vocals, drums, bass, other))[:, :, None] * np.array([1.0, 1.0])
    stems[3, :, 1] *= 0.5
    return (stems * 0.4).astype(np.float32)


def si_sdr(reference: np.ndarray, estimate: np.ndarray) -> float:
    reference, estimate = reference.ravel().astype(float), estimate.ravel().astype(float)
    target = reference * (reference @ estimate) / (reference @ reference)
    return float(10 * np.log10((target @ target) / ((estimate - target) @ (estimate - target))))


def read(outcome) -> dict[str, np.ndarray]:
    return {
        stem: soundfile.read(outcome.out / name, dtype="float32")[0] for stem, name in outcome.result["stems"].items()
    }


@pytest.mark.parametrize("frames", [1, 4_000, 44_100, pytest.param(700_001, marks=pytest.mark.slow)])
def test_spectral_stems_add_up_to_the_song(step, wav, frames):
    mix = song(16.0)[:, :frames].sum(axis=0)
    outcome = step("separate", source=wav("song.wav", mix), model="spectral")
    stems = read(outcome)
    assert list(stems) == ["vocals", "drums", "bass", "other"]
    assert outcome.result["preview"] is True
    assert all(len(stem) == frames for stem in stems.values())
    assert sum(stems.values()) == pytest.approx(mix, abs=1e-6)


def test_spectral_stems_are_much_closer_to_the_real_ones_than_the_song_is(step, wav):
    real = song(12.0)
    mix = real.sum(axis=0)
    outcome = step("separate", source=wav("song.wav", mix), model="spectral")
    for index, (stem, estimate) in enumerate(read(outcome).items()):
        gain = si_sdr(real[index], estimate) - si_sdr(real[index], mix)
        assert gain > 4, (stem, gain)


def test_spectral_stems_are_in_time_with_the_song(step, wav):
    mix = np.zeros((3 * RATE, 2), np.float32)
    mix[[30_011, 77_777]] = 1.0
    drums = read(step("separate", source=wav("song.wav", mix), model="spectral"))["drums"]
    assert sorted(np.argsort(drums[:, 0])[-2:]) == [30_011, 77_777]


def test_a_demucs_model_of_the_folder_runs_through_its_own_api(step, wav, tiny_models):
    mix = song(7.0).sum(axis=0)
    outcome = step("separate", source=wav("song.wav", mix), model="tiny", models=str(tiny_models), threads=2)
    assert outcome.result["model"] == "tiny"
    assert outcome.result["preview"] is False
    assert {path.name for path in outcome.out.iterdir()} == set(outcome.result["stems"].values())
    assert outcome.progress[-1]["percent"] == 100


@pytest.mark.slow
def test_working_chunk_by_chunk_gives_what_demucs_gives_for_the_whole_song(step, wav, tiny_models):
    mix = song(7.3).sum(axis=0)
    separator = Separator("tiny", repo=tiny_models, device="cpu", shifts=0, overlap=0.1)
    _, whole = separator.separate_tensor(torch.from_numpy(mix.T.copy()), RATE)
    stems = read(step("separate", source=wav("song.wav", mix), model="tiny", models=str(tiny_models)))
    assert list(stems) == list(whole)
    for name, stem in stems.items():
        assert stem == pytest.approx(whole[name].numpy().T, abs=2e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "frames"), [(44_100, 132_301), (48_000, 240_001), (96_000, 300_000)])
def test_a_model_that_changes_nothing_gives_the_song_back_to_the_sample(wav, out, rate, frames):
    """What Demucs's model is asked for, and what becomes of its answer, must not move or scale anything."""

    class Echo(HTDemucs):
        def forward(self, mix):
            return torch.stack((mix, 0.5 * mix), dim=1)

    class Loaded:
        model = Echo(["drums", "bass"], channels=4, nfft=1024, t_layers=1, t_heads=2, dconv_comp=2, segment=2)
        samplerate = RATE

    # Given a song without the highest tones, which another rate could not carry
    smooth = np.cumsum(song(6.3, rate).sum(axis=0), axis=0)[:frames]
    smooth = (smooth - smooth.mean()) / np.abs(smooth).max() / 2 * np.hanning(frames)[:, None]
    smooth = smooth.astype(np.float32)
    loaded = cast("Separator", Loaded())
    names = separate_neural(loaded, wav("song.wav", smooth, rate), out, 2, lambda share: None)
    drums, _ = soundfile.read(out / names["drums"], dtype="float32")
    bass, _ = soundfile.read(out / names["bass"], dtype="float32")
    assert drums.shape == smooth.shape
    assert drums == pytest.approx(smooth, abs=1e-5 if rate == RATE else 2e-3)
    assert bass == pytest.approx(0.5 * drums, abs=2e-3)
    # A shift by a single sample would show ten times as clearly
    assert np.abs(drums - smooth).mean() < 0.1 * np.abs(np.diff(smooth, axis=0)).mean()


def test_an_unknown_model_is_told_what_there_is(step, wav, tone, tiny_models):
    error = step("separate", source=wav("song.wav", tone()), model="spleeter", models=str(tiny_models)).error
    assert error["code"] == "unknown_model"
    for name in ("auto", "spectral", "htdemucs_ft", "mdx_extra", "tiny"):
        assert name in error["message"]


def test_weights_that_are_not_there_are_asked_for(step, wav, tone, tmp_path):
    error = step("separate", source=wav("song.wav", tone()), model="htdemucs", models=str(tmp_path)).error
    assert error["code"] == "no_weights"
    assert "Put them into" in error["message"]


def test_auto_without_weights_is_the_built_in_separator(step, wav, tone, tmp_path):
    outcome = step("separate", source=wav("song.wav", tone()), models=str(tmp_path), env={"TORCH_HOME": str(tmp_path)})
    assert outcome.result["model"] == "spectral"


@pytest.mark.parametrize("name", ["955717e8.th", "955717e8-00000000.th"])
def test_weights_under_a_name_that_nobody_vouches_for_are_never_loaded(step, wav, tone, tmp_path, name):
    (tmp_path / name).write_bytes(b"cos\nsystem\n(S'touch /tmp/never'\ntR.")
    error = step("separate", source=wav("song.wav", tone()), model="htdemucs", models=str(tmp_path)).error
    assert error["code"] == "bad_weights"
    assert "955717e8-8726e21a.th" in error["message"]


def test_weights_that_are_not_what_their_name_says_are_never_loaded(step, wav, tone, tmp_path):
    (tmp_path / "955717e8-8726e21a.th").write_bytes(b"cos\nsystem\n(S'touch /tmp/never'\ntR.")
    error = step("separate", source=wav("song.wav", tone()), model="htdemucs", models=str(tmp_path)).error
    assert error["code"] == "bad_weights"
