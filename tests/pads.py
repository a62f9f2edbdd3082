"""A controller: a process of its own that sends notes through a real JACK MIDI port."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from bench.jack import JackServer
from tests.served import Served

#: The generic mapping's note for "mute stem 2 of deck A" (drums).
MUTE_DRUMS = 37

_CONTROLLER = """
import rtmidi, sys
out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="pads")
out.open_virtual_port("out")
print("ready", flush=True)
for line in sys.stdin:
    out.send_message([int(word) for word in line.split()])
out.close_port()
out.delete()
"""


class Pads:
    """The controller, plugged into sfa_live's virtual port."""

    def __init__(self, jack: JackServer) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CONTROLLER],
            env=jack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._notes = self._process.stdin
        assert self._process.stdout.readline().strip() == "ready"
        jack.connect(jack.wait_for_port("^pads.*out"), jack.wait_for_port("sfa_live.*in$"))
        time.sleep(0.3)

    def press(self, note: int) -> None:
        """Press a pad by its note, and let go."""
        self._notes.write(f"144 {note} 127\n128 {note} 0\n")
        self._notes.flush()

    def close(self) -> None:
        """Unplug it."""
        self._notes.close()
        assert self._process.wait(10) == 0


@pytest.fixture(scope="module")
def pads(served: Served, jack: JackServer) -> Iterator[Callable[[int], None]]:
    """Press a pad by its note."""
    del served
    controller = Pads(jack)
    yield controller.press
    controller.close()
