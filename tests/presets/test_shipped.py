"""Every shipped mapping is loaded, and every knob and button in it is moved once."""

import pytest

from midi.surface import Surface
from presets import all_presets, assign
from sfa_live.model.action import parse_action
from tests.midi.hands import CC, NOTE, FakeShow, Hand

SHELF = all_presets()
BY_NAME = {preset.file: preset for preset in SHELF.presets}
CONTROLS = [
    pytest.param(preset, control, id=f"{preset.file}:{str(control.address).replace(' ', '-')}")
    for preset in SHELF.presets
    for control in preset.controls
]
#: What a toggle answers with when all is off.
FLIPPED = {"deck.toggle": "deck.play"}


def test_all_shipped_mappings_can_be_used():
    assert SHELF.problems == ()
    assert set(BY_NAME) == {
        "akai-apc-mini-mk2",
        "akai-mpc",
        "akai-mpc-studio-mk2",
        "generic",
        "korg-nanokontrol2",
        "novation-launch-control-xl",
        "original-dj",
        "original-generic",
    }


@pytest.mark.parametrize(("preset", "control"), CONTROLS)
def test_every_control_gives_its_action(preset, control):
    show = FakeShow(stems=8)
    hand = Hand(Surface("input:x", preset, show.deliver, show.current))
    status = (NOTE if control.address.kind == "note" else CC) | control.address.channels[0]
    hand.hear((status, control.address.number, 127))
    hand.settle()
    args = dict(control.args)
    if control.scale:
        args[control.scale.argument] = control.scale.high
    elif control.button != "trigger" and control.action != "deck.toggle":
        args["on"] = True
    assert show.heard == [parse_action(FLIPPED.get(control.action, control.action), args)]


@pytest.mark.parametrize("preset", SHELF.presets, ids=lambda preset: preset.file)
def test_every_lamp_of_a_mapping_is_a_different_one(preset):
    lamps = [(control.lamp, control.lamp_number) for control in preset.controls if control.lamp]
    assert len(lamps) == len(set(lamps))


@pytest.mark.parametrize(
    ("port", "file"),
    [
        ("sfa_live in", "generic"),
        ("APC mini mk2 Control", "akai-apc-mini-mk2"),
        ("APC mini mk2:APC mini mk2 APC mini mk2 Contro", "akai-apc-mini-mk2"),
        ("Launch Control XL:Launch Control XL MIDI 1", "novation-launch-control-xl"),
        ("nanoKONTROL2 SLIDER/KNOB", "korg-nanokontrol2"),
        ("Akai MPC Live II MIDI 1", "akai-mpc"),
        ("MPC Studio mk2 Public", "akai-mpc-studio-mk2"),
        ("MPC Studio mk2 Private", None),
        ("APC MINI", "generic"),
        ("LCXL3 1 DAW Out", "generic"),
        ("Midi Through:Midi Through Port-0", None),
    ],
)
def test_ports_find_their_mapping(port, file):
    found = assign(SHELF.presets, [port], {port})[port]
    assert (found.file if found else None) == file


def test_the_originals_mappings_do_what_they_did():
    told = {
        (preset, control.address.kind, control.address.number): (control.action, control.args)
        for preset in ("original-generic", "original-dj")
        for control in BY_NAME[preset].controls
    }
    assert told["original-generic", "cc", 64] == ("stem.mute", {"deck": "A", "stem": 1})
    assert told["original-dj", "note", 49] == ("deck.toggle", {"deck": "B"})
    assert told["original-dj", "note", 51] == ("deck.cue", {"deck": "A", "slot": 2})
    assert told["original-dj", "cc", 3] == ("deck.tempo", {"deck": "B"})
    assert {control.address.channels for control in BY_NAME["original-dj"].controls} == {(0,)}
