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


@pytest.fixture(scope="module")
def pads(served: Served, jack: JackServer) -> Iterator[Callable[[int], None]]:
    """Press a pad by its note; it is plugged into sfa_live's virtual port."""
    del served
    process = subprocess.Popen(
        [sys.executable, "-c", _CONTROLLER],
        env=jack.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    notes = process.stdin
    assert notes is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    jack.connect(jack.wait_for_port("^pads.*out"), jack.wait_for_port("sfa_live.*in$"))
    time.sleep(0.3)

    def press(note: int) -> None:
        notes.write(f"144 {note} 127\n128 {note} 0\n")
        notes.flush()

    yield press
    notes.close()
    assert process.wait(10) == 0
