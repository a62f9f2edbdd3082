"""Plays live with a trap around the audio callback, in a process into which ``trap.c`` was preloaded.

    python -m tests.rt.trapped SECONDS kernel|allocate|lock|sleep

tells as JSON what the callback did that it must not. Instead of the kernel, a callback that makes one mistake in every
block may play, which proves that the trap would see it.
"""

from __future__ import annotations

import ctypes
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from numba import cfunc, types

from engine import Engine, Outcome, Refusal, ResultKind, Source, Tap, kernel
from engine.kernel.sizes import DECKS, STEMS
from tests.engine.player import noise
from tests.rt.anything import Anything

_RATE: Final = 48_000
_BLOCK: Final = 128
#: Seconds between two commands.
_PACE: Final = 0.002
#: Seconds between two panics.
_PANICS: Final = 3.0
_STREAM_CALLBACK: Final = types.int32(*[types.intp] * 6)

_external: Any = types.ExternalFunction
_usleep = _external("usleep", types.int32(types.uint32))
_lock = _external("pthread_mutex_lock", types.int32(types.intp))
_unlock = _external("pthread_mutex_unlock", types.int32(types.intp))
#: Zeros are a mutex that nobody holds.
_room = np.zeros(16, np.int64)
_mutex: Final = _room.ctypes.data


@cfunc(_STREAM_CALLBACK)
def _allocate(_input: int, _output: int, frames: int, _times: int, _flags: int, _seat: int) -> int:
    room = np.full(frames, 0.0)
    return int(room.sum())


@cfunc(_STREAM_CALLBACK)
def _take_a_lock(_input: int, _output: int, _frames: int, _times: int, _flags: int, _seat: int) -> int:
    _lock(_mutex)
    _unlock(_mutex)
    return 0


@cfunc(_STREAM_CALLBACK)
def _sleep(_input: int, _output: int, _frames: int, _times: int, _flags: int, _seat: int) -> int:
    _usleep(100)
    return 0


_CALLBACKS: Final[dict[str, Any]] = {
    "kernel": kernel.callback,
    "allocate": _allocate,
    "lock": _take_a_lock,
    "sleep": _sleep,
}


class Trap:
    """The preloaded library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.trap_name.restype = ctypes.c_char_p
        for counter in ("calls", "sleeps", "disk_waits", "page_faults"):
            getattr(self._library, f"trap_{counter}").restype = ctypes.c_long

    def around(self, callback: int) -> int:
        """The address of a callback that calls this one, and watches."""
        self._library.trap_set(ctypes.c_void_p(callback))
        return ctypes.cast(self._library.trap_callback, ctypes.c_void_p).value or 0

    def caught(self) -> dict[str, Any]:
        """What was called inside, by name, and how often the thread slept, waited for the disk and met a new page."""
        trap = self._library
        calls = {trap.trap_name(number).decode(): trap.trap_calls(number) for number in range(trap.trap_count())}
        return {
            "calls": {name: count for name, count in calls.items() if count},
            "sleeps": trap.trap_sleeps(),
            "disk_waits": trap.trap_disk_waits(),
            "page_faults": trap.trap_page_faults(),
        }


def play(sound: Engine, seconds: float) -> dict[str, Any]:
    """Ask for anything for so long, recording all the while; what was carried out, and whether it sounded."""
    songs = [Source.from_array(noise(8 * _RATE, stems, seed=stems), original=0) for stems in (1, 2, 4, STEMS)]
    anything = Anything(songs)
    done: Counter[str] = Counter()
    loudest = 0.0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="sfa-trap-") as folder:
        taps = [Tap(), *(Tap(deck) for deck in range(DECKS)), Tap(0, 0)]
        recording = sound.record({tap: Path(folder) / f"{tap.place}.flac" for tap in taps})
        while (now := time.monotonic()) < end:
            if sound.submit(anything.draw()) is Outcome.FULL:
                raise RuntimeError("The engine does not take commands any more.")
            for result in sound.collect():
                if result.kind is ResultKind.DONE and result.refusal is Refusal.NONE:
                    done[type(result.command).__name__] += 1
            loudest = max(loudest, *sound.snapshot().peak)
            sound.check()
            if int(now / _PANICS) != int((now + _PACE) / _PANICS):
                sound.panic()
            time.sleep(_PACE)
        recorded = recording.stop().frames
    # The songs live until no block can read them any more.
    sound.close()
    return {
        "done": done,
        "never": [kind.__name__ for kind in anything.kinds if not done[kind.__name__]],
        "loudest": loudest,
        "recorded": recorded,
        "blocks": sound.snapshot().timing.blocks,
    }


def main(arguments: list[str]) -> None:
    """Play as asked, and tell."""
    seconds, name = float(arguments[0]), arguments[1]
    trap = Trap()
    watched = SimpleNamespace(callback=SimpleNamespace(address=trap.around(_CALLBACKS[name].address)))
    with patch("engine.portaudio.kernel", watched):
        sound = Engine.open("", _RATE, _BLOCK)
        if sound.device.null:
            raise RuntimeError(f"There is no device: {sound.device.message}")
        if name == "kernel":
            told = play(sound, seconds)
        else:
            time.sleep(seconds)
            told = {"blocks": round(seconds * _RATE / _BLOCK)}
            sound.close()
    json.dump({**told, **trap.caught()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
