"""One controller's input: its messages become actions for the show.

Thread: MIDI, everything. A message costs one look into a table; the actions in it were built when the port was opened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from midi.bindings import Binding, ButtonBinding, Fader, Momentary, bind, has_target
from midi.wire.event import Event, Kind
from presets import Control
from sfa_live.errors import SfaError
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState

logger = logging.getLogger("sfa_live.midi.in")

#: A button that sends CC is down from here on.
_DOWN: Final = 64


class MidiOrigin(Struct, frozen=True):
    """Where an action came from."""

    port_id: str
    #: When the hand moved, in seconds of `time.monotonic`; None: nobody knows.
    at: float | None = None


Deliver = Callable[[Action, MidiOrigin], None]
Current = Callable[[], ShowState]


class Surface:
    """The mapping of one open input at work."""

    def __init__(self, port_id: str, controls: Iterable[Control], deliver: Deliver, current: Current) -> None:
        self._port_id = port_id
        self._deliver = deliver
        self._current = current
        self._table = _compile(controls)
        #: Where the faders that moved are now: only the latest place counts.
        self._moved: dict[Fader, Event] = {}
        #: The last value of every button that sends CC.
        self._last: dict[int, int] = {}

    def hear(self, event: Event) -> None:
        """Take one message. Buttons act at once, faders with the next `settle`."""
        kind = Kind.NOTE_ON if event.kind is Kind.NOTE_OFF else event.kind
        key = _key(kind, event.channel, event.number)
        binding = self._table.get(key)
        if binding is None:
            return
        if isinstance(binding, Fader):
            if kind is Kind.CC:
                self._moved[binding] = event
        elif kind is Kind.CC:
            self._turn(binding, key, event)
        elif event.kind is Kind.NOTE_ON:
            self._send(binding.press(self._current()), event.at)
        else:
            self._send(binding.release(), event.at)

    def settle(self) -> None:
        """The end of a round: faders that moved speak."""
        while self._moved:
            fader, event = self._moved.popitem()
            self._send(fader.move(event.value), event.at)

    def let_go(self) -> None:
        """Release every button that is held: its controller has gone, or the show said so."""
        for binding in set(self._table.values()):
            if isinstance(binding, Momentary):
                self._send(binding.release(), None)

    def _turn(self, binding: ButtonBinding, key: int, event: Event) -> None:
        """A button that sends CC.

        The same value again is a new press of a button that never tells its release, while a knob that passes through
        the upper half presses once.
        """
        last = self._last.get(key, 0)
        self._last[key] = event.value
        if event.value < _DOWN:
            self._send(binding.release(), event.at)
        elif last < _DOWN or event.value == last:
            self._send(binding.press(self._current()), event.at)

    def _send(self, action: Action | None, at: float | None) -> None:
        if action is None:
            return
        try:
            if has_target(action, self._current()):
                self._deliver(action, MidiOrigin(self._port_id, at))
            else:
                logger.debug("%s: there is no such stem for %s", self._port_id, action)
        except SfaError as refused:
            logger.debug("%s: %s", self._port_id, refused.message)
        except Exception:
            # Whatever the show's handler did wrong: the hands must go on working.
            logger.exception("%s: %s could not be done", self._port_id, action)


def _compile(controls: Iterable[Control]) -> dict[int, Binding]:
    """The look-up table: kind, channel and number in one key."""
    table: dict[int, Binding] = {}
    for control in controls:
        binding = bind(control)
        kind = Kind.CC if control.kind == "cc" else Kind.NOTE_ON
        for channel in range(16) if control.channel is None else (control.channel,):
            table[_key(kind, channel, control.number)] = binding
    return table


def _key(kind: Kind, channel: int, number: int) -> int:
    return kind << 16 | channel << 8 | number
