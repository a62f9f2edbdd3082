"""When the engine's blocks began and how long they took, and what that says: whose the gaps are, how full the block."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bench.machine import MachineControl
from bench.verdict import at_most
from engine import Engine

#: A block that begins more than this many periods after the one before it comes too late.
_LATE = 1.5


#: Blocks that a `FlightLog` asks for at once: few, so that it holds little memory itself.
_LATEST = 16_384


class Flight:
    """Blocks in their order: ``starts`` on CLOCK_MONOTONIC and ``durations``, both in nanoseconds."""

    def __init__(self, starts: npt.NDArray[np.int64], durations: npt.NDArray[np.int64]) -> None:
        self.starts = starts
        self.durations = durations

    @classmethod
    def read(cls, path: Path) -> Self:
        """What a `FlightLog` has written."""
        rows = np.fromfile(path, np.int64).reshape(-1, 2)
        return cls(rows[:, 0], rows[:, 1])

    def between(self, start: int, end: int) -> Flight:
        """The blocks that began within a span, in nanoseconds."""
        inside = (self.starts >= start) & (self.starts <= end)
        return Flight(self.starts[inside], self.durations[inside])


class FlightLog:
    """Writes the engine's flight recorder to a file, for longer than it holds by itself.

    To be asked every few seconds: blocks of 16 frames take five to fill what it looks at.
    """

    def __init__(self, sound: Engine, path: Path) -> None:
        self._sound = sound
        self._file = path.open("wb")
        self._last = 0

    def take(self) -> None:
        """Write what is new, but not a block that has not ended."""
        rows = self._sound.flight(_LATEST)
        new = rows[(rows[:, 0] > self._last) & (rows[:, 1] > 0)]
        if len(new):
            self._last = int(new[-1, 0])
            self._file.write(new.tobytes())

    def close(self) -> None:
        """Write the last of it."""
        self.take()
        self._file.close()


def judge(flight: Flight, start: int, end: int, period: float, control: MachineControl) -> dict[str, Any]:
    """Gaps between the blocks from start to end (nanoseconds), and whose they are. ``period`` in seconds.

    One during which even the machine's control was late is the machine's, the others are our own.
    """
    inside = flight.between(start, end)
    own, machines = gaps(inside, period, control)
    lateness = np.sort(np.diff(inside.starts) / 1e9 - period) * 1e3
    return {
        "seconds": round((end - start) / 1e9, 1),
        "blocks played": len(inside.starts),
        "blocks expected": round((end - start) / 1e9 / period),
        "own gaps": at_most(len(own), 0),
        "own gaps, longest ms": round(max(own, default=0.0) * 1e3, 2),
        "gaps of the machine": len(machines),
        "stalls of the machine": len(control.stalls),
        "lateness p99 ms": round(float(lateness[int(0.99 * (len(lateness) - 1))]), 3),
    }


def gaps(flight: Flight, period: float, control: MachineControl) -> tuple[list[float], list[float]]:
    """How long the gaps are, from block to block, in seconds: our own, and the machine's."""
    own: list[float] = []
    machines: list[float] = []
    spans = np.diff(flight.starts) / 1e9
    for each in np.flatnonzero(spans > _LATE * period):
        blamed = control.blames_machine(int(flight.starts[each]), int(flight.starts[each + 1]))
        (machines if blamed else own).append(float(spans[each]))
    return own, machines


def fullness(flight: Flight, period: float, control: MachineControl) -> dict[str, Any]:
    """How much of its block the callback takes, in percent: its tail, with and without what the machine held up."""
    shares = flight.durations / 1e9 / period * 100.0
    ends = flight.starts + flight.durations
    held = np.zeros(len(shares), np.bool_)
    # Only a tail block can change the tail.
    for each in np.flatnonzero(shares > np.percentile(shares, 99.0)):
        held[each] = control.blames_machine(int(flight.starts[each]), int(ends[each]))
    calm = shares[~held]
    p50, p99 = np.percentile(shares, [50, 99])
    return {
        "callback, percent of the block p50/p99": f"{p50:.2f} / {p99:.2f}",
        "… p99.9, all blocks": at_most(float(np.percentile(shares, 99.9)), 50, "%"),
        "… longest, without stalls of the machine": at_most(float(calm.max()), 80, "%"),
        "… longest, all blocks": f"{shares.max():.4g} %",
        "blocks that the machine held up": int(held.sum()),
    }
