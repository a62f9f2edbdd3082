"""JACK, ALSA, CoreMIDI and Windows MM, through python-rtmidi.

Inputs are polled and never call back: a callback would run Python on JACK's own thread, which loses messages. Ports
are closed and deleted by hand, because the interpreter frees them whenever it likes, and until then they stay visible.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final, TypeVar

import rtmidi
from msgspec import Struct
from msgspec.structs import replace

from midi.backends.hardware import hardware_of
from midi.backends.jack_watch import JackWatch
from midi.ports import INBOX, VIRTUAL_IN, VIRTUAL_OUT, InputPort, Listing, OutputPort, listed
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")
_T = TypeVar("_T")

#: Seconds between closing a port and deleting it: more than a block of any server that is fit for the stage.
_FAREWELL: Final = 0.025

#: ALSA gives its clients numbers: the kernel's, which are hardware, come before this one.
_FIRST_PROGRAM: Final = 128
_ALSA_SEQUENCER: Final = "/dev/snd/seq"


_ALSA_CLIENT: Final = re.compile(r" (\d+):\d+$")
#: What a2jmidid calls ALSA's ports at JACK: the client's name, its number and the port's name.
_BRIDGED: Final = re.compile(r"a2j:(.+?) \[(\d+)\] \((?:capture|playback)\): (?:\[\d+\] )?(.+)")


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
    "jack": System(rtmidi.API_UNIX_JACK, "JACK", virtual=True, suffix=""),
    "alsa": System(rtmidi.API_LINUX_ALSA, "ALSA", virtual=True, suffix=r" \d+:\d+$"),
    "coremidi": System(rtmidi.API_MACOSX_CORE, "CoreMIDI", virtual=True, suffix=""),
    "windows": System(rtmidi.API_WINDOWS_MM, "Windows MM", virtual=False, suffix=r" \d+$"),
}


class RtMidiBackend:
    """One of the systems, entered as a client."""

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
            self._watch = self._enter_jack(undo) if name == "jack" else None
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
        """Whether the system still answers."""
        return self._watch is None or self._watch.alive

    def changes(self) -> int | None:
        """JACK tells when a port has come, gone or changed its name; the others have to be looked at."""
        return self._watch.changes if self._watch else None

    def inputs(self) -> Sequence[Listing]:
        """Everything that can be listened to."""
        return self._list(self._in, VIRTUAL_IN)

    def outputs(self) -> Sequence[Listing]:
        """Everything that can be sent to."""
        return self._list(self._out, VIRTUAL_OUT)

    def open_input(self, key: str) -> InputPort:
        """Open an input of the listing."""
        if key == VIRTUAL_IN:
            return _Input(self._in, keep=True)
        return _Input(self._open(self._new(rtmidi.MidiIn), key), keep=False)

    def open_output(self, key: str) -> OutputPort:
        """Open an output of the listing."""
        if key == VIRTUAL_OUT:
            return _Output(self._out, keep=True)
        return _Output(self._open(self._new(rtmidi.MidiOut), key), keep=False)

    def close(self) -> None:
        """Take our virtual ports away and leave the system."""
        for handle in (self._out, self._in):
            _discard(handle)
        if self._watch:
            self._watch.close()

    def _enter_jack(self, undo: ExitStack) -> JackWatch:
        # libjack would start a server of its own, with whatever driver it finds.
        os.environ["JACK_NO_START_SERVER"] = "1"
        watch = JackWatch(f"{self._client}_watch")
        undo.callback(watch.close)
        return watch

    def _new(self, kind: Callable[..., Any]) -> Any:
        options = {"queue_size_limit": INBOX} if kind is rtmidi.MidiIn else {}
        handle = self._try(lambda: kind(self._system.api, name=self._client, **options))
        if kind is rtmidi.MidiIn:
            # Active sensing says nothing that anybody here listens for.
            handle.ignore_types(sysex=False, timing=False, active_sense=True)
        return handle

    def _open(self, handle: Any, key: str) -> Any:
        keys = [listing.key for listing in listed(map(self._identify, self._names(handle)))]
        with ExitStack() as undo:
            undo.callback(handle.delete)
            if key not in keys:
                raise MidiError(f"{key} was unplugged.")
            self._try(lambda: handle.open_port(keys.index(key), self._client))
            undo.pop_all()
        return handle

    def _list(self, handle: Any, virtual: str) -> tuple[Listing, ...]:
        # What begins with the client's name is ours, or another rig's: no lamp shall press a button.
        everything = self._list_all(handle)
        others = tuple(found for found in everything if not found.key.startswith(self._client))
        if self._watch and len(others) == len(everything):
            raise MidiError("JACK has thrown us out, as it does with a program that stood still.")
        return (*others, Listing(key=virtual, name=virtual)) if self._system.virtual else others

    def _list_all(self, handle: Any) -> tuple[Listing, ...]:
        """Everything, in the order of python-rtmidi's numbers."""
        return listed(self._describe(name) for name in self._names(handle))

    def _names(self, handle: Any) -> list[str]:
        names: list[str] = self._try(handle.get_ports)
        return names

    def _identify(self, name: str) -> Listing:
        """A port with what names it at the system, and nothing more."""
        # Windows numbers its ports anew with every plug: such a number is no identity.
        key = re.sub(self._system.suffix, "", name) if self.name == "windows" else name
        return Listing(key=key, name=re.sub(self._system.suffix, "", name))

    def _describe(self, name: str) -> Listing:
        """A port with all that can be known of it."""
        found = self._identify(name)
        if self._watch:
            called, is_program, plug = self._watch.describe(name)
            found = replace(found, plug=plug)
            bridged = _BRIDGED.match(called)
            if bridged is None:
                return replace(found, name=called, is_program=is_program)
            return replace(found, name=f"{bridged[1]}: {bridged[3]}", **_of_client(int(bridged[2])))
        number = _ALSA_CLIENT.search(name) if self.name == "alsa" else None
        return found if number is None else replace(found, **_of_client(int(number[1])))

    def _try(self, step: Callable[[], _T]) -> _T:
        try:
            return step()
        except rtmidi.RtMidiError as wrong:
            raise MidiError(f"{self._system.label} says: {wrong}") from wrong


class _Input:
    """An open input of python-rtmidi; the virtual one stays with the back end (``keep``)."""

    def __init__(self, handle: Any, *, keep: bool) -> None:
        self._handle = None if keep else handle
        self._next: Callable[[], tuple[list[int], float] | None] = handle.get_message

    def poll(self) -> tuple[bytes, float] | None:
        """The oldest bytes that were not read yet, and when they came."""
        try:
            found = self._next()
        except rtmidi.RtMidiError as wrong:
            raise MidiError(f"A MIDI input broke: {wrong}") from wrong
        return (bytes(found[0]), time.monotonic()) if found else None

    def close(self) -> None:
        """Give the port back."""
        # A deleted handle must never be touched again: it would end the process.
        self._next = lambda: None
        handle, self._handle = self._handle, None
        if handle is not None:
            _discard(handle)


class _Output:
    """An open output of python-rtmidi; the virtual one stays with the back end (``keep``)."""

    def __init__(self, handle: Any, *, keep: bool) -> None:
        self._handle: Any = handle
        self._keep = keep

    def send(self, message: Sequence[int]) -> None:
        """Send one message."""
        if self._handle is None:
            return
        try:
            self._handle.send_message(message)
        except rtmidi.RtMidiError as wrong:
            raise MidiError(f"A MIDI output broke: {wrong}") from wrong

    def close(self) -> None:
        """Give the port back."""
        handle, self._handle = self._handle, None
        if handle is not None and not self._keep:
            _discard(handle)


def _of_client(client: int) -> dict[str, Any]:
    """What an ALSA client's number tells."""
    return {"is_program": client >= _FIRST_PROGRAM, "hardware": hardware_of(client)}


def _discard(handle: Any) -> None:
    try:
        handle.close_port()
    except rtmidi.RtMidiError as wrong:
        logger.debug("closing a port: %s", wrong)
    # JACK's thread may still be in this port; deleted under it, the port would end the process.
    time.sleep(_FAREWELL)
    handle.delete()
