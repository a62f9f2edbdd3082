"""How an endless knob says how far it was turned: read as its mapping says, or found out. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from presets import Encoder

_CLICKS: Final[Mapping[Encoder, Callable[[int], int]]] = {
    Encoder.TWOS: lambda value: value if value < 64 else value - 128,
    Encoder.OFFSET: lambda value: value - 64,
    Encoder.SIGN: lambda value: value if value < 64 else 64 - value,
}
#: More clicks than this in one message no hand can turn: the coding must be another.
_MOST: Final = 32


class Coding:
    """One knob's."""

    def __init__(self, coding: Encoder) -> None:
        self._possible = tuple(_CLICKS) if coding is Encoder.AUTO else (coding,)

    @property
    def decided(self) -> Encoder | None:
        """The coding, when there is no doubt."""
        return self._possible[0] if len(self._possible) == 1 else None

    def clicks(self, value: int) -> int:
        """How many clicks up (or, below 0, down) a message means; 0 as long as its direction is in doubt."""
        if len(self._possible) > 1:
            plausible = tuple(coding for coding in self._possible if abs(_CLICKS[coding](value)) <= _MOST)
            # A message that fits none of them tells nothing.
            self._possible = plausible or self._possible
        meant = {_CLICKS[coding](value) for coding in self._possible}
        return meant.pop() if len(meant) == 1 else 0
