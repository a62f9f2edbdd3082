"""The lights never lie: a show played at random, on a controller that is plugged, paged, held and pulled at random."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator

import pytest

from bench.stage import noise_song, write_pack
from engine import OfflineEngine
from midi import MidiRig
from midi.backends.in_process import Bay
from midi.mapping import View
from sfa_live.errors import SfaError
from sfa_live.model.action import ACTIONS, MidiResync, parse_action
from sfa_live.show import Shelf, Show
from tests.midi.fake_unit import BEND, CAP, PAGE, SHIFT, FakeUnit, at_rest, fake_preset
from tests.midi.hands import until
from tests.show.conftest import RATE, load, settle
from tests.soak.hands import Hands

#: How long a replug may take until everything is right, in seconds.
REPLUG = 1.5
#: Songs, recordings and controllers have tests of their own; nobody else blinks a lamp for eight bars.
_OTHERS = ("deck.load", "deck.eject", "record.start", "record.stop")


class Evening:
    """A real show on an engine without a device, hands of all kinds, and the unit."""

    def __init__(self, bay: Bay, folder, seed: int) -> None:
        self.random = random.Random(seed)
        self.hands = Hands(("song",), seed)
        self.bay = bay
        self.preset = fake_preset(folder)
        write_pack(folder, "song", noise_song(4.0))
        self.sound = OfflineEngine(rate=RATE, block=64)
        self.show = Show(self.sound, "evening", time.monotonic)
        for deck in ("A", "B"):
            load(self.show, Shelf(folder, RATE), deck, "song")
        self.rig = MidiRig(self._deliver, lambda: self.show.state, backend=bay.open, presets=[folder], beat=lambda: 0.0)
        self.unit = FakeUnit()
        self.bay.plug(self.unit)

    @property
    def view(self) -> View:
        """Where the unit's surface is."""
        return next(unit.view for unit in self.rig._keeper._registry.units() if unit.id == self.unit.name)

    def play(self) -> None:
        """A hand somewhere does something."""
        name, args = self.hands.draw()
        if name in _OTHERS or name.startswith("midi.") or name not in ACTIONS:
            return
        with contextlib.suppress(SfaError):
            self._deliver(parse_action(name, args), None)

    def replug(self) -> None:
        """Out and in again, while the show goes on."""
        self.bay.pull(self.unit)
        self.unit.plugged(is_in=False)
        self.play()
        if self.random.random() < 0.5:
            time.sleep(0.2)
        self.unit.plugged(is_in=True)
        self.bay.plug(self.unit)

    def rest(self, patience: float = 3.0) -> None:
        """Everything that waits has come; the unit shows the truth."""
        for _ in range(20):
            self.sound.render(RATE // 4)
            settle(self.show, self.sound)
            if not self.show.state.armed:
                break
        self.rig.feedback(self.show.state)
        until(lambda: not self._lies(), patience)
        assert self.unit.complaints == []

    def _lies(self) -> dict[bytes, tuple[bytes | None, bytes | None]]:
        """What is otherwise on the unit than it should be: what one sees, and the truth."""
        seen, truth = self.unit.seen(), at_rest(self.preset, self.show.state, self.view)
        where = seen.keys() | truth.keys()
        return {one: (seen.get(one), truth.get(one)) for one in where if seen.get(one) != truth.get(one)}

    def _deliver(self, action, _origin) -> None:
        self.show.apply(action)
        self.rig.feedback(self.show.state)


@pytest.fixture(params=[1, 2])
def evening(request, bay, tmp_path) -> Iterator[Evening]:
    evening = Evening(bay, tmp_path, request.param)
    evening.rig.start()
    yield evening
    evening.rig.stop()


@pytest.mark.slow
def test_whatever_is_played_the_unit_shows_the_truth(evening):
    evening.rest()
    for _ in range(25):
        for _ in range(evening.random.randint(1, 12)):
            evening.play()
        match evening.random.randint(0, 4):
            case 0:
                evening.replug()
                evening.rest(REPLUG)
            case 1:
                evening.unit.press(PAGE)
                evening.unit.release(PAGE)
            case 2:
                evening.unit.press(SHIFT)
                evening.rest()
                evening.unit.release(SHIFT)
            case 3:
                evening.unit.face.clear()
                evening.rig.act(MidiResync())
            case 4:
                pad = evening.random.randint(0, 11)
                evening.unit.press(pad)
                evening.play()
                evening.unit.release(pad)
        evening.rest()


def test_a_motor_is_left_to_the_hand_that_is_on_it_and_right_when_it_has_gone(evening):
    evening.rest()
    evening.unit.press(CAP)
    before = evening.unit.seen()[bytes((BEND,))]
    for place in (10, 60, 127):
        evening.unit.play(BEND, 0, place)
        time.sleep(0.02)
    evening._deliver(parse_action("mixer.master", {"db": -90.0}), None)
    time.sleep(0.1)
    assert evening.unit.seen()[bytes((BEND,))] == before
    evening.unit.release(CAP)
    evening.rest(0.5)
    assert evening.unit.seen()[bytes((BEND,))] == bytes((0, 0))
