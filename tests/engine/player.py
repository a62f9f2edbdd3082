"""Songs to play, and an offline engine that plays them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine import Command, Load, OfflineEngine, Outcome, Play, Result, Source

RATE = 48_000
RAMP = 240

Sound = npt.NDArray[np.float32]


def noise(frames: int, stems: int, seed: int = 1, level: float = 0.05) -> Sound:
    """A song of white noise, every sample its own. Shape: (frames, 2 * stems)."""
    random = np.random.default_rng(seed)
    return (random.standard_normal((frames, 2 * stems)) * level).astype(np.float32)


def sine(frames: int, frequency: float = 1000.0, level: float = 1.0, stems: int = 1) -> Sound:
    """A song of one tone on every channel."""
    wave = level * np.sin(2 * np.pi * frequency * np.arange(frames) / RATE)
    return np.repeat(wave.astype(np.float32)[:, None], 2 * stems, axis=1)


def constant(frames: int, level: float = 0.25, stems: int = 1) -> Sound:
    """A song that is one number, so that the output shows the gains."""
    return np.full((frames, 2 * stems), level, np.float32)


def summed(song: Sound) -> Sound:
    """What a deck plays at unity: the stems added in their order, in float32."""
    frames, channels = song.shape
    stems = song.reshape(frames, channels // 2, 2).transpose(1, 0, 2)
    total: Sound = stems.sum(axis=0)
    return total


def ask(engine: OfflineEngine, *commands: Command) -> None:
    """Submit commands that must be accepted."""
    for command in commands:
        assert engine.submit(command) is Outcome.ACCEPTED


def loaded(*songs: Sound, block: int = 128, playing: bool = True, channels: int = 2) -> OfflineEngine:
    """An engine with a song on each deck, about to play."""
    engine = OfflineEngine(RATE, block, channels)
    for deck, song in enumerate(songs):
        ask(engine, Load(deck, Source.from_array(song)))
        if playing:
            ask(engine, Play(deck))
    return engine


def answers(engine: OfflineEngine) -> dict[int | None, Result]:
    """The results collected now, by the number of the command that they answer."""
    return {result.command_id: result for result in engine.collect()}
