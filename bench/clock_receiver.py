"""A receiver of MIDI clock on JACK, which also listens to the sound.

    python -m bench.clock_receiver OUT.npz SECONDS AUDIO-PORT

Prints "receiving" when its port ``clock-receiver:in`` is there; ends on SIGTERM. Arrays: ``frames`` and ``kinds`` of
the messages, each at its own frame of the server's; ``clicks``, the frames at which the sound rose from silence;
``cycles`` with the frame and the moment (nanoseconds of CLOCK_MONOTONIC) of each.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import Final

import jack
import numpy as np

#: The sound is there from here on.
_LOUD: Final = 0.05


def main(arguments: list[str]) -> None:
    """Receive as asked."""
    out, seconds, source = arguments
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    client = jack.Client("clock-receiver", no_start_server=True)
    inlet = client.midi_inports.register("in")
    sound = client.inports.register("sound")
    messages: list[tuple[int, int]] = []
    clicks: list[int] = []
    cycles: list[tuple[int, int]] = []
    quiet = [0]

    def process(frames: int) -> None:
        first = client.last_frame_time
        cycles.append((first, time.monotonic_ns()))
        messages.extend((first + offset, data[0][0]) for offset, data in inlet.incoming_midi_events())
        loud = np.flatnonzero(np.abs(sound.get_array()) > _LOUD)
        if len(loud) and quiet[0] > frames:
            clicks.append(first + int(loud[0]))
        quiet[0] = 0 if len(loud) else quiet[0] + frames

    client.set_process_callback(process)
    client.activate()
    client.connect(source, sound)
    print("receiving", flush=True)
    ending.wait(float(seconds))
    client.deactivate()
    client.close()
    frames, kinds = np.array(messages, np.int64).reshape(-1, 2).T
    np.savez(out, frames=frames, kinds=kinds, clicks=np.array(clicks), cycles=np.array(cycles))


if __name__ == "__main__":
    main(sys.argv[1:])
