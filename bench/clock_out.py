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
#: Seconds in which the clocks are learnt anew.
_LEARNT_S: Final = 0.3


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
                try:
                    asyncio.run(_send(settings, stage, seconds))
                finally:
                    receiver.terminate()
                    receiver.wait(30)
            latency = _speaker_latency(jack)
        return judge(np.load(out), latency, block, control)


def judge(heard: Any, latency: int, block: int, control: MachineControl) -> dict[str, Any]:
    """What was received beside what should have been."""
    frames, kinds, clicks_at = heard["frames"], heard["kinds"], heard["clicks"]
    begin, stop = int(frames[kinds == _START][0]), int(frames[kinds == _STOP][0])
    ticks = frames[(kinds == _TICK) & (frames > begin) & (frames < stop)]
    disturbed = _disturbed(heard, block, control)
    calm = np.array([not any(start <= tick <= end for start, end in disturbed) for tick in ticks])
    gaps = np.diff(ticks)
    both = calm[1:] & calm[:-1]
    off = np.abs(gaps - _TICK_FRAMES) / _RATE * 1000.0
    # A tick on a beat leaves so much later than its click, which has its way to the speakers before it.
    beside = np.array([int(np.abs(ticks - latency - click).argmin()) for click in clicks_at if begin < click < stop])
    beats = np.array([click for click in clicks_at if begin < click < stop])
    behind = (ticks[beside] - latency - beats)[calm[beside]] / _RATE * 1000.0
    whole = calm[beside][1:] & calm[beside][:-1]
    first = round(float(ticks[0] - latency - _nearest(beats, int(ticks[0]))) / _TICK_FRAMES)
    return {
        "ticks out": len(ticks),
        "… less than 0.3 s behind a stall, a lost cycle or a lost block": int((~calm).sum()),
        "ticks in a beat, of the others": sorted({int(count) for count in np.diff(beside)[whole]}),
        "ticks from a beat to the first": at_most(abs(first), 0),
        "jitter out p50/p99/max ms": _percentiles(off),
        "jitter out, of the others p50/p99/max ms": _percentiles(off[both]),
        "jitter out, sigma": at_most(float(gaps[both].std()) / _RATE * 1000.0, 0.5, "ms"),
        "jitter out, p99": at_most(float(np.percentile(off[both], 99)), 0.5, "ms"),
        "tick behind the beat at the speakers p50 ms": f"{np.median(behind):.3f} (n={len(behind)})",
        "tick off the beat at the speakers, largest": f"{np.abs(behind).max():.3f} ms",
    }


def _nearest(beats: Any, frame: int) -> int:
    return int(beats[np.abs(beats - frame).argmin()])


def _disturbed(heard: Any, block: int, control: MachineControl) -> list[tuple[int, int]]:
    """Spans, in frames, in which the machine has moved the beat itself, or the receiver's own time.

    A stall that takes a good part of a block, a cycle that the server lost, a beat in which the engine lost blocks:
    until the clocks beside each other are learnt anew.
    """
    cycles, clicks_at = heard["cycles"], heard["clicks"]
    after = round(_LEARNT_S * _RATE)
    stalls = [start for start, end in control.stalls if (end - start) * 3e-9 > block / _RATE]
    stalled = np.searchsorted(cycles[:-1, 1], stalls)
    lost = np.flatnonzero(np.diff(cycles[:, 0]) != block)
    spans = [(int(start) - 2 * block, int(start) + after) for start in cycles[[*stalled, *lost], 0]]
    uneven = np.flatnonzero(np.abs(np.diff(clicks_at) - _BEAT) > 1)
    return spans + [(int(clicks_at[beat]), int(clicks_at[beat + 1]) + after) for beat in uneven]


def _percentiles(values: Any) -> str:
    p50, p99 = np.percentile(values, [50, 99])
    return f"{p50:.3f} / {p99:.3f} / {values.max():.3f} (n={len(values)})"


def clicks(seconds: float) -> dict[str, Any]:
    """A song of 120 bpm with a click on every beat, everything else silent."""
    stems = noise_song(seconds, level=0.0)
    for start in range(0, len(stems["drums"]) - _CLICK, _BEAT):
        stems["drums"][start : start + _CLICK] = 0.5
    return stems


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
