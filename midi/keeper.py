"""The keeper: finds the MIDI system and its ports, opens what has a mapping, closes what has gone, works the lamps.

One thread of its own, so that nothing it waits for holds up a note. Only it lists, opens, closes and sends.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from midi.backends import BackendOpener
from midi.devices import Device, Direction, Registry
from midi.lamps import Lamps
from midi.listener import Ear, Listener
from midi.monitor import Monitor
from midi.ports import Backend
from midi.surface import Current, Deliver, Surface
from presets import Preset, Shelf, assign
from sfa_live.errors import MidiError
from sfa_live.model.show_state import MidiState, ShowState

logger = logging.getLogger("sfa_live.midi")

#: Seconds between two looks at the ports.
_LOOK: Final = 0.4
#: Seconds between two tries to reach a MIDI system that does not answer.
_KNOCK: Final = 1.0
#: Seconds between two tries to open a port that would not open.
_RETRY: Final = 5.0
#: Seconds that the end waits for the MIDI system to let us go.
_PATIENCE: Final = 3.0
#: Seconds between two rounds while lamps or the monitor have something waiting.
_BUSY: Final = 0.005

Told = Callable[[MidiState], None]


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
        told: Told,
    ) -> None:
        self._opener = opener
        self._client = client
        self._shelf = shelf
        self._listener = listener
        self._monitor = monitor
        self._deliver = deliver
        self._current = current
        self._told = told
        self._backend: Backend | None = None
        self._registry = Registry()
        self._reason: str | None = None
        #: What was last told.
        self.state = MidiState(message="Looking for MIDI.")
        self._show: ShowState | None = None
        self._next_look = 0.0
        self._wake = threading.Event()
        self._ending = threading.Event()
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

    def show(self, state: ShowState) -> None:
        """The show has changed: the lamps shall follow. Returns at once. Thread: any."""
        self._show = state
        self._wake.set()

    def wake(self) -> None:
        """Look at once whether there is something to tell. Thread: any."""
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
        if now >= self._next_look:
            self._next_look = now + (_LOOK if self._look(now) else _KNOCK)
        waiting = self._work_lamps(now)
        self._monitor.tell(now)
        self._tell()
        return _BUSY if waiting or self._monitor.active else max(0.0, self._next_look - now)

    def _look(self, now: float) -> bool:
        """One look at the system and its ports; False when there is no system."""
        try:
            if self._backend is None:
                self._backend = self._opener(self._client)
                self._reason = None
            self._look_at(self._backend, "input", now)
            self._look_at(self._backend, "output", now)
        except MidiError as wrong:
            self._lose(f"{wrong.message} It is tried again every second.")
        return self._backend is not None

    def _look_at(self, backend: Backend, direction: Direction, now: float) -> None:
        """Compare what is there with what was; open, close and re-map what changed."""
        listings = backend.inputs() if direction == "input" else backend.outputs()
        gone, came = self._registry.compare(direction, listings)
        for device in gone:
            self._close(device)
            self._registry.unplug(device)
        for listing in came:
            self._registry.plug(direction, listing)
        plugged = self._registry.plugged(direction)
        # An unknown output may be a synthesiser, which would play every lamp: the fallback is for inputs only.
        unknown = {device.name for device in plugged if direction == "input" and not device.is_program}
        presets = assign(self._shelf.presets, [device.name for device in plugged], unknown)
        for device in plugged:
            preset = presets[device.name]
            if device.preset is not preset:
                self._close(device)
                device.map_with(preset)
            if preset is not None and device.key is not None and not device.is_open and now >= device.retry:
                self._open(backend, device, device.key, preset, now)

    def _open(self, backend: Backend, device: Device, key: str, preset: Preset, now: float) -> None:
        try:
            if device.direction == "input":
                surface = Surface(device.port_id, preset, self._deliver, self._current)
                device.ear = Ear(device.port_id, backend.open_input(key), surface)
                self._listener.add(device.ear)
            else:
                device.lamps = Lamps(preset, backend.open_output(key), now)
            device.problem = None
        except MidiError as wrong:
            device.problem = f"{device.name} could not be opened: {wrong.message}"
            device.retry = now + _RETRY
            logger.warning("%s", device.problem)

    def _close(self, device: Device) -> None:
        if device.ear is not None:
            self._listener.remove(device.ear)
            device.ear.port.close()
            device.ear = None
        if device.lamps is not None:
            device.lamps.port.close()
            device.lamps = None

    def _work_lamps(self, now: float) -> bool:
        """Let all lamps follow the show; True when some could not yet."""
        state = self._show or self._current()
        waiting = False
        for device in self._registry.plugged("output"):
            if device.lamps is None:
                continue
            try:
                waiting = device.lamps.show(state, now) or waiting
            except MidiError as wrong:
                self._close(device)
                device.problem = f"{device.name} does not take its lamps: {wrong.message}"
                device.retry = now + _RETRY
        return waiting

    def _lose(self, reason: str) -> None:
        """The MIDI system has gone, or never was."""
        self._reason = reason
        self._close_all(restore=False)

    def _close_all(self, *, restore: bool) -> None:
        for device in self._registry.everything():
            if restore and device.lamps is not None:
                _put_out(device.lamps)
            self._close(device)
            if device.key is not None:
                self._registry.unplug(device)
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _tell(self) -> None:
        """Tell what has changed."""
        devices = tuple(device.told() for device in self._registry.everything())
        problems = [self._reason] if self._reason else []
        problems += [device.problem for device in self._registry.everything() if device.problem]
        problems += [problem.message for problem in self._shelf.problems]
        state = MidiState(
            backend=self._backend.name if self._backend else "none",
            devices=devices,
            message=" ".join(problems) or None,
        )
        if state == self.state:
            return
        self.state = state
        try:
            self._told(state)
        except Exception:
            # Whoever listens must not stop the lamps and the ports.
            logger.exception("the listener for MIDI devices failed")


def _put_out(lamps: Lamps) -> None:
    try:
        lamps.restore()
    except MidiError as wrong:
        logger.debug("putting lamps out: %s", wrong.message)
