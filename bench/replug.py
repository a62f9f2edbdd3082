"""How long after it is plugged in again a controller plays and its lamps are right, over real JACK ports.

    sfa-live bench replug [--cycles 50] [--block 128] [--away 0.2]

An APC mini mk2 made of two JACK ports is pulled out and plugged in. The clock runs from the moment at which its ports
are there until its mode is set, the first lamp is right, and all of them are. It listens as hardware does: what was
sent before is gone. Threads, files and JACK ports are counted before and after.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import rtmidi

from bench.jack import JackServer
from bench.machine import MachineControl
from bench.stage import STEMS
from bench.verdict import at_most
from midi import MidiRig
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import DeckState, ShowState, StemState

#: The controller, as a mapping knows it, and the pad that mutes the first stem of deck A: its muted and sounding lamp.
_NAME: Final = "APC mini mk2"
_PAD: Final = (0x96, 56, 5)
#: What it takes at most until it is missed or found, in seconds.
_PATIENCE: Final = 10.0
#: Seconds until the threads that were needed for a moment have ended.
_REST: Final = 2.5


class Unit:
    """The controller."""

    def __init__(self) -> None:
        self._out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=_NAME)
        self._in = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=_NAME, queue_size_limit=4096)
        self._in.ignore_types(sysex=False)
        self._out.open_virtual_port("Control")
        self._in.open_virtual_port("Control")
        self.plugged = time.monotonic()
        self.lamps: dict[tuple[int, int], int] = {}

    def hear(self) -> int:
        """Take what has come; how many messages that were."""
        count = 0
        while found := self._in.get_message():
            count += 1
            if found[0][0] != 0xF0:
                self.lamps[found[0][0], found[0][1]] = found[0][2]
        return count

    def pull(self) -> None:
        """Take its cable out."""
        for port in (self._out, self._in):
            port.close_port()
            time.sleep(0.025)
            port.delete()


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with JackServer(options.block) as jack:
        os.environ["JACK_DEFAULT_SERVER"] = jack.name
        state = _show()
        rig = MidiRig(lambda *_: None, lambda: state, backend="jack")
        rig.start()
        try:
            _wait(lambda: len(rig.devices()) == 2)
            _replug(rig, options.away)
            time.sleep(_REST)
            before = (threading.active_count(), _files(), len(jack.ports()))
            with MachineControl() as control:
                times = np.array([_replug(rig, options.away) for _ in range(options.cycles)]) * 1000.0
            time.sleep(_REST)
            after = (threading.active_count(), _files(), len(jack.ports()))
        finally:
            rig.stop()
    first, every = times[:, 0], times[:, 1]
    return {
        "cycles": options.cycles,
        "first lamp right, p50": f"{np.median(first):.0f} ms",
        "… longest": at_most(round(float(first.max())), 1500, "ms"),
        "all lamps right, p50": f"{np.median(every):.0f} ms",
        "… longest ": at_most(round(float(every.max())), 1500, "ms"),
        "stalls of the machine meanwhile": len(control.stalls),
        "threads more": at_most(after[0] - before[0], 0),
        "open files more": at_most(after[1] - before[1], 0),
        "JACK ports more": at_most(after[2] - before[2], 0),
    }


def _replug(rig: MidiRig, away: float) -> tuple[float, float]:
    """Plug it in, wait until it is right, pull it out: seconds until the first lamp, and all, were right."""
    unit = Unit()
    try:
        _wait(lambda: unit.hear() >= 0 and unit.lamps.get(_PAD[:2]) == _PAD[2])
        first = time.monotonic() - unit.plugged
        last = time.monotonic()
        # All are there when nothing has come for a while.
        while time.monotonic() - last < 0.15:
            if unit.hear():
                last = time.monotonic()
            time.sleep(0.002)
    finally:
        unit.pull()
    time.sleep(away)
    _wait(lambda: not any(_NAME in port.name and port.status == "connected" for port in rig.devices()))
    return first, last - unit.plugged


def _show() -> ShowState:
    """Four songs of four stems; the first stem of each is muted."""
    stems = {name: StemState(slot, mute=slot == 1) for slot, name in enumerate(STEMS, start=1)}
    return ShowState("bench", decks=dict.fromkeys(DECKS, DeckState(track_id="song", stems=stems)))


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError(f"The controller was not found, or not missed, within {_PATIENCE:g} s.")
        time.sleep(0.001)


def _files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench replug")
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--block", type=int, default=128)
    parser.add_argument("--away", type=float, default=0.2, help="seconds between out and in")
    return parser.parse_args(arguments)
