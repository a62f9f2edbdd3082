"""What can be asked of the engine: one frozen value per command.

``deck`` is 0 or 1, ``stem`` the stem's place in its pack. ``at`` is the frame on the engine's clock at which the command is
carried out, to the sample; None is as soon as possible. Gains are linear factors. A value that makes no sense raises
ValueError here; whether deck and stem are there is known on the audio thread only, and comes back as a `Result`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from engine.kernel.codes import NOW, Op
from engine.source import Source
from engine.units import Frames

#: The largest gain of a fader: +12 dB and a little.
MAX_GAIN: Final = 4.0
SLOWEST: Final = 0.5
FASTEST: Final = 1.5

_ids = itertools.count(1)


class Words(NamedTuple):
    """A command as it crosses the wall; see ``COMMAND`` in `engine.kernel.layout`."""

    op: Op
    deck: int = -1
    stem: int = -1
    on: int = 0
    first: int = 0
    second: int = 0
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything that can be asked of the engine."""

    at: Frames | None = None
    #: Its own number, for as long as the process lives.
    id: int = field(default_factory=_ids.__next__, compare=False)

    @property
    def due(self) -> int:
        """The frame at which it is due, as the kernel spells it."""
        if self.at is None:
            return NOW
        _within("at", self.at, 0, 1 << 62)
        return self.at

    def words(self) -> Words:
        """What crosses the wall."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Load(Command):
    """Put a song on a deck: at its beginning, stopped, all stems at unity. What played there fades out."""

    deck: int
    source: Source

    def words(self) -> Words:
        source = self.source
        return Words(Op.LOAD, self.deck, on=source.stems, first=source.address, second=source.frames)


@dataclass(frozen=True, slots=True)
class Eject(Command):
    """Take the song off a deck."""

    deck: int

    def words(self) -> Words:
        return Words(Op.EJECT, self.deck)


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Play from where the deck stands."""

    deck: int

    def words(self) -> Words:
        return Words(Op.PLAY, self.deck)


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop where the deck stands."""

    deck: int

    def words(self) -> Words:
        return Words(Op.PAUSE, self.deck)


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop, and go back to the beginning."""

    deck: int

    def words(self) -> Words:
        return Words(Op.STOP, self.deck)


@dataclass(frozen=True, slots=True)
class Seek(Command):
    """Go to a place in the song, in frames; beyond the end is the end."""

    deck: int
    position: float

    def words(self) -> Words:
        return Words(Op.SEEK, self.deck, value=_within("position", self.position, 0, 1 << 52))


@dataclass(frozen=True, slots=True)
class SetTempo(Command):
    """Play faster or slower, and higher or lower with it: 1.0 is as recorded."""

    deck: int
    ratio: float

    def words(self) -> Words:
        return Words(Op.TEMPO, self.deck, value=_within("ratio", self.ratio, SLOWEST, FASTEST))


@dataclass(frozen=True, slots=True)
class SetMute(Command):
    """Silence a stem, or let it be heard again."""

    deck: int
    stem: int
    on: bool

    def words(self) -> Words:
        return Words(Op.MUTE, self.deck, self.stem, int(self.on))


@dataclass(frozen=True, slots=True)
class SetSolo(Command):
    """Hear this stem and the others that are soloed, and nothing else of the deck."""

    deck: int
    stem: int
    on: bool

    def words(self) -> Words:
        return Words(Op.SOLO, self.deck, self.stem, int(self.on))


@dataclass(frozen=True, slots=True)
class SetStemGain(Command):
    """Move a stem's fader."""

    deck: int
    stem: int
    gain: float

    def words(self) -> Words:
        return Words(Op.STEM_GAIN, self.deck, self.stem, value=_within("gain", self.gain, 0, MAX_GAIN))


@dataclass(frozen=True, slots=True)
class SetDeckGain(Command):
    """Move a deck's fader."""

    deck: int
    gain: float

    def words(self) -> Words:
        return Words(Op.DECK_GAIN, self.deck, value=_within("gain", self.gain, 0, MAX_GAIN))


@dataclass(frozen=True, slots=True)
class SetLoop(Command):
    """Loop from ``start`` up to, not including, ``end``, in frames of the song; caught when the deck comes to the end."""

    deck: int
    on: bool
    start: Frames = Frames(0)
    end: Frames = Frames(0)

    def words(self) -> Words:
        return Words(Op.LOOP, self.deck, on=int(self.on), first=self.start, second=self.end)


@dataclass(frozen=True, slots=True)
class SetCrossfader(Command):
    """Go between the decks: -1 is the first alone, +1 the second alone, in the middle both are whole."""

    value: float

    def words(self) -> Words:
        return Words(Op.CROSSFADER, value=_within("value", self.value, -1, 1))


@dataclass(frozen=True, slots=True)
class SetMaster(Command):
    """Move the master fader."""

    gain: float

    def words(self) -> Words:
        return Words(Op.MASTER, value=_within("gain", self.gain, 0, MAX_GAIN))


@dataclass(frozen=True, slots=True)
class Fade(Command):
    """Fade everything that leaves the engine to a gain, in so many frames: out at the end, in at the start."""

    gain: float
    frames: Frames

    def words(self) -> Words:
        frames = int(_within("frames", self.frames, 0, 1 << 40))
        return Words(Op.FADE, first=frames, value=_within("gain", self.gain, 0, 1))


def _within(name: str, value: float, low: float, high: float) -> float:
    # Written so that NaN, which compares false with everything, fails it.
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}: choose one from {low} to {high}.")
    return value
