"""What moves all the time and is never kept: positions and levels, told at most 30 times a second, the latest only."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

#: Left and right, linear, 1.0 is full scale.
Pair = tuple[float, float]


class DeckMeters(Struct, frozen=True):
    """Where a deck is and how loud."""

    position_ms: float
    playing: bool
    #: Where it is on its beat grid, in beats.
    beat: float
    peak: Pair
    rms: Pair
    #: Peak of every stem after its fader, by name: the louder side.
    stems: Mapping[str, float]


class Meters(Struct, frozen=True):
    """One look at the engine."""

    #: The engine's clock: frames since it started.
    frame: int
    #: The master clock: beats since the start (a multiple of 4 begins a bar), and its tempo.
    beat: float
    bpm: float
    peak: Pair
    rms: Pair
    #: How far the limiter turns down now, in dB (0 or less).
    limiter_db: float
    #: The callback's share of its block, in percent, a moving mean.
    load: float
    decks: Mapping[str, DeckMeters]
