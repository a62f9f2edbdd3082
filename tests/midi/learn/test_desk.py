"""The desk: what was moved is written into the controller's own file, beside all that was there, and can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from midi.wire.event import Kind
from presets import PresetFolder
from presets.read import read_preset
from presets.written import rows_of
from sfa_live.errors import ActionError, NotFoundError
from sfa_live.model.action import MidiLearn
from tests.midi.learn.desk_bench import PADS, Bench, device, until


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
    assert controls["cc 111 on channel 1"].ring == "learnt-cc-1"
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
    bench.controllers.plug(device(), device("Keys"))
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
    bench.controllers.layers[PADS] = "shift"
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
    bench.controllers.plug(device("Pads", "korg-nanokontrol2", chosen_preset="korg-nanokontrol2"))
    bench.learn("panic")
    bench.press(5)
    bench.assigned()
    assert 'based_on = "korg-nanokontrol2"' in bench.text()
    bench.desk.undo().result(3)
    assert bench.controllers.chosen == [(PADS, "learnt-pads"), (PADS, "korg-nanokontrol2")]


@pytest.mark.parametrize("ends", ["_PATIENCE", "_LONGEST"])
def test_what_is_never_certain_ends_all_the_same(bench: Bench, monkeypatch: pytest.MonkeyPatch, ends: str):
    monkeypatch.setattr(f"midi.learn.desk.{ends}", 0.3)
    bench.learn("mixer.master")
    bench.press(36)
    until(lambda: bench.desk.state and bench.desk.state.phase == "heard")
    until(lambda: not bench.send(Kind.NOTE_ON, 36, 100) or ends == "_PATIENCE")
    until(lambda: bench.desk.state and bench.desk.state.phase == "cancelled")
    assert not bench.send(Kind.NOTE_ON, 36, 100)
    assert bench.desk.state is not None
    assert "learn it again" in (bench.desk.state.message or "")


def test_a_panic_button_panics_while_something_is_learnt(bench: Bench):
    bench.learn("deck.toggle", deck="A")
    assert not bench.send(Kind.NOTE_ON, 127, 100)
    assert bench.send(Kind.NOTE_ON, 36, 100)
