"""A hand on a controller: notes through a JACK MIDI port at random moments.

python -m bench.midi_hand PORT TOUCHES FOLDER    ->  FOLDER/touches.npy, nanoseconds of CLOCK_MONOTONIC
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import rtmidi

#: The note that the generic mapping gives to "mute stem 2 of deck A".
NOTE = 37


def touch(inlet: str, touches: int, folder: Path) -> None:
    """Press and release the pad that many times, 40 to 120 ms apart, and note when."""
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=f"hand-{os.getpid()}")
    out.open_virtual_port("out")
    subprocess.run(["jack_connect", f"hand-{os.getpid()}:out", inlet], check=True)
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
    time.sleep(1.0)
    times = []
    moments = random.Random(1)
    for _ in range(touches):
        times.append(time.monotonic_ns())
        out.send_message([0x90, NOTE, 127])
        time.sleep(moments.uniform(0.02, 0.06))
        out.send_message([0x80, NOTE, 0])
        time.sleep(moments.uniform(0.02, 0.06))
    np.save(folder / "touches.npy", np.array(times))
    out.close_port()
    out.delete()


if __name__ == "__main__":
    touch(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
