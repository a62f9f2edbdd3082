"""Stems become one file that the engine maps."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr

from sfa_live.model.pack import PackHeader, read_header
from sfa_live.model.stem import ORIGINAL


def make(step, stems: dict[str, Path], rate: int = 48_000, original: Path | None = None):
    return step(
        "pack",
        track_id="t1",
        rate=rate,
        original=None if original is None else str(original),
        stems=[{"name": name, "path": str(path), "preview": name == "other"} for name, path in stems.items()],
    )


def samples(path: Path, header: PackHeader) -> np.ndarray:
    flat = np.fromfile(path, "<f4", offset=header.data_offset)
    return flat.reshape(header.frames, 2 * len(header.stems))


def noise(seed: int, frames: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.8, 0.8, (frames, 2)).astype(np.float32)


def test_equal_rates_are_copied_bit_for_bit_in_the_decks_order(step, wav):
    frames = 100_001
    made = {name: noise(seed, frames) for seed, name in enumerate(("other", "bass", "drums", "vocals"))}
    outcome = make(step, {name: wav(f"{name}.wav", body, 48_000) for name, body in made.items()})
    pack = outcome.out / outcome.result["pack"]
    header = read_header(pack)
    assert pack.name == "t1.48000.pack"
    assert [stem.name for stem in header.stems] == ["vocals", "drums", "bass", "other"]
    assert [stem.preview for stem in header.stems] == [False, False, False, True]
    assert np.array_equal(samples(pack, header), np.hstack([made[stem.name] for stem in header.stems]))
    assert (header.frames, header.rate, header.track_id) == (frames, 48_000, "t1")
    assert header.data_offset % 4096 == 0
    assert pack.stat().st_size == header.data_offset + header.data_bytes


def test_the_header_tells_checksum_peak_and_loudness(step, wav, tone):
    loud, quiet = tone(5.0, rate=48_000), tone(5.0, rate=48_000) * 0.1
    paths = {"drums": wav("a.wav", loud, 48_000), "bass": wav("b.wav", quiet, 48_000)}
    outcome = make(step, paths)
    pack = outcome.out / outcome.result["pack"]
    header = read_header(pack)
    assert header.checksum == hashlib.sha256(pack.read_bytes()[header.data_offset :]).hexdigest()
    meter = pyloudnorm.Meter(48_000)
    for stem, body in zip(header.stems, (loud, quiet), strict=True):
        assert stem.peak == np.abs(body).max()
        assert stem.lufs == pytest.approx(meter.integrated_loudness(body.astype(np.float64)), abs=0.05)
    assert outcome.result["stems"][0] == {"name": "drums", "peak": header.stems[0].peak, "lufs": header.stems[0].lufs}


def test_loudness_gates_silence_as_the_standard_says(step, wav, tone):
    body = np.concatenate((tone(4.0, rate=44_100), np.zeros((44_100 * 6, 2), np.float32)))
    outcome = make(step, {"drums": wav("a.wav", body, 44_100), "bass": wav("b.wav", body * 0, 44_100)}, rate=44_100)
    expected = pyloudnorm.Meter(44_100).integrated_loudness(body.astype(np.float64))
    drums, bass = outcome.result["stems"]
    assert drums["lufs"] == pytest.approx(expected, abs=0.1)
    assert bass["lufs"] is None


@pytest.mark.parametrize(("rate", "new_rate"), [(44_100, 48_000), (48_000, 44_100), (96_000, 48_000)])
def test_unequal_rates_are_resampled_without_a_sample_of_delay(step, wav, rate, new_rate):
    body = soxr.resample(noise(3, rate), rate, rate / 4).repeat(4, axis=0)[:rate]
    outcome = make(step, {"drums": wav("a.wav", body, rate)}, rate=new_rate)
    pack = outcome.out / outcome.result["pack"]
    whole = soxr.resample(body, rate, new_rate, quality="VHQ")
    packed = samples(pack, read_header(pack))
    assert len(packed) == new_rate == outcome.result["frames"]
    assert packed[: len(whole)] == pytest.approx(whole[: len(packed)], abs=1e-5)


@pytest.mark.parametrize("rate", [48_000, 22_050])
def test_the_waveform_is_the_loudest_sample_of_every_hundredth(step, wav, rate):
    body = noise(1, 3 * rate + 77) * np.linspace(0, 1.2, 3 * rate + 77, dtype=np.float32)[:, None]
    outcome = make(step, {"drums": wav("a.wav", body, rate)}, rate=rate)
    waveform = msgspec.json.decode((outcome.out / outcome.result["waveform"]).read_bytes())
    index = np.arange(len(body)) * 100 // rate
    expected = [np.abs(body[index == point]).max() for point in range(index[-1] + 1)]
    assert waveform["stems"]["drums"] == [int(np.ceil(min(1.0, peak) * np.float32(255))) for peak in expected]
    assert waveform["points_per_second"] == 100
    assert waveform["duration_ms"] == outcome.result["duration_ms"] == round(1000 * len(body) / rate)


def test_stems_of_unlike_length_are_refused(step, wav):
    error = make(step, {"drums": wav("a.wav", noise(1, 500)), "bass": wav("b.wav", noise(1, 501))}).error
    assert error["code"] == "unlike_stems"


def test_a_stem_that_is_gone_is_named(step, tmp_path):
    assert "gone.wav" in make(step, {"drums": tmp_path / "gone.wav"}).error["message"]


def test_the_recording_lies_behind_its_stems_untouched(step, wav):
    recording = noise(7, 60_000)
    paths = {name: wav(f"{name}.wav", noise(seed, 60_000), 48_000) for seed, name in enumerate(("strings", "drums"))}
    outcome = make(step, paths, original=wav("source.wav", recording, 48_000))
    pack = outcome.out / outcome.result["pack"]
    header = read_header(pack)
    assert [stem.name for stem in header.stems] == ["drums", "strings", ORIGINAL]
    assert np.array_equal(samples(pack, header)[:, -2:], recording)
    assert header.stems[-1].peak == np.abs(recording).max()
    assert header.stems[-1].lufs is not None
    waveform = msgspec.json.decode((outcome.out / outcome.result["waveform"]).read_bytes())
    assert waveform["stems"].keys() == {"drums", "strings"}


def test_a_pack_that_is_full_goes_without_the_recording(step, wav):
    part = wav("part.wav", noise(1, 1000), 48_000)
    outcome = make(step, {f"stem_{number}": part for number in range(8)}, original=part)
    header = read_header(outcome.out / outcome.result["pack"])
    assert [stem.name for stem in header.stems] == [f"stem_{number}" for number in range(8)]


def test_the_recording_and_its_stems_go_together_to_the_sample(step, wav, out):
    body = (noise(5, 3 * 44_100) * np.linspace(0.2, 0.9, 3 * 44_100)[:, None]).astype(np.float32)
    source = wav("source.wav", body)
    separated = step("separate", source=source, model="spectral").result["stems"]
    outcome = make(step, {name: out / file for name, file in separated.items()}, original=source)
    pack = outcome.out / outcome.result["pack"]
    packed = samples(pack, read_header(pack)).reshape(-1, 5, 2)
    together, recording = packed[:, :4].sum(axis=1), packed[:, 4]
    assert together == pytest.approx(recording, abs=1e-5)
    alike = np.fft.irfft(np.fft.rfft(recording[:, 0]) * np.conj(np.fft.rfft(together[:, 0])))
    assert np.argmax(alike) == 0


@pytest.mark.slow
def test_a_four_minute_song_is_packed_in_little_memory(step, wav):
    paths = {}
    for name in ("vocals", "drums", "bass", "other", "source"):
        with soundfile.SoundFile(wav(f"{name}.wav", noise(1, 4)), "w", 44_100, 2, "FLOAT") as file:
            for second in range(240):
                file.write(noise(second, 44_100))
        paths[name] = Path(file.name)
    outcome = make(step, paths, original=paths.pop("source"))
    assert outcome.result["frames"] == 240 * 48_000
    assert outcome.peak_mb < 200
    print(f"packed in {outcome.seconds:.1f} s, {outcome.peak_mb:.0f} MB")
