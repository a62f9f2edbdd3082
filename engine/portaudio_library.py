"""The PortAudio library in this process: found, told to look again, and left behind when it cannot go on.

PortAudio takes one thread at a time, and does not survive the death of a JACK server that it was a client of: closing a
stream then waits ten minutes for a callback that never comes, and terminating the library aborts the process. So a
library whose JACK server is gone is never touched again; the engine goes on with a fresh copy of it. And a library that
is not in use is nobody's client: JACK may come, go, and come back at another rate between two looks for a device.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from engine.device import Output
from engine.errors import DeviceError

#: PortAudio's name for JACK.
JACK: Final = "JACK Audio Connection Kit"
#: Seconds that a device has to let itself be closed.
_CLOSING_S: Final = 1.0
#: libjack's "do not start a server".
_NO_START_SERVER: Final = 1

#: Libraries that were left behind, and the streams in them: threads of theirs, and of JACK, may still call into them.
_left_behind: Final[list[Any]] = []


def portaudio() -> Any:
    """The sounddevice module, ready for use; imported when a device is first wanted. Raises `DeviceError`."""
    sounddevice = _module()
    try:
        if not sounddevice._initialized:
            sounddevice._initialize()
    except sounddevice.PortAudioError as wrong:
        raise DeviceError(f"The system's sound cannot be reached: {wrong}.") from wrong
    return sounddevice


def look(open_device: Callable[[], Output]) -> Output:
    """Have PortAudio look for devices again, and open one: it knows those only that were there when it was initialised.

    No stream may be open. Raises `DeviceError`, with the library let go of: the JACK server that it found may be
    another one at the next look, and terminating the client of a dead server ends the process.
    """
    finish()
    try:
        return open_device()
    except DeviceError:
        finish()
        raise


def finish() -> None:
    """Let go of all devices of the system. No stream may be open."""
    sounddevice = _module()
    if not sounddevice._initialized:
        return
    if _jack_is_gone(sounddevice):
        _leave_behind(sounddevice, None)
    else:
        sounddevice._terminate()


def close(output: Output) -> None:
    """Close a device that may be gone; returns within about a second, whatever the device does."""
    sounddevice = portaudio()
    output.seat.close()
    # A stream of JACK's that has stopped by itself has lost its server, and another may answer in its place by now.
    if (output.backend == JACK and not output.active) or _jack_is_gone(sounddevice):
        _leave_behind(sounddevice, output)
        return
    closing = threading.Thread(target=output.close, name="engine-closing", daemon=True)
    closing.start()
    closing.join(_CLOSING_S)
    if closing.is_alive():
        _leave_behind(sounddevice, output)


def _module() -> Any:
    """The sounddevice module. Raises `DeviceError`."""
    # Without this, libjack starts a server of its own choice when it finds none.
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    try:
        import sounddevice  # noqa: PLC0415 - it reaches for the system's sound when imported
    except OSError as wrong:
        raise DeviceError("PortAudio is missing: install it (on Debian: apt install libportaudio2).") from wrong
    return sounddevice


def _jack_is_gone(sounddevice: Any) -> bool:
    """True when the library is a client of a JACK server that does not answer any more."""
    if not any(api["name"] == JACK for api in sounddevice.query_hostapis()):
        return False
    jack = ctypes.CDLL(ctypes.util.find_library("jack"))
    jack.jack_client_open.restype = ctypes.c_void_p
    client = jack.jack_client_open(b"sfa_live asks", _NO_START_SERVER, None)
    if not client:
        return True
    jack.jack_client_close(ctypes.c_void_p(client))
    return False


def _leave_behind(sounddevice: Any, output: Output | None) -> None:
    """Go on with a copy of the library, which has a state of its own."""
    _left_behind.append((sounddevice._lib, output))
    with tempfile.TemporaryDirectory(prefix="portaudio-") as folder:
        copy = shutil.copy(_library_file(), folder)
        sounddevice._lib = sounddevice._ffi.dlopen(str(copy))
    sounddevice._initialized = 0


def _library_file() -> Path:
    """The file that the library was loaded from."""
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    except FileNotFoundError as wrong:
        raise DeviceError("The sound device hangs: restart the sound engine.") from wrong
    mapped = {Path(line.split(maxsplit=5)[-1]) for line in maps.splitlines() if "libportaudio" in line}
    files = [file for file in mapped if file.exists()]
    if not files:
        raise DeviceError("The sound device hangs: restart the sound engine.")
    return files[0]
