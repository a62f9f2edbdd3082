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
        self._is_auto = coding is Encoder.AUTO
        self._possible = tuple(_CLICKS) if self._is_auto else (coding,)

    @property
    def decided(self) -> Encoder | None:
        """The coding, when there is no doubt."""
        return self._possible[0] if len(self._possible) == 1 else None

    def clicks(self, value: int) -> int:
        """How many clicks up (or, below 0, down) a message means; 0 as long as its direction is in doubt."""
        if self._is_auto:
            plausible = tuple(coding for coding in self._possible if abs(_CLICKS[coding](value)) <= _MOST)
            if not plausible:
                # This message or one before it was no hand's: nothing of what was found out is sure.
                self._possible = tuple(_CLICKS)
                return 0
            self._possible = plausible
        meant = {_CLICKS[coding](value) for coding in self._possible}
        return meant.pop() if len(meant) == 1 else 0
