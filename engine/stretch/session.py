"""One continuous stretch of a deck's song: from a frame of the deck on, for as long as the cursor goes no other way."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from engine.kernel.codes import Stretch
from engine.kernel.sizes import STEMS, STRETCH_SLOTS
from engine.source import Source
from engine.stretch.library import Kind, Pool
from engine.stretch.line import Line
from engine.stretch.pace import Pace, Recipe
from engine.stretch.song import Song, Stems

#: Seconds in which two thirds of an error of place are made good.
_SETTLING_S: Final = 0.05
#: Song frames that the place may be off by before anything is done about it: the library's own rounding is within.
_REST: Final = 0.75
#: How much of the speed a correction may be, at most.
_STEEPEST: Final = 0.1
#: Seconds that the cursor may be off the place it was expected at, before it is taken to have jumped.
_JUMP_S: Final = 0.0015
#: Frames that the fed signal may differ from the way the cursor will take; both are rounded.
_ROUNDING: Final = 3.0


class Workshop(NamedTuple):
    """What a deck's sessions are made with: the engine's rate, the frames of its ramps, and stretchers."""

    rate: int
    ramp_frames: int
    pool: Pool


class Session:
    """Sound from the deck's frame ``start`` up to ``end``, kept by frame modulo `STRETCH_SLOTS`. Thread: one."""

    def __init__(self, workshop: Workshop, source: Source, pace: Pace, start: int) -> None:
        #: Where the deck was when this was begun.
        self.begun_for: Pace = pace
        self.recipe: Recipe = pace.recipe
        self.start = start
        self.end = start
        #: It was where it should be once; until then it is being steered there.
        self.settled = False
        self.samples = np.zeros((STRETCH_SLOTS, 2 * STEMS), np.float32)
        self.places = np.empty(STRETCH_SLOTS, np.float64)
        self._signal = np.empty(STRETCH_SLOTS, np.float64)
        self._workshop = workshop
        self._rate = workshop.rate
        self._lines: list[Line] = []
        self._columns: list[list[int]] = []
        self._ends: list[int] = []
        self._pitches: list[float] = []
        #: Where the cursor is in each line's signal when the deck's frame ``start`` is heard.
        self._origins: list[float] = []
        place = pace.loop.walk(pace.position, pace.speed * (start - pace.heard))
        for stems, pitch in _parts(pace.recipe, source.stems):
            self._add_line(source, pace, place, stems, pitch)

    def close(self) -> None:
        """Give the stretchers back."""
        for line in self._lines:
            self._workshop.pool.give(line.stretcher)
        self._lines.clear()

    def stray(self, pace: Pace) -> float | None:
        """Song frames that the newest of it is behind the cursor's way; None when the cursor goes another way."""
        line = self._lines[0]
        signal = self._signal_at(pace)
        gap = pace.loop.fold(pace.position - line.song.place_of(signal))
        cursor = signal + gap
        fed = pace.loop.walk(pace.position, max(0.0, line.song.fed - cursor))
        if abs(gap) > _JUMP_S * self._rate:
            return None
        # Turns of a loop are whole frames, and now and then one longer.
        close = _ROUNDING + pace.loop.turns(line.song.fed - cursor)
        if line.song.fed > cursor and abs(pace.loop.fold(fed - line.song.place)) > close:
            return None
        return self._behind(line, pace, cursor)

    def go_on(self, pace: Pace) -> None:
        """Stretch one window more, of the line that is furthest behind."""
        which = int(np.argmin(self._ends))
        line = self._lines[which]
        signal = self._signal_at(pace)
        cursor = signal + pace.loop.fold(pace.position - self._lines[0].song.place_of(signal))
        cursor += self._origins[which] - self._origins[0]
        behind = self._behind(line, pace, cursor)
        steer = np.clip((behind - np.clip(behind, -_REST, _REST)) / (_SETTLING_S * self._rate), -_STEEPEST, _STEEPEST)
        pitch = self._pitches[which] * (1.0 if self.recipe.lock else pace.speed)
        piece = line.go_on(1.0 / (pace.speed + float(steer)), pace.speed, pitch, pace.loop)
        begin = self._ends[which]
        count = piece.signal.size
        slots = np.arange(begin, begin + count) & (STRETCH_SLOTS - 1)
        self.samples[slots[:, None], self._columns[which]] = piece.sound.T
        if which == 0:
            self.places[slots] = line.song.places(piece.signal)
            self._signal[slots] = piece.signal
        self._ends[which] += count
        self.end = min(self._ends)

    def _add_line(self, source: Source, pace: Pace, place: float, stems: int, pitch: float) -> None:
        recipe = pace.recipe
        kind = Kind(self._rate, Stretch(recipe.mode), 2 * stems.bit_count(), shifts=recipe.shift != 0.0)
        stretcher = self._workshop.pool.take(kind)
        heard_pitch = pitch * (1.0 if recipe.lock else pace.speed)
        # What is fed first lags when it is heard, so the feed begins as much further on.
        lag = stretcher.lag(pace.speed, heard_pitch) - stretcher.hold(heard_pitch) * pace.speed
        begin = int(pace.loop.walk(place, lag))
        self._origins.append(pace.loop.fold(place + lag - begin) - lag)
        pad = stretcher.pad + stretcher.run_in(pace.speed, heard_pitch)
        song = Song(Stems(source, stems, recipe.stem_loops), begin, pad, self._workshop.ramp_frames)
        self._lines.append(Line(stretcher, song, pace.speed, heard_pitch))
        self._columns.append([2 * stem + side for stem in range(STEMS) if stems & (1 << stem) for side in (0, 1)])
        self._ends.append(self.start)
        self._pitches.append(pitch)

    def _signal_at(self, pace: Pace) -> float:
        """The frame of the first line's signal that is heard next; outside of what is there, as the deck goes."""
        if pace.heard < self.start or self._ends[0] == self.start:
            return self._origins[0] + pace.speed * (pace.heard - self.start)
        last = min(pace.heard, self._ends[0] - 1)
        return float(self._signal[last & (STRETCH_SLOTS - 1)]) + pace.speed * (pace.heard - last)

    def _behind(self, line: Line, pace: Pace, cursor: float) -> float:
        shown, middle = line.ahead
        return cursor + pace.speed * (self.start + shown - pace.heard) - middle


def _parts(recipe: Recipe, stems: int) -> list[tuple[int, float]]:
    """Which stems share a pitch, a bit each, and that pitch over the one they would have by themselves."""
    everything = (1 << stems) - 1
    stay = recipe.exempt & everything if recipe.shift != 0.0 else 0
    shifted = 2.0 ** (recipe.shift / 12.0)
    return [(part, pitch) for part, pitch in ((everything & ~stay, shifted), (stay, 1.0)) if part]
