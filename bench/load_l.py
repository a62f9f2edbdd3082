"""Load L: a full night at once. Does the sound stop, and how much of its block does the callback take?

    sfa-live bench load_l [--minutes 10] [--block 128] [--no-keylock] [--idle]

Four decks of four stems play with every equaliser and every filter in the way, two of them key-locked at +6 %, beside
twenty browsers and a full-size separation that begins anew whenever it ends. Judged are our own gaps (see
`bench.flight`) and how long the callback takes.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from bench.flight import Flight, fullness, judge
from bench.jack import JackServer, may_be_realtime
from bench.load import Load
from bench.machine import MachineControl
from bench.probed_rig import FLIGHT
from bench.stage import STEMS, Stage, connected, free_port, noise_song, write_pack
from sfa_live.link import RigLink
from sfa_live.model.action import DECKS
from sfa_live.settings import Settings

#: Seconds of each song; in it a loop of 64 beats at 120 bpm goes round.
_SONG: Final = 60
_KEY_LOCKED: Final = DECKS[:2]
#: Seconds from the first sound to the first block that counts.
_SETTLING: Final = 3.0


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sfa-load-l-") as folder, JackServer(options.block) as jack:
        settings = Settings(data=Path(folder), port=free_port(), block=options.block, demo=False)
        for seed, deck in enumerate(DECKS):
            write_pack(settings.media / "packs", f"song{deck}", noise_song(_SONG, seed=seed, level=0.05))
        with Stage(settings, jack.environment) as stage:
            rig = stage.start_rig("bench.probed_rig")
            with nullcontext() if options.idle else Load(stage, burn=False) as load, MachineControl() as control:
                start, end, behind = asyncio.run(_play(settings, options))
            rig.stop()
            flight = Flight.read(settings.data / FLIGHT)
    period = options.block / settings.rate
    return {
        "block": options.block,
        "real-time priority": may_be_realtime(),
        "key-locked decks": 0 if options.no_keylock else len(_KEY_LOCKED),
        **judge(flight, start, end, period, control),
        **fullness(flight.between(start, end), period, control),
        "key lock fell behind": behind,
        "separations finished beside it": 0 if load is None else load.separations,
    }


async def _play(settings: Settings, options: argparse.Namespace) -> tuple[int, int, int]:
    """From when to when it was played, in nanoseconds of CLOCK_MONOTONIC; how often a deck's key lock fell behind."""
    behind: list[str] = []

    def hear(kind: str, body: Any) -> None:
        if kind == "patch":
            behind.extend(path for path, on in body["changes"].items() if path.endswith("/key_lock/behind") and on)

    async with RigLink(settings) as link:
        await connected(link)
        link.subscribe(hear)
        for deck in DECKS:
            await _dress(link, deck, key_lock=deck in _KEY_LOCKED and not options.no_keylock)
        await asyncio.sleep(_SETTLING)
        behind.clear()
        start = time.monotonic_ns()
        await asyncio.sleep(options.minutes * 60.0)
        end = time.monotonic_ns()
        meters = link.meters or {}
        if not all(deck["playing"] for deck in meters["decks"].values()):
            raise RuntimeError("A deck stopped while it was measured.")
    return start, end, len(behind)


async def _dress(link: RigLink, deck: str, *, key_lock: bool) -> None:
    """A deck that plays with everything in the way."""
    await link.act("deck.load", {"deck": deck, "track_id": f"song{deck}"})
    for band in ("low", "mid", "high"):
        await link.act("deck.eq", {"deck": deck, "band": band, "db": -3.0})
    await link.act("deck.filter", {"deck": deck, "value": 0.2})
    for stem in STEMS:
        await link.act("stem.filter", {"deck": deck, "stem": stem, "value": -0.2})
    await link.act("deck.loop_size", {"deck": deck, "beats": 64})
    if key_lock:
        await link.act("deck.keylock", {"deck": deck, "on": True})
        await link.act("deck.tempo", {"deck": deck, "percent": 6.0})
    await link.act("deck.play", {"deck": deck})
    await link.act("deck.loop", {"deck": deck, "on": True})


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench load_l")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--block", type=int, default=128)
    parser.add_argument("--no-keylock", action="store_true", help="all decks at their own speed")
    parser.add_argument("--idle", action="store_true", help="without browsers and separation")
    return parser.parse_args(arguments)
