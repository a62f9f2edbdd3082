"""A lamp: it shows what the show says, never what was pressed."""

from __future__ import annotations

from midi.devices.hands import Place
from midi.feedback.cell import Moment, Rank
from midi.feedback.look import Look, look_of
from presets import Control, LampStyle, Role


class Lamp:
    """The lamp of one control."""

    def __init__(self, control: Control, style: LampStyle, places: tuple[Place, ...]) -> None:
        self._control = control
        self._style = style
        self._messages: dict[Look | None, bytes] = {}
        self._dark = style.message(control.lamp_number, style.values["off"])
        self.rank = Rank.MUTES if control.action == "stem.mute" else Rank.LAMPS
        self.name: object = ("lamp", control.lamp, control.lamp_number)
        self.places = places
        self.off: bytes | None = self._dark
        #: Of a unit that cannot blink by itself, while something waits for the clock.
        self.blinks = False

    def message(self, moment: Moment) -> bytes:
        """What the lamp must be told for this state."""
        look = look_of(self._control, moment.state)
        self.blinks = look is not None and look[0] is Role.ARMED and Role.ARMED not in self._style.values
        if self.blinks and not moment.beat_on:
            return self._dark
        message = self._messages.get(look)
        if message is None:
            message = self._messages[look] = self._style.message(self._control.lamp_number, self._value(look))
        return message

    def _value(self, look: Look | None) -> tuple[int, ...]:
        if look is None:
            return self._style.values["off"]
        role, lit = look
        return self._style.values.get(role) or self._style.values["lit" if lit else "off"]
