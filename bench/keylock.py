"""What key lock costs and how it sounds, by mode: four stereo stems, one core, ±6 %.

    sfa-live bench keylock [--seconds 20] [--live 10]

The sound is the engine's own, offline. A click is found twice: by its wave, which a matched filter looks for and which
a phase vocoder bends, and by the middle of its energy. The last figures are live: all decks key-locked on a JACK server
of 64 frames.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench.jack import JackServer
from bench.machine import MachineControl
from engine import Engine, Load, OfflineEngine, Play, ResultKind, SetKeyLock, SetTempo, Source, Stretch
from engine.stretch.library import Kind, Stretcher

RATE: Final = 48_000
STEMS: Final = 4
TEMPI: Final = (0.94, 1.06)
#: Frames of a click, a burst of noise; and from one to the next, half a second and a little, so that no two meet the
#: library's windows at the same place.
_BURST: Final = 240
_APART: Final = 24_013
_REACH: Final = 500

Sound = npt.NDArray[np.float64]


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    options = _options(arguments)
    figures: dict[str, Any] = {}
    for mode in Stretch:
        figures |= {f"{mode.name.lower()}: {name}": value for name, value in _mode(mode, options.seconds).items()}
    return figures | _live(options.live)


def _mode(mode: Stretch, seconds: int) -> dict[str, Any]:
    figures = _cost(mode, seconds)
    for tempo in TEMPI:
        name = f"{100 * (tempo - 1):+.0f} %"
        sine = (0.5 * np.sin(2 * np.pi * 1000 * np.arange(int(6 * RATE)) / RATE)).astype(np.float32)
        figures[f"sine SINAD at {name}, dB"] = round(_sinad(_played(sine, mode, tempo, 4.0)[RATE // 2 :]), 1)
        waves, energies = _clicks_off(mode, tempo, seconds)
        for found, off in (("wave", waves), ("energy", energies)):
            figures[f"click off its place at {name} by its {found}, ms: mean, std, most"] = (
                f"{off.mean():.2f}, {off.std():.2f}, {np.abs(off).max():.2f}"
            )
        spacing = np.diff(waves)
        figures[f"click spacing at {name} by its wave, ms: std, most"] = (
            f"{spacing.std():.2f}, {np.abs(spacing).max():.2f}"
        )
    return figures


def _cost(mode: Stretch, seconds: int) -> dict[str, Any]:
    """The library alone: how much faster than time, and the longest a window takes."""
    stretcher = Stretcher(Kind(RATE, mode, 2 * STEMS, shifts=False))
    stretcher.reset(1 / 1.06, 1.0)
    random = np.random.default_rng(1)
    noise = (random.standard_normal((2 * STEMS, 1 << 16)) * 0.1).astype(np.float32)
    pulls = []
    made = place = 0
    while made < seconds * RATE:
        count = stretcher.required
        samples = np.ascontiguousarray(noise.take(range(place, place + count), axis=1, mode="wrap"))
        begin = time.thread_time_ns()
        made += stretcher.process(samples).shape[1]
        pulls.append(time.thread_time_ns() - begin)
        place += count
    return {
        "times real time, 8 channels": round(made / RATE / (sum(pulls) / 1e9), 1),
        "pull, p50 and worst ms": f"{np.median(pulls) / 1e6:.2f}, {max(pulls) / 1e6:.2f}",
        "start delay ms": round(stretcher.delay / RATE * 1e3, 1),
    }


def _played(wave: npt.NDArray[np.float32], mode: Stretch, tempo: float, seconds: float) -> Sound:
    """What a deck makes of a wave, left side."""
    engine = OfflineEngine(RATE, 128)
    song = np.repeat(wave[:, None], 2, axis=1)
    engine.submit(Load(0, Source.from_array(song)), SetKeyLock(0, on=True, mode=mode), SetTempo(0, tempo), Play(0))
    return engine.render(int(seconds * RATE))[:, 0].astype(np.float64)


def _sinad(out: Sound) -> float:
    phase = 2 * np.pi * 1000 * np.arange(len(out)) / RATE
    basis = np.stack([np.sin(phase), np.cos(phase), np.ones(len(out))], axis=1)
    weights, *_ = np.linalg.lstsq(basis, out, rcond=None)
    rest = out - basis @ weights
    return float(20 * np.log10(np.hypot(weights[0], weights[1]) / np.sqrt(2) / rest.std()))


def _clicks_off(mode: Stretch, tempo: float, seconds: int) -> tuple[Sound, Sound]:
    """How many milliseconds late each click is heard, against the cursor: by its wave, and by its energy."""
    random = np.random.default_rng(2)
    burst = (random.standard_normal(_BURST) * np.hanning(_BURST) * 0.2).astype(np.float32)
    places = np.arange(_APART, int(seconds * RATE * tempo) - _APART, _APART)
    wave = np.zeros(int(seconds * RATE * tempo) + RATE, np.float32)
    for place in places:
        wave[place : place + _BURST] = burst
    out = _played(wave, mode, tempo, seconds)
    own = _middle(burst.astype(np.float64))
    waves, energies = [], []
    for place in places:
        due = (place + _BURST / 2) / tempo - _BURST / 2
        first = round(due) - _REACH
        match = np.abs(np.correlate(out[first : first + _BURST + 2 * _REACH], burst, "valid"))
        waves.append((first + int(np.argmax(match)) - due) / RATE * 1e3)
        energies.append((first + _middle(out[first : first + _BURST + 2 * _REACH]) - own - due) / RATE * 1e3)
    return np.array(waves), np.array(energies)


def _middle(sound: Sound) -> float:
    energy = sound**2
    return float((energy * np.arange(len(sound))).sum() / energy.sum())


def _live(seconds: float) -> dict[str, Any]:
    """All decks at once, through their threads, beside a real-time callback."""
    block = 64
    with JackServer(block) as jack:
        os.environ |= {name: jack.environment[name] for name in ("JACK_DEFAULT_SERVER", "JACK_NO_START_SERVER")}
        engine = Engine.open("", RATE, block)
        try:
            song = np.random.default_rng(3).standard_normal((int((seconds + 5) * RATE * 1.1), 2 * STEMS), np.float32)
            source = Source.from_array(song * np.float32(0.02))
            for deck in range(4):
                engine.submit(Load(deck, source), SetKeyLock(deck, on=True), SetTempo(deck, 1.06), Play(deck))
            time.sleep(2.0)
            engine.collect()
            with MachineControl() as control:
                begin, used = time.monotonic_ns(), time.process_time()
                time.sleep(seconds)
                end, used = time.monotonic_ns(), time.process_time() - used
            starts = engine.flight()
            falls = [result for result in engine.collect() if result.kind is ResultKind.STRETCH and not result.on]
            load = engine.snapshot().timing.load
        finally:
            engine.close()
    inside = starts[(starts >= begin) & (starts <= end)]
    late = np.flatnonzero(np.diff(inside) > 1.5e9 * block / RATE)
    own = [k for k in late if not control.blames_machine(int(inside[k]), int(inside[k + 1]))]
    return {
        "live, 4 decks, 64 frames: own gaps": len(own),
        "live: gaps of the machine": len(late) - len(own),
        "live: stretchers that fell behind": len(falls),
        "live: stalls of the machine": len(control.stalls),
        "live: whole process, % of a core": round(100 * used / seconds, 1),
        "live: callback load, mean %": round(100 * load, 2),
    }


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sfa-live bench keylock")
    parser.add_argument("--seconds", type=int, default=20, help="of sound, for each mode and tempo")
    parser.add_argument("--live", type=float, default=10.0, help="seconds of the live part")
    return parser.parse_args(arguments)
