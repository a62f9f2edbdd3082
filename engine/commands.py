"""What can be asked of the engine: one frozen value per command.

``deck`` is 0 or 1, ``stem`` the stem's place in its pack. ``at`` is the frame on the engine's clock at which the
command is carried out, to the sample; None is as soon as possible. Gains are linear factors. A value out of range
raises ValueError when it is submitted; whether deck and stem are there is known on the audio thread only, and comes
back as a `Result`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from engine.source import Source
from engine.units import Frames

_ids = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything that can be asked of the engine."""

    at: Frames | None = None
    #: Its own number, for as long as the process lives.
    id: int = field(default_factory=_ids.__next__, compare=False)


@dataclass(frozen=True, slots=True)
class Load(Command):
    """Put a song on a deck: at its beginning, stopped, all stems at unity. What played there fades out."""

    deck: int
    source: Source


@dataclass(frozen=True, slots=True)
class Eject(Command):
    """Take the song off a deck."""

    deck: int


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Play from where the deck stands."""

    deck: int


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop where the deck stands."""

    deck: int


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop, and go back to the beginning."""

    deck: int


@dataclass(frozen=True, slots=True)
class Seek(Command):
    """Go to a place in the song, in frames; beyond the end is the end."""

    deck: int
    position: float


@dataclass(frozen=True, slots=True)
class SetTempo(Command):
    """Play faster or slower, and higher or lower with it: 1.0 is as recorded."""

    deck: int
    ratio: float


@dataclass(frozen=True, slots=True)
class SetMute(Command):
    """Silence a stem, or let it be heard again."""

    deck: int
    stem: int
    on: bool


@dataclass(frozen=True, slots=True)
class SetSolo(Command):
    """Hear this stem and the others that are soloed, and nothing else of the deck."""

    deck: int
    stem: int
    on: bool


@dataclass(frozen=True, slots=True)
class SetStemGain(Command):
    """Move a stem's fader."""

    deck: int
    stem: int
    gain: float


@dataclass(frozen=True, slots=True)
class SetDeckGain(Command):
    """Move a deck's fader."""

    deck: int
    gain: float


@dataclass(frozen=True, slots=True)
class SetLoop(Command):
    """Loop from ``start`` up to, not including, ``end``, in frames of the song, once the deck gets to the end."""

    deck: int
    on: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class SetCrossfader(Command):
    """Go between the decks: -1 is the first alone, +1 the second alone, in the middle both are whole."""

    value: float


@dataclass(frozen=True, slots=True)
class SetMaster(Command):
    """Move the master fader."""

    gain: float


@dataclass(frozen=True, slots=True)
class Fade(Command):
    """Fade everything that leaves the engine to a gain, in so many frames: out at the end, in at the start."""

    gain: float
    frames: Frames
