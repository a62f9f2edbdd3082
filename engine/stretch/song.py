"""A song as a stretcher is fed it: one continuous signal, and which place of the song each of its frames is."""

from __future__ import annotations

import bisect
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine import kernel
from engine.kernel.layout import FEED, LOOP
from engine.kernel.sizes import STEMS
from engine.source import Source
from engine.stretch.pace import Loop

Places = npt.NDArray[np.float64]

#: Turns of a loop that are remembered: more than there are in what a stretcher holds.
_TURNS: Final = 1024
_NO_LOOP: Final = Loop(on=False, start=0, end=0)


class Stems(NamedTuple):
    """Stems of a song, a bit each in ``chosen``, and the parts of themselves that they repeat, as `Recipe` has them."""

    source: Source
    chosen: int
    loops: bytes


class Song:
    """Some stems of a source, read from a place on: frame 0 of the signal. What is before leads up to it."""

    def __init__(self, stems: Stems, place: int, pad: int, ramp_frames: int) -> None:
        """``pad`` frames before the place are read first, as the song has them."""
        source = stems.source
        self.source = source
        self.channels = 2 * stems.chosen.bit_count()
        self._memory = np.zeros(1, FEED)
        self._feed = self._memory[0]
        self._pad = pad
        head = self._feed["head"]
        head["samples"] = source.address
        head["frames"] = source.frames
        head["stems"] = source.stems
        head["rate"] = 1.0
        head["position"] = place - pad
        head["fade"]["target"] = 1.0
        self._feed["ramp_frames"] = ramp_frames
        self._feed["chosen"] = stems.chosen
        self._feed["broken"] = -1
        if stems.loops:
            self._feed["loops"] = np.frombuffer(stems.loops, LOOP)
        self._stems = [stem for stem in range(STEMS) if stems.chosen & (1 << stem)]
        self._turns = [0.0]
        self._starts = [float(place)]

    @property
    def fed(self) -> int:
        """Frames of the signal that were read, the pad not counted."""
        return int(self._feed["fed"]) - self._pad

    @property
    def place(self) -> float:
        """The place that is read next."""
        return float(self._feed["head"]["position"])

    def read(self, frames: int, loop: Loop) -> npt.NDArray[np.float32]:
        """The next frames. Shape: (channels, frames)."""
        out = np.empty((self.channels, frames), np.float32)
        padding = min(frames, max(0, -self.fed))
        if padding == frames:
            self._enter(_NO_LOOP)
            kernel.feed(self._memory.ctypes.data, out)
            return out
        if padding:
            return np.concatenate([self.read(padding, loop), self.read(frames - padding, loop)], axis=1)
        self._enter(loop)
        self._note_turns(frames, loop)
        kernel.feed(self._memory.ctypes.data, out)
        return out

    def places(self, signal: Places) -> Places:
        """Which places of the song frames of the signal are."""
        segment = np.searchsorted(self._turns, signal, side="right") - 1
        np.maximum(segment, 0, out=segment)
        found: Places = np.asarray(self._starts)[segment] + (signal - np.asarray(self._turns)[segment])
        return found

    def place_of(self, signal: float) -> float:
        """Which place of the song a frame of the signal is."""
        segment = max(0, bisect.bisect_right(self._turns, signal) - 1)
        return self._starts[segment] + signal - self._turns[segment]

    def broken_from(self) -> list[tuple[int, int]]:
        """Stems that hold what is no sound: which pair of the channels, and the frame of the signal where it begins."""
        broken = self._feed["broken"]
        return [(pair, int(broken[stem]) - self._pad) for pair, stem in enumerate(self._stems) if broken[stem] >= 0]

    def _enter(self, loop: Loop) -> None:
        self._feed["loop_on"] = loop.on
        self._feed["loop_start"] = loop.start
        self._feed["loop_end"] = loop.end

    def _note_turns(self, frames: int, loop: Loop) -> None:
        if not loop.on or self.place >= loop.end:
            return
        turn = self.fed + loop.end - self.place
        while turn <= self.fed + frames:
            self._turns.append(turn)
            self._starts.append(float(loop.start))
            turn += loop.end - loop.start
        del self._turns[:-_TURNS], self._starts[:-_TURNS]
