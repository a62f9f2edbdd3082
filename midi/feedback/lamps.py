"""One controller's lamps: they show what the show says, never what was pressed.

Only what changed is sent, no faster than the controller can take it. Thread: the keeper's, everything.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from midi.look import Look, look_of
from midi.ports import OutputPort
from presets import Control, LampStyle, Preset
from sfa_live.model.show_state import ShowState

#: How many messages may leave at once after a rest, in seconds' worth of the controller's rate.
_BURST: Final = 0.05


class Lamps:
    """The lamps behind one open output. All times: seconds of a clock that never goes back."""

    def __init__(self, preset: Preset, port: OutputPort, now: float) -> None:
        self.port = port
        self._preset = preset
        self._lamps = tuple(_Lamp(control, preset.styles[control.lamp]) for control in preset.controls if control.lamp)
        self._first: deque[bytes] = deque(preset.connect)
        self._settle = preset.settle_ms / 1000.0
        #: Nothing is sent before this moment.
        self._ready = now
        #: How many messages may be sent now.
        self._credit = 1.0
        self._counted = now

    def show(self, state: ShowState, now: float) -> bool:
        """Bring the lamps up to date; True when something had to be left for later."""
        self._count(now)
        while self._first:
            if not self._may_send(now):
                return True
            self.port.send(self._first.popleft())
            if not self._first:
                self._ready = now + self._settle
        for lamp in self._lamps:
            message = lamp.message(state)
            if message != lamp.shown:
                if not self._may_send(now):
                    return True
                self.port.send(message)
                lamp.shown = message
        return False

    def restore(self) -> None:
        """The end: all lamps out, the controller as it was found."""
        for lamp in self._lamps:
            self.port.send(lamp.off)
        for message in self._preset.exit:
            self.port.send(message)

    def _count(self, now: float) -> None:
        earned = (now - self._counted) * self._preset.lamp_rate
        self._credit = min(self._credit + earned, max(1.0, _BURST * self._preset.lamp_rate))
        self._counted = now

    def _may_send(self, now: float) -> bool:
        if now < self._ready or self._credit < 1.0:
            return False
        self._credit -= 1.0
        return True


class _Lamp:
    """One lamp and what was last sent to it."""

    def __init__(self, control: Control, style: LampStyle) -> None:
        self._control = control
        self._number = control.lamp_number
        self._style = style
        self._messages: dict[Look | None, bytes] = {}
        self.shown: bytes | None = None
        self.off = style.message(self._number, style.values["off"])

    def message(self, state: ShowState) -> bytes:
        """What the lamp must be told for this state."""
        look = look_of(self._control, state)
        message = self._messages.get(look)
        if message is None:
            message = self._messages[look] = self._style.message(self._number, self._value(look))
        return message

    def _value(self, look: Look | None) -> tuple[int, ...]:
        if look is None:
            return self._style.values["off"]
        role, lit = look
        return self._style.values.get(role) or self._style.values["lit" if lit else "off"]
