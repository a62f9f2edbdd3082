"""The ring of lamps round a knob: it shows the value, wherever that came from."""

from __future__ import annotations

from midi.devices.hands import Hands
from midi.feedback.cell import Messages, Moment, Rank, places_of
from midi.feedback.share import share_of
from presets import Control, RingStyle


class Ring:
    """The ring of one knob."""

    def __init__(self, control: Control, style: RingStyle) -> None:
        self._control = control
        self._style = style
        self.rank = Rank.RINGS
        self.name: object = ("ring", style.send, style.channel, style.template, self._message(None)[0][1:2])
        # A knob with a place of its own draws its ring itself while it is turned; an endless one waits for us.
        self.places = () if control.turn is not None else places_of(control.address)
        self.off: Messages = self._message(None)

    def messages(self, moment: Moment) -> Messages:
        """The value's share of the way."""
        return self._message(share_of(self._control, moment.state))

    def blinks(self, _moment: Moment) -> bool:
        """Never."""
        return False

    def is_in_hand(self, hands: Hands, now: float) -> bool:
        """While a knob that draws its own ring is turned."""
        return any(hands.moves(place, now) for place in self.places)

    def _message(self, share: float | None) -> Messages:
        return (self._style.message(self._control.address.number, share),)
