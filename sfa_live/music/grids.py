"""A song's beat grid out of its analysis: one tempo where the beats keep one, else every beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import linear_regression
from typing import Any, Final

from sfa_live.model.grid import FASTEST, SLOWEST, Grid

#: Beats that stay this near to an even row are one tempo, in milliseconds: less than a listener hears as early or late.
_EVEN_WITHIN: Final = 12.0
#: Places are kept to a hundredth of a millisecond, tempi to what moves the last beat of a long song by less than that.
_PLACE_DIGITS: Final = 2
_TEMPO_DIGITS: Final = 6


def grid_of(analysis: Mapping[str, Any]) -> Grid | None:
    """The grid of what `workers.steps.analyse` found, or None for music without beats.

    ``beats`` and ``downbeats`` are in seconds; where only the summary is left, its tempo and first downbeat will do.
    """
    if analysis.get("tempo") is None:
        return None
    beats = [1000.0 * moment for moment in analysis.get("beats", ())]
    if len(beats) < 2:
        return _possible(Grid(analysis["tempo"], analysis.get("first_beat_ms") or 0.0))
    downbeats = analysis.get("downbeats", ())
    first_downbeat = 1000.0 * downbeats[0] if downbeats else beats[0]
    downbeat = min(range(len(beats)), key=lambda number: abs(beats[number] - first_downbeat))
    return _possible(_even(beats, downbeat) or _following(beats, downbeat))


def _even(beats: Sequence[float], downbeat: int) -> Grid | None:
    """The even row that lies nearest to the beats (least squares), unless one of them stands aside.

    The first does not count: the analysis moves a beat that it finds a little before the song to its beginning.
    """
    numbers = range(1, len(beats)) if len(beats) > 2 else range(2)
    step, first = linear_regression(numbers, [beats[number] for number in numbers])
    if any(abs(beats[number] - (first + number * step)) > _EVEN_WITHIN for number in numbers):
        return None
    return Grid(round(60_000.0 / step, _TEMPO_DIGITS), round(first, _PLACE_DIGITS), downbeat)


def _following(beats: Sequence[float], downbeat: int) -> Grid:
    return Grid.from_beats(tuple(round(place, _PLACE_DIGITS) for place in beats), downbeat)


def _possible(grid: Grid) -> Grid | None:
    """The grid, unless it has a tempo that no deck plays to."""
    return grid if SLOWEST <= grid.bpm <= FASTEST else None
