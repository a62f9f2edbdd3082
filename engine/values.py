"""What comes back from the engine, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.commands import Command
from engine.kernel.codes import Refusal, ResultKind
from engine.source import Source
from engine.units import Frames

#: Left and right, linear, 1.0 is full scale.
Pair = tuple[float, float]


class Outcome(Enum):
    """What became of a command when it was submitted."""

    #: It will be carried out, and answered by exactly one `Result`.
    ACCEPTED = "accepted"
    #: The ring is full, nothing happened: collect, and try again in a few milliseconds.
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Result:
    """Something the audio thread tells."""

    kind: ResultKind
    #: When it happened, on the engine's clock.
    frame: Frames
    deck: int | None = None
    stem: int | None = None
    #: The command that is answered; kinds DONE and ARMED.
    command: Command | None = None
    #: It was due before the engine could know of it, and was carried out at once.
    late: bool = False
    #: Why the command was not carried out; NONE when it was.
    refusal: Refusal = Refusal.NONE
    #: The song whose memory is free again; kind RETURNED only.
    source: Source | None = None
    #: The beat of the clock that a command waits for; kind ARMED only.
    beat: float = 0.0
    #: Where the command's deck is after it, in frames of the song; kind DONE only.
    position: float = 0.0
    #: A loop's bounds in frames of the song; kind LOOPED only.
    start: int = 0
    end: int = 0
    #: The deck is heard with key lock again, or for now without; kind STRETCH only.
    on: bool = False

    @property
    def command_id(self) -> int | None:
        """The number of the command that is answered."""
        return None if self.command is None else self.command.id


@dataclass(frozen=True, slots=True)
class Level:
    """How loud something is: peaks with decay, and the root mean square of the last third of a second."""

    peak: Pair
    rms: Pair


@dataclass(frozen=True, slots=True)
class DeckSnapshot:
    """One deck at one moment."""

    loaded: bool
    playing: bool
    #: Where the cursor is in the song; what is heard is the device's latency behind it.
    position_frames: float
    #: Song frames per frame: 1.0 is as recorded.
    rate: float
    #: The same without any hand on the record: its own tempo, or the clock's.
    tempo: float
    #: Where it is on the beat grid, in beats from the first one on; 0.0 without a grid.
    beat: float
    #: It goes with the clock now: locked, with a grid, and at a tempo that it can reach.
    following: bool
    #: Its beats to one of the clock's; 1 while it is not locked.
    factor: float
    loop_on: bool
    #: In frames of the song; kept while the loop is off.
    loop_start: int
    loop_end: int
    #: The stems that repeat a part of themselves, in the pack's order.
    stem_loops: tuple[bool, ...]
    #: It is heard through its key lock now (not: key lock is wanted).
    stretched: bool
    #: After the deck's fader, before the crossfader.
    peak: Pair
    rms: Pair
    #: Every stem after its fader, in the pack's order; `STEMS` of them, whatever is loaded.
    stems: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class ClockSnapshot:
    """The master clock at one moment. It runs always, also with no deck."""

    #: Beats since the engine was made; a multiple of 4 begins a bar.
    beat: float
    bpm: float
    #: The deck it follows now; None when it runs by itself.
    leader: int | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """The master clock and the system's, side by side, at the end of the engine's latest block."""

    #: The engine's clock: the next frame it will render.
    frame: Frames
    #: When the latest block began, seconds on the clock of `time.monotonic`; 0.0 offline.
    time: float
    #: The master clock at ``frame``, and how fast it goes.
    beat: float
    bpm: float


@dataclass(frozen=True, slots=True)
class Timing:
    """How the blocks run, counted by the audio thread itself since the engine was made."""

    blocks: int
    #: Blocks that began more than one and a half periods after the one before.
    late_blocks: int
    worst_lateness_s: float
    worst_duration_s: float
    #: The share of its period that a block takes, a moving mean.
    load: float
    #: The audio thread as the scheduler knows it; 0 where it has no number.
    thread: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The engine at the end of its latest block."""

    #: The engine's clock: the next frame it will render.
    frame: Frames
    #: When that block began, seconds on the clock of `time.monotonic`; 0.0 offline.
    time: float
    clock: ClockSnapshot
    decks: tuple[DeckSnapshot, ...]
    peak: Pair
    rms: Pair
    #: What the limiter multiplies with: 1.0 while it leaves the sound alone.
    limiter_gain: float
    timing: Timing
