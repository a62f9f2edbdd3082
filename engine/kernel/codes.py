"""The small numbers that cross the wall, by name."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

#: The due frame of a command that is to be carried out as soon as possible.
NOW: Final = -1
#: Later than any frame.
NEVER: Final = (1 << 63) - 1


class Op(IntEnum):
    """What a command asks for."""

    LOAD = 1
    EJECT = 2
    PLAY = 3
    PAUSE = 4
    STOP = 5
    SEEK = 6
    TEMPO = 7
    MUTE = 8
    SOLO = 9
    STEM_GAIN = 10
    DECK_GAIN = 11
    LOOP = 12
    CROSSFADER = 13
    MASTER = 14
    FADE = 15


class ResultKind(IntEnum):
    """What a result tells."""

    DONE = 1
    ENDED = 2
    BROKEN_STEM = 3
    RETURNED = 4


class Refusal(IntEnum):
    """Why a command was not carried out."""

    NONE = 0
    NO_SUCH_DECK = 1
    EMPTY_DECK = 2
    NO_SUCH_STEM = 3
    BAD_LOOP = 4
    TOO_MANY_WAITING = 5
