"""MIDI clock out: how evenly a receiver on JACK gets its ticks, and whether they are on the beat at the speakers."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.jack import JackServer
from bench.machine import MachineControl
from bench.stage import Stage, connected, free_port, noise_song, write_pack
from bench.verdict import at_most
from sfa_live.link import RigLink
from sfa_live.settings import Settings

_TICK, _START, _STOP = 0xF8, 0xFA, 0xFC
_RECEIVER: Final = "output:clock-receiver:in"
#: Frames of a beat of the clicks, and of one of them.
_BEAT: Final = 24_000
_CLICK: Final = 240
_RATE: Final = 48_000
_TICK_FRAMES: Final = _BEAT // 24
#: Seconds at the end in which the receiver is stopped.
_END: Final = 1.0


def jitter(seconds: float, block: int) -> dict[str, Any]:
    """Send the clock for so long; how far its ticks are from an even line, in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="sfa-clock-") as folder, JackServer(block) as jack:
        settings = Settings(data=Path(folder), port=free_port(), block=block, demo=False, midi="jack")
        write_pack(settings.media / "packs", "clicks", clicks(seconds + 30.0))
        with Stage(settings, jack.environment) as stage:
            stage.start_rig()
            out = settings.data / "received.npz"
            receiver = _start_receiver(jack, out, seconds + 30.0)
            with MachineControl() as control:
                asyncio.run(_send(settings, stage, seconds))
                receiver.terminate()
                receiver.wait(30)
            latency = _speaker_latency(jack)
        return judge(np.load(out), latency, block, control)


def judge(heard: Any, latency: int, block: int, control: MachineControl) -> dict[str, Any]:
    """What was received beside what should have been."""
    frames, kinds, cycles = heard["frames"], heard["kinds"], heard["cycles"]
    begin, stop = int(frames[kinds == _START][0]), int(frames[kinds == _STOP][0])
    ticks = frames[(kinds == _TICK) & (frames > begin) & (frames < stop)]
    gaps = np.diff(ticks)
    calm = np.array([not _is_blamed(cycles, block, int(tick), control) for tick in ticks])
    both = calm[1:] & calm[:-1]
    off = np.abs(gaps - _TICK_FRAMES) / _RATE * 1000.0
    # From the Start on every twenty-fourth tick is on a beat: the click beside it leaves the speakers at once with it.
    numbers = np.round((ticks - ticks[0]) / _TICK_FRAMES).astype(np.int64)
    ones = ticks[(numbers % 24 == 0) & calm] - latency
    behind = np.array([one - heard["clicks"][np.abs(heard["clicks"] - one).argmin()] for one in ones])
    return {
        "ticks out": len(ticks),
        "… beside a stall of the machine, or a cycle that it lost": int((~calm).sum()),
        "ticks lost or sent twice, of the others": at_most(
            int(np.abs(np.round(gaps[both] / _TICK_FRAMES) - 1).sum()), 0
        ),
        "jitter out p50/p99/max ms": _percentiles(off),
        "… of the others": _percentiles(off[both]),
        "… sigma": at_most(float(gaps[both].std()) / _RATE * 1000.0, 0.5, "ms"),
        "… p99": at_most(float(np.percentile(off[both], 99)), 0.5, "ms"),
        "behind the beat at the speakers p50 ms": f"{np.median(behind) / _RATE * 1000.0:.3f} (n={len(behind)})",
        "… largest": f"{behind[np.abs(behind).argmax()] / _RATE * 1000.0:.3f} ms",
    }


def _wrong_ticks(gaps: Any) -> int:
    return int(np.abs(np.round(gaps / _TICK_FRAMES) - 1).sum())


def _percentiles(values: Any) -> str:
    p50, p99 = np.percentile(values, [50, 99])
    return f"{p50:.3f} / {p99:.3f} / {values.max():.3f} (n={len(values)})"


def clicks(seconds: float) -> dict[str, Any]:
    """A song of 120 bpm with a click on every beat, everything else silent."""
    stems = noise_song(seconds, level=0.0)
    for start in range(0, len(stems["drums"]) - _CLICK, _BEAT):
        stems["drums"][start : start + _CLICK] = 0.5
    return stems


def _is_blamed(cycles: Any, block: int, frame: int, control: MachineControl) -> bool:
    """Whether the machine stalled, or the server lost a cycle, in the two cycles before a frame's own, or in that."""
    cycle = int(np.searchsorted(cycles[:, 0], frame, side="right")) - 1
    around = cycles[max(0, cycle - 2) : cycle + 2]
    lost = bool((np.diff(around[:, 0]) != block).any())
    return lost or control.blames_machine(int(around[0, 1]), int(around[-1, 1]))


async def _send(settings: Settings, stage: Stage, seconds: float) -> None:
    async with RigLink(settings) as link:
        await connected(link)
        await stage.load(link, ("A", "clicks"))
        await link.act("clock.send", {"port_id": _RECEIVER, "on": True})
        await asyncio.sleep(seconds)
        await link.act("clock.send", {"port_id": _RECEIVER, "on": False})
        await asyncio.sleep(_END)


def _start_receiver(jack: JackServer, out: Path, seconds: float) -> subprocess.Popen[str]:
    left = jack.wait_for_port("out_0$")
    command = [sys.executable, "-m", "bench.clock_receiver", str(out), str(seconds), left]
    receiver = subprocess.Popen(command, env=jack.environment, stdout=subprocess.PIPE, text=True)
    if receiver.stdout is None or receiver.stdout.readline().strip() != "receiving":
        raise RuntimeError("The receiver did not start.")
    time.sleep(1.0)
    return receiver


def _speaker_latency(jack: JackServer) -> int:
    """Of the first speaker, in frames, as the server tells it."""
    command = ["jack_lsp", "-l", "system:playback_1"]
    told = subprocess.run(command, env=jack.environment, capture_output=True, check=True, text=True).stdout
    found = re.search(r"playback latency = \[ \d+ (\d+) \]", told)
    return int(found[1]) if found else 0
