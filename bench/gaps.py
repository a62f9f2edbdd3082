"""Does the sound ever stop? Two decks of four stems beside a heavy load, every late block counted and charged.

    sfa-live bench gaps [--seconds 60] [--block 64] [--idle]

A gap is a block that began more than 1.5 blocks after the one before it. One during which even the machine's control
was late is the machine's, the others are our own.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from bench.flight import Flight, judge
from bench.jack import JackServer
from bench.load import Load
from bench.machine import MachineControl
from bench.probed_rig import FLIGHT
from bench.stage import Stage, connected, free_port, noise_song, write_pack
from sfa_live.link import RigLink
from sfa_live.settings import Settings


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-gaps-") as folder, JackServer(options.block) as jack:
        settings = Settings(data=Path(folder), port=free_port(), block=options.block, demo=False)
        for number in (1, 2):
            write_pack(settings.media / "packs", f"song{number}", noise_song(options.seconds + 120, seed=number))
        with Stage(settings, jack.environment) as stage:
            rig = stage.start_rig("bench.probed_rig")
            with nullcontext() if options.idle else Load(stage) as load, MachineControl() as control:
                start = time.monotonic_ns()
                meters = asyncio.run(_play(settings, stage, options.seconds))
                end = time.monotonic_ns()
            rig.stop()
            flight = Flight.read(settings.data / FLIGHT)
        client_xruns = jack.client_xruns()
    figures = judge(flight, start, end, options.block / settings.rate, control)
    figures |= {
        "callback load, mean %": meters["load"],
        "late clients by JACK's own count": client_xruns,
        "separations finished beside it": 0 if load is None else load.separations,
    }
    return figures


async def _play(settings: Settings, stage: Stage, seconds: float) -> dict[str, Any]:
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("A", "song1"), ("B", "song2"))
        await asyncio.sleep(seconds)
        meters = link.meters or {}
        if not all(meters["decks"][deck]["playing"] for deck in ("A", "B")):
            raise RuntimeError("A deck stopped while it was measured.")
        return meters


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench gaps")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--block", type=int, default=64)
    parser.add_argument("--idle", action="store_true", help="without the load")
    return parser.parse_args(arguments)
