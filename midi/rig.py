"""The MIDI rig: every controller that is plugged in plays the show, and its lamps tell the truth.

Three threads are involved: whoever owns the rig; the MIDI thread, which hears and delivers; and the keeper, which
finds ports, works the lamps and tells about devices. A fourth sends the clock, while somebody gets it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec.structs import replace

from midi.backends import BackendOpener, opener
from midi.clock import ClockOutputs, ClockSender, Line
from midi.devices.settings import SettingsStore
from midi.devices.wishes import check
from midi.keeper import Keeper
from midi.learn.desk import Desk
from midi.learn.mappings import Mappings
from midi.listener import Listener, Tap
from midi.monitor import Monitor, MonitorLine, Tell
from midi.surface import Current, Deliver, MidiOrigin
from presets import PresetFolder, all_presets
from sfa_live.errors import ActionError
from sfa_live.model.action import (
    Action,
    MidiAction,
    MidiForget,
    MidiLearn,
    MidiLearnCancel,
    MidiLearnUndo,
    MidiPreset,
)
from sfa_live.model.show_state import MidiDevice, MidiState, ShowState


class MidiRig:
    """MIDI from plug to action.

    Args:
        deliver: takes every action. Called on the MIDI thread: it must be quick and may be called at any time.
        current: the show as it is now; called on both threads, must not wait.
        backend: auto, jack, alsa, coremidi, windows, none; or a back end's opener.
        presets: folders with the user's own mappings; the first wins over the next, all of them over the shipped ones.
        client: what the rig is called among MIDI programs.
        clock: the show's clock as it is heard now, for those whom it is sent to; called on the clock's thread.
        beat: where the master clock is, in beats, so that lamps blink in time; without it they blink in its tempo.
        settings: where what is set for each controller is kept; without it that is forgotten at the end.
    """

    def __init__(
        self,
        deliver: Deliver,
        current: Current,
        *,
        backend: str | BackendOpener = "auto",
        presets: Sequence[Path] = (),
        client: str = "sfa_live",
        clock: Callable[[], Line] = lambda: Line(120.0, 0.0, 0.0),
        beat: Callable[[], float] | None = None,
        settings: SettingsStore | None = None,
    ) -> None:
        self._deliver = deliver
        # Whoever looks on while the rig is started again shall take what comes for newer than what came before.
        self._monitor = Monitor(round(time.time() * 1000.0))
        self._listener = Listener()
        self._listener.add_tap(self._monitor.hear)
        self._listeners: list[Callable[[MidiState], None]] = []
        folder = PresetFolder(tuple(presets))
        self._desk = Desk(folder, self, self._tell)
        #: What is asked of the mappings' files; on a thread that may wait for a disk.
        self.mappings = Mappings(folder, self.renew)
        self._shelving = threading.Lock()
        self._is_off = backend == "none"
        self._shelf = all_presets(presets)
        self._keeper = Keeper(
            opener=opener("auto" if self._is_off else backend) if isinstance(backend, str) else backend,
            client=client,
            shelf=self._shelf,
            listener=self._listener,
            monitor=self._monitor,
            deliver=self._deliver_in_time,
            current=current,
            beat=_free if beat is None else lambda _: beat(),
            store=settings,
            told=self._told,
            clocks=ClockOutputs(ClockSender(clock)),
        )
        # What is caught while a control is learnt goes no further: whoever takes note of all that comes hears it first.
        self._listener.add_tap(self._desk.hands.hear)

    @property
    def state(self) -> MidiState:
        """The MIDI system in use, its ports, and what is being learnt. Thread: any."""
        if self._is_off:
            return MidiState(message="MIDI is switched off.")
        return replace(self._keeper.state, learn=self._desk.state, learn_undo=self._desk.steps)

    def start(self) -> None:
        """Begin; returns at once, ports open as they are found."""
        if not self._is_off:
            self._listener.start()
            self._keeper.start()
            self._desk.start()

    def stop(self) -> None:
        """Let go of held buttons, put the lamps out, close every port. Waits until it is done."""
        self._desk.stop()
        self._listener.stop()
        self._keeper.stop()

    def devices(self) -> tuple[MidiDevice, ...]:
        """All ports, those that were unplugged too. Thread: any."""
        return self.state.devices

    def on_devices(self, listener: Callable[[MidiState], None]) -> None:
        """Have ``listener(state)`` called on the keeper's thread whenever ports come, go or change, or
        on that of those who learn.
        """
        self._listeners.append(listener)

    def add_tap(self, tap: Tap) -> None:
        """Have ``tap(port_id, event)`` hear everything before the mappings do. Thread: any; ``tap``: MIDI."""
        self._listener.add_tap(tap)

    def feedback(self, state: ShowState) -> None:
        """The show has changed; the lamps follow. Returns at once. Thread: any."""
        self._keeper.show(state)

    def act(self, action: MidiAction) -> Future[None]:
        """Do something to a controller, soon; the answer is there when it is done, or says why not.

        Raises `ActionError` when there is no such controller or mapping. Thread: any.
        """
        if self._is_off:
            raise ActionError("MIDI is switched off.")
        match action:
            case MidiLearn():
                return self._desk.learn(action)
            case MidiLearnCancel():
                return self._desk.cancel()
            case MidiLearnUndo():
                return self._desk.undo()
            case MidiForget(port_id=port_id, control=control):
                return self._desk.forget(port_id, control)
        check(action, self.state, self._shelf)
        self._keeper.ask(action)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def renew(self) -> None:
        """A mapping's file was written or has gone; returns when the controllers play by what is there now.

        Thread: any that may wait for a disk.
        """
        with self._shelving:
            before, self._shelf = self._shelf, self._shelf.refreshed()
            if self._shelf is not before:
                self._keeper.use(self._shelf)

    def choose(self, port_id: str, name: str | None) -> None:
        """Have a controller play by that mapping (None: by the one that fits); returns when it does.

        Thread: any that may wait.
        """
        self._keeper.ask(MidiPreset(port_id=port_id, preset=name))
        with self._shelving:
            self._keeper.use(self._shelf)

    def layer(self, port_id: str) -> str | None:
        """The layer in which a controller's surface is, held or latched; None is the base. Thread: any."""
        return self._keeper.layer(port_id)

    def let_go(self) -> None:
        """Release every held button, as for a panic; its action is delivered soon. Thread: any."""
        self._listener.let_go()

    def monitor(self, port_id: str | None, tell: Tell | None = None) -> None:
        """Have what a port sends (or every port, `EVERY_PORT`) told in words, at most 50 lines a second; None ends it.

        ``tell`` is called on the keeper's thread.
        """
        self._monitor.watch(port_id, tell)
        self._keeper.wake()

    def _deliver_in_time(self, action: Action, origin: MidiOrigin) -> None:
        """With the moment by which every message that is as old as this one is here."""
        at = origin.at
        self._deliver(action, origin if at is None else replace(origin, at=at + self._keeper.travel_s))

    def heard(self, port_id: str) -> tuple[MonitorLine, ...]:
        """The last messages of a port, or of every port (`EVERY_PORT`), oldest first. Thread: any."""
        return self._monitor.history(port_id)

    def _told(self, _: MidiState) -> None:
        """Thread: the keeper's."""
        self._tell()

    def _tell(self) -> None:
        """Thread: that of the keeper or of the desk."""
        state = self.state
        for listener in self._listeners:
            listener(state)


def _free(state: ShowState) -> float:
    return time.monotonic() * state.master.tempo / 60.0
