"""The stems of a deck that share a pitch, stretched together, with the place of the song that each frame shows.

The map of places is counted, not computed from tempi: a window that took so many frames in and gave so many out moves
its middle by exactly these. What the library does in between, and how often the tempo moved, makes no difference, and
nothing adds up.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from engine.stretch.library import Channels, Stretcher
from engine.stretch.pace import Loop
from engine.stretch.song import Places, Song

#: Windows whose middles are remembered: more than lie between the newest one and what comes out.
_MIDDLES: Final = 64


class Piece(NamedTuple):
    """Stretched sound: shape (channels, frames), and which frame of the song's signal each frame shows."""

    sound: Channels
    signal: Places


class Line:
    """One stretcher at work on one signal. Thread: the deck's stretcher."""

    def __init__(self, stretcher: Stretcher, song: Song, speed: float, pitch: float) -> None:
        self.stretcher = stretcher
        self.song = song
        stretcher.reset(1.0 / speed, pitch)
        hold, lag = stretcher.hold(pitch), stretcher.lag(speed, pitch)
        run_in = stretcher.run_in(speed, pitch)
        #: The frame of the signal to be heard first, and the output frame that shows it; none while all runs in.
        self._first = hold * speed - lag
        self._skip = None if run_in else stretcher.delay
        self._speed = speed
        self._given = 0
        self._shown = [stretcher.delay - hold]
        self._middles = [-run_in - lag]

    @property
    def ahead(self) -> tuple[float, float]:
        """The newest middle: in output frames since the first to be heard, and in frames of the signal."""
        middle = self._middles[-1]
        if self._skip is None:
            return (middle - self._first) / self._speed, middle
        return self._shown[-1] - self._skip, middle

    def go_on(self, ratio: float, speed: float, pitch: float, loop: Loop) -> Piece:
        """Feed one window, take what comes out: nothing while it runs in. ``speed`` is the deck's own, uncorrected."""
        stretcher = self.stretcher
        stretcher.set(ratio, pitch)
        sound = stretcher.process(self.song.read(stretcher.required, loop))
        first = self._given
        self._given += sound.shape[1]
        if sound.shape[1]:
            middle = self.song.fed - stretcher.waiting + stretcher.pad - stretcher.lag(speed, pitch)
            self._note(self._given + stretcher.delay, middle)
        if self._skip is None and self._middles[-1] >= self._first:
            self._skip = math.ceil(np.interp(self._first, self._middles, self._shown))
        skip = self._given if self._skip is None else self._skip
        signal = np.interp(np.arange(max(first, skip), self._given), self._shown, self._middles)
        sound = sound[:, max(0, skip - first) :]
        for pair, start in self.song.broken_from():
            # The kernel finds it, as it would in the song itself, and mutes the stem.
            sound[2 * pair : 2 * pair + 2, signal >= start] = np.nan
        return Piece(sound, signal)

    def _note(self, shown: float, middle: float) -> None:
        self._shown.append(max(shown, self._shown[-1] + 1.0))
        self._middles.append(middle)
        del self._shown[:-_MIDDLES], self._middles[:-_MIDDLES]
