"""The published view of the engine as frozen values. The show looks thirty times a second, so this is quick."""

from __future__ import annotations

import math
import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.kernel.layout import DECK_VIEW, LEVEL, LOOP, TIMING, VIEW
from engine.kernel.sizes import DECKS, STEMS
from engine.units import Frames
from engine.values import ClockSnapshot, DeckSnapshot, Level, Pulse, Snapshot, Timing

_WORD: Final = 8
_LEVEL: Final = LEVEL.itemsize // _WORD
_LOOP: Final = LOOP.itemsize // _WORD
_DECK: Final = DECK_VIEW.itemsize // _WORD
_SILENT: Final = Level((0.0, 0.0), (0.0, 0.0))
_SILENT_WORDS: Final = (0.0,) * _LEVEL


def _spelling(dtype: np.dtype[Any]) -> str:
    """A record's words in the order in which they lie, as `struct` spells them."""
    if dtype.subdtype is not None:
        item, shape = dtype.subdtype
        return _spelling(item) * math.prod(shape)
    if dtype.fields is not None and dtype.names is not None:
        return "".join(_spelling(dtype.fields[name][0]) for name in dtype.names)
    return "q" if dtype.kind == "i" else "d"


def _places(dtype: np.dtype[Any]) -> dict[str, int]:
    """Where a record's fields begin, in words."""
    if dtype.fields is None:
        raise TypeError(f"{dtype} has no fields.")
    return {name: field[1] // _WORD for name, field in dtype.fields.items()}


_words: Final = struct.Struct("=" + _spelling(VIEW))
_view: Final = _places(VIEW)
_deck_view: Final = _places(DECK_VIEW)
_timing: Final = _places(TIMING)


def snapshot(seen: npt.NDArray[np.void], rate: int) -> Snapshot:
    """A copy of the published `VIEW` as a value; ``rate`` is the engine's."""
    words = _words.unpack(seen.data)
    level = _level(words, _view["level"])
    leader = words[_view["leader"]]
    return Snapshot(
        frame=Frames(words[_view["frame"]]),
        time=words[_view["time"]] / 1e9,
        clock=ClockSnapshot(
            beat=words[_view["beat"]],
            bpm=words[_view["beats_per_frame"]] * 60.0 * rate,
            leader=None if leader < 0 else leader,
        ),
        decks=tuple(_deck(words, _view["decks"] + index * _DECK) for index in range(DECKS)),
        peak=level.peak,
        rms=level.rms,
        limiter_gain=words[_view["limiter"]],
        timing=_timing_of(words, _view["timing"]),
    )


def pulse(seen: npt.NDArray[np.void], rate: int) -> Pulse:
    """The clock alone of a copy of the published `VIEW`."""
    fields = seen[0]
    return Pulse(
        frame=Frames(int(fields["frame"])),
        time=int(fields["time"]) / 1e9,
        beat=float(fields["beat"]),
        bpm=float(fields["beats_per_frame"]) * 60.0 * rate,
    )


def _deck(words: tuple[Any, ...], base: int) -> DeckSnapshot:
    level = _level(words, base + _deck_view["level"])
    stems = base + _deck_view["stems"]
    # A loop begins with whether it is on.
    stem_loops = base + _deck_view["stem_loops"]
    return DeckSnapshot(
        loaded=words[base + _deck_view["load"]] != 0,
        playing=words[base + _deck_view["playing"]] != 0,
        position_frames=words[base + _deck_view["position"]],
        rate=words[base + _deck_view["rate"]],
        beat=words[base + _deck_view["beat"]],
        tempo=words[base + _deck_view["tempo"]],
        following=words[base + _deck_view["following"]] != 0,
        factor=words[base + _deck_view["factor"]],
        loop_on=words[base + _deck_view["loop_on"]] != 0,
        loop_start=words[base + _deck_view["loop_start"]],
        loop_end=words[base + _deck_view["loop_end"]],
        stem_loops=tuple(on != 0 for on in words[stem_loops : stem_loops + STEMS * _LOOP : _LOOP]),
        stretched=words[base + _deck_view["stretched"]] != 0,
        peak=level.peak,
        rms=level.rms,
        stems=tuple(_level(words, stems + index * _LEVEL) for index in range(STEMS)),
    )


def _timing_of(words: tuple[Any, ...], base: int) -> Timing:
    return Timing(
        blocks=words[base + _timing["blocks"]],
        late_blocks=words[base + _timing["late_blocks"]],
        worst_lateness_s=words[base + _timing["worst_lateness"]] / 1e9,
        worst_duration_s=words[base + _timing["worst_duration"]] / 1e9,
        load=words[base + _timing["load"]],
        thread=words[base + _timing["thread"]],
    )


def _level(words: tuple[Any, ...], base: int) -> Level:
    """Peaks and mean squares, in the order of ``LEVEL`` in `engine.kernel.layout`."""
    four = words[base : base + _LEVEL]
    if four == _SILENT_WORDS:
        return _SILENT
    left, right, left_square, right_square = four
    return Level((left, right), (math.sqrt(left_square), math.sqrt(right_square)))
