"""A lamp: it shows what the show says, never what was pressed."""

from __future__ import annotations

from midi.devices.hands import Hands, Place
from midi.feedback.cell import Messages, Moment, Rank
from midi.feedback.look import Look, look_of
from presets import Control, LampStyle, Role


class Lamp:
    """The lamp of one control, on the deck and bank that the control is at."""

    def __init__(self, control: Control, style: LampStyle, places: tuple[Place, ...]) -> None:
        """``places``: the button, where the unit lights it by itself and has to be told again."""
        self._control = control
        self._style = style
        self._told: dict[Look | None, Messages] = {}
        #: A unit that has a value for what waits blinks by itself.
        self._blinks_itself = Role.ARMED in style.values or Role.ARMED in style.channels
        self.rank = Rank.MUTES if control.action == "stem.mute" else Rank.LAMPS
        self.name: object = ("lamp", style.send, style.channel, style.template, control.lamp_number)
        self.places = places
        self.off: Messages = self._words("off")

    def messages(self, moment: Moment) -> Messages:
        """What the lamp must be told for this state."""
        if self.blinks(moment) and not moment.beat_on:
            return self.off
        look = look_of(self._control, moment.state, moment.view)
        told = self._told.get(look)
        if told is None:
            word = "off" if look is None else self._style.word(look[0], lit=look[1])
            # Another channel may stand for a state that has no value of its own.
            told = self._told[look] = self._words(word, None if look is None else look[0])
        return told

    def blinks(self, moment: Moment) -> bool:
        """Whether it waits for the clock on a unit that cannot blink by itself."""
        if self._blinks_itself or not moment.state.armed:
            return False
        look = look_of(self._control, moment.state, moment.view)
        return look is not None and look[0] is Role.ARMED

    def is_in_hand(self, _hands: Hands, _now: float) -> bool:
        """A lamp can always be told."""
        return False

    def _words(self, word: str, role: Role | None = None) -> Messages:
        return self._style.messages(self._control.lamp_number, word, role or "")
