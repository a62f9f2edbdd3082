"""Python's side of the wall: commands in, results and memory back, a look at the state; over one block of memory."""

from __future__ import annotations

import itertools
import math
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from engine import kernel
from engine.commands import Command, Load, SetKeyLock, SetKeyShift
from engine.kernel.codes import NEVER, Refusal, ResultKind, Stretch
from engine.kernel.layout import DECKS, FLIGHT_SLOTS, LINE, RESULT, STATE, VIEW
from engine.kernel.sinc import sinc_table
from engine.source import Source
from engine.spelling import due, quantum, words
from engine.stretch import DeckStretcher, Shared
from engine.units import Frames
from engine.values import ClockSnapshot, DeckSnapshot, Level, Outcome, Pair, Result, Snapshot, Timing

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


class Wall:
    """The `Sound` that live and offline engine share; all they add is who renders."""

    def __init__(self, rate: int, block: int) -> None:
        self.rate = rate
        self.block = block
        self._memory, self._state = _aligned_state()
        self._address = int(self._state.ctypes.data)
        self._table = sinc_table()
        self._numbers = itertools.count(1)
        self._asked: dict[int, Command] = {}
        self._lent: dict[int, Source] = {}
        self._taken = np.zeros(_BATCH, RESULT)
        _set_up(self._state[0], rate, self._table)

    def submit(self, *commands: Command) -> Outcome:
        """Ask for something, all of it in the same block, or nothing. Never waits. Thread: any, one at a time.

        Raises ValueError when a value is out of range; nothing has happened then.
        """
        spelled = [
            (next(self._numbers), command, words(command), due(command), quantum(command)) for command in commands
        ]
        for place, (number, _, text, when, beats) in enumerate(spelled):
            if not kernel.put(self._address, place, number, text.op, when, beats, *text[1:]):
                return Outcome.FULL
        for number, command, *_ in spelled:
            self._asked[number] = command
            if isinstance(command, Load):
                self._lent[number] = command.source
            elif isinstance(command, SetKeyLock | SetKeyShift) and 0 <= command.deck < DECKS:
                self._attend(command.deck)
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
        seen = np.zeros(1, VIEW)
        while not kernel.look(self._address, seen.ctypes.data):
            pass
        return _snapshot(seen[0], self.rate)

    def flight(self) -> npt.NDArray[np.int64]:
        """When the latest blocks began, oldest first, in nanoseconds on the clock of `time.monotonic_ns`.

        For benchmarks: at most `FLIGHT_SLOTS` of them. Thread: any; blocks that begin meanwhile may replace the oldest.
        """
        blocks = self.snapshot().timing.blocks
        starts = self._state["flight"][0].copy()
        if blocks <= FLIGHT_SLOTS:
            return np.asarray(starts[:blocks])
        return np.roll(starts, -blocks % FLIGHT_SLOTS)

    def _attend(self, deck: int) -> None:
        """From now on the deck may be key-locked."""
        raise NotImplementedError

    def _stretcher(self, deck: int, block: int, target: int) -> DeckStretcher:
        return DeckStretcher(Shared(self._address, self._state[0], self._lent.get), deck, block, target)

    def _result(self, fields: tuple[Any, ...]) -> Result:
        kind, number, frame, late, refusal, deck, stem, load, first, second, value = fields
        command = self._asked.get(number) if kind == ResultKind.ARMED else self._asked.pop(number, None)
        if isinstance(command, Load) and refusal != Refusal.NONE:
            load = number
        return Result(
            kind=ResultKind(kind),
            frame=Frames(frame),
            deck=None if deck < 0 else deck,
            stem=None if stem < 0 else stem,
            command=command,
            late=bool(late),
            refusal=Refusal(refusal),
            source=self._lent.pop(load, None) if kind != ResultKind.ENDED else None,
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
    state["decks"]["key"]["mode"] = Stretch.SHORT
    constants = state["constants"]
    constants["sample_rate"] = rate
    constants["ramp_frames"] = round(RAMP_S * rate)
    constants["limiter_release"] = math.exp(-1.0 / (LIMITER_RELEASE_S * rate))
    constants["peak_fall"] = PEAK_FALL_DB / 20.0 * math.log(10.0) / rate
    constants["rms_fall"] = 1.0 / (RMS_S * rate)
    constants["sinc"] = table.ctypes.data


def _snapshot(view: np.void, rate: int) -> Snapshot:
    timing = view["timing"]
    level = _level(view["level"])
    return Snapshot(
        frame=Frames(int(view["frame"])),
        time=float(view["time"]) / 1e9,
        clock=ClockSnapshot(
            beat=float(view["beat"]),
            bpm=float(view["beats_per_frame"]) * 60.0 * rate,
            leader=None if view["leader"] < 0 else int(view["leader"]),
        ),
        decks=tuple(_deck(deck) for deck in view["decks"]),
        peak=level.peak,
        rms=level.rms,
        limiter_gain=float(view["limiter"]),
        timing=Timing(
            blocks=int(timing["blocks"]),
            late_blocks=int(timing["late_blocks"]),
            worst_lateness_s=float(timing["worst_lateness"]) / 1e9,
            worst_duration_s=float(timing["worst_duration"]) / 1e9,
            load=float(timing["load"]),
            thread=int(timing["thread"]),
        ),
    )


def _deck(view: Any) -> DeckSnapshot:
    level = _level(view["level"])
    return DeckSnapshot(
        loaded=bool(view["load"]),
        playing=bool(view["playing"]),
        position_frames=float(view["position"]),
        rate=float(view["rate"]),
        beat=float(view["beat"]),
        loop_on=bool(view["loop_on"]),
        loop_start=int(view["loop_start"]),
        loop_end=int(view["loop_end"]),
        stretched=bool(view["stretched"]),
        peak=level.peak,
        rms=level.rms,
        stems=tuple(_level(stem) for stem in view["stems"]),
    )


def _level(view: Any) -> Level:
    peak: Pair = (float(view["peak"][0]), float(view["peak"][1]))
    square = view["square"]
    return Level(peak, (math.sqrt(square[0]), math.sqrt(square[1])))
