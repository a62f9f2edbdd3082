"""A hand's own sample: everything is heard as long after the hand as everything else, in the order of the hands."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from msgspec.structs import replace

import engine
from midi import MidiOrigin, MidiRig
from midi.backends.in_process import Bay
from midi.ports import TRAVEL_S
from sfa_live.model import action as act
from sfa_live.show import Done, Show
from sfa_live.show.turns import Turns
from tests.midi.hands import NOTE, until
from tests.show.conftest import RATE, load, settle

#: The generic mapping's note for "mute stem 2 of deck A".
MUTE_DRUMS = 37


class Stage(engine.OfflineEngine):
    """An engine whose blocks begin when the test says so, each a little late."""

    def __init__(self, block: int, begin: float, late: Iterator[float] | None = None) -> None:
        super().__init__(RATE, block)
        self._started = begin
        self._late = late
        self._blocks = 0
        self._began = 0.0

    def latest_block(self) -> tuple[engine.Frames, float]:
        return self.snapshot().frame, self._began

    def next_begins(self) -> float:
        """When the next block begins, if it is on time."""
        return self._started + self._blocks * self.block / RATE

    def render_block(self) -> None:
        self._began = self.next_begins() + (next(self._late) if self._late else 0.0)
        self._blocks += 1
        self.render(self.block)


def late_by(most: float, seed: int = 1) -> Iterator[float]:
    random = np.random.default_rng(seed)
    while True:
        yield float(random.uniform(0.0, most))


def played(stage: Stage, shelf, presses: list[float], after: float) -> list[float]:
    """Mute and unmute at these moments, each heard of so much later; how long after its hand each was done."""
    told: list[Done] = []
    show = Show(stage, "life", time.monotonic, told.append)
    load(show, shelf, "A", "song")
    coming = list(presses)
    while coming or show.unanswered:
        while coming and coming[0] + after <= stage.next_begins():
            show.apply(act.StemMute("A", "drums", on=len(coming) % 2 == 0), coming.pop(0) + TRAVEL_S)
        stage.render_block()
        settle(show, stage)
    frames = [done.frame for done in told if isinstance(done.action, act.StemMute)]
    assert len(frames) == len(presses)
    return [frame / RATE - (press - stage._started) for frame, press in zip(frames, presses, strict=True)]


@pytest.mark.parametrize("block", [64, 128, 480])
def test_every_press_is_done_at_its_own_sample_a_block_and_the_way_behind_the_hand(shelf, block):
    random = np.random.default_rng(block)
    presses = list(1000.0 + np.cumsum(random.uniform(0.004, 0.03, 200)))
    waits = played(Stage(block, 999.5), shelf, presses, after=TRAVEL_S - 1e-4)
    assert max(waits) - min(waits) <= 1.01 / RATE
    assert statistics.mean(waits) == pytest.approx(block / RATE + TRAVEL_S, abs=1 / RATE)


def test_blocks_that_begin_late_move_no_press_by_more_than_a_tenth_of_a_millisecond(shelf):
    random = np.random.default_rng(5)
    presses = list(1000.0 + np.cumsum(random.uniform(0.004, 0.03, 200)))
    waits = played(Stage(128, 999.0, late_by(0.001)), shelf, presses, after=TRAVEL_S - 1e-4)
    assert statistics.pstdev(waits) <= 0.0001


def test_hands_with_and_without_a_moment_are_done_in_the_order_in_which_they_asked(shelf):
    stage = Stage(128, 1000.0)
    told: list[Done] = []
    show = Show(stage, "life", time.monotonic, told.append)
    load(show, shelf, "A", "song")
    stage.render_block()
    settle(show, stage)
    pad = act.StemMute("A", "drums", on=True)
    page = act.StemMute("A", "drums", on=False)
    early = act.StemMute("A", "bass", on=True)
    show.apply(pad, stage.next_begins() + 0.0011)
    show.apply(page)
    show.apply(early, stage.next_begins() - 0.0008)
    assert not show.state.decks["A"].stems["drums"].mute
    for _ in range(4):
        stage.render_block()
    settle(show, stage)
    asked = [replace(action, quantise="now") for action in (pad, page, early)]
    assert [done.action for done in told[1:]] == asked
    assert len({done.frame for done in told[1:]}) == 1, "nothing waits longer than for what is ahead of it"


def test_a_page_alone_is_heard_with_the_next_block(shelf):
    stage = Stage(128, 1000.0)
    told: list[Done] = []
    show = Show(stage, "life", time.monotonic, told.append)
    load(show, shelf, "A", "song")
    stage.render_block()
    settle(show, stage)
    show.apply(act.StemMute("A", "drums", on=True))
    stage.render_block()
    settle(show, stage)
    assert told[-1].frame == 128


def test_a_panic_is_heard_with_the_next_block_whatever_hands_have_asked(shelf):
    stage = Stage(128, 1000.0)
    told: list[Done] = []
    show = Show(stage, "life", time.monotonic, told.append)
    load(show, shelf, "A", "song")
    show.apply(act.DeckPlay("A"))
    stage.render_block()
    settle(show, stage)
    show.apply(act.StemMute("A", "drums", on=True), stage.next_begins())
    show.apply(act.Panic())
    stage.render_block()
    settle(show, stage)
    assert [(type(done.action), done.frame) for done in told[2:]] == [(act.StemMute, 128), (act.Panic, 128)]


def test_a_device_that_stood_still_keeps_no_hand_waiting():
    turns = Turns(RATE, 128)
    turns.note(engine.Frames(48_000), 1000.0)
    due = turns.frame_of(1003.0, engine.Frames(48_128), 1000.0 + 128 / RATE)
    assert due - 48_128 <= 2 * 128


def test_before_the_first_block_a_hand_is_not_kept():
    assert Turns(RATE, 128).frame_of(1000.0, engine.Frames(0), 0.0) == 0


def _has(heard: list[MidiOrigin], count: int) -> bool:
    return len(heard) == count


def test_a_pad_on_a_port_is_heard_at_the_sample_at_which_its_driver_took_it_in(shelf):
    """From the driver's stamp through port, parser, surface and show to the engine; judged in frames."""
    begin = time.monotonic() - 5.0
    stage = Stage(128, begin)
    told: list[Done] = []
    show = Show(stage, "life", time.monotonic, told.append)
    load(show, shelf, "A", "song")
    stage.render_block()
    settle(show, stage)
    bay = Bay()
    heard: list[MidiOrigin] = []

    def hear(action: act.Action, origin: MidiOrigin) -> None:
        show.apply(action, origin.at)
        heard.append(origin)

    rig = MidiRig(hear, lambda: show.state, backend=bay.open)
    rig.start()
    presses = []
    try:
        until(lambda: len(rig.devices()) == 2)
        random = np.random.default_rng(3)
        for count in range(1, 101):
            stage.render_block()
            settle(show, stage)
            at = stage.next_begins() - float(random.uniform(TRAVEL_S, 128 / RATE))
            presses.append(at - begin)
            bay.virtual_in.play(NOTE, MUTE_DRUMS, 100, at=at)
            until(partial(_has, heard, count))
        stage.render_block()
        stage.render_block()
        settle(show, stage)
    finally:
        rig.stop()
    frames = [done.frame for done in told if isinstance(done.action, act.StemMute)]
    waits = [frame / RATE - press for frame, press in zip(frames, presses, strict=True)]
    assert statistics.pstdev(waits) <= 0.0003
    assert max(waits) - min(waits) <= 1.01 / RATE
