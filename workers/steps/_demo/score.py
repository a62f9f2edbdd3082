"""Scores as values, and the curves that play them: pitch and loudness over time, exact to the beat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

#: Points per second of every curve: a note begins within 0.1 ms of its beat.
CURVE_RATE: Final = 12_000

Curve = NDArray[np.float32]


class Note(Struct, frozen=True):
    """A tone of a line. Times in beats, pitch as a MIDI note, ``colour`` is the vowel or brightness, 0 to 1."""

    beat: float
    length: float
    pitch: float
    level: float = 1.0
    colour: float = 0.5


class Score(Struct, frozen=True):
    """A song on paper. Drum parts are beats with levels; chords are lines of equal length, one per voice."""

    title: str
    key: str
    tempo: float
    bars: int
    kick: tuple[tuple[float, float], ...]
    snare: tuple[tuple[float, float], ...]
    hat: tuple[tuple[float, float], ...]
    bass: tuple[Note, ...]
    chords: tuple[tuple[Note, ...], ...]
    voice: tuple[Note, ...]
    #: The tone, in Hz, on which the kick drum ends: a drum out of tune blurs the bass.
    kick_hz: float = 55.0
    #: How bright the chords' filter is, 0 to 1, at the beginning and at the end.
    opening: tuple[float, float] = (0.3, 0.9)

    @property
    def beat_seconds(self) -> float:
        """How long a beat lasts."""
        return 60.0 / self.tempo

    @property
    def beats(self) -> tuple[float, ...]:
        """When each beat is, in seconds."""
        return tuple(round(beat * self.beat_seconds, 6) for beat in range(4 * self.bars))

    def strokes(self, hits: Iterable[tuple[float, float]], decay: float) -> Curve:
        """The loudness of a drum that dies away within ``decay`` seconds (to a third)."""
        curve = self.blank()
        for beat, level in hits:
            start = self._place(beat)
            time = np.arange(min(len(curve) - start, int(8 * decay * CURVE_RATE))) / CURVE_RATE
            np.maximum(
                curve[start : start + len(time)], level * np.exp(-time / decay), out=curve[start : start + len(time)]
            )
        return curve

    def loudness(self, line: Iterable[Note], attack: float, fall: float, release: float) -> Curve:
        """The loudness of a line: ``attack`` s to rise, ``fall`` s down to a third, ``release`` s to end."""
        curve = self.blank()
        for note in line:
            start, held = self._place(note.beat), note.length * self.beat_seconds
            time = np.arange(min(len(curve) - start, int((held + release) * CURVE_RATE))) / CURVE_RATE
            shape = np.minimum(1.0, time / attack) * np.exp(-time / fall)
            shape *= np.clip(1.0 - (time - held) / release, 0.0, 1.0)
            span = curve[start : start + len(time)]
            np.maximum(span, note.level * shape, out=span)
        return curve

    def pitch(self, line: tuple[Note, ...], glide: float = 0.0) -> Curve:
        """The frequency of a line in Hz; each tone is reached within about ``glide`` seconds."""
        return (440.0 * 2 ** ((self._steps(line, "pitch", glide) - 69) / 12)).astype(np.float32)

    def colour(self, line: tuple[Note, ...], glide: float = 0.05) -> Curve:
        """The colour of a line, 0 to 1."""
        return self._steps(line, "colour", glide).astype(np.float32)

    def blank(self) -> Curve:
        """A curve of the song's length, its last bar's echo included, at zero."""
        return np.zeros(self._place(4 * self.bars) + 2 * CURVE_RATE, np.float32)

    def _steps(self, line: tuple[Note, ...], field: str, glide: float) -> NDArray[np.float64]:
        curve = np.empty(len(self.blank()))
        curve[:] = getattr(line[0], field)
        for note in line:
            curve[self._place(note.beat) :] = getattr(note, field)
        if glide:
            width = int(glide * CURVE_RATE)
            padded = np.concatenate((np.full(width, curve[0]), curve))
            sums = np.cumsum(padded)
            curve = (sums[width:] - sums[:-width]) / width
        return curve

    def _place(self, beat: float) -> int:
        return round(beat * self.beat_seconds * CURVE_RATE)
