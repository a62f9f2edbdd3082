"""One controller's input: its messages become actions for the show.

Thread: MIDI, everything. A message costs one look into a table; the actions in it were built when the port was opened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from midi.bindings import Binding, ButtonBinding, Fader, Momentary, bind, has_target
from presets import Control
from sfa_live.errors import SfaError
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState

logger = logging.getLogger("sfa_live.midi.in")

_NOTE_OFF: Final = 0x80
_NOTE_ON: Final = 0x90
_CC: Final = 0xB0
#: A button that sends CC is down from here on.
_DOWN: Final = 64


class MidiOrigin(Struct, frozen=True):
    """Where an action came from."""

    port_id: str


Deliver = Callable[[Action, MidiOrigin], None]
Current = Callable[[], ShowState]


class Surface:
    """The mapping of one open input at work."""

    def __init__(self, port_id: str, controls: Iterable[Control], deliver: Deliver, current: Current) -> None:
        self._origin = MidiOrigin(port_id)
        self._deliver = deliver
        self._current = current
        self._table = _compile(controls)
        #: Where the faders that moved are now: only the latest place counts.
        self._moved: dict[Fader, int] = {}
        #: The last value of every button that sends CC.
        self._last: dict[int, int] = {}

    def hear(self, message: Sequence[int]) -> None:
        """Take one message. Buttons act at once, faders with the next `settle`. Whatever is no message is ignored."""
        if len(message) != 3:
            return
        status, number, value = message
        kind = status & 0xF0
        if kind not in (_NOTE_ON, _NOTE_OFF, _CC) or number > 127 or value > 127:
            return
        binding = self._table.get(_key(_CC if kind == _CC else _NOTE_ON, status & 0x0F, number))
        if binding is None:
            return
        if isinstance(binding, Fader):
            if kind == _CC:
                self._moved[binding] = value
        elif kind == _CC:
            self._turn(binding, _key(_CC, status & 0x0F, number), value)
        elif kind == _NOTE_ON and value > 0:
            self._send(binding.press(self._current()))
        else:
            self._send(binding.release())

    def settle(self) -> None:
        """The end of a round: faders that moved speak."""
        while self._moved:
            fader, place = self._moved.popitem()
            self._send(fader.move(place))

    def let_go(self) -> None:
        """Release every button that is held: its controller has gone, or the show said so."""
        for binding in set(self._table.values()):
            if isinstance(binding, Momentary):
                self._send(binding.release())

    def _turn(self, binding: ButtonBinding, key: int, value: int) -> None:
        """A button that sends CC.

        The same value again is a new press of a button that never tells its release, while a knob that passes through
        the upper half presses once.
        """
        last = self._last.get(key, 0)
        self._last[key] = value
        if value < _DOWN:
            self._send(binding.release())
        elif last < _DOWN or value == last:
            self._send(binding.press(self._current()))

    def _send(self, action: Action | None) -> None:
        if action is None:
            return
        try:
            if has_target(action, self._current()):
                self._deliver(action, self._origin)
            else:
                logger.debug("%s: there is no such stem for %s", self._origin.port_id, action)
        except SfaError as refused:
            logger.debug("%s: %s", self._origin.port_id, refused.message)
        except Exception:
            # Whatever the show's handler did wrong: the hands must go on working.
            logger.exception("%s: %s could not be done", self._origin.port_id, action)


def _compile(controls: Iterable[Control]) -> dict[int, Binding]:
    """The look-up table: kind, channel and number in one key."""
    table: dict[int, Binding] = {}
    for control in controls:
        binding = bind(control)
        kind = _CC if control.kind == "cc" else _NOTE_ON
        for channel in range(16) if control.channel is None else (control.channel,):
            table[_key(kind, channel, control.number)] = binding
    return table


def _key(kind: int, channel: int, number: int) -> int:
    return kind << 16 | channel << 8 | number
