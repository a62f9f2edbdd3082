"""RPN and NRPN: parameters of 14 bits, put together from the controllers of one channel."""

from __future__ import annotations

from typing import Final

from midi.wire.event import Kind

_DATA_MSB: Final = 6
_DATA_LSB: Final = 38
_INCREMENT: Final = 96
_DECREMENT: Final = 97
#: Which half of which number a controller chooses: the kind, and how far up its 7 bits go.
_CHOICES: Final = {98: (Kind.NRPN, 0), 99: (Kind.NRPN, 7), 100: (Kind.RPN, 0), 101: (Kind.RPN, 7)}
#: Chosen to say: no parameter, whatever comes next.
_NULL: Final = 0x3FFF
_TOP: Final = 0x3FFF

#: The controllers that speak of parameters.
SPEAKING: Final = frozenset({*_CHOICES, _DATA_MSB, _DATA_LSB, _INCREMENT, _DECREMENT})


class Parameters:
    """The parameter that is chosen on one channel, and its value."""

    def __init__(self) -> None:
        self._kind = Kind.NRPN
        #: The halves of the number by their place; a half that nobody has chosen is missing.
        self._halves: dict[int, int] = {}
        #: What the value is that of.
        self._valued: tuple[Kind, int] | None = None
        self._value = 0

    def hear(self, controller: int, value: int) -> tuple[Kind, int, int] | None:
        """Take one of the `SPEAKING` controllers; kind, number and value when a parameter has a new one.

        A coarse value puts the fine one to 0, as the standard says. What was never told counts from 0 up and down.
        """
        if controller in _CHOICES:
            self._choose(*_CHOICES[controller], value)
            return None
        if len(self._halves) < 2:
            return None
        number = self._halves[7] << 7 | self._halves[0]
        if number == _NULL:
            return None
        if self._valued != (self._kind, number):
            self._valued, self._value = (self._kind, number), 0
        self._value = self._turned(controller, value)
        return self._kind, number, self._value

    def _choose(self, kind: Kind, place: int, half: int) -> None:
        if kind is not self._kind:
            self._kind = kind
            self._halves.clear()
        self._halves[place] = half

    def _turned(self, controller: int, value: int) -> int:
        if controller == _DATA_MSB:
            return value << 7
        if controller == _DATA_LSB:
            return (self._value & ~0x7F) | value
        if controller == _INCREMENT:
            return min(self._value + 1, _TOP)
        return max(self._value - 1, 0)
