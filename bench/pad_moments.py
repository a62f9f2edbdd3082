"""Pads whose driver tells when it took each note in, on an engine that keeps time: from the note to its own sample."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

import engine
from bench.machine import MachineControl
from bench.midi_hand import NOTE
from bench.stage import steady_song, write_pack
from engine.priority import make_realtime
from midi import MidiOrigin, MidiRig
from midi.backends.in_process import Bay
from sfa_live.model.action import Action, DeckLoad, StemMute
from sfa_live.show import Done, Shelf, Show

#: Milliseconds, one for each note.
Waits = npt.NDArray[np.float64]


def pad_moments(notes: int, block: int) -> tuple[Waits, Waits]:
    """Play that many notes, 5 to 25 ms apart; how long after the driver's stamp each one's sample came, in ms.

    All of them, and those during which the machine did not stand still.
    """
    told: list[Done] = []
    with tempfile.TemporaryDirectory(prefix="sfa-pads-") as folder:
        sound = engine.Engine.open("null", block=block)
        try:
            show = Show(sound, "bench", time.monotonic, told.append)
            write_pack(Path(folder) / "packs", "steady", steady_song(10.0))
            show.finish_load(DeckLoad("A", "steady"), Shelf(Path(folder) / "packs", sound.rate).take("steady"))
            time.sleep(0.5)
            # The null device keeps time as a card does, where it may.
            make_realtime(sound.snapshot().timing.thread)
            with MachineControl() as control:
                stamps = _play(show, sound, notes)
            blocks = sound.flight()
            frame = sound.snapshot().frame
        finally:
            sound.close()
    frames = np.array([done.frame for done in told if isinstance(done.action, StemMute)])
    if len(frames) != notes:
        raise RuntimeError(f"Of {notes} notes {len(frames)} were done.")
    # A card's clock runs evenly, whenever the engine is called: it is that of the block that began earliest.
    begins = np.arange(len(blocks)) * block / sound.rate
    first = (blocks[:, 0] / 1e9 - begins).min()
    times = first + (frames - (frame - len(blocks) * block)) / sound.rate
    waits: Waits = (times - stamps) * 1e3
    is_calm = [
        not control.blames_machine(int(stamp * 1e9), int(time_ * 1e9))
        for stamp, time_ in zip(stamps, times, strict=True)
    ]
    return waits, waits[is_calm]


def _play(show: Show, sound: engine.Engine, notes: int) -> Waits:
    bay = Bay()

    def hear(action: Action, origin: MidiOrigin) -> None:
        show.apply(action, origin.at)

    rig = MidiRig(hear, lambda: show.state, backend=bay.open)
    rig.start()
    stamps, moments = [], random.Random(1)
    try:
        while len(rig.devices()) < 2:
            time.sleep(0.01)
        for _ in range(notes):
            time.sleep(moments.uniform(0.005, 0.025))
            stamps.append(time.monotonic())
            bay.virtual_in.play(0x90, NOTE, 127, at=stamps[-1])
            _settle(show, sound)
        time.sleep(0.1)
        _settle(show, sound)
    finally:
        rig.stop()
    return np.array(stamps)


def _settle(show: Show, sound: engine.Engine) -> None:
    for result in sound.collect():
        show.settle(result)
    show.follow(sound.snapshot())


def spread(waits: Waits) -> str:
    """p50, p99, the longest and the standard deviation."""
    p50, p99 = np.percentile(waits, [50, 99])
    return f"{p50:.2f} / {p99:.2f} / {waits.max():.2f} / {waits.std():.3f} (n={len(waits)})"
