"""The desk: what was moved is written into the controller's own file, beside all that was there, and can be undone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from midi.learn.desk import Desk
from midi.wire.event import Event, Kind
from presets import PresetFolder
from presets.read import read_preset
from presets.written import rows_of
from sfa_live.errors import ActionError, NotFoundError
from sfa_live.model.action import MidiLearn
from sfa_live.model.show_state import LearnState, MidiDevice, MidiState

PADS = "input:Pads"


def device(name: str = "Pads", preset: str | None = "generic", **changes: Any) -> MidiDevice:
    return MidiDevice(f"input:{name}", name, "input", "usb", "connected", preset, id=name, **changes)


class Controllers:
    """Those who look after the controllers: a file that was written is what they play by, when they are told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.state = MidiState(devices=(device(),))
        self.renewed = 0
        self.chosen: list[tuple[str, str | None]] = []

    def renew(self) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.renewed += 1
        first = self.state.devices[0]
        learnt = f"learnt-{first.name.lower()}"
        there = (self._folder / f"{learnt}.toml").exists()
        self.state = MidiState(devices=(device(first.name, learnt if there else "generic"), *self.state.devices[1:]))

    def choose(self, port_id: str, name: str | None) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.chosen.append((port_id, name))


class Bench:
    """A desk with a controller on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.controllers = Controllers(folder)
        self.told: list[LearnState | None] = []
        self.desk = Desk(PresetFolder([folder]), self.controllers, lambda: self.told.append(self.desk.state))

    def learn(self, action: str, port_id: str | None = None, **args: Any) -> None:
        self.desk.learn(MidiLearn(action=action, args=args, port_id=port_id)).result(3)

    def send(self, kind: Kind, number: int, value: int, *, channel: int = 0, port_id: str = PADS) -> bool:
        """Send a message; whether it was caught."""
        return self.desk.hands.hear(port_id, Event(kind, channel, number, value, time.monotonic()))

    def press(self, note: int, **place: Any) -> None:
        self.send(Kind.NOTE_ON, note, 100, **place)
        self.send(Kind.NOTE_OFF, note, 64, **place)

    def sweep(self, cc: int, **place: Any) -> None:
        for value in range(10, 120):
            self.send(Kind.CC, cc, value, **place)

    def assigned(self) -> LearnState:
        until(lambda: self.desk.state is not None and self.desk.state.phase == "assigned")
        assert self.desk.state is not None
        return self.desk.state

    def text(self, name: str = "learnt-pads") -> str:
        return (self.folder / f"{name}.toml").read_text()

    def bound(self, name: str = "learnt-pads") -> dict[str, tuple[str, dict[str, Any]]]:
        return {row.control: (row.action, dict(row.args)) for row in rows_of(self.text(name))}


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "presets")
    bench.desk.start()
    yield bench
    bench.desk.stop()


def test_a_pad_learns_and_the_file_has_everything_that_was_there(bench: Bench):
    bench.learn("deck.toggle", deck="B")
    bench.press(1, channel=9)
    state = bench.assigned()
    assert (state.heard, state.preset, state.port_id) == ("Note 1, channel 10, a button", "learnt-pads", PADS)
    assert bench.bound()["note 1 channel 10"] == ("deck.toggle", {"deck": "B"})
    before = {row.control for row in rows_of(PresetFolder(()).text("generic"))}
    assert before - {"note 1 channel any"} < bench.bound().keys()
    assert "#   CC 1          crossfader" in bench.text()
    assert bench.controllers.renewed == 1


def test_the_file_is_one_that_the_reader_takes_and_that_fits_this_controller_alone(bench: Bench):
    bench.learn("stem.mute", deck="A", stem="vocals")
    bench.press(36)
    bench.assigned()
    preset = read_preset(bench.text(), "learnt-pads", "learnt-pads.toml")
    assert (preset.match.ports, preset.match.fallback, preset.name) == (("Pads",), False, "Pads, learnt")
    assert 'based_on = "generic"' in bench.text()


def test_what_the_button_did_before_is_told_and_comes_back(bench: Bench):
    bench.learn("panic")
    bench.press(36)
    (replaced,) = bench.assigned().replaced
    assert (replaced["action"], replaced["args"]) == ("stem.mute", {"deck": "A", "stem": 1})
    bench.desk.undo().result(3)
    assert not (bench.folder / "learnt-pads.toml").exists()
    assert bench.controllers.renewed == 2


def test_every_step_is_taken_back_in_turn(bench: Bench):
    for note, deck in ((1, "A"), (2, "B")):
        bench.learn("deck.stop", deck=deck)
        bench.press(note)
        bench.assigned()
    assert bench.desk.steps == 2
    bench.desk.undo().result(3)
    assert "note 1 channel 1" in bench.bound()
    assert bench.bound().get("note 2 channel 1") is None
    bench.desk.undo().result(3)
    with pytest.raises(ActionError, match="nothing learnt"):
        bench.desk.undo().result(3)


def test_a_fader_an_encoder_and_a_pair_are_written_as_what_they_are(bench: Bench):
    bench.learn("deck.filter", deck="A")
    bench.sweep(110)
    bench.assigned()
    bench.learn("stem.gain", deck="A", stem="bass")
    for value in (1, 1, 1, 127, 127, 127):
        bench.send(Kind.CC, 111, value)
    bench.assigned()
    bench.learn("mixer.master")
    for value in range(1000, 12000, 150):
        bench.send(Kind.CC, 7, value >> 7, channel=3)
        bench.send(Kind.CC, 39, value & 127, channel=3)
    bench.assigned()
    controls = {str(control.address): control for control in read_preset(bench.text(), "x", "x.toml").controls}
    assert controls["cc 110 on channel 1"].asked.name == "deck.filter"
    turn = controls["cc 111 on channel 1"].turn
    assert turn is not None
    assert turn.coding == "twos"
    assert controls["cc 111 on channel 1"].ring == "learnt"
    assert controls["cc14 7 on channel 4"].action == "mixer.master"


def test_the_lamp_is_learnt_with_the_button(bench: Bench):
    bench.learn("deck.loop", deck="C")
    bench.press(21)
    bench.assigned()
    bench.learn("deck.loop", deck="D")
    bench.send(Kind.CC, 120, 127)
    bench.send(Kind.CC, 120, 0)
    bench.assigned()
    preset = read_preset(bench.text(), "x", "x.toml")
    by_address = {str(control.address): control for control in preset.controls}
    assert by_address["note 21 on channel 1"].lamp == "notes"
    lamp = preset.styles[by_address["cc 120 on channel 1"].lamp or ""]
    assert lamp.messages(120, "lit") == (bytes((0xB0, 120, 127)),)


def test_a_knob_that_may_be_two_kinds_is_asked_to_be_turned_both_ways(bench: Bench):
    bench.learn("deck.filter", deck="A")
    for _ in range(4):
        bench.send(Kind.CC, 16, 1)
    until(lambda: bench.desk.state and bench.desk.state.message == "Turn it both ways.")
    for _ in range(4):
        bench.send(Kind.CC, 16, 65)
    assert "sign" in (bench.assigned().heard or "")


def test_only_the_controller_that_was_named_is_listened_to(bench: Bench):
    bench.controllers.state = MidiState(devices=(device(), device("Keys")))
    bench.learn("panic", port_id="input:Keys")
    assert not bench.send(Kind.NOTE_ON, 36, 100)
    bench.press(40, port_id="input:Keys")
    assert bench.assigned().preset == "learnt-keys"


def test_a_control_that_is_learnt_plays_nothing_meanwhile_and_the_clock_goes_on(bench: Bench):
    assert not bench.send(Kind.NOTE_ON, 36, 100)
    bench.learn("mixer.master")
    assert not bench.send(Kind.NOTE_OFF, 36, 64), "the show hears that a button is let go"
    assert bench.send(Kind.NOTE_ON, 36, 100)
    assert not bench.send(Kind.CLOCK, 0, 0)
    bench.desk.cancel().result(3)
    assert not bench.send(Kind.NOTE_ON, 36, 100)


def test_called_off_it_says_so_and_nothing_is_written(bench: Bench):
    bench.learn("panic")
    bench.desk.cancel().result(3)
    assert [state and state.phase for state in bench.told] == ["waiting", "cancelled", None]
    assert not bench.folder.exists()


def test_while_a_layer_is_held_the_control_is_learnt_in_that_layer(bench: Bench):
    bench.learn("surface.layer", layer="shift")
    bench.press(98)
    bench.assigned()
    bench.send(Kind.NOTE_ON, 98, 100)
    bench.learn("deck.toggle", deck="A")
    assert not bench.send(Kind.NOTE_OFF, 98, 64)
    assert not bench.send(Kind.NOTE_ON, 98, 100), "the layer's button goes on opening it"
    bench.press(36)
    assert bench.assigned().layer == "shift"
    assert bench.bound()["note 36 channel 1 layer shift"] == ("deck.toggle", {"deck": "A"})
    assert bench.assigned().replaced == ()


def test_a_control_forgets_and_that_can_be_taken_back(bench: Bench):
    bench.desk.forget(PADS, "note 127 channel any").result(3)
    assert "note 127 channel any" not in bench.bound()
    with pytest.raises(NotFoundError, match="no control"):
        bench.desk.forget(PADS, "note 127 channel any").result(3)
    bench.desk.undo().result(3)
    assert not (bench.folder / "learnt-pads.toml").exists()


@pytest.mark.parametrize(
    ("action", "args"),
    [("deck.fly", {}), ("stem.mute", {"deck": "A"}), ("surface.layer", {}), ("deck.play", {"deck": "Z"})],
)
def test_what_no_control_can_do_is_refused_at_once(bench: Bench, action: str, args: dict[str, Any]):
    with pytest.raises(ActionError):
        bench.desk.learn(MidiLearn(action=action, args=args))
    assert bench.told == []


def test_a_controller_that_is_not_there_is_refused_with_those_that_are(bench: Bench):
    with pytest.raises(NotFoundError, match="input:Pads"):
        bench.desk.learn(MidiLearn(action="panic", port_id="input:Nothing")).result(3)


def test_a_disk_that_does_not_take_the_file_is_told_and_nothing_changes(bench: Bench, tmp_path: Path):
    (tmp_path / "presets").write_text("a file where the folder should be")
    bench.learn("panic")
    bench.press(36)
    until(lambda: bench.desk.state and bench.desk.state.message and "could not be written" in bench.desk.state.message)
    assert bench.controllers.renewed == 0


def test_a_mapping_that_was_chosen_by_hand_gives_way_to_what_was_learnt_and_comes_back(bench: Bench):
    chosen = device("Pads", "korg-nanokontrol2", chosen_preset="korg-nanokontrol2")
    bench.controllers.state = MidiState(devices=(chosen,))
    bench.learn("panic")
    bench.press(5)
    bench.assigned()
    assert 'based_on = "korg-nanokontrol2"' in bench.text()
    bench.desk.undo().result(3)
    assert bench.controllers.chosen == [(PADS, "learnt-pads"), (PADS, "korg-nanokontrol2")]
