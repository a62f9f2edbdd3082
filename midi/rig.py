"""The MIDI rig: every controller that is plugged in plays the show, and its lamps tell the truth.

Three threads are involved: whoever owns the rig; the MIDI thread, which hears and delivers; and the keeper, which
finds ports, works the lamps and tells about devices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from midi.backends import BackendOpener, opener
from midi.keeper import Keeper
from midi.listener import Listener
from midi.monitor import Monitor, Tell
from midi.surface import Current, Deliver
from presets import all_presets
from sfa_live.model.show_state import MidiDevice, MidiState, ShowState


class MidiRig:
    """MIDI from plug to action.

    Args:
        deliver: takes every action. Called on the MIDI thread: it must be quick and may be called at any time.
        current: the show as it is now; called on both threads, must not wait.
        backend: auto, jack, alsa, coremidi, windows, none; or a back end's opener.
        presets: folders with the user's own mappings; the first wins over the next, all of them over the shipped ones.
        client: what the rig is called among MIDI programs.
    """

    def __init__(
        self,
        deliver: Deliver,
        current: Current,
        *,
        backend: str | BackendOpener = "auto",
        presets: Sequence[Path] = (),
        client: str = "sfa_live",
    ) -> None:
        self._monitor = Monitor()
        self._listener = Listener()
        self._listener.add_tap(self._monitor.hear)
        self._listeners: list[Callable[[MidiState], None]] = []
        self._is_off = backend == "none"
        self._keeper = Keeper(
            opener=opener("auto" if self._is_off else backend) if isinstance(backend, str) else backend,
            client=client,
            shelf=all_presets(presets),
            listener=self._listener,
            monitor=self._monitor,
            deliver=deliver,
            current=current,
            told=self._told,
        )

    @property
    def state(self) -> MidiState:
        """The MIDI system in use and its ports. Thread: any."""
        return MidiState(message="MIDI is switched off.") if self._is_off else self._keeper.state

    def start(self) -> None:
        """Begin; returns at once, ports open as they are found."""
        if not self._is_off:
            self._listener.start()
            self._keeper.start()

    def stop(self) -> None:
        """Let go of held buttons, put the lamps out, close every port. Waits until it is done."""
        self._listener.stop()
        self._keeper.stop()

    def devices(self) -> tuple[MidiDevice, ...]:
        """All ports, those that were unplugged too. Thread: any."""
        return self.state.devices

    def on_devices(self, listener: Callable[[MidiState], None]) -> None:
        """Have ``listener(state)`` called on the keeper's thread whenever ports come, go or change."""
        self._listeners.append(listener)

    def feedback(self, state: ShowState) -> None:
        """The show has changed; the lamps follow. Returns at once. Thread: any."""
        self._keeper.show(state)

    def let_go(self) -> None:
        """Release every held button, as for a panic; its action is delivered soon. Thread: any."""
        self._listener.let_go()

    def monitor(self, port_id: str | None, tell: Tell | None = None) -> None:
        """Have what a port sends told in words, at most 50 a second, on the keeper's thread; None ends it."""
        self._monitor.watch(port_id, tell)
        self._keeper.wake()

    def _told(self, state: MidiState) -> None:
        for listener in self._listeners:
            listener(state)
