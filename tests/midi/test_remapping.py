"""What a controller goes on with when its mapping, its cable or its use changes: where it is, its mode, its lamps."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from midi.backends.in_process import Controller
from midi.devices.identity import REQUEST
from midi.feedback import Face
from sfa_live.model.action import MidiEnable, MidiMute
from tests.midi.fake_unit import CAP, FakeUnit, fake_preset
from tests.midi.hands import NOTE, until
from tests.midi.rigs import is_so, playing, unit_of

MODES = (
    'format = 1\nname = "Mine"\nlayers = ["cd"]\npages = 2\n[match]\nports = ["pedal"]\n'
    '[connect]\nsend = ["F0 7D 01 F7"]\n[exit]\nsend = ["F0 7D 00 F7"]\n[lamps.x]\nsend = "note"\nlit = 127\noff = 0\n'
    '[[bind]]\nnote = 1\naction = "stem.mute"\ndeck = "A"\nstem = 1\nlamp = "x"\n'
    '[[bind]]\nnote = 1\nlayer = "cd"\naction = "stem.solo"\ndeck = "loaded"\nstem = 1\nlamp = "x"\n'
    '[[bind]]\nnote = 2\naction = "surface.layer"\nlayer = "cd"\nbutton = "toggle"\nlamp = "x"\n'
    '[[bind]]\nnote = 3\naction = "surface.page"\npage = 2\nlamp = "x"\n'
)
CONNECT, EXIT = bytes.fromhex("F0 7D 01 F7"), bytes.fromhex("F0 7D 00 F7")


def test_a_controller_whose_mapping_goes_is_given_back_as_it_was_found(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(MODES)
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(lambda: CONNECT in pedal.sent)
        (tmp_path / "mine.toml").unlink()
        rig.renew()
        until(is_so(rig, "output:pedal", preset=None))
        until(lambda: EXIT in pedal.sent)


def test_a_mapping_that_is_written_anew_greets_nobody_again(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(MODES)
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(lambda: bytes((NOTE, 3, 0)) in pedal.sent)
        until(lambda: pedal.sent.count(REQUEST) == 2)
        pedal.sent.clear()
        solo = '[[bind]]\nnote = 4\naction = "stem.solo"\ndeck = "A"\nstem = 1\nlamp = "x"\n'
        (tmp_path / "mine.toml").write_text(MODES + solo)
        rig.renew()
        until(lambda: bytes((NOTE, 4, 0)) in pedal.sent)
        assert pedal.sent == [bytes((NOTE, 4, 0))]


@pytest.mark.parametrize("anew", ["mute", "replug", "edit"])
def test_what_is_latched_is_so_under_the_hands_and_on_the_lamps_whatever_became_of_the_controller(
    bay, show, tmp_path, anew
):
    (tmp_path / "mine.toml").write_text(MODES)
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(lambda: bytes((NOTE, 3, 0)) in pedal.sent)
        pedal.play(NOTE, 2, 1)
        until(lambda: bytes((NOTE, 2, 127)) in pedal.sent)
        match anew:
            case "mute":
                for on in (True, False):
                    rig.act(MidiMute(port_id="input:pedal", on=on))
                    until(is_so(rig, "input:pedal", muted=on))
            case "replug":
                bay.pull(pedal)
                until(is_so(rig, "input:pedal", status="disconnected"))
                pedal.sent.clear()
                bay.plug(pedal)
                until(is_so(rig, "input:pedal", status="connected"))
                until(lambda: bytes((NOTE, 2, 127)) in pedal.sent)
            case "edit":
                (tmp_path / "mine.toml").write_text(MODES.replace("note = 3", "note = 5"))
                rig.renew()
        until(lambda: unit_of(rig, "pedal").view.layers == {"cd"})
        pedal.play(NOTE, 1, 1)
        until(lambda: show.heard)
        assert [action.name for action in show.heard] == ["stem.solo"]


def test_the_lamps_never_show_a_layer_that_the_mapping_of_now_has_not(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(MODES)
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "input:pedal", status="connected"))
        pedal.play(NOTE, 2, 1)
        until(lambda: unit_of(rig, "pedal").view.layers == {"cd"})
        (tmp_path / "mine.toml").write_text(MODES.replace('button = "toggle"\n', ""))
        rig.renew()
        assert unit_of(rig, "pedal").view.layers == set()


def test_a_controller_that_comes_later_knows_on_which_deck_a_song_was_put_last(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(MODES.replace('"A"', '"loaded"'))
    with playing(bay, show, presets=[tmp_path]) as rig:
        show.state = replace(
            show.state, decks={**show.state.decks, "C": replace(show.state.decks["C"], track_id="new")}
        )
        rig.feedback(show.state)
        time.sleep(0.02)
        pedal = bay.plug(Controller("pedal"))
        until(is_so(rig, "input:pedal", status="connected"))
        pedal.play(NOTE, 1, 1)
        until(lambda: show.heard)
        assert [action.deck for action in show.heard] == ["C"]


def test_half_a_message_is_finished_by_the_other_half_though_the_mapping_has_changed_between(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(MODES)
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "input:pedal", status="connected"))
        pedal.play(NOTE, 1)
        time.sleep(0.01)
        (tmp_path / "mine.toml").write_text(MODES.replace("note = 3", "note = 5"))
        rig.renew()
        pedal.play(100)
        until(lambda: show.heard)


def test_one_controllers_mapping_that_goes_wrong_leaves_all_others_their_lamps(bay, show, tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text(MODES)
    work = Face.work

    def burn(face, *args):
        if face._preset.file == "mine":
            raise KeyError("beats")
        return work(face, *args)

    monkeypatch.setattr(Face, "work", burn)
    nano = Controller("nanoKONTROL2")
    bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(lambda: "pedal cannot be used with the mapping 'mine' (KeyError('beats'))" in (rig.state.message or ""))
        bay.plug(nano)
        until(lambda: bytes((0xBF, 48, 0)) in nano.sent)
        monkeypatch.setattr(Face, "work", work)
        until(is_so(rig, "output:pedal", problem=None, has_lamps=True), 5.0)


def test_ports_with_other_names_are_one_controllers_where_one_input_and_one_output_alone_have_its_mapping(
    bay, show, tmp_path
):
    (tmp_path / "mine.toml").write_text(MODES)
    lamps = bay.plug(Controller("pedal CTRL", has_input=False))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "output:pedal CTRL", status="connected", has_lamps=True))
        pedal = bay.plug(Controller("pedal SLIDER/KNOB", has_output=False))
        until(is_so(rig, "output:pedal CTRL", id="pedal SLIDER/KNOB"))
        pedal.play(NOTE, 3, 1)
        until(lambda: bytes((NOTE, 3, 127)) in lamps.sent)
        assert lamps.sent.count(CONNECT) == 1


def test_a_hand_on_a_controller_that_is_switched_off_is_not_waited_for(bay, show, tmp_path):
    preset, unit = fake_preset(tmp_path), FakeUnit()
    bay.plug(unit)
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "output:Fake unit", preset=preset.file, has_lamps=True))
        until(unit.seen)
        unit.press(CAP)
        until(lambda: unit_of(rig, "Fake unit").hands.holds(("note", 0, CAP)))
        rig.act(MidiEnable(port_id="Fake unit", on=False))
        until(lambda: not unit_of(rig, "Fake unit").hands.holds(("note", 0, CAP)))
