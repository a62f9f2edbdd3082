"""All that one controller shows, behind one open output.

Only what changed is sent, the latest only, mute lamps first, no faster than the controller can take it. A controller
that may have forgotten is told everything. Thread: the keeper's, everything. Times: `time.monotonic`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from midi.devices.hands import Hands
from midi.feedback.cell import Cell, Messages, Moment
from midi.feedback.cells import Cells
from midi.feedback.pace import Pace
from midi.mapping import View
from presets import Preset
from sfa_live.model.show_state import ShowState

#: Seconds until the next look at what could not be sent yet.
_SOON: Final = 0.005
#: Seconds between two looks at the beat that lamps blink with, and at a hand on a fader.
_BLINK: Final = 0.01


class Face:
    """A controller's lamps, rings, motors and texts."""

    def __init__(self, preset: Preset, hands: Hands, now: float, before: Face | None = None) -> None:
        """``before``: another mapping's, whose place it takes on the same open output."""
        self._preset = preset
        self._hands = hands
        #: What it has been sent lately; whoever says farewell for it goes on by that.
        self.pace = Pace(preset.lamp_rate)
        self._cells = Cells(preset)
        self._view: View | None = None
        self._there: tuple[Cell, ...] = ()
        #: What everything was told last, and the number of that message.
        self._shown: dict[object, tuple[Messages, int]] = {}
        self._sent = 0
        #: The show when everything was last right; None while something is not.
        self._told_state: ShowState | None = None
        #: What is sent before everything else.
        self._first: deque[bytes] = deque()
        #: What another mapping had lit before, and this one knows nothing of: it is to be dark.
        self._strange: dict[object, Messages] = {}
        #: Nothing is sent before this moment.
        self._ready = now + preset.wait_ms / 1000.0
        self._alive_at = now
        #: Seconds after which there may be more to do; None: when something happens.
        self.rest: float | None = None
        if before is None:
            self.resync()
        else:
            self._succeed(before)

    def resync(self) -> None:
        """The controller may have forgotten everything: its mode, and all that it shows."""
        self._first = deque(self._preset.connect)
        self._shown.clear()
        self._told_state = None

    def work(self, state: ShowState, view: View, beat: Callable[[], float], now: float) -> list[bytes]:
        """What is to be sent now to bring it up to date. ``beat``: where the master clock is."""
        self.rest = None
        out: list[bytes] = []
        self._greet(out, now)
        if self._first or now < self._ready:
            self.rest = _SOON
            return out
        moved = self._look_at(view) | self._forget_released() | self._hands.take_stirred()
        if moved or state is not self._told_state:
            self._told_state = state
            self._tell(Moment(state, view, beat), out, now)
            if self.rest is not None:
                self._told_state = None
        self._keep_alive(out, now)
        return out

    def farewell(self) -> list[bytes]:
        """The end: all lamps out, the controller as it was found."""
        dark = {**self._strange, **self._cells.dark}
        return [message for off in dark.values() for message in off] + list(self._preset.exit)

    def _succeed(self, before: Face) -> None:
        """Go on from what is shown by another mapping; a mode that is not this one's is left first."""
        self.pace = before.pace
        self.pace.go_on_at(self._preset.lamp_rate)
        if before._preset.connect == self._preset.connect:
            # It is in its mode: greeted again, a controller would forget where it is.
            self._first, self._ready = before._first, before._ready
            self._shown, self._sent = before._shown, before._sent
            dark = {**before._strange, **before._cells.dark}
            self._strange = {name: off for name, off in dark.items() if name not in self._cells.dark}
        else:
            self._first.extend((*before.farewell(), *self._preset.connect))

    def _greet(self, out: list[bytes], now: float) -> None:
        while self._first and now >= self._ready and self.pace.take(1, now):
            out.append(self._first.popleft())
            if not self._first:
                self._ready = now + self._preset.settle_ms / 1000.0

    def _look_at(self, view: View) -> bool:
        if view == self._view:
            return False
        self._view, self._there = view, self._cells.at(view)
        self._hands.watched = frozenset(place for cell in self._there for place in cell.places)
        return True

    def _tell(self, moment: Moment, out: list[bytes], now: float) -> None:
        wanted = {**self._strange, **self._cells.dark}
        for cell in self._there:
            wanted[cell.name] = self._wanted(cell, moment, now)
        ranks = {cell.name: cell.rank for cell in self._there}
        due = [name for name, told in wanted.items() if told and told != self._shown.get(name, ((), 0))[0]]
        # Of equals, whoever has waited longest.
        for name in sorted(due, key=lambda name: (ranks.get(name, 0), self._shown.get(name, ((), 0))[1])):
            if not self.pace.take(len(wanted[name]), now):
                self._look_again(_SOON)
                return
            self._sent += 1
            self._shown[name] = wanted[name], self._sent
            out += wanted[name]

    def _wanted(self, cell: Cell, moment: Moment, now: float) -> Messages:
        """What a cell is to be told; nothing while a hand is on it, and the truth as soon as that has gone."""
        if cell.is_in_hand(self._hands, now):
            self._shown.pop(cell.name, None)
            self._look_again(_BLINK)
            return ()
        if cell.blinks(moment):
            self._look_again(_BLINK)
        return cell.messages(moment)

    def _look_again(self, rest: float) -> None:
        self.rest = rest if self.rest is None else min(rest, self.rest)

    def _forget_released(self) -> bool:
        """A unit that lights its buttons by itself has put these out; whether there are any."""
        released = self._hands.take_released()
        for cell in self._there if released else ():
            if not released.isdisjoint(cell.places):
                self._shown.pop(cell.name, None)
        return bool(released)

    def _keep_alive(self, out: list[bytes], now: float) -> None:
        alive = self._preset.keep_alive
        if alive is None:
            return
        if now >= self._alive_at and self.pace.take(len(alive.send), now):
            self._alive_at = max(now, self._alive_at + alive.every_ms / 1000.0)
            out += alive.send
        self._look_again(max(_SOON, self._alive_at - now))
