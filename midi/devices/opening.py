"""Opens ports and closes them, and takes care of those that will not. Thread: the keeper's; nothing here waits long."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from midi.devices.device import Device
from midi.devices.hearing import GuardedInput
from midi.devices.line import InputLine, OutputLine
from midi.feedback import Face
from midi.listener import Ear, Listener
from midi.mapping import Holds, Loaded
from midi.ports import Backend, InputPort
from midi.surface import Current, Deliver, Surface
from presets import Preset
from sfa_live.model.show_state import ShowState

logger = logging.getLogger("sfa_live.midi")

#: Seconds between two tries to open a port that would not open.
_RETRY: Final = 2.0
_AGAIN: Final = f"It is tried again every {_RETRY:g} seconds."


class Opening:
    """The way to all ports and back."""

    def __init__(self, listener: Listener, deliver: Deliver, current: Current, wake: Callable[[], None]) -> None:
        """``wake``: called, on any thread, when a driver has done what it was asked."""
        self._listener = listener
        self._deliver = deliver
        self._current = current
        self._wake = wake
        #: Two controllers may hold the same thing.
        self._holds = Holds()
        #: Songs are put on decks whether a controller is there or not.
        self._loaded = Loaded()
        #: Ports that are on their way out, by the port's id.
        self._leaving: list[tuple[str, InputLine | OutputLine]] = []

    def look(self, state: ShowState) -> None:
        """See on which deck a song was put last: a surface that is opened later begins there."""
        self._loaded = self._loaded.look(state)

    @contextmanager
    def guarded(self, device: Device, now: float) -> Iterator[None]:
        """Whatever goes wrong with one controller and its mapping, the others play on."""
        try:
            yield
        except Exception as wrong:
            if device.problem is None:
                logger.exception("%s", device.port_id)
            mapping = "" if device.preset is None else f" with the mapping {device.preset.file!r}"
            self._give_up(
                device, f"{device.name} cannot be used{mapping} ({wrong!r}): choose another one. {_AGAIN}", now
            )

    def open(self, backend: Backend, device: Device, now: float) -> None:
        """Begin to open a port, unless its driver has not let go of it yet."""
        if device.key is None or any(port_id == device.port_id for port_id, _ in self._leaving):
            return
        key, name = device.key, device.port_id
        device.retry = now + _RETRY
        if device.direction == "input":
            device.line = InputLine(name, lambda: GuardedInput(backend.open_input(key)), self._wake)
        else:
            device.line = OutputLine(name, lambda: backend.open_output(key), self._wake)

    def follow(self, device: Device, now: float) -> None:
        """Put to use what has been opened; give up what does not work."""
        line = device.line
        if line is None:
            return
        problem = line.take_problem()
        if problem is not None:
            what = "does not take what it is sent" if device.face else "could not be opened"
            self._give_up(device, f"{device.name} {what}: {problem.rstrip('.')}. {_AGAIN}", now)
        elif line.hangs(now):
            # Nobody can open it before the driver has let go of it.
            sentence = (
                "its driver hangs. It is used again as soon as that answers; else unplug it and plug it in again."
            )
            self._give_up(device, f"{device.name} does not answer: {sentence}", now)
        elif isinstance(line.port, GuardedInput):
            if line.port.problem is not None:
                self._give_up(device, f"{device.name} broke: {line.port.problem.rstrip('.')}. {_AGAIN}", now)
            elif device.ear is None:
                self._listen(device, line.port)
        elif line.port is not None and device.face is None and device.preset is not None:
            device.face = Face(device.preset, device.unit.hands, now)
            device.problem = None

    def mute(self, device: Device) -> None:
        """Listen on, but do what it says only while it is not muted. Held buttons let go."""
        if device.ear is not None and device.is_deaf != device.unit.is_muted:
            self._listen_anew(device, device.ear)

    def remap(self, device: Device, preset: Preset, now: float) -> None:
        """Play by another mapping, with the port open all the time: nothing is lost. Held buttons let go."""
        device.preset = preset
        if device.ear is not None:
            self._listen_anew(device, device.ear)
        elif device.face is not None:
            device.face = Face(preset, device.unit.hands, now, device.face)

    def leave(self, device: Device) -> None:
        """Begin to close the port of a controller that stays where it is: it is given back as it was found."""
        if device.face is not None and isinstance(device.line, OutputLine):
            device.line.send(device.face.farewell(), device.face.pace)
        self.close(device)

    def close(self, device: Device) -> None:
        """Begin to close a port. Held buttons let go."""
        if device.ear is not None:
            self._listener.remove(device.ear)
            # Whatever is let go from now on, nobody hears of it.
            device.unit.hands.gone()
        line, device.line, device.ear, device.face = device.line, None, None, None
        if line is not None:
            line.close()
            self._leaving.append((device.port_id, line))

    def reap(self) -> None:
        """Forget the ports that are closed by now."""
        self._leaving = [(port_id, line) for port_id, line in self._leaving if line.busy]

    def end(self, patience: float) -> None:
        """Wait until all are closed, at most so many seconds; what hangs then is left to its driver."""
        until = time.monotonic() + patience
        for port_id, line in self._leaving:
            if not line.join(max(0.0, until - time.monotonic())):
                logger.warning("%s could not be closed: its driver hangs.", port_id)
        self._leaving.clear()

    def _listen_anew(self, device: Device, before: Ear) -> None:
        """Go on with another surface; what has come and was not played yet is that one's."""
        self._listener.remove(before)
        device.ear = None
        self._listen(device, before.port, before)

    def _listen(self, device: Device, port: InputPort, before: Ear | None = None) -> None:
        if device.preset is None:
            return
        device.is_deaf = device.unit.is_muted
        surface = Surface(
            device.port_id,
            device.preset,
            self._deliver,
            self._current,
            view=device.unit.view,
            loaded=self._loaded,
            holds=self._holds,
            seen=device.unit.see,
            is_deaf=device.is_deaf,
        )
        # Its lamps must not show where another mapping was.
        device.unit.see(surface.view)
        device.ear = Ear(device.port_id, port, surface, before)
        device.problem = None
        self._listener.add(device.ear)

    def _give_up(self, device: Device, problem: str, now: float) -> None:
        self.close(device)
        if problem != device.problem:
            logger.warning("%s", problem)
        device.problem = problem
        device.retry = now + _RETRY
