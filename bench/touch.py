"""From a touch to the first changed sample, and to the other screens.

    sfa-live bench touch [--hand midi|web] [--touches 400] [--block 64] [--idle]

Deck A plays drums that are one constant. Every touch mutes or unmutes them; a JACK client records the output to the
sample. Times are CLOCK_MONOTONIC: just before the note (or the action) is sent, and when the cycle began in which the
first sample changed, plus that sample's place in it.

The load is that of `bench.load`; for the web hand without the burning, which no page could bear.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.jack import JackServer
from bench.load import Load
from bench.machine import MachineControl
from bench.stage import Stage, connected, free_port, steady_song, write_pack
from sfa_live.link import RigLink
from sfa_live.settings import Settings

#: How long the last touch may take before it counts as lost, in nanoseconds.
_LAST: Final = 500_000_000


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    seconds = options.touches * 0.12 + 30.0
    with tempfile.TemporaryDirectory(prefix="sfa-touch-") as folder, JackServer(options.block) as jack:
        data = Path(folder)
        settings = Settings(data=data, port=free_port(), block=options.block, demo=False, midi="jack")
        write_pack(settings.media / "packs", "steady", steady_song(seconds + 30))
        write_pack(settings.media / "packs", "silent", steady_song(seconds + 30, level=0.0))
        with Stage(settings, jack.environment) as stage:
            stage.start_rig()
            if options.idle:
                stage.start_server()
            with (
                nullcontext() if options.idle else Load(stage, burn=options.hand == "midi") as load,
                MachineControl() as control,
            ):
                asyncio.run(_begin(settings, stage))
                recorder = _start_recorder(jack, data / "sound.npz", seconds)
                try:
                    _touch(options, jack, stage, data)
                finally:
                    recorder.send_signal(signal.SIGTERM)
                    recorder.wait(30)
        seen = json.loads(load.seen.read_text()) if load is not None else []
        touches = np.load(data / "touches.npy")
        figures = judge(np.load(data / "sound.npz"), touches, settings.rate, control)
        if options.hand == "web":
            figures |= _spread(json.loads((data / "acks.json").read_text()), seen)
    return {"hand": options.hand, "block": options.block, **figures}


def judge(sound: Any, touches: Any, rate: int, control: MachineControl) -> dict[str, Any]:
    """How long every touch took, all in milliseconds, and which were lost."""
    samples = sound["samples"][:, 0]
    changed = np.flatnonzero(np.diff(samples) != 0.0) + 1
    first = changed[np.diff(changed, prepend=-rate) > rate // 100]
    cycle = np.searchsorted(sound["frames"], first, side="right") - 1
    times = sound["starts"][cycle] + (first - sound["frames"][cycle]) * 1_000_000_000 // rate
    # A touch is lost when nothing changes before the next one.
    heard = np.searchsorted(times, touches)
    waits = np.append(times, np.iinfo(np.int64).max)[heard] - touches
    is_lost = waits >= np.append(np.diff(touches), _LAST)
    kept = np.flatnonzero(~is_lost)
    calm = [each for each in kept if not control.blames_machine(int(touches[each]), int(touches[each] + waits[each]))]
    return {
        "touches": len(touches),
        "lost": int(is_lost.sum()),
        **_percentiles("touch to sample", waits[kept] / 1e6),
        **_percentiles("… without stalls of the machine", waits[calm] / 1e6),
    }


def _percentiles(name: str, values: Any) -> dict[str, Any]:
    if len(values) == 0:
        return {f"{name} ms": "nothing measured"}
    p50, p99 = np.percentile(values, [50, 99])
    figures = f"{p50:.2f} / {p99:.2f} / {values.max():.2f} / {values.std():.2f} (n={len(values)})"
    return {f"{name} p50/p99/max/sd ms": figures}


def _spread(sent: dict[str, int], seen: list[dict[str, Any]]) -> dict[str, Any]:
    """From an action to its patch on the other screens."""
    waits = [
        (client["seen"][seq] - time) / 1e6 for seq, time in sent.items() for client in seen if seq in client["seen"]
    ]
    missed = sum(seq not in client["seen"] for seq in sent for client in seen)
    return {**_percentiles(f"seen by {len(seen)} others", np.array(waits)), "patches not seen": missed}


async def _begin(settings: Settings, stage: Stage) -> None:
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("A", "steady"), ("B", "silent"))


def _start_recorder(jack: JackServer, out: Path, seconds: float) -> subprocess.Popen[str]:
    left = jack.wait_for_port("out_0$")
    command = [sys.executable, "-m", "bench.recorder", str(out), str(seconds), left]
    recorder = subprocess.Popen(command, env=jack.environment, stdout=subprocess.PIPE, text=True)
    if recorder.stdout is None or recorder.stdout.readline().strip() != "recording":
        raise RuntimeError("The recorder did not start.")
    return recorder


def _touch(options: argparse.Namespace, jack: JackServer, stage: Stage, data: Path) -> None:
    """Let a hand touch, in a process of its own; it leaves ``touches.npy``."""
    if options.hand == "midi":
        inlet = jack.wait_for_port("sfa_live.*in")
        arguments = ["bench.midi_hand", inlet, str(options.touches), str(data)]
    else:
        arguments = ["bench.web_hand", stage.url, str(options.touches), str(data)]
    subprocess.run([sys.executable, "-m", *arguments], env=jack.environment, check=True)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench touch")
    parser.add_argument("--hand", choices=("midi", "web"), default="midi")
    parser.add_argument("--touches", type=int, default=400)
    parser.add_argument("--block", type=int, default=64)
    parser.add_argument("--idle", action="store_true", help="without the load")
    return parser.parse_args(arguments)
