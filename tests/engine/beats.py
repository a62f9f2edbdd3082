"""Songs with beats, and decks that play them in time."""

from __future__ import annotations

import numpy as np

from engine import BeatGrid, Command, Load, OfflineEngine, Play, SetGrid, SetLeader, Snapshot, Source
from tests.engine.player import RATE, Sound, ask, noise


def even(bpm: float = 120.0, beats: int = 256, first: float = 0.0) -> BeatGrid:
    """A grid of one tempo."""
    return BeatGrid.from_beats(first + np.arange(beats, dtype=np.float64) * (60.0 * RATE / bpm))


def live(beats: int = 256, seed: int = 1, bpm: float = 120.0, sway: float = 0.02) -> BeatGrid:
    """A grid as a drummer plays it: no two beats are equally long."""
    random = np.random.default_rng(seed)
    lengths = 60.0 * RATE / bpm * (1.0 + sway * random.standard_normal(beats).clip(-2, 2))
    return BeatGrid.from_beats(np.cumsum(lengths))


def on_the_beat(
    *grids: BeatGrid | None, song: Sound | None = None, block: int = 128, playing: bool = True
) -> OfflineEngine:
    """An engine with a song on a deck for each grid, about to play; all share one song."""
    engine = OfflineEngine(RATE, block)
    source = Source.from_array(noise(RATE * 10, 1) if song is None else song)
    for deck, grid in enumerate(grids):
        asked: list[Command] = [Load(deck, source)]
        if grid is not None:
            asked.append(SetGrid(deck, grid))
        if playing:
            asked.append(Play(deck))
        ask(engine, *asked)
    return engine


def led(engine: OfflineEngine) -> OfflineEngine:
    """The same engine, with a silent deck of 120 bpm besides that leads the clock."""
    source = Source.from_array(long_song(60))
    ask(engine, Load(3, source), SetGrid(3, even()), SetLeader(3), Play(3))
    return engine


def long_song(seconds: float, stems: int = 1) -> Sound:
    """Silence to play for a long time."""
    return np.zeros((int(seconds * RATE), 2 * stems), np.float32)


def apart(seen: Snapshot, deck: int, factor: float | None = None) -> float:
    """How far a deck's beat lies from the clock's, in seconds; in the measure that it has, or another."""
    factor = seen.decks[deck].factor if factor is None else factor
    beats = seen.decks[deck].beat - seen.clock.beat * factor
    return float((beats - np.round(beats)) / factor * 60.0 / seen.clock.bpm)
