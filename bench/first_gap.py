"""How full may a block get before the sound stops? Work is raised until the first gap of our own appears.

    sfa-live bench first_gap [--block 128] [--from 50] [--step 2.5] [--seconds 8]

Four decks of four stems, every equaliser and filter in the way, play on JACK; the compiled callback is called as on
stage and then spins until the block is as full as wanted (`bench.laden`). Beyond 95 percent Linux itself holds
real-time threads back (``kernel.sched_rt_runtime_us``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.flight import Flight, gaps
from bench.jack import JackServer
from bench.machine import MachineControl
from bench.probed_rig import FLIGHT
from bench.verdict import at_least

_RATE: Final = 48_000
_MOST: Final = 99.0


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    shares = np.arange(options.begin, _MOST, options.step).tolist()
    command = [sys.executable, "-m", "bench.laden", str(options.block), str(options.seconds), *map(str, shares)]
    with tempfile.TemporaryDirectory(prefix="sfa-first-gap-") as folder, JackServer(options.block) as jack:
        path = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
        environment = {**jack.environment, "PYTHONPATH": path}
        with MachineControl() as control:
            ran = subprocess.run(command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
        flight = Flight.read(Path(folder) / FLIGHT)
    told = json.loads(ran.stdout)
    period = options.block / _RATE
    counted = [gaps(flight.between(*span), period, control) for span in told["spans"]]
    first = next((place for place, (own, _) in enumerate(counted) if own), len(shares))
    return {
        "block": options.block,
        "seconds at each share": options.seconds,
        "the engine's own part, mean": f"{100.0 * told['load']:.2f} %",
        "full without a gap of our own": at_least(shares[first - 1] if first else 0.0, 85.0, "%"),
        "first gap of our own": f"at {shares[first]:g} %" if first < len(shares) else f"none up to {shares[-1]:g} %",
        "own gaps by share": _listed(shares, [len(own) for own, _ in counted]),
        "gaps of the machine by share": _listed(shares, [len(machines) for _, machines in counted]),
    }


def _listed(shares: list[float], counts: list[int]) -> str:
    return ", ".join(f"{share:g}: {count}" for share, count in zip(shares, counts, strict=True) if count) or "none"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench first_gap")
    parser.add_argument("--block", type=int, default=128)
    parser.add_argument("--from", type=float, default=50.0, dest="begin", help="percent of the block to begin with")
    parser.add_argument("--step", type=float, default=2.5, help="percent that each step is fuller")
    parser.add_argument("--seconds", type=float, default=8.0, help="seconds at each step")
    return parser.parse_args(arguments)
