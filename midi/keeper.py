"""The keeper: finds the MIDI system and its ports, has them opened and closed, works the lamps, tells about it all.

One thread of its own, so that nothing it waits for holds up a note. Drivers are called on threads of their ports' own,
so that none of them holds up another (`midi.devices.line`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from midi.backends import BackendOpener
from midi.clock import ClockOutputs
from midi.devices.asking import Asking
from midi.devices.device import Device
from midi.devices.hearing import Hearing
from midi.devices.line import OutputLine
from midi.devices.looking import Looking
from midi.devices.opening import Opening
from midi.devices.registry import Registry
from midi.devices.settings import SettingsBook, SettingsStore
from midi.devices.telling import midi_state
from midi.devices.wishes import Wishes
from midi.listener import Listener
from midi.monitor import Monitor
from midi.ports import Backend
from midi.surface import Current, Deliver
from presets import Shelf
from sfa_live.errors import MidiError
from sfa_live.model.action import MidiAction
from sfa_live.model.show_state import MidiState, ShowState

logger = logging.getLogger("sfa_live.midi")

#: Seconds between two glances at whether anything has changed.
_GLANCE: Final = 0.1
#: Seconds between two tries to reach a MIDI system that does not answer.
_KNOCK: Final = 1.0
#: Seconds that the end waits for the MIDI system to let us go, and for the ports before that.
_PATIENCE: Final = 3.0
_LAST_WORDS: Final = 1.0
#: Seconds between two words about the ports, however much happens to them.
_TOLD: Final = 0.05
#: Seconds between two rounds while lamps or the monitor have something waiting.
_BUSY: Final = 0.005

Told = Callable[[MidiState], None]
#: Where the master clock is, in beats.
Beat = Callable[[ShowState], float]


class Keeper:
    """The keeper's thread."""

    def __init__(
        self,
        *,
        opener: BackendOpener,
        client: str,
        shelf: Shelf,
        listener: Listener,
        monitor: Monitor,
        deliver: Deliver,
        current: Current,
        beat: Beat,
        told: Told,
        store: SettingsStore | None,
        clocks: ClockOutputs,
    ) -> None:
        self._opener = opener
        self._client = client
        self._shelf = shelf
        self._monitor = monitor
        self._current = current
        self._beat = beat
        self._told = told
        self._clocks = clocks
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._book = SettingsBook(store)
        self._registry = Registry(self._book, self.wake)
        self._opening = Opening(listener, deliver, current, self.wake)
        self._asking = Asking(self._registry, self._book)
        hearing = Hearing(self.wake)
        listener.add_tap(hearing.hear)
        self._looking = Looking(self._registry, self._opening, self._asking, hearing, shelf)
        self._wishes = Wishes(self._registry, self._opening, self._book)
        self._asked: deque[MidiAction] = deque()
        #: Mappings that are to be used, and who waits until they are.
        self._shelves: deque[tuple[Shelf, threading.Event]] = deque()
        self._backend: Backend | None = None
        self._reason: str | None = None
        self._next_knock = 0.0
        self._next_told = 0.0
        #: What was last told.
        self.state = MidiState(message="Looking for MIDI.")
        self._show: ShowState | None = None
        self._thread = threading.Thread(target=self._run, name="sfa-midi-keeper", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Put the lamps out, close everything, leave the MIDI system."""
        self._ending.set()
        self._wake.set()
        if self._thread.is_alive():
            # A JACK server that hangs never lets a client leave; the show's end must not wait for it.
            self._thread.join(_PATIENCE)

    @property
    def travel_s(self) -> float:
        """How long after its moment a message may be on its way, in seconds. Thread: any."""
        backend = self._backend
        return 0.0 if backend is None else backend.travel_s

    def show(self, state: ShowState) -> None:
        """The show has changed: the lamps shall follow. Returns at once. Thread: any."""
        self._show = state
        self._wake.set()

    def ask(self, action: MidiAction) -> None:
        """Have something done to a controller, soon. Thread: any."""
        self._asked.append(action)
        self._wake.set()

    def use(self, shelf: Shelf) -> None:
        """Have the controllers play by these mappings; returns when they do. Thread: any but the keeper's."""
        done = threading.Event()
        self._shelves.append((shelf, done))
        self._wake.set()
        if self._thread.is_alive() and not done.wait(_PATIENCE):
            logger.warning("The controllers go on by the mappings before: a port's driver holds them up.")

    def layer(self, port_id: str) -> str | None:
        """The layer in which a controller's surface is; None is the base. Thread: any."""
        device = next((one for one in self._registry.everything() if one.port_id == port_id), None)
        preset = device.preset if device is not None else None
        if device is None or preset is None:
            return None
        # Of several that are open the last one wins.
        return next((layer for layer in reversed(preset.layers) if layer in device.unit.view.layers), None)

    def wake(self) -> None:
        """Look at once whether there is something to do or to tell. Thread: any."""
        self._wake.set()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            try:
                rest = self._round(time.monotonic())
            except Exception:
                # A show without MIDI is worse than a round without its lamps.
                logger.exception("the MIDI ports could not be looked after")
                rest = _KNOCK
            # However often the show changes, lamps need no more than 200 looks a second.
            self._ending.wait(_BUSY)
            self._wake.wait(rest)
        self._close_all(restore=True)

    def _round(self, now: float) -> float:
        """Do what is due; the seconds until there is more."""
        if self._backend is not None and not self._backend.alive():
            self._lose(f"{self._backend.name} has ended; it is tried again every second.")
        renewed = [self._shelves.popleft() for _ in range(len(self._shelves))]
        for shelf, _ in renewed:
            self._shelf = shelf
            self._looking.use(shelf)
        while self._asked:
            self._wishes.do(self._asked.popleft())
            self._looking.forget()
        if self._asking.learn(now):
            self._looking.forget()
        self._opening.look(self._show or self._current())
        self._look(now)
        rest = self._work_lamps(now)
        self._monitor.tell(now)
        self._watch_floods(now)
        if now >= self._next_told or renewed:
            self._next_told = now + _TOLD
            self._tell()
        for _, done in renewed:
            done.set()
        return _BUSY if self._monitor.active else rest

    def _look(self, now: float) -> None:
        """One look at the system and its ports."""
        try:
            if self._backend is None:
                if now < self._next_knock:
                    return
                self._next_knock = now + _KNOCK
                self._backend = self._opener(self._client)
                self._looking.forget()
                self._reason = None
            self._looking.look(self._backend, now)
            self._looking.tend(self._backend, now)
            self._tend_clocks(self._backend, now)
        except MidiError as wrong:
            self._lose(f"{wrong.message} It is tried again every second.")

    def _tend_clocks(self, backend: Backend, now: float) -> None:
        """Send the clock to whom the show says."""
        plugged = self._registry.plugged("output")
        outputs = {device.port_id: (device.key, device.plug) for device in plugged if device.key is not None}
        self._clocks.tend(backend, outputs, (self._show or self._current()).master.clock.sends, now)

    def _work_lamps(self, now: float) -> float:
        """Let all lamps follow the show; the seconds until there may be more to do."""
        state = self._show or self._current()
        rest = _GLANCE
        for device in self._registry.plugged("output"):
            with self._opening.guarded(device, now):
                rest = min(rest, self._work(device, state, now))
        return rest

    def _work(self, device: Device, state: ShowState, now: float) -> float:
        line = device.line
        if not isinstance(line, OutputLine) or line.port is None or line.busy:
            return _GLANCE if line is None else _BUSY
        question = self._asking.ask(device, now)
        messages = [question] if question else []
        if device.face is not None:
            messages += device.face.work(state, device.unit.view, partial(self._beat, state), now)
        if messages:
            line.send(messages)
        return _GLANCE if device.face is None or device.face.rest is None else device.face.rest

    def _watch_floods(self, now: float) -> None:
        for device in self._registry.plugged("input"):
            device.unit.flood.look(now)
            device.losses.look(0 if device.ear is None else device.ear.lost, now)
            with self._opening.guarded(device, now):
                self._opening.mute(device)

    def _lose(self, reason: str) -> None:
        """The MIDI system has gone, or never was."""
        self._reason = reason
        self._close_all(restore=False)

    def _close_all(self, *, restore: bool) -> None:
        for device in self._registry.everything():
            if restore:
                self._opening.leave(device)
            else:
                self._opening.close(device)
            if device.key is not None:
                self._registry.unplug(device)
        self._opening.end(_LAST_WORDS)
        self._clocks.close()
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _tell(self) -> None:
        """Tell what has changed."""
        name = self._backend.name if self._backend else None
        reasons = (self._reason, *self._clocks.problems, *self._looking.problems)
        state = midi_state(name, reasons, self._registry, self._shelf, self._book)
        if state == self.state:
            return
        self.state = state
        try:
            self._told(state)
        except Exception:
            # Whoever listens must not stop the lamps and the ports.
            logger.exception("the listener for MIDI devices failed")
