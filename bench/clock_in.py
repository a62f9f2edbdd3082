"""MIDI clock in: how wrong the tempo is that uneven ticks make, and how far the engine's beat is from theirs."""

from __future__ import annotations

import time
from typing import Any, Final

import numpy as np

import engine
from bench.ticking import ticking
from bench.verdict import at_most
from midi.clock.ticks import Ticks
from midi.wire.event import Event, Kind
from sfa_live.conductor import Conductor
from sfa_live.model.action import ClockSourceChoose
from sfa_live.show import Show

_SEEDS: Final = 10
_TEMPI: Final = (80.0, 120.0, 174.0)
#: Beats until a clock that was just begun is judged.
_SETTLED: Final = 8.0
#: Beats that a jump of the tempo may take.
_JUMP: Final = 2.0
#: How wrong a tempo may be behind a jump, to count as there, in bpm.
_THERE: Final = 0.6
_RATE: Final = 48_000


def tempo() -> dict[str, Any]:
    """The tempo's error at rest, and how long it takes to be there after a jump."""
    figures: dict[str, Any] = {}
    for name, lost in (("± 1 ms", 0.0), ("± 1 ms, every 20th tick lost", 0.05)):
        errors = [_errors(bpm, seed, lost) for bpm in _TEMPI for seed in range(_SEEDS)]
        worst = max(float(each.max()) for each in errors)
        figures[f"tempo in, {name}: p99, bpm"] = round(float(np.percentile(np.concatenate(errors), 99)), 4)
        figures[f"tempo in, {name}: largest"] = at_most(worst, 0.1, "bpm")
    beats = [_beats_to_be_there(120.0, after, seed) for after in (126.0, 90.0, 174.0) for seed in range(_SEEDS)]
    figures["beats behind a jump of the tempo, largest"] = at_most(max(beats), _JUMP)
    return figures


def phase(seconds: float, block: int) -> dict[str, Any]:
    """The engine's beat as it is heard beside that of a box that ticks unevenly, in real time on the null device."""
    sound = engine.Engine.open("null", rate=_RATE, block=block)
    show = Show(sound, "bench", time.monotonic)
    conductor = Conductor(sound, show, lambda: None)
    try:
        off = _follow(sound, show, conductor, seconds)
    finally:
        conductor.close()
        sound.close()
    p50, p99 = np.percentile(off, [50, 99])
    return {
        "beat in, ± 1 ms, off p50/p99 ms": f"{p50:.3f} / {p99:.3f} (n={len(off)})",
        "beat in, largest at rest": at_most(float(off.max()), 1.0, "ms"),
    }


def _errors(bpm: float, seed: int, lost: float) -> Any:
    ticks, errors = Ticks(), []
    for tick in ticking(lambda _: bpm, 60.0, seed=seed, lost=lost):
        ticks.hear(tick.came)
        if tick.beat > _SETTLED:
            errors.append(abs(ticks.bpm - bpm))
    return np.array(errors)


def _beats_to_be_there(before: float, after: float, seed: int) -> float:
    ticks, late = Ticks(), 0.0
    for tick in ticking(lambda at: before if at < 10.0 else after, 20.0, seed=seed):
        ticks.hear(tick.came)
        if tick.bpm == after and abs(ticks.bpm - after) > _THERE:
            late = (tick.meant - 110.0) * after / 60.0
    return late


def _follow(sound: engine.Engine, show: Show, conductor: Conductor, seconds: float) -> Any:
    """How far the two are apart, in milliseconds, from the moment on at which it is followed to the full."""
    bpm, off = 123.4, []
    show.apply(ClockSourceChoose("midi"))
    start = time.monotonic() + 0.5
    for tick in ticking(lambda _: bpm, seconds, seed=1):
        came = start + tick.came - 100.0
        while time.monotonic() < came:
            for result in sound.collect():
                show.settle(result)
            show.follow(sound.snapshot())
            conductor.heed(show.state.master.clock)
            heard = conductor.heard()
            time.sleep(0.002)
        conductor.midi.hear("box", Event(Kind.CLOCK, -1, 0, 0, came))
        if tick.beat > _SETTLED:
            away = (heard.beat - (heard.at - start) * bpm / 60.0) * 24.0
            off.append(abs(away - round(away)) / 24.0 * 60_000.0 / bpm)
    return np.array(off)
