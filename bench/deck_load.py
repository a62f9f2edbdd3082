"""How long a song takes onto a deck, and whether the other deck notices.

    sfa-live bench deck_load [--loads 20] [--block 64]

A pack of four minutes and four stems, warm in the page cache, is put on deck A again and again while deck B plays. Also
told: what the rig keeps in memory without packs.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.flight import Flight, judge
from bench.jack import JackServer
from bench.machine import MachineControl
from bench.probed_rig import FLIGHT
from bench.stage import Stage, connected, noise_song, write_pack
from sfa_live.link import RigLink
from sfa_live.settings import Settings

_MINUTES = 4


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-load-") as folder, JackServer(options.block) as jack:
        settings = Settings(data=Path(folder), block=options.block, midi="jack")
        for name in ("one", "two"):
            pack = write_pack(settings.media / "packs", name, noise_song(_MINUTES * 60))
        with Stage(settings, jack.environment) as stage:
            rig = stage.start_rig("bench.probed_rig")
            own, all_of_it = _resident(rig.process.pid)
            with MachineControl() as control:
                start = time.monotonic_ns()
                waits = asyncio.run(_load_again_and_again(settings, stage, options.loads))
                end = time.monotonic_ns()
            rig.stop()
            flight = Flight.read(settings.data / FLIGHT)
        p50, p99 = np.percentile(waits, [50, 99])
        return {
            "pack MB": round(pack.stat().st_size / 1e6),
            "loads": len(waits),
            "load p50/p99/max ms": f"{p50:.1f} / {p99:.1f} / {max(waits):.1f}",
            "rig's resident memory without packs MB": own,
            "… with JACK's shared memory MB": all_of_it,
            **judge(flight, start, end, options.block / settings.rate, control),
        }


def _resident(pid: int) -> tuple[int, int]:
    """Resident memory without and with shared memory, in MB. What JACK shares belongs to its server."""
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = {key: int(status.split(f"{key}:")[1].split()[0]) for key in ("RssAnon", "RssFile", "VmRSS")}
    return round((kilobytes["RssAnon"] + kilobytes["RssFile"]) / 1000), round(kilobytes["VmRSS"] / 1000)


async def _load_again_and_again(settings: Settings, stage: Stage, loads: int) -> list[float]:
    waits = []
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("B", "two"))
        for _ in range(loads):
            begin = time.perf_counter()
            await link.act("deck.load", {"deck": "A", "track_id": "one"})
            waits.append((time.perf_counter() - begin) * 1000.0)
            await asyncio.sleep(0.5)
    return waits


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench deck_load")
    parser.add_argument("--loads", type=int, default=20)
    parser.add_argument("--block", type=int, default=64)
    return parser.parse_args(arguments)
