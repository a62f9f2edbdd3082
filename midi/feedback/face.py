"""All that one controller shows, behind one open output.

Only what changed is sent, the latest only, mute lamps first, no faster than the controller can take it. A controller
that may have forgotten is told everything. Thread: the keeper's, everything. Times: `time.monotonic`.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from midi.devices.hands import Hands
from midi.feedback.cell import Cell, Moment
from midi.feedback.cells import cells_of
from midi.feedback.pace import Pace
from presets import Preset
from sfa_live.model.show_state import ShowState

#: Seconds until the next look at what is not done yet.
_SOON: Final = 0.005
#: Seconds between two looks at a beat that lamps blink with.
_BLINK: Final = 0.01


class Face:
    """A controller's lamps, rings, motors and texts."""

    def __init__(self, preset: Preset, hands: Hands, now: float) -> None:
        self._preset = preset
        self._hands = hands
        self._pace = Pace(preset.lamp_rate, now)
        self._cells = cells_of(preset)
        self._shown: dict[object, bytes] = {}
        self._first: deque[bytes] = deque()
        #: Nothing is sent before this moment.
        self._ready = now
        #: Seconds after which there may be more to do; None: when the show changes.
        self.rest: float | None = None
        hands.watched = frozenset(place for cell in self._cells for place in cell.places)
        self.resync()

    def resync(self) -> None:
        """The controller may have forgotten everything: its mode, and all that it shows."""
        self._first = deque(self._preset.connect)
        self._shown.clear()

    def work(self, state: ShowState, beat: float, now: float) -> list[bytes]:
        """What is to be sent now to bring it up to date. ``beat``: where the master clock is."""
        self._pace.count(now)
        self.rest = None
        messages: list[bytes] = []
        while self._first and now >= self._ready and self._pace.take():
            messages.append(self._first.popleft())
            if not self._first:
                self._ready = now + self._preset.settle_ms / 1000.0
        if self._first or now < self._ready:
            self.rest = _SOON
            return messages
        self._forget_released()
        moment = Moment(state, beat % 1.0 < 0.5)
        for cell in self._cells:
            self._tell(cell, moment, messages)
        return messages

    def farewell(self) -> list[bytes]:
        """The end: all lamps out, the controller as it was found."""
        return [cell.off for cell in self._cells if cell.off is not None] + list(self._preset.exit)

    def succeed(self, before: Face) -> list[bytes]:
        """What another mapping had lit before, and this one knows nothing of, goes dark."""
        known = {cell.name for cell in self._cells}
        return [cell.off for cell in before._cells if cell.off is not None and cell.name not in known]

    def _tell(self, cell: Cell, moment: Moment, messages: list[bytes]) -> None:
        message = cell.message(moment)
        if cell.blinks:
            self._look_again(_BLINK)
        if message is None or message == self._shown.get(cell.name):
            return
        if not self._pace.take():
            self._look_again(_SOON)
            return
        messages.append(message)
        self._shown[cell.name] = message

    def _look_again(self, rest: float) -> None:
        self.rest = rest if self.rest is None else min(rest, self.rest)

    def _forget_released(self) -> None:
        """A unit that lights its buttons by itself has put these out."""
        for place in self._hands.take_released():
            for cell in self._cells:
                if place in cell.places:
                    self._shown.pop(cell.name, None)
