"""A fader with a motor: at rest it stands where the value is; while a hand is on it, it is the hand's."""

from __future__ import annotations

from midi.devices.hands import REST, Hands
from midi.feedback.cell import Messages, Moment, Rank, places_of
from midi.feedback.share import share_of
from presets import Control

_TOP = 127
_FINE_TOP = 16_383
_CC = 0xB0
_BEND = 0xE0


class Motor:
    """The motor of one fader."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._places = places_of(control.address)
        self._caps = () if control.touch is None else places_of(control.touch)
        self.rank = Rank.MOTORS
        self.name: object = ("motor", control.address)
        self.places = (*self._places, *self._caps)
        self.off: Messages = ()

    def messages(self, moment: Moment) -> Messages:
        """The message that the fader itself would send from there."""
        share = share_of(self._control, moment.state)
        return () if share is None else self._from(share)

    def blinks(self, _moment: Moment) -> bool:
        """Never."""
        return False

    def is_in_hand(self, hands: Hands, now: float) -> bool:
        """While its cap is touched; without one that tells, while it moves. The touch may be told behind the move."""
        if any(hands.holds(cap) for cap in self._caps):
            return True
        let_go = max((hands.let_go_at(cap) for cap in self._caps), default=0.0)
        return any(let_go < hands.moved_at(place) > now - REST for place in self._places)

    def _from(self, share: float) -> Messages:
        address = self._control.address
        channel, number = address.channels[0], address.number
        if address.kind == "cc":
            return (bytes((_CC | channel, number, round(share * _TOP))),)
        coarse, fine = divmod(round(share * _FINE_TOP), 128)
        if address.kind == "bend":
            return (bytes((_BEND | channel, fine, coarse)),)
        # A pair of controllers: the coarse half and the fine one.
        return bytes((_CC | channel, number, coarse)), bytes((_CC | channel, number + 32, fine))
