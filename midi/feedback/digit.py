"""A timecode display: where the master clock is, in bars, beats and ticks. Each of its digits is a thing of its own."""

from __future__ import annotations

from midi.clock.timecode import DIGITS, bars, mcu_digits, mcu_messages
from midi.devices.hands import Hands, Place
from midi.feedback.cell import Messages, Moment, Rank

_EMPTY = mcu_digits("")


class Digit:
    """One digit, counted from the left."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.rank = Rank.TEXTS
        self.name: object = ("digit", number)
        self.places: tuple[Place, ...] = ()
        self.off: Messages = self._message(_EMPTY)

    def messages(self, moment: Moment) -> Messages:
        """Its sign now."""
        return self._message(mcu_digits(bars(moment.beat)))

    def blinks(self, _moment: Moment) -> bool:
        """The clock runs always."""
        return True

    def is_in_hand(self, _hands: Hands, _now: float) -> bool:
        """A digit can always be told."""
        return False

    def _message(self, digits: bytes) -> Messages:
        return (list(mcu_messages(digits, None))[self._number],)


def digits() -> tuple[Digit, ...]:
    """All of a display's."""
    return tuple(Digit(number) for number in range(DIGITS))
