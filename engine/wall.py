"""Python's side of the wall: commands in, results and memory back, a look at the state; over one block of memory."""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from engine import kernel, seen
from engine.commands import Cancel, Command, Load, SetGrid, SetKeyLock, SetKeyShift, StartReel, StopReel
from engine.grid import BeatGrid
from engine.kernel.codes import NEVER, NOW, Refusal, ResultKind, Side, Stretch
from engine.kernel.layout import RESULT, STATE, VIEW
from engine.kernel.sinc import sinc_table
from engine.kernel.sizes import DECKS, FLIGHT_SLOTS, LINE, PAIRS, REELS
from engine.recording import Recording, RecordingError, Tap
from engine.reel import Reel
from engine.sound_file import Format
from engine.source import Source
from engine.spelling import FAR, Words, due, quantum, within, words
from engine.stretch import DeckStretcher, Shared
from engine.units import Frames
from engine.values import Outcome, Pulse, Result, Snapshot

#: Seconds that a gain takes to its new value.
RAMP_S: Final = 0.005
#: Seconds in which the limiter comes back by two thirds.
LIMITER_RELEASE_S: Final = 0.1
#: How fast a peak falls, in dB per second.
PEAK_FALL_DB: Final = 24.0
#: The memory of an RMS meter, in seconds.
RMS_S: Final = 0.3
#: Where the channels are on the crossfader before anybody moves them: A and C to the left, B and D to the right.
FIRST_SIDES: Final = (Side.LEFT, Side.RIGHT, Side.LEFT, Side.RIGHT)
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

    @property
    def channels(self) -> int:
        """Channels of outputs that were asked for: pairs of them, the first is the master."""

    def submit(self, *commands: Command, not_before: Frames | None = None) -> Outcome:
        """Ask for something, all of it at once, or nothing. Never waits. Thread: any, one at a time.

        Everything is done in the order in which it is asked. ``not_before``: nothing of this is done before that frame,
        and nothing that is asked behind it either; None: as soon as what was asked before it.

        Raises ValueError when a value is out of range; nothing has happened then.
        """

    def record(
        self,
        what: Mapping[Tap, Path],
        form: Format = Format.FLAC,
        at: Frames | None = None,
        quantum: float | None = None,
    ) -> Recording:
        """Record from now on, or from a frame or a beat on (see `Command`): each tap into its file, side by side.

        Raises `RecordingError` when a file cannot be made; then nothing is recorded. Thread: as `submit`; waits for the
        disk while it makes the files.
        """

    def roll(self, recording: Recording, at: Frames | None = None, quantum: float | None = None) -> None:
        """Begin a recording whose files are made: `record` without the wait. One that runs ends. Thread: as `submit`.

        At once, at a frame or at a beat; while it waits for that, the same again takes it back. Raises `RecordingError`
        when it cannot be; the files of one that cannot begin are gone then.
        """

    def collect(self) -> list[Result]:
        """What the audio thread has told since the last time. Thread: any, one at a time."""

    def snapshot(self) -> Snapshot:
        """How things stood at the end of the latest block. Thread: any."""

    def latest_block(self) -> tuple[Frames, float]:
        """The frame behind the latest block, and when that block began (seconds of `time.monotonic`). Quick.

        Thread: any.
        """

    def pulse(self) -> Pulse:
        """The master clock beside the system's, at the end of the latest block. Quick. Thread: any."""

    def position(self, deck: int) -> float:
        """Where a deck's cursor is in its song, in frames, at the end of the latest block. Quick. Thread: any."""

    def panic(self) -> None:
        """Fade every deck out within 5 ms of the next block, and stop it where it stands; forget all that waits.

        What waits, and a start that was asked before and has not been heard yet, is answered with the refusal
        CANCELLED; any other knob that was turned before is turned. A result PANICKED tells the frame. Works when every
        ring is full. Thread: any, one at a time.
        """


class Wall(ABC):
    """The `Sound` that live and offline engine share; all they add is who renders."""

    def __init__(self, rate: int, block: int, channels: int) -> None:
        """``channels`` of outputs: 2, 4, 6 or 8. Raises ValueError for another number."""
        if channels not in range(2, 2 * PAIRS + 1, 2):
            raise ValueError(f"The engine plays on 2 to {2 * PAIRS} channels, in pairs, not on {channels}.")
        self.rate = rate
        self.block = block
        self.channels = channels
        self._memory, self._state = _aligned_state()
        self._address = int(self._state.ctypes.data)
        #: Each one a word that is written whole.
        self._positions = self._state["shown"]["decks"]["position"][0]
        self._table = sinc_table()
        self._numbers = itertools.count(1)
        self._asked: dict[int, Command] = {}
        self._lent: dict[int, Source | BeatGrid] = {}
        #: Held until the audio thread has ended them. `roll` adds, `collect` takes away.
        self._reels: list[Reel] = []
        self._taken = np.zeros(_BATCH, RESULT)
        _set_up(self._state[0], rate, channels, self._table)

    def submit(self, *commands: Command, not_before: Frames | None = None) -> Outcome:
        """Ask for something, all of it at once, or nothing. Never waits. Thread: any, one at a time.

        Everything is done in the order in which it is asked. ``not_before``: nothing of this is done before that frame,
        and nothing that is asked behind it either; None: as soon as what was asked before it.

        Raises ValueError when a value is out of range; nothing has happened then.
        """
        turn = NOW if not_before is None else int(within("not_before", not_before, 0, FAR))
        spelled = [
            (next(self._numbers), command, self._words(command), due(command), quantum(command)) for command in commands
        ]
        for place, (number, _, text, when, beats) in enumerate(spelled):
            if not kernel.put(self._address, place, number, text.op, when, beats, turn, *text[1:]):
                return Outcome.FULL
        for number, command, *_ in spelled:
            self._asked[number] = command
            if isinstance(command, Load):
                self._lent[number] = command.source
            elif isinstance(command, SetKeyLock | SetKeyShift) and 0 <= command.deck < DECKS:
                self._attend(command.deck)
            elif isinstance(command, SetGrid) and command.grid is not None:
                self._lent[number] = command.grid
        kernel.hand_over(self._address, len(spelled))
        return Outcome.ACCEPTED

    def record(
        self,
        what: Mapping[Tap, Path],
        form: Format = Format.FLAC,
        at: Frames | None = None,
        quantum: float | None = None,
    ) -> Recording:
        """Record from now on, or from a frame or a beat on (see `Command`): each tap into its file, side by side.

        Raises `RecordingError` when a file cannot be made; then nothing is recorded. Thread: as `submit`; waits for the
        disk while it makes the files.
        """
        recording = Recording(what, self.rate, form)
        self.roll(recording, at, quantum)
        return recording

    def roll(self, recording: Recording, at: Frames | None = None, quantum: float | None = None) -> None:
        """Begin a recording, or end it: see `Sound.roll`. Thread: as `submit`."""
        reel = recording.reel
        if not recording.begun:
            self._begin(recording, StartReel(reel, at=at, quantum=quantum))
        elif reel.ended is not None:
            # It has ended, only its files are not whole yet; it must not begin a second time.
            return
        elif reel.waits is not None and (reel.ending or reel.started is None):
            self._turn(Cancel(reel.waits))
            reel.waits, reel.ending = None, False
        else:
            stop = StopReel(reel, at=at, quantum=quantum)
            self._turn(stop)
            reel.waits, reel.ending = stop.id, True

    def _begin(self, recording: Recording, start: StartReel) -> None:
        if sum(reel.ended is None for reel in tuple(self._reels)) == REELS:
            recording.discard()
            raise RecordingError(f"There are {REELS} recordings already: stop one of them.")
        try:
            self._turn(start)
        except RecordingError:
            recording.discard()
            raise
        recording.reel.waits = None if start.at is None and start.quantum is None else start.id
        # The audio thread writes there until the reel has ended, whatever becomes of the recording.
        self._reels.append(recording.reel)
        recording.begin()

    def _turn(self, command: Command) -> None:
        if self.submit(command) is Outcome.FULL:
            raise RecordingError("The engine is busy: try again in a few milliseconds.")

    def collect(self) -> list[Result]:
        """What the audio thread has told since the last time, by frame. Thread: any, one at a time."""
        results: list[Result] = []
        while count := kernel.pop(self._address, self._taken):
            results.extend(self._result(fields) for fields in self._taken[:count].tolist())
        results.sort(key=lambda result: result.frame)
        for reel in tuple(self._reels):
            if reel.ended is not None:
                self._reels.remove(reel)
        return results

    def snapshot(self) -> Snapshot:
        """How things stood at the end of the latest block. Thread: any."""
        return seen.snapshot(self._look(), self.rate)

    def latest_block(self) -> tuple[Frames, float]:
        """The frame behind the latest block, and when that block began: see `Sound.latest_block`. Thread: any."""
        view = self._look()[0]
        return Frames(int(view["frame"])), int(view["time"]) / 1e9

    def pulse(self) -> Pulse:
        """The master clock beside the system's, at the end of the latest block. Quick. Thread: any."""
        return seen.pulse(self._look(), self.rate)

    def _look(self) -> npt.NDArray[np.void]:
        view = np.zeros(1, VIEW)
        while not kernel.look(self._address, view.ctypes.data):
            pass
        return view

    def flight(self, latest: int = FLIGHT_SLOTS) -> npt.NDArray[np.int64]:
        """When the latest blocks began on the clock of `time.monotonic_ns`, and how long they took, oldest first.

        For benchmarks. Shape: (blocks, 2), nanoseconds, at most `FLIGHT_SLOTS` of them; one that has not ended took 0.
        Thread: any; blocks that begin meanwhile may replace the oldest.
        """
        blocks = self.snapshot().timing.blocks
        slots = np.arange(max(0, blocks - latest), blocks) & (FLIGHT_SLOTS - 1)
        return np.stack([self._state["flight"][0][slots], self._state["durations"][0][slots]], axis=1)

    @abstractmethod
    def _attend(self, deck: int) -> None:
        """From now on the deck may be key-locked."""

    def _stretcher(self, deck: int, block: int, target: int) -> DeckStretcher:
        return DeckStretcher(Shared(self._address, self._state[0], self._song), deck, block, target)

    def _song(self, load: int) -> Source | None:
        """The song that is lent under a number."""
        lent = self._lent.get(load)
        return lent if isinstance(lent, Source) else None

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
        # The audio thread knows commands by the number under which they crossed; the one asked last is meant. A copy,
        # because answers are collected meanwhile, on another thread.
        crossed = [number for number, asked in self._asked.copy().items() if asked.id == command.command]
        return spelled._replace(first=crossed[-1] if crossed else 0)

    def _result(self, fields: tuple[Any, ...]) -> Result:
        kind, number, frame, late, refusal, deck, stem, load, first, second, value = fields
        command = self._asked.get(number) if kind == ResultKind.ARMED else self._asked.pop(number, None)
        if isinstance(command, (Load, SetGrid)) and refusal != Refusal.NONE:
            load = number
        if isinstance(command, StartReel) and refusal != Refusal.NONE:
            command.reel.never_begins()
        if isinstance(command, StopReel) and refusal != Refusal.NONE and command.reel.waits == command.id:
            command.reel.waits, command.reel.ending = None, False
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


def _set_up(state: np.void, rate: int, channels: int, table: npt.NDArray[np.float32]) -> None:
    """The state before the first block: everything at unity and in its place, nothing loaded."""
    state["next_due"] = state["next_turn"] = state["panic_frame"] = NEVER
    state["limiters"] = 1.0
    state["pairs"] = channels // 2
    state["beat_clock"]["beats_per_frame"] = FIRST_BPM / 60.0 / rate
    state["beat_clock"]["leader"] = -1
    state["beat_clock"]["driver"] = -1
    for ramp in (state["master"], state["output"], state["headphone_gain"]):
        ramp["target"] = 1.0
    decks, mixer = state["decks"], state["channels"]
    decks["cursor"]["rate"] = 1.0
    decks["original"] = -1
    decks["border"] = math.inf
    for factor in ("tempo", "base", "bend", "factor"):
        decks["pace"][factor] = 1.0
    decks["key"]["mode"] = Stretch.SHORT
    for ramps in (
        decks["trim"],
        decks["stems"]["fader"],
        decks["stems"]["gate"],
        mixer["gain"],
        mixer["bands"]["gain"],
        mixer["bands"]["kept"],
    ):
        ramps["target"] = 1.0
    for deck in range(DECKS):
        _plug(decks["stems"]["route"][deck], deck)
        decks["stems"]["channel"][deck] = deck
    _plug(mixer["route"], DECKS)
    mixer["side"] = FIRST_SIDES
    constants = state["constants"]
    constants["sample_rate"] = rate
    constants["ramp_frames"] = round(RAMP_S * rate)
    constants["limiter_release"] = math.exp(-1.0 / (LIMITER_RELEASE_S * rate))
    constants["peak_fall"] = PEAK_FALL_DB / 20.0 * math.log(10.0) / rate
    constants["rms_fall"] = 1.0 / (RMS_S * rate)
    constants["sinc"] = table.ctypes.data


def _plug(routes: npt.NDArray[np.void], bus: int) -> None:
    """Lead cables to a bus."""
    routes["bus"] = bus
    routes["sends"]["target"][:, bus] = 1.0
