"""JACK: inputs and the clock through libjack itself, to the frame; outputs, whose frames mean nothing, through
python-rtmidi.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Final

import rtmidi

from midi.backends.hardware import of_alsa_client
from midi.backends.jack import on_jack_thread
from midi.backends.jack.clock import JackClock
from midi.backends.jack.input import JackInput
from midi.backends.jack.library import IS_INPUT, IS_OUTPUT
from midi.backends.jack.watch import JackWatch
from midi.backends.rtmidi_ports import RtMidiOutput, attempt, discard
from midi.ports import TRAVEL_S, VIRTUAL_IN, VIRTUAL_OUT, ClockPort, InputPort, Listing, OutputPort, listed
from sfa_live.errors import MidiError

_LABEL: Final = "JACK"
#: What a2jmidid calls ALSA's ports at JACK: the client's name, its number and the port's name.
_BRIDGED: Final = re.compile(r"a2j:(.+?) \[(\d+)\] \((?:capture|playback)\): (?:\[\d+\] )?(.+)")


class JackBackend:
    """The running server, entered; `MidiError` when none answers. Implements `Backend`."""

    name = "jack"

    def __init__(self, client: str) -> None:
        if rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
            # It would take another system without a word, and send the lamps there.
            raise MidiError("JACK is not in this machine's python-rtmidi: install one that was built with it.")
        self._client = client
        # libjack would start a server of its own, with whatever driver it finds.
        os.environ["JACK_NO_START_SERVER"] = "1"
        on_jack_thread.prepare()
        with ExitStack() as undo:
            self._watch = JackWatch(f"{client}_watch")
            undo.callback(self._watch.close)
            #: A message is there at the beginning of its cycle, whatever its frame in it: a block before that of the
            #: frame is over the next one has not begun.
            self.travel_s = max(0.0, TRAVEL_S - self._watch.block_s)
            self._in = JackInput(client, None)
            undo.callback(self._in.close)
            self._out = self._new_output()
            undo.callback(self._out.delete)
            attempt(_LABEL, lambda: self._out.open_virtual_port(VIRTUAL_OUT))
            undo.pop_all()

    def alive(self) -> bool:
        """Whether the server still answers, and has not thrown us out."""
        return self._watch.alive and not self._in.has_ended

    def changes(self) -> int | None:
        """JACK tells when a port has come, gone or changed its name."""
        return self._watch.changes

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to."""
        return self._list(IS_OUTPUT, VIRTUAL_IN)

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to."""
        return self._list(IS_INPUT, VIRTUAL_OUT)

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        if key != VIRTUAL_IN:
            return JackInput(self._client, key)
        self._in.drop_backlog()
        return _Kept(self._in)

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        if key == VIRTUAL_OUT:
            return RtMidiOutput(self._out, keep=True)
        handle = self._new_output()
        with ExitStack() as undo:
            undo.callback(handle.delete)
            ports: list[str] = attempt(_LABEL, handle.get_ports)
            if key not in ports:
                raise MidiError(f"{key} was unplugged.")
            attempt(_LABEL, lambda: handle.open_port(ports.index(key), self._client))
            undo.pop_all()
        return RtMidiOutput(handle, keep=False)

    def open_clock(self, key: str) -> ClockPort:
        """Open an output of the listing once more, for a clock: one of ours, which keeps the time itself."""
        return JackClock(f"{self._client}_clock", None if key == VIRTUAL_OUT else key)

    def close(self) -> None:
        """Take our virtual ports away and leave the server."""
        discard(self._out)
        self._in.close()
        self._watch.close()

    def _new_output(self) -> Any:
        return attempt(_LABEL, lambda: rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=self._client))

    def _list(self, flags: int, virtual: str) -> tuple[Listing, ...]:
        # What begins with the client's name is ours, or another rig's: no lamp shall press a button.
        everything = self._watch.ports(flags)
        others = [name for name in everything if not name.startswith(self._client)]
        if len(others) == len(everything):
            raise MidiError("JACK has thrown us out, as it does with a program that stood still.")
        return (*listed(map(self._describe, others)), Listing(key=virtual, name=virtual))

    def _describe(self, port: str) -> Listing:
        """A port with all that can be known of it."""
        called, is_program, plug = self._watch.describe(port)
        bridged = _BRIDGED.match(called)
        if bridged is None:
            return Listing(key=port, name=called, is_program=is_program, plug=plug)
        return of_alsa_client(Listing(key=port, name=f"{bridged[1]}: {bridged[3]}", plug=plug), int(bridged[2]))


class _Kept:
    """Our own port, lent to whoever listens: it stays with the back end."""

    def __init__(self, port: JackInput) -> None:
        self._port = port
        self.wakes = port.wakes
        self.poll = port.poll

    def close(self) -> None:
        """Give it back."""
