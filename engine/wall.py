"""Python's side of the wall: commands in, results and memory back, a look at the state; over one block of memory."""

from __future__ import annotations

import itertools
import math
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from engine import kernel, seen
from engine.commands import Cancel, Command, Load, SetGrid
from engine.grid import BeatGrid
from engine.kernel.codes import NEVER, Refusal, ResultKind
from engine.kernel.layout import FLIGHT_SLOTS, LINE, RESULT, STATE, VIEW
from engine.kernel.sinc import sinc_table
from engine.source import Source
from engine.spelling import Words, due, quantum, words
from engine.units import Frames
from engine.values import Outcome, Result, Snapshot

#: Seconds that a gain takes to its new value.
RAMP_S: Final = 0.005
#: Seconds in which the limiter comes back by two thirds.
LIMITER_RELEASE_S: Final = 0.1
#: How fast a peak falls, in dB per second.
PEAK_FALL_DB: Final = 24.0
#: The memory of an RMS meter, in seconds.
RMS_S: Final = 0.3
#: The master clock's tempo before anybody sets it.
FIRST_BPM: Final = 120.0
#: Results that are collected in one go.
_BATCH: Final = 256


class Sound(Protocol):
    """The engine as the show sees it, live or offline."""

    @property
    def rate(self) -> int:
        """Frames per second."""

    @property
    def block(self) -> int:
        """Frames per block."""

    def submit(self, *commands: Command) -> Outcome:
        """Ask for something, all of it in the same block, or nothing. Never waits. Thread: any, one at a time.

        Raises ValueError when a value is out of range; nothing has happened then.
        """

    def collect(self) -> list[Result]:
        """What the audio thread has told since the last time. Thread: any, one at a time."""

    def snapshot(self) -> Snapshot:
        """How things stood at the end of the latest block. Thread: any."""

    def position(self, deck: int) -> float:
        """Where a deck's cursor is in its song, in frames, at the end of the latest block. Quick. Thread: any."""

    def panic(self) -> None:
        """Fade every deck out within 5 ms of the next block, and stop it where it stands; forget all that waits.

        What was asked before and is not done yet is answered with the refusal CANCELLED. Works when every ring is full.
        Thread: any, one at a time.
        """


class Wall:
    """The `Sound` that live and offline engine share; all they add is who renders."""

    def __init__(self, rate: int, block: int) -> None:
        self.rate = rate
        self.block = block
        self._memory, self._state = _aligned_state()
        self._address = int(self._state.ctypes.data)
        #: Each one a word that is written whole.
        self._positions = self._state["shown"]["decks"]["position"][0]
        self._table = sinc_table()
        self._numbers = itertools.count(1)
        self._asked: dict[int, Command] = {}
        self._lent: dict[int, Source | BeatGrid] = {}
        self._taken = np.zeros(_BATCH, RESULT)
        _set_up(self._state[0], rate, self._table)

    def submit(self, *commands: Command) -> Outcome:
        """Ask for something, all of it in the same block, or nothing. Never waits. Thread: any, one at a time.

        Raises ValueError when a value is out of range; nothing has happened then.
        """
        spelled = [
            (next(self._numbers), command, self._words(command), due(command), quantum(command)) for command in commands
        ]
        for place, (number, _, text, when, beats) in enumerate(spelled):
            if not kernel.put(self._address, place, number, text.op, when, beats, *text[1:]):
                return Outcome.FULL
        for number, command, *_ in spelled:
            self._asked[number] = command
            if isinstance(command, Load):
                self._lent[number] = command.source
            elif isinstance(command, SetGrid) and command.grid is not None:
                self._lent[number] = command.grid
        kernel.hand_over(self._address, len(spelled))
        return Outcome.ACCEPTED

    def collect(self) -> list[Result]:
        """What the audio thread has told since the last time, by frame. Thread: any, one at a time."""
        results: list[Result] = []
        while count := kernel.pop(self._address, self._taken):
            results.extend(self._result(fields) for fields in self._taken[:count].tolist())
        results.sort(key=lambda result: result.frame)
        return results

    def snapshot(self) -> Snapshot:
        """How things stood at the end of the latest block. Thread: any."""
        view = np.zeros(1, VIEW)
        while not kernel.look(self._address, view.ctypes.data):
            pass
        return seen.snapshot(view, self.rate)

    def flight(self) -> npt.NDArray[np.int64]:
        """When the latest blocks began, oldest first, in nanoseconds on the clock of `time.monotonic_ns`.

        For benchmarks: at most `FLIGHT_SLOTS` of them. Thread: any; blocks that begin meanwhile may replace the oldest.
        """
        blocks = self.snapshot().timing.blocks
        starts = self._state["flight"][0].copy()
        if blocks <= FLIGHT_SLOTS:
            return np.asarray(starts[:blocks])
        return np.roll(starts, -blocks % FLIGHT_SLOTS)

    def panic(self) -> None:
        """Silence at the next block, whatever is full or waits: see `Sound.panic`."""
        kernel.panic(self._address)

    def position(self, deck: int) -> float:
        """Where a deck's cursor is in its song, in frames, at the end of the latest block. Thread: any."""
        return float(self._positions[deck])

    def _words(self, command: Command) -> Words:
        spelled = words(command)
        if not isinstance(command, Cancel):
            return spelled
        # The audio thread knows commands by the number under which they crossed; the one asked last is meant.
        crossed = [number for number, asked in self._asked.items() if asked.id == command.command]
        return spelled._replace(first=crossed[-1] if crossed else 0)

    def _result(self, fields: tuple[Any, ...]) -> Result:
        kind, number, frame, late, refusal, deck, stem, load, first, second, value = fields
        command = self._asked.get(number) if kind == ResultKind.ARMED else self._asked.pop(number, None)
        if isinstance(command, (Load, SetGrid)) and refusal != Refusal.NONE:
            load = number
        returned = self._lent.pop(load, None) if kind != ResultKind.ENDED else None
        return Result(
            kind=ResultKind(kind),
            frame=Frames(frame),
            deck=None if deck < 0 else deck,
            stem=None if stem < 0 else stem,
            command=command,
            late=bool(late),
            refusal=Refusal(refusal),
            source=returned if isinstance(returned, Source) else None,
            beat=value if kind == ResultKind.ARMED else 0.0,
            position=value if kind == ResultKind.DONE else 0.0,
            start=first,
            end=second,
            on=bool(first),
        )


def _aligned_state() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.void]]:
    memory = np.zeros(STATE.itemsize + LINE, np.uint8)
    skip = -memory.ctypes.data % LINE
    return memory, memory[skip : skip + STATE.itemsize].view(STATE)


def _set_up(state: np.void, rate: int, table: npt.NDArray[np.float32]) -> None:
    """The state before the first block: everything at unity, nothing loaded."""
    state["next_due"] = NEVER
    state["limiter"] = 1.0
    state["beat_clock"]["beats_per_frame"] = FIRST_BPM / 60.0 / rate
    state["beat_clock"]["leader"] = -1
    for ramp in (state["master"], state["output"], *state["decks"]["gain"], *state["decks"]["side"]):
        ramp["target"] = 1.0
    state["decks"]["cursor"]["rate"] = 1.0
    state["decks"]["border"] = math.inf
    for factor in ("tempo", "base", "bend", "factor"):
        state["decks"]["pace"][factor] = 1.0
    constants = state["constants"]
    constants["sample_rate"] = rate
    constants["ramp_frames"] = round(RAMP_S * rate)
    constants["limiter_release"] = math.exp(-1.0 / (LIMITER_RELEASE_S * rate))
    constants["peak_fall"] = PEAK_FALL_DB / 20.0 * math.log(10.0) / rate
    constants["rms_fall"] = 1.0 / (RMS_S * rate)
    constants["sinc"] = table.ctypes.data
