"""The engine on JACK with a full show, whose callback is given more and more to do.

    python -m bench.laden BLOCK SECONDS SHARE… >OUT.json

plays four decks of four stems, every equaliser and filter in the way. After the engine's own callback has run, it spins
until the block is as full as each ``SHARE`` says, in percent, for so many seconds each. Tells from when to when each
share held, in nanoseconds of CLOCK_MONOTONIC; leaves the blocks as a `Flight` in the working folder.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from numba import cfunc, types

from bench.flight import FlightLog
from bench.probed_rig import FLIGHT
from bench.stage import STEMS, noise_song
from engine import Band, Engine, Load, Play, SetDeckFilter, SetEq, SetLoop, SetStemFilter, Source, kernel
from engine.kernel.clock import nanoseconds
from engine.kernel.layout import SEAT
from engine.kernel.memory import seat_at
from engine.kernel.sizes import DECKS

_RATE: Final = 48_000
#: Seconds of each song, which goes round.
_SONG: Final = 20
#: Seconds from the first sound to the first share.
_SETTLING: Final = 1.0
_STREAM_CALLBACK: Final = types.int32(*[types.intp] * 6)
#: The very code that plays on stage, called as PortAudio calls it.
_play: Final[Any] = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_ssize_t] * 6)(kernel.callback.address)
#: A seat that nobody sits on: its ``blocks`` say how long a callback takes, in nanoseconds.
_knob: Final = np.zeros(1, SEAT)
_KNOB: Final = int(_knob.ctypes.data)


@cfunc(_STREAM_CALLBACK, error_model="numpy")
def _laden(_input: Any, output: Any, frames: Any, times: Any, flags: Any, seat: Any) -> Any:
    knob = seat_at(_KNOB)
    end = nanoseconds(knob.timespec) + knob.blocks
    answer = _play(_input, output, frames, times, flags, seat)
    while nanoseconds(knob.timespec) < end:
        pass
    return answer


def main(arguments: list[str]) -> None:
    """Play as asked, and tell."""
    block, seconds, *shares = (float(argument) for argument in arguments)
    with patch("engine.portaudio.kernel", SimpleNamespace(callback=SimpleNamespace(address=_laden.address))):
        sound = Engine.open("", _RATE, int(block))
    if sound.device.null:
        raise RuntimeError(f"There is no device: {sound.device.message}")
    log = FlightLog(sound, Path(FLIGHT))
    songs = [_song(seed) for seed in range(DECKS)]
    for deck, song in enumerate(songs):
        _start(sound, deck, song)
    time.sleep(_SETTLING)
    spans = []
    for share in shares:
        _knob["blocks"] = round(share / 100.0 * block / _RATE * 1e9)
        start = time.monotonic_ns()
        time.sleep(seconds)
        spans.append((start, time.monotonic_ns()))
        log.take()
    _knob["blocks"] = 0
    sound.close()
    log.close()
    json.dump({"spans": spans, "load": sound.snapshot().timing.load}, sys.stdout)


def _song(seed: int) -> Source:
    return Source.from_array(np.concatenate(list(noise_song(_SONG, level=0.05, seed=seed).values()), axis=1))


def _start(sound: Engine, deck: int, song: Source) -> None:
    filters = [SetStemFilter(deck, stem, -0.2) for stem in range(len(STEMS))]
    bands = [SetEq(deck, band, 0.7) for band in Band]
    dressed = (*bands, *filters, SetDeckFilter(deck, 0.2), SetLoop(deck, True, 0, song.frames))
    sound.submit(Load(deck, song), *dressed, Play(deck))


if __name__ == "__main__":
    main(sys.argv[1:])
