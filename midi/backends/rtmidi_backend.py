"""ALSA, CoreMIDI and Windows MM, through python-rtmidi."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final, TypeVar

import rtmidi
from msgspec import Struct

from midi.backends.hardware import of_alsa_client
from midi.backends.rtmidi_ports import RtMidiInput, RtMidiOutput, attempt, discard, drop_backlog
from midi.clock.at_once import AtOnce
from midi.ports import (
    INBOX,
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

_T = TypeVar("_T")

_ALSA_SEQUENCER: Final = "/dev/snd/seq"
_ALSA_CLIENT: Final = re.compile(r" (\d+):\d+$")


class System(Struct, frozen=True):
    """A MIDI system as python-rtmidi knows it."""

    api: int
    label: str
    #: Other programs can see our own ports.
    virtual: bool
    #: What the system adds to a port's name and changes as it likes.
    suffix: str

    @property
    def is_built_in(self) -> bool:
        """Whether python-rtmidi was built with it."""
        return self.api in rtmidi.get_compiled_api()


#: In the order in which they are tried.
SYSTEMS: Final[Mapping[str, System]] = {
    "alsa": System(rtmidi.API_LINUX_ALSA, "ALSA", virtual=True, suffix=r" \d+:\d+$"),
    "coremidi": System(rtmidi.API_MACOSX_CORE, "CoreMIDI", virtual=True, suffix=""),
    "windows": System(rtmidi.API_WINDOWS_MM, "Windows MM", virtual=False, suffix=r" \d+$"),
}


class RtMidiBackend:
    """One of the systems, entered as a client. Implements `Backend`."""

    travel_s = TRAVEL_S

    def __init__(self, name: str, client: str) -> None:
        self.name = name
        self._system = SYSTEMS[name]
        self._client = client
        if not self._system.is_built_in:
            raise MidiError(f"{self._system.label} is not in this machine's python-rtmidi.")
        if name == "alsa" and not os.access(_ALSA_SEQUENCER, os.R_OK | os.W_OK):
            # Its library would complain on the terminal, with every try anew.
            raise MidiError(f"ALSA has no sequencer that we may use ({_ALSA_SEQUENCER}).")
        with ExitStack() as undo:
            # These two also list the ports, so that no client comes and goes with every look around.
            self._in = self._new(rtmidi.MidiIn)
            undo.callback(self._in.delete)
            self._out = self._new(rtmidi.MidiOut)
            undo.callback(self._out.delete)
            if self._system.virtual:
                self._try(lambda: self._in.open_virtual_port(VIRTUAL_IN))
                self._try(lambda: self._out.open_virtual_port(VIRTUAL_OUT))
            undo.pop_all()

    def alive(self) -> bool:
        """These systems are part of the machine's own."""
        return True

    def changes(self) -> int | None:
        """They have to be looked at."""
        return None

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to."""
        return self._list(self._in, VIRTUAL_IN)

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to."""
        return self._list(self._out, VIRTUAL_OUT)

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        if key == VIRTUAL_IN:
            self._try(lambda: drop_backlog(self._in))
            return RtMidiInput(self._in, keep=True)
        return RtMidiInput(self._open(self._new(rtmidi.MidiIn), key), keep=False)

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        if key == VIRTUAL_OUT:
            return RtMidiOutput(self._out, keep=True)
        return RtMidiOutput(self._open(self._new(rtmidi.MidiOut), key), keep=False)

    def open_clock(self, key: str) -> ClockPort:
        """Open an output of the listing once more, for a clock."""
        handle = self._new(rtmidi.MidiOut)
        if key != VIRTUAL_OUT:
            return AtOnce(RtMidiOutput(self._open(handle, key), keep=False))
        with ExitStack() as undo:
            undo.callback(handle.delete)
            self._try(lambda: handle.open_virtual_port(VIRTUAL_CLOCK))
            undo.pop_all()
        return AtOnce(RtMidiOutput(handle, keep=False))

    def close(self) -> None:
        """Take our virtual ports away and leave the system."""
        for handle in (self._out, self._in):
            discard(handle)

    def _new(self, kind: Callable[..., Any]) -> Any:
        options = {"queue_size_limit": INBOX} if kind is rtmidi.MidiIn else {}
        handle = self._try(lambda: kind(self._system.api, name=self._client, **options))
        if kind is rtmidi.MidiIn:
            # Active sensing says nothing that anybody here listens for.
            handle.ignore_types(sysex=False, timing=False, active_sense=True)
        return handle

    def _open(self, handle: Any, key: str) -> Any:
        keys = [listing.key for listing in self._list_all(handle)]
        with ExitStack() as undo:
            undo.callback(handle.delete)
            if key not in keys:
                raise MidiError(f"{key} was unplugged.")
            self._try(lambda: handle.open_port(keys.index(key), self._client))
            undo.pop_all()
        return handle

    def _list(self, handle: Any, virtual: str) -> tuple[Listing, ...]:
        # What begins with the client's name is ours, or another rig's: no lamp shall press a button.
        others = tuple(found for found in self._list_all(handle) if not found.key.startswith(self._client))
        return (*others, Listing(key=virtual, name=virtual)) if self._system.virtual else others

    def _list_all(self, handle: Any) -> tuple[Listing, ...]:
        """Everything, in the order of python-rtmidi's numbers."""
        return listed(map(self._describe, self._try(handle.get_ports)))

    def _describe(self, port: str) -> Listing:
        name = re.sub(self._system.suffix, "", port)
        # Windows numbers its ports anew with every plug: such a number is no identity.
        found = Listing(key=name if self.name == "windows" else port, name=name)
        number = _ALSA_CLIENT.search(port) if self.name == "alsa" else None
        return found if number is None else of_alsa_client(found, int(number[1]))

    def _try(self, step: Callable[[], _T]) -> _T:
        return attempt(self._system.label, step)
