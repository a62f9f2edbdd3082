"""What a message costs between the driver and the show: the look-up, and the action that comes out.

    sfa-live bench mapping [--preset NAME] [--messages 100000]

Every control of a mapping (the largest shipped one) is pressed, let go and moved, in an order that is drawn by lot, on
a show that takes every action at once. A message is timed with the end of the round behind it, as if it came alone.
Times are the thread's own on the processor, and of three goes the quickest: what other programs do meanwhile is theirs.
The line "one go" is of the first alone, whatever disturbed it.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from typing import Any

import numpy as np

from midi.surface import Surface
from midi.wire.event import Event, Kind
from presets import Address, Control, Preset, all_presets, load_preset
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import DeckState, ShowState, StemState

_SPOKEN = {
    "cc": Kind.CC,
    "cc14": Kind.CC,
    "bend": Kind.BEND,
    "pressure": Kind.PRESSURE,
    "key_pressure": Kind.KEY_PRESSURE,
    "program": Kind.PROGRAM,
    "nrpn": Kind.NRPN,
    "rpn": Kind.RPN,
}


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; microseconds a message, and how many pieces of memory are more than before."""
    options = _options(arguments)
    preset = (
        load_preset(options.preset) if options.preset else max(all_presets().presets, key=lambda one: len(one.controls))
    )
    stems = {f"stem {slot}": StemState(slot) for slot in range(1, 9)}
    state = ShowState(epoch="bench", decks=dict.fromkeys(DECKS, DeckState(track_id="song", stems=stems)))
    heard = 0

    def deliver(*_: object) -> None:
        nonlocal heard
        heard += 1

    surface = Surface("input:bench", preset, deliver, lambda: state)
    events = _events(preset, options.messages)
    _time(surface, events)
    gc.collect()
    before, heard = sys.getallocatedblocks(), 0
    took = _time(surface, events)
    gc.collect()
    more, actions = sys.getallocatedblocks() - before, heard
    best = np.minimum(took, np.minimum(_time(surface, events), _time(surface, events)))
    p50, p99 = np.percentile(best, [50, 99]) / 1e3
    return {
        "preset": f"{preset.file} ({len(preset.controls)} controls)",
        "messages": len(events),
        "actions": actions,
        "message p50/p99/max us": f"{p50:.1f} / {p99:.1f} / {best.max() / 1e3:.1f}",
        "one go p99/max us": f"{np.percentile(took, 99) / 1e3:.1f} / {took.max() / 1e3:.0f}",
        "pieces of memory more": more,
    }


def _time(surface: Surface, events: list[Event]) -> Any:
    """Nanoseconds for each message."""
    took = np.empty(len(events), dtype=np.int64)
    for place, event in enumerate(events):
        start = time.thread_time_ns()
        surface.hear(event)
        surface.settle(event.at)
        took[place] = time.thread_time_ns() - start
    surface.let_go()
    return took


def _events(preset: Preset, count: int) -> list[Event]:
    """So many messages of its controls, a millisecond apart."""
    lot = random.Random(1)
    events: list[Event] = []
    while len(events) < count:
        control = lot.choice(preset.controls)
        events += _gesture(control, lot, 1.0 + len(events) / 1e3)
    return events[:count]


def _gesture(control: Control, lot: random.Random, at: float) -> list[Event]:
    """A press with its release, or a move."""
    address: Address = control.address
    channel, number = lot.choice(address.channels), address.number
    if address.kind == "note":
        return [Event(Kind.NOTE_ON, channel, number, 100, at), Event(Kind.NOTE_OFF, channel, number, 64, at + 1e-3)]
    kind = _SPOKEN[address.kind]
    if not control.is_fader:
        return [Event(kind, channel, number, value, at) for value in (127, 0)]
    if address.kind == "cc14":
        return [Event(kind, channel, number + half, lot.randrange(128), at) for half in (0, 32)]
    is_fine = address.kind in ("bend", "nrpn", "rpn")
    return [Event(kind, channel, number, lot.randrange(16_384 if is_fine else 128), at)]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sfa-live bench mapping")
    parser.add_argument("--preset", default=None, help="by its file's name; the largest one by default")
    parser.add_argument("--messages", type=int, default=100_000)
    return parser.parse_args(arguments)
