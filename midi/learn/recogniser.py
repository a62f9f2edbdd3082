"""Which control a hand has moved, out of everything that its controller sends.

What was moved most wins, so that the trembling of other faders does not count. A fader beats a button: a hand that
touches a fader sends the touch first. Pressure, clock and system messages are nobody's movement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from midi.learn.found import ControlKind, Found
from midi.learn.moves import Moves
from midi.learn.pairs import Pair
from midi.wire.event import Event, Kind

#: The hand has ended when it rests so long, in seconds: after a clear movement, after a small one, on a held button.
_RESTS: Final = 0.3
_RESTS_SMALL: Final = 0.8
_RESTS_DOWN: Final = 1.0
#: A movement is clear from so much on, of 127.
_CLEAR: Final = 24.0

#: Messages that make up a parameter's number and value, when one was told.
_PARAMETER_CCS: Final = frozenset((6, 38, 96, 97, 98, 99, 100, 101))
_WIDE: Final[dict[Kind, ControlKind]] = {Kind.BEND: "bend", Kind.NRPN: "nrpn", Kind.RPN: "rpn"}

BOTH_WAYS: Final = "Turn it both ways."
A_FADER: Final = "That is a button. This needs a fader or a knob."

_Key = tuple[ControlKind, int, int]


class Look(Struct, frozen=True):
    """What can be told so far."""

    #: The control that is being moved, as it seems now.
    heard: Found | None = None
    #: It is certain.
    is_certain: bool = False
    #: What the hand shall do, in a sentence.
    ask: str | None = None


class Recogniser:
    """Hears one controller. ``fader``: only a fader or knob will do, as for a level."""

    def __init__(self, *, fader: bool) -> None:
        self._fader = fader
        self._moves: dict[_Key, Moves] = {}
        self._pairs: dict[tuple[int, int], Pair] = {}
        #: Channels on which a parameter was told.
        self._parameters: set[int] = set()

    def hear(self, event: Event) -> None:
        """Take in one message."""
        match event.kind:
            case Kind.NOTE_ON:
                self._of("note", event).add(127, event.at)
            case Kind.NOTE_OFF if ("note", event.channel, event.number) in self._moves:
                self._of("note", event).add(0, event.at)
            case Kind.PROGRAM:
                self._of("program", event).add(127, event.at)
                self._of("program", event).add(0, event.at)
            case Kind.CC:
                self._of("cc", event).add(event.value, event.at)
                if event.number < 64:
                    pair = self._pairs.setdefault((event.channel, event.number % 32), Pair())
                    pair.add(event.value, event.at, is_fine=event.number >= 32)
            case Kind.BEND | Kind.NRPN | Kind.RPN:
                self._of(_WIDE[event.kind], event, top=16_383).add(event.value, event.at)
                if event.kind is not Kind.BEND:
                    self._parameters.add(event.channel)

    def look(self, now: float) -> Look:
        """What was moved, as far as can be told at this moment (seconds of `time.monotonic`)."""
        moved = max(self._moved(), key=lambda each: each[1].movement, default=None)
        if moved is not None:
            return _moved(*moved, now)
        pressed = min(self._pressed(), key=lambda each: (each[1].is_down, each[1].last), default=None)
        if pressed is None:
            return Look()
        (kind, channel, number), moves = pressed
        found = Found(kind, channel, number, is_button=True)
        if self._fader:
            return Look(found, ask=A_FADER)
        return Look(found, is_certain=not moves.is_down or now - moves.last >= _RESTS_DOWN)

    def _of(self, kind: ControlKind, event: Event, top: int = 127) -> Moves:
        return self._moves.setdefault((kind, event.channel, event.number), Moves(top))

    def _moved(self) -> Iterator[tuple[_Key, Moves]]:
        """Every fader, knob and encoder that moved."""
        ones = {place: pair for place, pair in self._pairs.items() if pair.is_one and not self._is_part(*place)}
        for (channel, number), pair in ones.items():
            if pair.coarse.has_swept:
                yield ("cc14", channel, number), pair.coarse
        for (kind, channel, number), moves in self._moves.items():
            in_pair = kind == "cc" and number < 64 and self._is_in_pair(channel, number, ones)
            is_part = kind == "cc" and self._is_part(channel, number)
            is_moved = moves.is_sweep or (kind == "cc" and moves.codings)
            if is_moved and not in_pair and not is_part:
                yield (kind, channel, number), moves

    def _is_in_pair(self, channel: int, number: int, ones: Mapping[tuple[int, int], Pair]) -> bool:
        """Whether a controller below 64 is half of a pair, or may be its fine half as far as can be told."""
        place = channel, number % 32
        return place in ones or (number >= 32 and self._pairs[place].may_be_one)

    def _pressed(self) -> Iterator[tuple[_Key, Moves]]:
        for (kind, channel, number), moves in self._moves.items():
            is_button = kind in ("note", "program", "cc") and not (kind == "cc" and self._is_part(channel, number))
            if is_button and (moves.is_press or (moves.is_down and moves.count == 1)):
                yield (kind, channel, number), moves

    def _is_part(self, channel: int, number: int) -> bool:
        """Whether a controller is only a part of a parameter's message."""
        return channel in self._parameters and number in _PARAMETER_CCS


def _moved(key: _Key, moves: Moves, now: float) -> Look:
    kind, channel, number = key
    rests = now - moves.last
    if kind == "cc" and (codings := moves.codings):
        certain = len(codings) == 1
        coding = min(codings) if certain else "auto"
        found = Found(kind, channel, number, encoder=coding, low=moves.low, high=moves.high)
        return Look(found, certain and rests >= _RESTS, None if certain else BOTH_WAYS)
    found = Found(kind, channel, number, low=moves.low, high=moves.high)
    return Look(found, rests >= (_RESTS if moves.span >= _CLEAR else _RESTS_SMALL))
