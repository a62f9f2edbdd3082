"""Where the beats of a song are: one tempo throughout, or every beat by itself.

Beats are numbered from 0; a bar has four. Every edit gives a new grid, or an `ActionError` when no grid is like that.
"""

from __future__ import annotations

import bisect
import math
from itertools import pairwise
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from sfa_live.errors import ActionError
from sfa_live.model.units import Bpm, Milliseconds

BEATS_PER_BAR: Final = 4
#: Tempi that a grid may have, in bpm.
SLOWEST: Final = 20.0
FASTEST: Final = 400.0


class Grid(Struct, frozen=True):
    """The beats of a song."""

    #: The tempo; of a grid whose beats are given one by one, the mean.
    bpm: Annotated[float, Meta(ge=SLOWEST, le=FASTEST)]
    #: Where beat 0 is.
    first_ms: float = 0.0
    #: A beat that begins a bar.
    downbeat: int = 0
    #: Every beat's place when the tempo is not the same throughout, ascending; else none.
    beats_ms: tuple[float, ...] = ()

    @classmethod
    def from_beats(cls, beats_ms: tuple[float, ...], downbeat: int = 0) -> Grid:
        """A grid of beats that were found one by one: two or more, ascending."""
        mean = 60_000.0 * (len(beats_ms) - 1) / (beats_ms[-1] - beats_ms[0])
        return cls(mean, beats_ms[0], downbeat, beats_ms)

    @property
    def beat_ms(self) -> Milliseconds:
        """How long a beat is (the mean, where the tempo moves)."""
        return Milliseconds(60_000.0 / self.bpm)

    def beat_at(self, place_ms: float) -> float:
        """The beat at a place, with its fraction. Before the first and behind the last beat the tempo goes on."""
        if not self.beats_ms:
            return (place_ms - self.first_ms) / self.beat_ms
        index = self._segment(bisect.bisect_right(self.beats_ms, place_ms) - 1)
        start, end = self.beats_ms[index : index + 2]
        return index + (place_ms - start) / (end - start)

    def ms_at(self, beat: float) -> Milliseconds:
        """The place of a beat, or of a fraction of one."""
        if not self.beats_ms:
            return Milliseconds(self.first_ms + beat * self.beat_ms)
        index = self._segment(math.floor(beat))
        start, end = self.beats_ms[index : index + 2]
        return Milliseconds(start + (beat - index) * (end - start))

    def bpm_at(self, place_ms: float) -> Bpm:
        """The tempo at a place."""
        beat = math.floor(self.beat_at(place_ms))
        return Bpm(60_000.0 / (self.ms_at(beat + 1) - self.ms_at(beat)))

    def nearest_beat(self, place_ms: float) -> int:
        """The number of the beat nearest to a place."""
        return math.floor(self.beat_at(place_ms) + 0.5)

    def moved(self, by_ms: float) -> Grid:
        """Every beat so much later."""
        places = tuple(place + by_ms for place in self.beats_ms)
        return replace(self, first_ms=self.first_ms + by_ms, beats_ms=places)

    def with_downbeat_at(self, place_ms: float) -> Grid:
        """The beat nearest to a place moves there, all others with it, and begins a bar."""
        beat = self.nearest_beat(place_ms)
        return replace(self.moved(place_ms - self.ms_at(beat)), downbeat=beat)

    def doubled(self) -> Grid:
        """A beat between every two."""
        between = tuple(place for a, b in pairwise(self.beats_ms) for place in (a, (a + b) / 2))
        beats_ms = between + self.beats_ms[-1:]
        return _possible(replace(self, bpm=self.bpm * 2, downbeat=self.downbeat * 2, beats_ms=beats_ms))

    def halved(self) -> Grid:
        """Every second beat, the downbeats among them."""
        odd = self.downbeat % 2
        downbeat = (self.downbeat - odd) // 2
        if not self.beats_ms:
            return _possible(replace(self, bpm=self.bpm / 2, first_ms=self.ms_at(odd), downbeat=downbeat))
        kept = self.beats_ms[odd::2]
        if len(kept) < 2:
            raise ActionError("A song has two beats at least: these cannot be halved.")
        return _possible(Grid.from_beats(kept, downbeat))

    def places(self, duration_ms: float) -> tuple[float, ...]:
        """Every beat from the song's beginning to its end, two at least; and see `first_number`."""
        if self.beats_ms:
            return self.beats_ms
        first = self.first_number()
        count = max(2, math.ceil(self.beat_at(duration_ms)) - first + 1)
        return tuple(self.ms_at(first + k) for k in range(count))

    def first_number(self) -> int:
        """The number of the first of `places`."""
        return 0 if self.beats_ms else math.ceil(self.beat_at(0.0))

    def _segment(self, index: int) -> int:
        return min(max(index, 0), len(self.beats_ms) - 2)


def _possible(grid: Grid) -> Grid:
    if not SLOWEST <= grid.bpm <= FASTEST:
        raise ActionError(f"A song has {SLOWEST:g} to {FASTEST:g} beats a minute, not {grid.bpm:g}.")
    return grid
