"""A thousand songs on and off a deck while another plays: is every buffer given back, and does anybody notice?

    sfa-live bench load_eject [--cycles 1000] [--warm-up 300] [--block 64] [--seconds 60]

A pack of so many seconds and four stems is put on deck A and taken off, again and again; in every third cycle it plays
before it goes, so that it is taken from under a sounding voice. Deck B plays all the time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from bench.flight import Flight, judge
from bench.jack import JackServer
from bench.machine import MachineControl
from bench.memory import Holdings
from bench.probed_rig import FLIGHT, LOANS
from bench.stage import Stage, connected, noise_song, write_pack
from bench.verdict import at_most
from sfa_live.link import RigLink
from sfa_live.settings import Settings

#: Seconds that a song plays in the cycles in which it does.
_TASTE: Final = 0.02


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-eject-") as folder, JackServer(options.block) as jack:
        settings = Settings(data=Path(folder), block=options.block, midi="none", demo=False)
        for name in ("guest", "host"):
            write_pack(settings.media / "packs", name, noise_song(options.seconds))
        with Stage(settings, jack.environment) as stage:
            rig = stage.start_rig("bench.probed_rig")
            with MachineControl() as control:
                span, before, after = asyncio.run(_cycle(settings, stage, options.warm_up, options.cycles))
            rig.stop()
        flight = Flight.read(settings.data / FLIGHT)
        loans = json.loads((settings.data / LOANS).read_text())
    # The host is still on its deck.
    missing = loans["lent"] - loans["returned"] - 1
    return {
        "cycles": options.cycles,
        "songs lent": loans["lent"],
        "not given back": at_most(missing, 0),
        "given back twice, or never lent": at_most(loans["wrong"], 0),
        "growth of the rig's own memory": at_most(after.growth_percent(before), 1, "%"),
        "threads more": at_most(after.threads - before.threads, 0),
        "open files more": at_most(after.files - before.files, 0),
        **judge(flight, *span, options.block / settings.rate, control),
    }


async def _cycle(
    settings: Settings, stage: Stage, warm_up: int, cycles: int
) -> tuple[tuple[int, int], Holdings, Holdings]:
    """Load and eject; from when to when, and what the rig held before and after.

    Memory is looked at for the first time when caches and pools have their size.
    """
    pid = stage.children["rig"].process.pid
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("B", "host"))
        await link.act("deck.loop_size", {"deck": "B", "beats": 4})
        await link.act("deck.loop", {"deck": "B", "on": True})
        for number in range(warm_up):
            await _once(link, number)
        before = await asyncio.to_thread(Holdings.of, pid)
        start = time.monotonic_ns()
        for number in range(cycles):
            await _once(link, number)
        end = time.monotonic_ns()
        return (start, end), before, await asyncio.to_thread(Holdings.of, pid)


async def _once(link: RigLink, number: int) -> None:
    await link.act("deck.load", {"deck": "A", "track_id": "guest"})
    if number % 3 == 0:
        await link.act("deck.play", {"deck": "A"})
        await asyncio.sleep(_TASTE)
    await link.act("deck.eject", {"deck": "A"})


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench load_eject")
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--warm-up", type=int, default=300, help="cycles that are not counted")
    parser.add_argument("--block", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the songs")
    return parser.parse_args(arguments)
