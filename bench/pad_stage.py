"""A show in this process: a song on deck A, the null device for a card, and a port that a bench plays on."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import engine
from bench.stage import steady_song, write_pack
from engine.priority import make_realtime
from midi import MidiOrigin, MidiRig
from midi.backends.in_process import Bay
from sfa_live.model.action import Action, DeckLoad
from sfa_live.show import Done, Shelf, Show


class PadStage:
    """The show, its engine, and the bay whose virtual port plays on it."""

    def __init__(self, sound: engine.Engine, show: Show) -> None:
        self.sound = sound
        self.show = show
        self.bay = Bay()
        self.rig = MidiRig(self._hear, lambda: show.state, backend=self.bay.open)

    def settle(self) -> None:
        """Let the show take in what the engine has to tell, as the rig does all the time."""
        for result in self.sound.collect():
            self.show.settle(result)
        self.show.follow(self.sound.snapshot())

    def _hear(self, action: Action, origin: MidiOrigin) -> None:
        self.show.apply(action, origin.at)


@contextmanager
def pad_stage(block: int, on_done: Callable[[Done], None]) -> Iterator[PadStage]:
    """A stage that is ready to be played on; ``on_done`` hears of all that is done."""
    with tempfile.TemporaryDirectory(prefix="sfa-pads-") as folder, ExitStack() as stack:
        sound = engine.Engine.open("null", block=block)
        stack.callback(sound.close)
        show = Show(sound, "bench", time.monotonic, on_done)
        write_pack(Path(folder) / "packs", "steady", steady_song(10.0))
        show.finish_load(DeckLoad("A", "steady"), Shelf(Path(folder) / "packs", sound.rate).take("steady"))
        stage = PadStage(sound, show)
        stage.rig.start()
        stack.callback(stage.rig.stop)
        while len(stage.rig.devices()) < 2 or not sound.snapshot().timing.blocks:
            time.sleep(0.01)
        # The null device keeps time as a card does, where it may.
        make_realtime(sound.snapshot().timing.thread)
        stage.settle()
        yield stage
