"""How commands are spelled when they cross the wall, and which values may."""

from __future__ import annotations

from typing import Final, NamedTuple

from engine.commands import (
    Command,
    Eject,
    Fade,
    Load,
    Pause,
    Play,
    Seek,
    SetCrossfader,
    SetDeckGain,
    SetLoop,
    SetMaster,
    SetMute,
    SetSolo,
    SetStemGain,
    SetTempo,
    Stop,
)
from engine.kernel.codes import NOW, Op

#: The largest gain of a fader: +12 dB and a little.
MAX_GAIN: Final = 4.0
SLOWEST: Final = 0.5
FASTEST: Final = 1.5
_FAR: Final = 1 << 52


class Words(NamedTuple):
    """A command's words in the order in which they cross; see ``COMMAND`` in `engine.kernel.layout`."""

    op: int
    deck: int = -1
    stem: int = -1
    on: int = 0
    first: int = 0
    second: int = 0
    value: float = 0.0


def due(command: Command) -> int:
    """The frame at which a command is due. Raises ValueError when it lies before the beginning of time."""
    return NOW if command.at is None else int(_within("at", command.at, 0, _FAR))


def words(command: Command) -> Words:
    """A command as the kernel reads it. Raises ValueError when a value is out of range."""
    match command:
        case Load(deck, source):
            return Words(int(Op.LOAD), deck, on=source.stems, first=source.address, second=source.frames)
        case Eject(deck):
            return Words(int(Op.EJECT), deck)
        case Play(deck):
            return Words(int(Op.PLAY), deck)
        case Pause(deck):
            return Words(int(Op.PAUSE), deck)
        case Stop(deck):
            return Words(int(Op.STOP), deck)
        case Seek(deck, position):
            return Words(int(Op.SEEK), deck, value=_within("position", position, 0, _FAR))
        case SetTempo(deck, ratio):
            return Words(int(Op.TEMPO), deck, value=_within("ratio", ratio, SLOWEST, FASTEST))
        case SetMute(deck, stem, on):
            return Words(int(Op.MUTE), deck, stem, int(on))
        case SetSolo(deck, stem, on):
            return Words(int(Op.SOLO), deck, stem, int(on))
        case SetStemGain(deck, stem, gain):
            return Words(int(Op.STEM_GAIN), deck, stem, value=_within("gain", gain, 0, MAX_GAIN))
        case SetDeckGain(deck, gain):
            return Words(int(Op.DECK_GAIN), deck, value=_within("gain", gain, 0, MAX_GAIN))
        case SetLoop(deck, on, start, end):
            return Words(int(Op.LOOP), deck, on=int(on), first=start, second=end)
        case SetCrossfader(value):
            return Words(int(Op.CROSSFADER), value=_within("value", value, -1, 1))
        case SetMaster(gain):
            return Words(int(Op.MASTER), value=_within("gain", gain, 0, MAX_GAIN))
        case Fade(gain, frames):
            length = int(_within("frames", frames, 0, _FAR))
            return Words(int(Op.FADE), first=length, value=_within("gain", gain, 0, 1))
        case _:
            raise TypeError(f"{command!r} is not a command of the engine.")


def _within(name: str, value: float, low: float, high: float) -> float:
    # Written so that NaN, which compares false with everything, fails it.
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}: choose one from {low} to {high}.")
    return float(value)
