"""JACK, through libjack itself: inputs and the clock to the frame."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

from midi.backends.hardware import of_alsa_client
from midi.backends.jack.client import JackClient
from midi.backends.jack.clock import JackClock
from midi.backends.jack.input import JackInput
from midi.backends.jack.library import IS_INPUT, IS_OUTPUT
from midi.backends.jack.output import JackOutput
from midi.ports import (
    TRAVEL_S,
    VIRTUAL_CLOCK,
    VIRTUAL_IN,
    VIRTUAL_OUT,
    ClockPort,
    InputPort,
    Listing,
    OutputPort,
    listed,
)
from sfa_live.errors import MidiError

#: What a2jmidid calls ALSA's ports at JACK: the client's name, its number and the port's name.
_BRIDGED: Final = re.compile(r"a2j:(.+?) \[(\d+)\] \((?:capture|playback)\): (?:\[\d+\] )?(.+)")


class JackBackend:
    """The running server, entered; `MidiError` when none answers. Implements `Backend`."""

    name = "jack"

    def __init__(self, client: str) -> None:
        # libjack would start a server of its own, with whatever driver it finds.
        os.environ["JACK_NO_START_SERVER"] = "1"
        self._name = client
        self._client = JackClient(client)
        try:
            self._in = JackInput(self._client, VIRTUAL_IN)
            self._out = JackOutput(self._client, VIRTUAL_OUT)
        except MidiError:
            self._client.close()
            raise
        #: A message is there at the beginning of its cycle, whatever its frame in it: a block before that of the frame
        #: is over the next one has not begun.
        self.travel_s = max(0.0, TRAVEL_S - self._client.block / self._client.rate)

    def alive(self) -> bool:
        """Whether the server still answers, and calls us."""
        return self._client.is_there

    def changes(self) -> int | None:
        """JACK tells when a port has come, gone or changed its name."""
        return self._client.changes

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to."""
        return self._list(IS_OUTPUT, VIRTUAL_IN)

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to."""
        return self._list(IS_INPUT, VIRTUAL_OUT)

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        if key != VIRTUAL_IN:
            return JackInput(self._client, source=key)
        self._in.drop_backlog()
        return _KeptInput(self._in)

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        return _KeptOutput(self._out) if key == VIRTUAL_OUT else JackOutput(self._client, target=key)

    def open_clock(self, key: str) -> ClockPort:
        """Open an output of the listing once more, for a clock: one that keeps the time itself."""
        if key == VIRTUAL_OUT:
            return JackClock(self._client, VIRTUAL_CLOCK)
        return JackClock(self._client, target=key)

    def close(self) -> None:
        """Take our virtual ports away and leave the server."""
        self._out.close()
        self._in.close()
        self._client.close()

    def _list(self, flags: int, virtual: str) -> tuple[Listing, ...]:
        # What begins with the client's name is ours, or another rig's: no lamp shall press a button.
        others = (name for name in self._client.ports(flags) if not name.startswith(self._name))
        return (*listed(map(self._describe, others)), Listing(key=virtual, name=virtual))

    def _describe(self, port: str) -> Listing:
        """A port with all that can be known of it."""
        called, is_program, plug = self._client.describe(port)
        bridged = _BRIDGED.match(called)
        if bridged is None:
            return Listing(key=port, name=called, is_program=is_program, plug=plug)
        return of_alsa_client(Listing(key=port, name=f"{bridged[1]}: {bridged[3]}", plug=plug), int(bridged[2]))


class _KeptInput:
    """Our own port, lent to whoever listens: it stays with the back end."""

    def __init__(self, port: JackInput) -> None:
        self.wakes = port.wakes
        self.poll = port.poll

    def close(self) -> None:
        """Give it back."""


class _KeptOutput:
    """Our own port, lent to whoever sends: it stays with the back end."""

    def __init__(self, port: JackOutput) -> None:
        self.send = port.send

    def close(self) -> None:
        """Give it back."""
