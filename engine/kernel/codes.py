"""The small numbers that cross the wall, by name."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

#: The due frame of a command that is to be carried out as soon as possible.
NOW: Final = -1
#: Later than any frame.
NEVER: Final = (1 << 63) - 1


class Op(IntEnum):
    """What a command asks for. The hundreds are the groups that `apply` hands on."""

    MARK = 1
    CANCEL = 2

    LOAD = 101
    EJECT = 102
    PLAY = 103
    PAUSE = 104
    STOP = 105
    SEEK = 106
    TEMPO = 107
    JUMP = 108
    BEND = 109
    SHIFT = 110
    SLIP = 111

    LOOP = 201
    LOOP_HERE = 202
    ROLL = 203
    LEAVE_LOOP = 204
    CHAIN_LOOP = 205
    CLEAR_CHAIN = 206
    STEM_LOOP = 207
    STEM_LOOP_HERE = 208
    SIZE_ROLL = 209

    GRID = 301
    CLOCK = 302
    LEADER = 303
    LOCK = 304
    SYNC_ONCE = 305
    FOLLOW_CLOCK = 306
    FREE_CLOCK = 307

    MUTE = 401
    SOLO = 402
    STEM_GAIN = 403
    STEM_FILTER = 404
    BLEND = 405
    STEM_CHANNEL = 406
    STEM_OUTPUT = 407
    TRIM = 408
    STAND_IN = 409

    EQ = 501
    DECK_FILTER = 502
    DECK_GAIN = 503
    SIDE = 504
    DECK_OUTPUT = 505
    HEADPHONES = 506

    HEADPHONE_MIX = 601
    HEADPHONE_GAIN = 602
    CROSSFADER = 603
    CURVE = 604
    MASTER = 605
    FADE = 606

    KEY_LOCK = 701
    KEY_SHIFT = 702

    START_REEL = 801
    STOP_REEL = 802


class ResultKind(IntEnum):
    """What a result tells."""

    DONE = 1
    ENDED = 2
    BROKEN_STEM = 3
    RETURNED = 4
    #: A command waits for its beat; ``beat`` of the result is the clock's beat that it waits for.
    ARMED = 5
    #: The engine has set a loop's bounds: ``start`` and ``end`` of the result, in frames of the song.
    LOOPED = 6
    #: The deck's key lock fell behind and it is heard without, or it is back: ``on`` of the result.
    STRETCH = 7
    #: A panic was heeded, at the result's frame.
    PANICKED = 8


class Refusal(IntEnum):
    """Why a command was not carried out."""

    NONE = 0
    NO_SUCH_DECK = 1
    EMPTY_DECK = 2
    NO_SUCH_STEM = 3
    BAD_LOOP = 4
    TOO_MANY_WAITING = 5
    CANCELLED = 6
    NO_GRID = 7
    NO_ORIGINAL = 8
    NO_SUCH_OUTPUT = 9
    TOO_MANY_LOOPS = 10
    TOO_MANY_REELS = 11


class ReelEnd(IntEnum):
    """Why the audio thread records no longer; 0 while it does."""

    STOPPED = 1
    #: Nobody took the frames out of the ring in time.
    FULL = 2


class Band(IntEnum):
    """The bands of a channel's equaliser."""

    LOW = 0
    MID = 1
    HIGH = 2


class Curve(IntEnum):
    """How the crossfader goes (row L-073): both whole in the middle, equally loud throughout, or a switch."""

    LINEAR = 0
    EQUAL_POWER = 1
    SHARP = 2


class Side(IntEnum):
    """Where a channel is on the crossfader."""

    LEFT = -1
    BOTH = 0
    RIGHT = 1


class Stretch(IntEnum):
    """How the pitch is kept: the finest, the one with short windows, the one for small machines."""

    FINE = 1
    SHORT = 2
    LIGHT = 3
