"""How long a JACK server's speakers are behind what is played: PortAudio tells a part of it only."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from typing import Any, Final

#: JackNoStartServer, JackPortIsInput, JackPlaybackLatency.
_NO_START_SERVER: Final = 1
_IS_INPUT: Final = 1
_PLAYBACK: Final = 1
_AUDIO: Final = b"32 bit float mono audio"


class _Range(ctypes.Structure):
    _fields_ = (("least", ctypes.c_uint32), ("most", ctypes.c_uint32))


def speaker_latency_s(device: str) -> float | None:
    """Seconds from a block's beginning until its first sample leaves the device's first speaker.

    None where there is no JACK, or no such device on it. Thread: any; takes some milliseconds.
    """
    name = ctypes.util.find_library("jack")
    if name is None:
        return None
    lib = ctypes.CDLL(name)
    for function in (lib.jack_client_open, lib.jack_get_ports, lib.jack_port_by_name):
        function.restype = ctypes.c_void_p
    client = lib.jack_client_open(b"sfa-latency", _NO_START_SERVER, None)
    if not client:
        return None
    try:
        return _latency_s(lib, ctypes.c_void_p(client), device)
    finally:
        lib.jack_client_close(ctypes.c_void_p(client))


def _latency_s(lib: Any, client: ctypes.c_void_p, device: str) -> float | None:
    pattern = f"^{re.escape(device)}:".encode()
    ports = lib.jack_get_ports(client, pattern, _AUDIO, ctypes.c_ulong(_IS_INPUT))
    if not ports:
        return None
    first = ctypes.cast(ports, ctypes.POINTER(ctypes.c_char_p))[0]
    span = _Range()
    port = ctypes.c_void_p(lib.jack_port_by_name(client, first))
    lib.jack_port_get_latency_range(port, _PLAYBACK, ctypes.byref(span))
    lib.jack_free(ctypes.c_void_p(ports))
    return float(span.most) / float(lib.jack_get_sample_rate(client))
