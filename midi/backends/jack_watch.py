"""Hears the JACK server die and its ports come and go, and knows more of them than python-rtmidi tells.

After its server's death python-rtmidi goes on listing ports out of the memory that the server left. So a client without
ports, opened through libjack itself, waits for the notices of that. It also answers, without holding the interpreter,
whether there is a server at all.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import threading
from collections import Counter
from functools import cache
from typing import Any, Final

from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")

#: JackNoStartServer: never start a server.
_NO_START_SERVER: Final = 1
#: JackPortIsPhysical: there is hardware behind the port.
_IS_PHYSICAL: Final = 4

#: Watches over servers that died; libjack may still hold their notices.
_left_behind: Final[list[JackWatch]] = []

_Shutdown = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Registration = ctypes.CFUNCTYPE(None, ctypes.c_uint32, ctypes.c_int, ctypes.c_void_p)
_Rename = ctypes.CFUNCTYPE(None, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)
_Message = ctypes.CFUNCTYPE(None, ctypes.c_char_p)


class JackWatch:
    """A watch over the running server; `MidiError` when none answers."""

    def __init__(self, client: str) -> None:
        self._lib = _libjack()
        self._ended = threading.Event()
        #: Grows with every port that comes, goes or is renamed. Written on JACK's notification thread.
        self.changes = 0
        # Kept as long as the client: libjack calls them.
        self._notice = _Shutdown(lambda _: self._ended.set())
        self._registration = _Registration(lambda port, _came, _: self._changed(port))
        self._rename = _Rename(lambda port, *_: self._changed(port))
        #: How often a port of this number came or went. JACK gives numbers, and names, again at once.
        self._plugs: Counter[int] = Counter()
        self._client: int | None = self._lib.jack_client_open(
            client.encode(), _NO_START_SERVER, ctypes.byref(ctypes.c_int())
        )
        if not self._client:
            raise MidiError("No JACK server answers.")
        self._lib.jack_on_shutdown(self._client, self._notice, None)
        self._lib.jack_set_port_registration_callback(self._client, self._registration, None)
        self._lib.jack_set_port_rename_callback(self._client, self._rename, None)
        # Without a process callback it is no part of the graph, and has no real-time thread.
        if self._lib.jack_activate(self._client) != 0:
            self.close()
            raise MidiError("JACK does not tell of its ports.")

    @property
    def alive(self) -> bool:
        """Whether the server has not ended since."""
        return not self._ended.is_set()

    def describe(self, port: str) -> tuple[str, bool, int]:
        """What a port is really called ("system:midi_capture_1" has a better name), and whether it is a program's.

        The number is another one for a port that has gone and come back.
        """
        handle = self._lib.jack_port_by_name(self._client, port.encode())
        if not handle:
            return port, True, 0
        first, second = (ctypes.create_string_buffer(self._lib.jack_port_name_size()) for _ in range(2))
        places = (ctypes.c_char_p * 2)(*(ctypes.cast(buffer, ctypes.c_char_p) for buffer in (first, second)))
        self._lib.jack_port_get_aliases(handle, places)
        alias = (second.value or first.value).decode(errors="replace")
        return alias or port, not self._lib.jack_port_flags(handle) & _IS_PHYSICAL, self._plugs[handle]

    def _changed(self, port: int) -> None:
        self._plugs[port] += 1
        self.changes += 1

    def close(self) -> None:
        """Leave the server. One that has died is not touched again: closing its client can crash the process."""
        if not self.alive:
            _left_behind.append(self)
        elif self._client:
            self._lib.jack_client_close(self._client)
        self._client = None


@cache
def _libjack() -> Any:
    """The system's libjack, its chatter turned into debug messages."""
    name = ctypes.util.find_library("jack")
    if name is None:
        raise MidiError("JACK is not installed on this machine (there is no libjack).")
    lib = ctypes.CDLL(name)
    lib.jack_client_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    lib.jack_client_open.restype = ctypes.c_void_p
    lib.jack_on_shutdown.argtypes = [ctypes.c_void_p, _Shutdown, ctypes.c_void_p]
    lib.jack_on_shutdown.restype = None
    lib.jack_set_port_registration_callback.argtypes = [ctypes.c_void_p, _Registration, ctypes.c_void_p]
    lib.jack_set_port_registration_callback.restype = ctypes.c_int
    lib.jack_set_port_rename_callback.argtypes = [ctypes.c_void_p, _Rename, ctypes.c_void_p]
    lib.jack_set_port_rename_callback.restype = ctypes.c_int
    lib.jack_activate.argtypes = [ctypes.c_void_p]
    lib.jack_activate.restype = ctypes.c_int
    lib.jack_client_close.argtypes = [ctypes.c_void_p]
    lib.jack_client_close.restype = ctypes.c_int
    lib.jack_port_by_name.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    lib.jack_port_by_name.restype = ctypes.c_void_p
    lib.jack_port_flags.argtypes = [ctypes.c_void_p]
    lib.jack_port_flags.restype = ctypes.c_int
    lib.jack_port_get_aliases.argtypes = [ctypes.c_void_p, ctypes.c_char_p * 2]
    lib.jack_port_get_aliases.restype = ctypes.c_int
    lib.jack_port_name_size.restype = ctypes.c_int
    for setter in (lib.jack_set_error_function, lib.jack_set_info_function):
        setter.argtypes = [_Message]
        setter.restype = None
        setter(_log)
    return lib


#: Kept for ever: libjack may speak at any time.
_log = _Message(lambda text: logger.debug("libjack: %s", text.decode(errors="replace")))
