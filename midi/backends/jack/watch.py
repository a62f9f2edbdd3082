"""Hears the JACK server die and its ports come and go, and knows what is behind each of them.

After its server's death libjack goes on listing ports out of the memory that the server left. So a client without ports
waits for the notices of that. It also answers, without holding the interpreter, whether there is a server at all.
"""

from __future__ import annotations

import ctypes

from midi.backends.jack import on_jack_thread
from midi.backends.jack.client import JackClient
from midi.backends.jack.library import IS_PHYSICAL, MIDI, libjack
from sfa_live.errors import MidiError


class JackWatch:
    """A watch over the running server; `MidiError` when none answers."""

    def __init__(self, client: str) -> None:
        self._lib = libjack()
        self._client = JackClient(client)
        #: Every port that comes, goes or is renamed. JACK gives numbers, and names, again at once.
        self._notes = on_jack_thread.port_notes()
        self._client.lend(self._notes)
        handle, notes = self._client.handle, self._notes.ctypes.data
        self._lib.jack_set_port_registration_callback(handle, on_jack_thread.note_port(), notes)
        self._lib.jack_set_port_rename_callback(handle, on_jack_thread.note_name(), notes)
        # Without a process callback it is no part of the graph, and has no real-time thread.
        if self._lib.jack_activate(handle) != 0:
            self.close()
            raise MidiError("JACK does not tell of its ports.")

    @property
    def alive(self) -> bool:
        """Whether the server has not ended since."""
        return not self._client.has_ended

    @property
    def changes(self) -> int:
        """Grows with every port that comes, goes or is renamed."""
        return int(self._notes[on_jack_thread.CHANGES])

    @property
    def block_s(self) -> float:
        """How long a cycle is, in seconds."""
        return self._client.block / self._client.rate

    def ports(self, flags: int) -> list[str]:
        """The full names of all MIDI ports with these flags."""
        if self._client.handle is None:
            return []
        found = self._lib.jack_get_ports(self._client.handle, None, MIDI, flags)
        if not found:
            return []
        names: list[str] = []
        while (name := found[len(names)]) is not None:
            names.append(name.decode(errors="replace"))
        self._lib.jack_free(found)
        return names

    def describe(self, port: str) -> tuple[str, bool, int]:
        """What a port is really called ("system:midi_capture_1" has a better name), and whether it is a program's.

        The number is another one for a port that has gone and come back.
        """
        handle = self._lib.jack_port_by_name(self._client.handle, port.encode())
        if not handle:
            return port, True, 0
        first, second = (ctypes.create_string_buffer(self._lib.jack_port_name_size()) for _ in range(2))
        places = (ctypes.c_char_p * 2)(*(ctypes.cast(buffer, ctypes.c_char_p) for buffer in (first, second)))
        self._lib.jack_port_get_aliases(handle, places)
        alias = (second.value or first.value).decode(errors="replace")
        return alias or port, not self._lib.jack_port_flags(handle) & IS_PHYSICAL, self._plug_of(handle)

    def _plug_of(self, handle: int) -> int:
        # jackd's handles are its numbers.
        place = on_jack_thread.FIRST_PORT + handle
        return int(self._notes[place]) if place < len(self._notes) else 0

    def close(self) -> None:
        """Leave the server."""
        self._client.close()
