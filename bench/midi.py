"""MIDI: from a note to its sample, notes that are lost, and what a message costs.

    sfa-live bench midi [--touches 200] [--notes 10000] [--flood 60] [--idle]

Over JACK at 64 and 128 frames by `bench.touch`, under its load; with pads whose driver tells when it took each note in
(`bench.pad_moments`), the sample being that of the engine's own clock; 2000 notes a second through a JACK port; a flood
(`bench.midi_flood`); and through parser and surface alone, with a show that does nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import Any, Final

from bench import touch
from bench.jack import JackServer
from bench.midi_flood import flood
from bench.midi_hand import NOTE
from bench.pad_moments import pad_moments, spread
from bench.verdict import at_most
from midi import MidiOrigin, MidiRig
from midi.surface import Surface
from midi.wire.parser import Parser
from presets import load_preset
from sfa_live.model.action import DECKS, Action
from sfa_live.model.show_state import DeckState, ShowState, StemState

_BLOCKS: Final = (64, 128)
#: Notes that are sent to count what is lost, in a second.
_PACE: Final = 2_000
#: Messages by which one is measured.
_MANY: Final = 20_000
#: What may be told of a moment, in milliseconds.
_JITTER_MS: Final = 0.3
_COST_US: Final = 20.0

_FLOOD: Final = f"""
import rtmidi, sys, time
out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="flood")
out.open_virtual_port("out")
print("ready", flush=True)
sys.stdin.readline()
begin = time.monotonic()
for count in range(int(sys.argv[1])):
    out.send_message([0x90, {NOTE - 1} + count % 4, 100])
    if count % 20 == 19:
        time.sleep(max(0.0, begin + count / {_PACE} - time.monotonic()))
print("sent", flush=True)
sys.stdin.readline()
out.close_port()
out.delete()
"""


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    figures: dict[str, Any] = {}
    for block in _BLOCKS:
        idle = ["--idle"] if options.idle else []
        told = touch.run(["--hand", "midi", "--touches", str(options.touches), "--block", str(block), *idle])
        figures |= {f"JACK, {block} frames: {name}": value for name, value in told.items() if name not in _KNOWN}
    # As the rig does it.
    sys.setswitchinterval(2e-4)
    for block in _BLOCKS:
        waits, calm = pad_moments(options.touches, block)
        name = f"driver's stamps, {block} frames: note to sample p50/p99/max/sd ms"
        figures |= {name: spread(waits), f"{name} without stalls of the machine": spread(calm)}
        figures[f"driver's stamps, {block} frames: sd"] = at_most(float(calm.std()), _JITTER_MS, "ms")
    figures[f"of {options.notes} notes through a JACK port lost"] = at_most(options.notes - _counted(options.notes), 0)
    figures |= flood(options.flood)
    for name, data in _MESSAGES.items():
        figures[f"a message costs, {name}"] = at_most(_cost_us(data), _COST_US, "µs")
    return figures


_KNOWN: Final = ("hand", "block")
_MESSAGES: Final = {
    "a note that mutes": (0x90, NOTE, 100),
    "a fader": (0xB0, 1, 64),
    "a note without a meaning": (0x9F, 127, 1),
    "a clock": (0xF8,),
}


def _counted(notes: int) -> int:
    """How many actions that many notes are, from a JACK port to where the show would be."""
    heard = []
    with JackServer(128) as jack:
        before = os.environ.get("JACK_DEFAULT_SERVER")
        os.environ["JACK_DEFAULT_SERVER"] = jack.name
        rig = MidiRig(lambda action, _: heard.append(action), _full_show, backend="jack")
        rig.start()
        try:
            inlet = jack.wait_for_port("sfa_live in$")
            _flood(jack, inlet, notes)
            end = time.monotonic() + 5.0
            while len(heard) < notes and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            rig.stop()
            del os.environ["JACK_DEFAULT_SERVER"]
            if before is not None:
                os.environ["JACK_DEFAULT_SERVER"] = before
    return len(heard)


def _flood(jack: JackServer, inlet: str, notes: int) -> None:
    command = [sys.executable, "-c", _FLOOD, str(notes)]
    with subprocess.Popen(
        command, env=jack.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as sender:
        if sender.stdin is None or sender.stdout is None:
            raise RuntimeError("The sender has no pipes.")
        sender.stdout.readline()
        jack.connect(jack.wait_for_port("^flood.*out$"), inlet)
        time.sleep(0.5)
        sender.stdin.write("\n")
        sender.stdout.readline()
        time.sleep(0.5)
        sender.stdin.write("\n")


def _cost_us(data: tuple[int, ...]) -> float:
    """What one message costs from its bytes to its action, in microseconds."""

    def ignore(_action: Action, _origin: MidiOrigin) -> None: ...

    state = _full_show()
    surface = Surface("input:bench", load_preset("generic"), ignore, lambda: state)
    parser, message = Parser(), bytes(data)
    begin = time.perf_counter()
    for count in range(_MANY):
        for event in parser.feed(message, float(count)):
            surface.hear(event)
        surface.settle(float(count))
    return (time.perf_counter() - begin) / _MANY * 1e6


def _full_show() -> ShowState:
    """A show with four stems on every deck."""
    names = ("vocals", "drums", "bass", "other")
    deck = DeckState(track_id="song", stems={name: StemState(slot) for slot, name in enumerate(names, start=1)})
    return ShowState(epoch="bench", decks=dict.fromkeys(DECKS, deck))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench midi")
    parser.add_argument("--touches", type=int, default=200)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--flood", type=float, default=60.0, help="seconds of 10 000 messages each")
    parser.add_argument("--idle", action="store_true", help="JACK without the load")
    return parser.parse_args(arguments)
