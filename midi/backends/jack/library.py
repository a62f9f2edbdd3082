"""The system's libjack, as far as MIDI uses it. Its chatter is turned into debug messages."""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
from functools import cache
from typing import Any, Final

from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")

#: JackNoStartServer: never start a server, with whatever driver it finds.
NO_START_SERVER: Final = 1
#: JackPortIsInput, JackPortIsOutput, JackPortIsPhysical (there is hardware behind it).
IS_INPUT: Final = 1
IS_OUTPUT: Final = 2
IS_PHYSICAL: Final = 4
#: JackPlaybackLatency.
PLAYBACK: Final = 1
MIDI: Final = b"8 bit raw midi"

_Message = ctypes.CFUNCTYPE(None, ctypes.c_char_p)


class Range(ctypes.Structure):
    """jack_latency_range_t, in frames."""

    _fields_ = (("least", ctypes.c_uint32), ("most", ctypes.c_uint32))


def path() -> str:
    """Where libjack is. Raises `MidiError`."""
    name = ctypes.util.find_library("jack")
    if name is None:
        raise MidiError("JACK is not installed on this machine (there is no libjack).")
    return name


@cache
def libjack() -> Any:
    """What libjack does; the interpreter goes on beside them. Raises `MidiError`."""
    lib = ctypes.CDLL(path())
    pointer, text, count, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32, ctypes.c_int
    for name, result, *arguments in (
        ("jack_client_open", pointer, text, number, pointer),
        ("jack_client_close", number, pointer),
        ("jack_on_shutdown", None, pointer, pointer, pointer),
        ("jack_set_port_registration_callback", number, pointer, pointer, pointer),
        ("jack_set_port_rename_callback", number, pointer, pointer, pointer),
        ("jack_set_process_callback", number, pointer, pointer, pointer),
        ("jack_activate", number, pointer),
        ("jack_connect", number, pointer, text, text),
        ("jack_get_ports", ctypes.POINTER(text), pointer, text, text, ctypes.c_ulong),
        ("jack_port_register", pointer, pointer, text, text, ctypes.c_ulong, ctypes.c_ulong),
        ("jack_port_unregister", number, pointer, pointer),
        ("jack_port_by_name", pointer, pointer, text),
        ("jack_port_flags", number, pointer),
        ("jack_port_get_aliases", number, pointer, text * 2),
        ("jack_port_get_latency_range", None, pointer, number, pointer),
        ("jack_port_name", text, pointer),
        ("jack_port_name_size", number),
        ("jack_get_sample_rate", count, pointer),
        ("jack_get_buffer_size", count, pointer),
        ("jack_free", None, pointer),
        ("jack_set_error_function", None, _Message),
        ("jack_set_info_function", None, _Message),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    lib.jack_set_error_function(_log)
    lib.jack_set_info_function(_log)
    return lib


@cache
def quick() -> Any:
    """What libjack does without ever waiting: its rings, which one thread writes and another reads, and its time.

    Letting others have the interpreter meanwhile would take longer than that.
    """
    lib = ctypes.PyDLL(path())
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    for name, result, *arguments in (
        ("jack_last_frame_time", ctypes.c_uint32, pointer),
        ("jack_ringbuffer_create", pointer, size),
        ("jack_ringbuffer_free", None, pointer),
        ("jack_ringbuffer_read", size, pointer, pointer, size),
        ("jack_ringbuffer_peek", size, pointer, pointer, size),
        ("jack_ringbuffer_read_space", size, pointer),
        ("jack_ringbuffer_write", size, pointer, ctypes.c_char_p, size),
        ("jack_ringbuffer_write_space", size, pointer),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


#: Kept for ever: libjack may speak at any time.
_log = _Message(lambda text: logger.debug("libjack: %s", text.decode(errors="replace")))
