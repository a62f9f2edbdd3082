"""Short pieces played by a script: what they sound like is kept beside them (see `tests.engine.golden.fingerprint`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from engine import (
    Band,
    BeatGrid,
    Bend,
    ChainLoop,
    Command,
    Curve,
    Frames,
    Jump,
    LeaveLoop,
    Load,
    Lock,
    LoopHere,
    OfflineEngine,
    Pause,
    Play,
    Refusal,
    Roll,
    Seek,
    SetBlend,
    SetClock,
    SetCrossfader,
    SetCurve,
    SetDeckFilter,
    SetDeckGain,
    SetDeckOutput,
    SetEq,
    SetGrid,
    SetHeadphoneMix,
    SetHeadphones,
    SetKeyLock,
    SetKeyShift,
    SetLoop,
    SetMaster,
    SetMute,
    SetSide,
    SetSlip,
    SetSolo,
    SetStemChannel,
    SetStemFilter,
    SetStemGain,
    SetStemLoop,
    SetStemOutput,
    SetTempo,
    SetTrim,
    Shift,
    Side,
    Source,
    StemLoopHere,
    SyncOnce,
)
from tests.engine.player import RATE, Sound

#: Frames of every script.
LENGTH: Final = 4 * RATE
BEAT: Final = RATE // 2
DRUMS, BASS, VOICE, ORIGINAL = range(4)


def song(bpm: float = 120.0, key: float = 1.0) -> Source:
    """Eight seconds of drums, a bass, a voice and the mix of the three. Arithmetic only: the same on every machine."""
    frames = np.arange(8 * RATE)
    time = frames / RATE
    beat = time * bpm / 60.0
    # A linear congruential generator's noise, from its closed form: no library decides what it is.
    noise = ((frames * 1_103_515_245 + 12_345) % 2_147_483_648 * 16_807 % 65_536) / 32_768.0 - 1.0
    drums = 0.3 * noise * np.exp(-12.0 * (beat % 1.0))
    bass = 0.2 * (2.0 * (55.0 * key * time % 1.0) - 1.0)
    voice = 0.2 * np.sin(2.0 * np.pi * (440.0 * key * time + 3.0 * np.sin(2.0 * np.pi * 5.0 * time)))
    left = [drums, bass, voice, drums + bass + voice]
    right = [drums, bass, 0.5 * voice, drums + bass + 0.5 * voice]
    channels = [channel for pair in zip(left, right, strict=True) for channel in pair]
    return Source.from_array(np.stack(channels, axis=1).astype(np.float32), original=ORIGINAL)


def grid(bpm: float = 120.0) -> BeatGrid:
    """The beats of `song`."""
    return BeatGrid.from_beats(np.arange(8.0 * bpm / 60.0) * 60.0 / bpm * RATE)


def at(beats: float) -> Frames:
    """The frame of a beat of the clock at 120 bpm."""
    return Frames(round(beats * BEAT))


def _on(deck: int, bpm: float = 120.0, key: float = 1.0) -> Iterator[Command]:
    yield Load(deck, song(bpm, key))
    yield SetGrid(deck, grid(bpm))


def mixing() -> Iterator[Command]:
    """Four decks, faders, mutes, solos, sides, all three curves."""
    for deck in range(4):
        yield from _on(deck, key=1.0 + deck / 4.0)
        yield SetSide(deck, Side.LEFT if deck % 2 == 0 else Side.RIGHT)
        yield Play(deck, at=at(deck))
    yield SetMute(0, DRUMS, True, at=at(1.3))
    yield SetSolo(1, VOICE, True, at=at(2.1))
    yield SetStemGain(2, BASS, 0.3, 4800, at=at(3.1))
    yield SetCrossfader(1.0, RATE // 2, at=at(4))
    yield SetCurve(Curve.EQUAL_POWER, at=at(5.2))
    yield SetCrossfader(-0.5, at=at(5.5))
    yield SetCurve(Curve.SHARP, at=at(6.2))
    yield SetDeckGain(3, 0.2, at=at(6.5))
    yield SetTrim(0, 1.7, at=at(6.7))
    yield SetMaster(0.5, at=at(7))


def loops() -> Iterator[Command]:
    """Loops in and out, halved, rolled, chained, of one stem, left now and played to their end; jumps."""
    for deck in range(3):
        yield from _on(deck, key=1.0 + deck / 3.0)
        yield Play(deck)
    yield LoopHere(0, 0.5, at=at(1.1))
    yield SetLoop(0, True, BEAT, BEAT + BEAT // 4, at=at(2.2))
    yield LeaveLoop(0, at=at(3.1))
    yield Jump(0, 2.0, at=at(3.6))
    yield Roll(0, True, 0.25, at=at(5))
    yield Roll(0, False, at=at(6))
    yield ChainLoop(1, 2 * BEAT, 2 * BEAT + BEAT // 2, 2, at=at(0.5))
    yield ChainLoop(1, 3 * BEAT, 3 * BEAT + BEAT // 4, 3, at=at(0.6))
    yield StemLoopHere(2, VOICE, 0.5, at=at(1.6))
    yield SetStemLoop(2, DRUMS, True, BEAT, 2 * BEAT, at=at(3))
    yield SetStemLoop(2, VOICE, False, at=at(5))


def filters() -> Iterator[Command]:
    """Equaliser bands moved and killed, a deck's filter from one end to the other, a filter on one stem."""
    yield from _on(0)
    yield Play(0)
    yield SetEq(0, Band.LOW, 0.0, at=at(1))
    yield SetEq(0, Band.MID, 2.0, BEAT, at=at(1.5))
    yield SetEq(0, Band.HIGH, 0.25, at=at(2))
    yield SetEq(0, Band.LOW, 1.0, at=at(3))
    yield SetDeckFilter(0, -1.0, 2 * BEAT, at=at(3))
    yield SetDeckFilter(0, 1.0, 2 * BEAT, at=at(5))
    yield SetDeckFilter(0, 0.0, at=at(7))
    yield SetStemFilter(0, VOICE, 0.4, at=at(2.5))


def cables() -> Iterator[Command]:
    """The original for the stems, a stem on another channel, pairs of outputs, headphones."""
    for deck in range(2):
        yield from _on(deck, key=1.0 + deck / 2.0)
        yield Play(deck)
    yield SetBlend(0, 1.0, BEAT, at=at(1))
    yield SetBlend(0, 0.0, at=at(3))
    yield SetStemChannel(0, DRUMS, 1, at=at(3.5))
    yield SetDeckGain(1, 0.3, at=at(4))
    yield SetHeadphones(1, True, at=at(4.2))
    yield SetHeadphoneMix(0.5, at=at(5))
    yield SetStemOutput(1, VOICE, 2, at=at(5.5))
    yield SetDeckOutput(0, 2, at=at(6.5))


def speed() -> Iterator[Command]:
    """Faster, slower, a hand on the record, a push, slip over a seek."""
    yield from _on(0)
    yield Play(0)
    yield SetTempo(0, 1.06, at=at(1))
    yield Bend(0, 0.9, at=at(2))
    yield Bend(0, 1.0, at=at(2.5))
    yield Shift(0, 2_000.0, BEAT, at=at(3))
    yield SetTempo(0, 0.5, at=at(4))
    yield SetSlip(0, True, at=at(5))
    yield Seek(0, 1_000.0, at=at(5.2))
    yield SetSlip(0, False, at=at(6))
    yield SetTempo(0, 1.0, at=at(6.5))
    yield Pause(0, at=at(7.5))


def sync() -> Iterator[Command]:
    """Songs of three tempi on one clock that moves; what waits for the beat."""
    for deck, bpm in enumerate((120.0, 126.0, 92.0)):
        yield from _on(deck, bpm, key=1.0 + deck / 3.0)
    yield Play(0)
    yield Lock(1, True)
    yield Play(1, quantum=1.0, at=None)
    yield SetClock(128.0, at=at(3))
    yield Play(2, at=at(2.3))
    yield SyncOnce(2, at=at(4.3))
    yield SetMute(1, DRUMS, True, quantum=4.0)


def key_lock() -> Iterator[Command]:
    """Faster in the same key, then another key; drums exempt."""
    yield from _on(0)
    yield SetKeyLock(0, True)
    yield SetTempo(0, 1.06)
    yield Play(0)
    yield SetKeyShift(0, 3.0, (DRUMS,), at=at(3))
    yield SetKeyLock(0, False, at=at(6))


#: What is played, and how near a render must come to what is kept: see `tests.engine.golden.fingerprint`.
SCRIPTS: Final[Mapping[Callable[[], Iterator[Command]], float]] = {
    mixing: 1e-4,
    loops: 1e-4,
    filters: 1e-4,
    cables: 1e-4,
    speed: 1e-4,
    sync: 1e-4,
    # Another version of the library may place its grains elsewhere, but not make it louder or quieter.
    key_lock: 0.3,
}


def play(script: Callable[[], Iterator[Command]], block: int = 256) -> Sound:
    """Render a script. Shape: (LENGTH, 4): the master and the headphones."""
    engine = OfflineEngine(RATE, block, 4)
    for command in script():
        engine.submit(command)
    sound = engine.render(LENGTH)
    refused = [result for result in engine.collect() if result.refusal is not Refusal.NONE]
    assert not refused, refused
    return sound
