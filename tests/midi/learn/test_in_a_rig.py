"""Learning with the whole MIDI rig: what was learnt plays from the next message on, and after the next start."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from midi import MidiRig
from midi.backends.in_process import Bay, Controller
from sfa_live.errors import ActionError, NotFoundError, PresetError
from sfa_live.model.action import (
    DeckFilter,
    MidiForget,
    MidiLearn,
    MidiLearnCancel,
    MidiLearnUndo,
    MidiPreset,
    Panic,
    StemMute,
)
from tests.midi.hands import CC, NOTE, OFF, FakeShow, until

PADS = "input:Pads"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "presets"


class Pads(Controller):
    """Counts how often somebody began to listen."""

    opened = 0

    def plug_ear(self, ear: Any) -> None:
        self.opened += 1
        super().plug_ear(ear)


@pytest.fixture
def pads(bay: Bay) -> Controller:
    return bay.plug(Pads("Pads"))


@pytest.fixture
def rig(bay: Bay, show: FakeShow, folder: Path, pads: Controller) -> Iterator[MidiRig]:
    rig = started(bay, show, folder)
    yield rig
    rig.stop()


def started(bay: Bay, show: FakeShow, folder: Path) -> MidiRig:
    rig = MidiRig(show.deliver, show.current, backend=bay.open, presets=[folder])
    rig.start()
    until(lambda: mapping(rig) is not None, 10)
    return rig


def mapping(rig: MidiRig) -> str | None:
    found = (device.preset for device in rig.devices() if device.port_id == PADS and device.status == "connected")
    return next(found, None)


def learn(rig: MidiRig, action: str, **args: object) -> None:
    rig.act(MidiLearn(action=action, args=args)).result(5)


def press(pads: Controller, note: int, channel: int = 0) -> None:
    pads.play(NOTE | channel, note, 100)
    pads.play(OFF | channel, note, 0)


def is_learnt(rig: MidiRig) -> bool:
    return rig.state.learn is not None and rig.state.learn.phase == "assigned"


def test_a_pad_that_learns_does_it_with_the_next_press_and_nothing_before(
    rig: MidiRig, show: FakeShow, pads: Controller
):
    learn(rig, "deck.toggle", deck="B")
    press(pads, 36)
    until(lambda: is_learnt(rig), 10)
    assert show.heard == []
    press(pads, 36)
    until(lambda: show.heard)
    assert [action.name for action in show.heard] == ["deck.play"]


def test_what_was_learnt_is_there_at_the_next_start(
    rig: MidiRig, bay: Bay, show: FakeShow, folder: Path, pads: Controller
):
    learn(rig, "panic")
    press(pads, 36)
    until(lambda: is_learnt(rig), 10)
    rig.stop()
    again = started(bay, show, folder)
    assert mapping(again) == "learnt-pads"
    press(pads, 36)
    until(lambda: show.heard)
    again.stop()
    assert show.heard == [Panic()]


def test_a_fader_moves_what_it_learnt_and_its_touch_does_not(rig: MidiRig, show: FakeShow, pads: Controller):
    learn(rig, "deck.filter", deck="A")
    pads.play(NOTE, 104, 127)
    for place in range(20, 110):
        pads.play(CC, 77, place)
    pads.play(OFF, 104, 0)
    until(lambda: is_learnt(rig), 10)
    show.heard.clear()
    pads.play(CC, 77, 127)
    until(lambda: show.heard)
    assert show.heard == [DeckFilter(deck="A", value=1.0)]


def test_the_port_stays_open_and_a_held_button_lets_go(rig: MidiRig, show: FakeShow, pads: Pads):
    learn(rig, "loop.roll", deck="A", beats=1)
    press(pads, 5)
    until(lambda: is_learnt(rig), 10)
    pads.play(NOTE, 5, 100)
    until(lambda: show.heard)
    learn(rig, "panic")
    press(pads, 6)
    until(lambda: is_learnt(rig) and rig.state.learn_undo == 2, 10)
    until(lambda: len(show.heard) == 2)
    assert [getattr(action, "on", None) for action in show.heard] == [True, False]
    assert pads.opened == 1


def test_the_lamp_of_a_learnt_button_is_lit_at_its_own_message(rig: MidiRig, show: FakeShow, pads: Controller):
    learn(rig, "stem.mute", deck="A", stem="drums")
    press(pads, 99, channel=3)
    until(lambda: is_learnt(rig), 10)
    press(pads, 99, channel=3)
    until(lambda: show.heard)
    assert show.heard == [StemMute(deck="A", stem="drums", on=True)]
    rig.feedback(show.state)
    until(lambda: bytes((NOTE | 3, 99, 127)) in pads.sent)


LATCHED = """format = 1
name = "Latched"
layers = ["cd"]
[match]
ports = ["pads"]
[[bind]]
note = 1
action = "surface.layer"
layer = "cd"
button = "toggle"
[[bind]]
note = 36
action = "deck.toggle"
deck = "A"
"""


def test_in_a_layer_that_stays_open_it_learns_there(rig: MidiRig, show: FakeShow, pads: Controller):
    rig.mappings.answer("presets.save", {"name": "latched", "text": LATCHED})
    press(pads, 1)
    until(lambda: rig.layer(PADS) == "cd")
    learn(rig, "panic")
    press(pads, 36)
    until(lambda: is_learnt(rig), 10)
    learnt = rig.state.learn
    assert learnt is not None
    assert (learnt.layer, learnt.replaced) == ("cd", ())


def test_what_was_learnt_is_chosen_where_something_else_was_and_undo_chooses_that_again(
    rig: MidiRig, show: FakeShow, pads: Controller
):
    rig.mappings.answer("presets.save", {"name": "latched", "text": LATCHED})
    rig.act(MidiPreset(port_id=PADS, preset="generic")).result(5)
    until(lambda: mapping(rig) == "generic")
    learn(rig, "panic")
    press(pads, 36)
    until(lambda: is_learnt(rig), 10)
    assert mapping(rig) == "learnt-pads"
    press(pads, 36)
    until(lambda: show.heard)
    assert show.heard == [Panic()]
    rig.act(MidiLearnUndo()).result(5)
    assert mapping(rig) == "generic"


def test_a_flood_is_noticed_while_a_control_is_learnt(rig: MidiRig, pads: Controller):
    learn(rig, "panic")
    (flood,) = (unit.flood for unit in rig._keeper._registry.units() if unit.id == "Pads")
    before = flood.count
    pads.play(CC, 77, 64)
    until(lambda: flood.count > before)


def test_undo_gives_the_button_back(rig: MidiRig, show: FakeShow, pads: Controller, folder: Path):
    learn(rig, "panic")
    press(pads, 37)
    until(lambda: is_learnt(rig), 10)
    rig.act(MidiLearnUndo()).result(5)
    assert mapping(rig) == "generic"
    assert list(folder.iterdir()) == []
    press(pads, 37)
    until(lambda: show.heard)
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]


def test_a_forgotten_control_does_nothing(rig: MidiRig, show: FakeShow, pads: Controller):
    rig.act(MidiForget(port_id=PADS, control="note 36 channel any")).result(5)
    press(pads, 36)
    press(pads, 37)
    until(lambda: show.heard)
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]
    with pytest.raises(NotFoundError):
        rig.act(MidiForget(port_id="input:Nobody", control="note 36 channel any")).result(5)


def test_called_off_the_pads_play_again(rig: MidiRig, show: FakeShow, pads: Controller):
    learn(rig, "panic")
    rig.act(MidiLearnCancel()).result(5)
    press(pads, 36)
    until(lambda: show.heard)
    assert show.heard == [StemMute(deck="A", stem=1, on=True)]


def test_a_mapping_that_is_brought_is_played_at_once_and_a_bad_one_leaves_the_good(
    rig: MidiRig, show: FakeShow, pads: Controller, folder: Path
):
    text = 'format = 1\nname = "Mine"\n[match]\nports = ["pads"]\n[[bind]]\nnote = 1\naction = "panic"\n'
    taken = rig.mappings.answer("presets.save", {"name": "mine", "text": text})
    assert taken == {"name": "mine", "title": "Mine", "controls": 1}
    press(pads, 1)
    until(lambda: show.heard)
    with pytest.raises(PresetError, match="line 7"):
        rig.mappings.answer("presets.save", {"name": "mine", "text": text.replace('"panic"', '"pamic"')})
    assert (folder / "mine.toml").read_text() == text
    rig.mappings.answer("presets.remove", {"name": "mine"})
    assert mapping(rig) == "generic"


def test_nothing_of_it_happens_on_the_midi_thread(rig: MidiRig, show: FakeShow, pads: Controller):
    written: set[str] = set()
    rig.on_devices(lambda _: written.add(threading.current_thread().name))
    learn(rig, "panic")
    press(pads, 36)
    until(lambda: is_learnt(rig), 10)
    assert "sfa-midi" not in written
    assert {"sfa-midi-learn"} <= written


def test_with_midi_off_it_says_so(show: FakeShow):
    rig = MidiRig(show.deliver, show.current, backend="none")
    with pytest.raises(ActionError, match="switched off"):
        rig.act(MidiLearn(action="panic"))
