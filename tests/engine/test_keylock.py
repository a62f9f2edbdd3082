"""Key lock: the tempo moves and the pitch stays; key shift: the other way round."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from engine import (
    Frames,
    Load,
    OfflineEngine,
    Play,
    ResultKind,
    SetKeyLock,
    SetKeyShift,
    SetSolo,
    SetTempo,
    Source,
    Stretch,
)
from tests.engine.player import RATE, Sound, ask, constant, loaded, noise, sine, summed
from tests.engine.test_tempo import fit

#: Seconds of stretched sound each.
pytestmark = pytest.mark.slow

SECONDS = 3
#: The library resamples by the nearest fraction of small numbers.
SHIFT_CENTS = 2.5
TONE = sine(RATE * 5, 1000.0, 0.5)


def played(song: Sound, *commands, frames: int = RATE * SECONDS) -> tuple[OfflineEngine, npt.NDArray[np.float64]]:
    """The engine, and the left side of what it played, past the first tenth of a second."""
    engine = loaded(song, playing=False)
    ask(engine, *commands, Play(0))
    return engine, engine.render(frames)[RATE // 10 :, 0].astype(np.float64)


def pitch(out: npt.NDArray[np.floating[Any]], near: float) -> float:
    """The frequency of a tone in Hz, from how far its phase runs within a second."""
    wave = np.exp(-2j * np.pi * near * np.arange(RATE // 2) / RATE)
    turns = [np.angle(np.sum(out[start : start + RATE // 2] * wave)) for start in (0, RATE // 2)]
    return near + ((turns[1] - turns[0] + np.pi) % (2 * np.pi) - np.pi) / np.pi


def cents(frequency: float, reference: float) -> float:
    return 1200.0 * np.log2(frequency / reference)


@pytest.mark.parametrize("mode", Stretch)
@pytest.mark.parametrize("ratio", [0.94, 1.06])
def test_the_pitch_stays_while_the_tempo_moves(ratio: float, mode: Stretch) -> None:
    engine, out = played(TONE, SetKeyLock(0, on=True, mode=mode), SetTempo(0, ratio))
    assert abs(cents(pitch(out, 1000.0), 1000.0)) < 1.0
    assert engine.snapshot().decks[0].stretched
    assert engine.snapshot().decks[0].position_frames == pytest.approx(ratio * RATE * SECONDS, abs=1e-3)


@pytest.mark.parametrize("ratio", [0.94, 1.06])
def test_a_steady_tone_stays_clean_in_the_default_mode(ratio: float) -> None:
    amplitude, sinad = fit(played(TONE, SetKeyLock(0, on=True), SetTempo(0, ratio))[1], 1000.0)
    assert amplitude == pytest.approx(0.5, rel=0.01)
    assert sinad >= 55.0


@pytest.mark.parametrize("semitones", [-12.0, -3.0, 0.5, 2.0, 12.0])
@pytest.mark.parametrize("ratio", [1.0, 1.06])
def test_a_key_shift_moves_the_pitch_alone(ratio: float, semitones: float) -> None:
    engine, out = played(TONE, SetKeyLock(0, on=True), SetTempo(0, ratio), SetKeyShift(0, semitones))
    wanted = 1000.0 * 2 ** (semitones / 12)
    assert abs(cents(pitch(out, wanted), wanted)) < SHIFT_CENTS
    assert engine.snapshot().decks[0].position_frames == pytest.approx(ratio * RATE * SECONDS, abs=1e-3)


def test_a_key_shift_without_key_lock_comes_on_top_of_the_tempos_own() -> None:
    _, out = played(TONE, SetTempo(0, 1.06), SetKeyShift(0, 2.0))
    wanted = 1060.0 * 2 ** (2 / 12)
    assert abs(cents(pitch(out, wanted), wanted)) < SHIFT_CENTS


def test_exempt_stems_keep_their_pitch() -> None:
    song = np.concatenate([sine(RATE * 5, 1000.0, 0.3), sine(RATE * 5, 3000.0, 0.3)], axis=1)
    _, out = played(song, SetKeyLock(0, on=True), SetTempo(0, 1.06), SetKeyShift(0, 2.0, exempt=(1,)))
    shifted = 1000.0 * 2 ** (2 / 12)
    assert abs(cents(pitch(out, shifted), shifted)) < SHIFT_CENTS
    assert abs(cents(pitch(out, 3000.0), 3000.0)) < 1.0
    assert fit(out, 3000.0)[0] == pytest.approx(0.3, rel=0.02)


def test_with_every_stem_exempt_nothing_is_shifted() -> None:
    _, out = played(TONE, SetKeyShift(0, 5.0, exempt=(0, 1)))
    assert abs(cents(pitch(out, 1000.0), 1000.0)) < 1.0


def test_at_unity_key_lock_plays_the_recordings_own_samples() -> None:
    song = noise(20_000, 4)
    engine = loaded(song, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.0), Play(0))
    assert np.array_equal(engine.render(20_000), summed(song))
    assert not engine.snapshot().decks[0].stretched


def test_back_at_unity_the_recordings_own_samples_are_back() -> None:
    song = noise(60_000, 2)
    engine = loaded(song, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), SetTempo(0, 1.0, at=Frames(20_000)), Play(0))
    out = engine.render(40_000)
    place = int(engine.snapshot().decks[0].position_frames) - 10_000
    assert np.array_equal(out[30_000:], summed(song)[place : place + 10_000])


def test_the_stems_of_a_deck_stay_together() -> None:
    # The same music on every stem, beside something else: whichever is soloed, the very same samples are heard.
    music = noise(RATE * 4, 1)
    song = np.concatenate([music, noise(RATE * 4, 1, seed=2), music, music], axis=1)
    script = [SetKeyLock(0, on=True), SetTempo(0, 1.06)]
    first, third, fourth = (played(song, *script, SetSolo(0, stem, on=True))[1] for stem in (0, 2, 3))
    assert np.abs(first).max() > 0.1
    assert np.array_equal(first, third)
    assert np.array_equal(first, fourth)


def test_mute_and_solo_are_heard_at_once_behind_the_stretcher() -> None:
    song = np.concatenate([constant(RATE * 4, 0.25), constant(RATE * 4, 0.5)], axis=1)
    _, out = played(song, SetKeyLock(0, on=True), SetTempo(0, 1.06), SetSolo(0, 1, on=True, at=Frames(48_000)))
    out = out[48_000 - RATE // 10 :]
    assert out[0] == pytest.approx(0.75, abs=0.01)
    assert out[241] == pytest.approx(0.5, abs=0.01)


def test_a_stem_that_breaks_is_muted_and_told_and_the_others_go_on() -> None:
    song = np.concatenate([sine(RATE * 4, 1000.0, 0.3), sine(RATE * 4, 500.0, 0.3)], axis=1)
    song[RATE * 2 : RATE * 2 + 7, 0] = np.nan
    engine, out = played(song, SetKeyLock(0, on=True), SetTempo(0, 1.06))
    broken = [result for result in engine.collect() if result.kind is ResultKind.BROKEN_STEM]
    assert [(result.deck, result.stem) for result in broken] == [(0, 0)]
    assert broken[0].frame == pytest.approx(RATE * 2 / 1.06, abs=RATE * 0.03)
    assert np.isfinite(out).all()
    after = out[RATE * 2 :]
    assert fit(after, 500.0)[0] == pytest.approx(0.3, rel=0.02)
    assert fit(after, 1000.0)[0] < 0.001


def test_key_lock_is_the_decks_own_and_stays_when_another_song_comes() -> None:
    engine = loaded(TONE, playing=False)
    ask(engine, SetKeyLock(0, on=True), SetTempo(0, 1.06), Play(0))
    engine.render(RATE)
    ask(engine, Load(0, Source.from_array(sine(RATE * 5, 700.0, 0.5))), Play(0))
    out = engine.render(RATE * 2)[RATE // 10 :, 0].astype(np.float64)
    assert abs(cents(pitch(out, 700.0), 700.0)) < 1.0


def test_a_render_can_be_repeated_to_the_bit() -> None:
    song = noise(RATE * 2, 2)
    script = [SetKeyLock(0, on=True), SetTempo(0, 1.06), SetKeyShift(0, -2.0, at=Frames(30_000), exempt=(0,))]
    first, second = (played(song, *script, frames=RATE)[1] for _ in range(2))
    assert np.array_equal(first, second)
