"""The two demo songs' scores. What repeats is written once and laid out over the bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from workers.steps._demo.score import Note, Score

ARTIST: Final = "sfa_live demo"


def _lay_out(pattern: Iterable[tuple[float, float]], bars: Iterable[int]) -> tuple[tuple[float, float], ...]:
    """A bar's drum pattern in each of ``bars``."""
    hits = [(4 * bar + beat, level) for bar in bars for beat, level in pattern]
    return tuple(sorted(hits))


def _bass(roots: Sequence[int], rhythm: Sequence[tuple[float, float, int]], bars: Iterable[int]) -> tuple[Note, ...]:
    """A bar's bass rhythm (beat, length, steps above the root) over the chords' roots."""
    return tuple(
        Note(4 * bar + beat, length, roots[bar % len(roots)] + steps, 1.0, 0.3 + 0.4 * (bar % 8) / 8)
        for bar in bars
        for beat, length, steps in rhythm
    )


def _chords(
    chords: Sequence[Sequence[int]], rhythm: Sequence[tuple[float, float]], bars: Iterable[int]
) -> tuple[tuple[Note, ...], ...]:
    """A bar's chord rhythm (beat, length), one line for each of the chords' voices."""
    places = [(4 * bar + beat, length, chords[bar % len(chords)]) for bar in bars for beat, length in rhythm]
    return tuple(tuple(Note(beat, length, chord[voice]) for beat, length, chord in places) for voice in range(4))


def _phrases(phrase: Sequence[tuple[float, float, int, float]], starts: Iterable[int]) -> tuple[Note, ...]:
    """A sung phrase (beat, length, pitch, vowel) from each of the bars in ``starts`` on."""
    return tuple(
        Note(4 * bar + beat, length, pitch, 1.0, vowel) for bar in starts for beat, length, pitch, vowel in phrase
    )


def night_bus() -> Score:
    """House at 124 in A minor: four on the floor, off-beat bass, stabs, a voice on top."""
    bars = 32
    beating = [bar for bar in range(bars) if not 16 <= bar < 18]
    return Score(
        title="Night Bus",
        key="A minor",
        tempo=124.0,
        bars=bars,
        kick=_lay_out([(0, 1.0), (1, 0.95), (2, 1.0), (3, 0.95)], beating),
        snare=_lay_out([(1, 0.8), (3, 0.85), (3.75, 0.25)], range(bars)),
        hat=_lay_out([(beat / 4, 0.9 if beat % 4 == 2 else 0.3) for beat in range(16)], range(bars)),
        bass=_bass(
            [33, 29, 38, 28],
            [(0.5, 0.4, 0), (1.5, 0.4, 0), (2.25, 0.2, 12), (2.5, 0.4, 0), (3.5, 0.4, 7)],
            range(bars),
        ),
        chords=_chords(
            [(57, 60, 64, 67), (57, 60, 65, 69), (57, 62, 65, 69), (56, 59, 64, 71)],
            [(0, 0.6), (1.5, 0.4), (2.75, 0.9)],
            range(bars),
        ),
        voice=_phrases(
            [
                (0, 1.5, 69, 0.1), (1.5, 0.5, 72, 0.4), (2, 1.8, 71, 0.8), (4, 1.0, 69, 0.2), (5, 0.5, 67, 0.5),
                (5.5, 2.2, 65, 0.9), (8, 1.5, 74, 0.1), (9.5, 0.5, 72, 0.4), (10, 1.0, 69, 0.7), (11, 0.9, 65, 0.3),
                (12, 1.0, 64, 0.6), (13, 0.5, 68, 0.2), (13.5, 2.2, 71, 0.9),
            ],
            [bar for bar in range(4, bars, 4) if bar != 20],
        ),
    )  # fmt: skip


def slow_tide() -> Score:
    """Broken beat at 96 in D minor: a kick that stumbles, round bass, wide chords, a slower voice."""
    bars = 28
    return Score(
        title="Slow Tide",
        key="D minor",
        tempo=96.0,
        bars=bars,
        kick=_lay_out([(0, 1.0), (1.75, 0.7), (2.5, 0.95)], range(bars)),
        snare=_lay_out([(1, 0.9), (3, 1.0), (3.75, 0.3)], range(bars)),
        hat=_lay_out([(beat / 4, (0.7, 0.2, 0.45, 0.3)[beat % 4]) for beat in range(16)], range(bars)),
        bass=_bass(
            [38, 34, 31, 33],
            [(0, 1.2, 0), (1.75, 0.5, 0), (2.5, 0.7, 7), (3.5, 0.4, 12)],
            range(bars),
        ),
        chords=_chords(
            [(57, 60, 65, 74), (58, 62, 65, 70), (58, 62, 67, 70), (57, 61, 64, 69)],
            [(0, 3.6)],
            range(bars),
        ),
        voice=_phrases(
            [
                (0, 2.5, 74, 0.8), (2.5, 1.0, 77, 0.3), (4, 2.0, 74, 0.1), (6, 1.5, 70, 0.5),
                (8, 1.5, 70, 0.7), (9.5, 1.0, 74, 0.2), (10.5, 1.2, 72, 0.4), (12, 3.2, 69, 0.9),
            ],
            range(4, bars, 4),
        ),
        kick_hz=73.42,
        opening=(0.5, 0.8),
    )  # fmt: skip


SONGS: Final = {1: night_bus, 2: slow_tide}
