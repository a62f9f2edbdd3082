"""A mapping file that cannot be used says where and why."""

from pathlib import Path

import msgspec
import pytest

from presets import FADERS, Button, Curve, Scale, all_presets, load_preset
from presets.read import read_preset
from sfa_live.errors import PresetError
from sfa_live.model.action import ACTIONS

GOOD = """\
format = 1
name = "Test"
channel = 3

[match]
ports = ["test"]

[lamps.pads]
send = "note"
lit = 127
off = 0

[[bind]]
note = "36..38"
action = "stem.mute"
deck = "A"
stem = [1, 2, 3]
lamp = "pads"

[[bind]]
cc = 1
action = "deck.tempo"
deck = "A"
range = 8
"""


def load(text: str):
    return read_preset(text, "foo", "presets/controllers/foo.toml")


def test_a_bind_can_stand_for_a_row_of_controls():
    controls = load(GOOD).controls
    assert [(c.address.number, c.args["stem"], c.lamp_number, c.address.channels) for c in controls[:3]] == [
        (36, 1, 36, (2,)),
        (37, 2, 37, (2,)),
        (38, 3, 38, (2,)),
    ]
    assert controls[3].scale == Scale("percent", Curve.MIDDLE, -8.0, 8.0)


def test_buttons_flip_unless_they_are_told_otherwise():
    assert load(GOOD).controls[0].button is Button.TOGGLE
    held = load(GOOD.replace('lamp = "pads"\n', 'button = "hold"\n'))
    assert held.controls[0].button is Button.MOMENTARY


def one(bind: str):
    return load(f'format = 1\nname = "Test"\n[match]\nports = ["test"]\n[[bind]]\n{bind}\n').controls[0]


@pytest.mark.parametrize(
    "name", [name for name, kind in ACTIONS.items() if {"on", "deck"} <= {*kind.__struct_fields__}]
)
def test_what_can_be_on_or_off_is_a_toggle_unless_only_a_hand_keeps_it_on(name):
    more = {"band": '"low"', "into": '"B"', "percent": "4", "stem": "1"}
    needed = [field.name for field in msgspec.structs.fields(ACTIONS[name]) if field.required and field.name != "deck"]
    bind = f'note = 1\naction = "{name}"\ndeck = "A"\n' + "".join(f"{key} = {more[key]}\n" for key in needed)
    held = name in ("deck.nudge", "loop.roll")
    assert one(bind).button is (Button.MOMENTARY if held else Button.TOGGLE)
    assert one(bind + "on = true").button is Button.TRIGGER
    if ACTIONS[name].momentary:
        assert one(bind + 'button = "momentary"').button is Button.MOMENTARY


def test_a_bind_can_wait_for_the_clock():
    control = one('note = 1\naction = "stem.mute"\ndeck = "D"\nstem = 1\nquantise = "1 bar"')
    assert control.args == {"deck": "D", "stem": 1, "quantise": "1 bar"}


def test_the_decks_have_numbers_too():
    assert [one(f'note = 1\naction = "dj_play"\ndeck = {number}').args["deck"] for number in (1, 2, 3, 4)] == list(
        "ABCD"
    )


def test_a_stem_is_sent_through_another_decks_channel():
    control = one('note = 1\nchannel = 5\naction = "stem.channel"\ndeck = "A"\nstem = 1\nthrough = "C"')
    assert (control.address.channels, control.args) == ((4,), {"deck": "A", "stem": 1, "channel": "C"})


@pytest.mark.parametrize("name", FADERS)
def test_every_fader_is_one_of_the_actions_numbers(name):
    fader = FADERS[name]
    more = {"band": '"low"', "stem": "1"}
    needed = [field.name for field in msgspec.structs.fields(ACTIONS[name]) if field.required]
    bind = f'cc = 1\naction = "{name}"\n' + "".join(f"{key} = {more[key]}\n" for key in needed if key in more)
    control = one(bind + ('deck = "A"' if "deck" in needed else ""))
    assert control.scale is not None
    ends = {Curve.LEVEL: (-90.0, 6.0), Curve.SHARE: (0.0, 1.0)}.get(fader.curve, (-fader.reach, fader.reach))
    assert (control.scale.argument, control.scale.low, control.scale.high) == (fader.argument, *ends)


WRONG = [
    ('"stem.mute"', '"stem.mut"', 15, "there is no action 'stem.mut'. Did you mean 'stem.mute'?"),
    ('deck = "A"\nstem', 'deck = "E"\nstem', 16, "there is no deck 'E'. There are: A, B, C, D."),
    ("stem = [1, 2, 3]", "stem = [1, 2, 9]", 17, "stem takes name or number 1 to 8, not 9."),
    ("stem = [1, 2, 3]", "stem = [1, 2]", 13, "the lists of a bind must be of one length, but note has 3, stem has 2."),
    ("stem = [1, 2, 3]", "", 15, "stem.mute needs stem = …: it takes name or number 1 to 8."),
    ("stem = [1, 2, 3]", "stern = 1", 17, "there is no setting of stem.mute 'stern'. Did you mean 'stem'?"),
    ('lamp = "pads"', 'lamp = "pad"', 18, "there is no lamp style 'pad'. Did you mean 'pads'?"),
    ('lamp = "pads"', 'button = "togle"', 18, "there is no button 'togle'. Did you mean 'toggle'?"),
    (
        'lamp = "pads"',
        "range = 3",
        18,
        "range is for knobs and faders only. These can be moved: deck.eq, deck.tempo, deck.key_shift.",
    ),
    ('lamp = "pads"', "invert = true", 18, "invert is for knobs and faders only. These can be moved: stem.gain"),
    ('lamp = "pads"', "lamp_number = 400", 18, "lamp_number takes 0 to 127, not 400."),
    ('"36..38"', '"126..128"', 14, "note takes 0 to 127, not 128."),
    ('"36..38"', "[36, 37, 36]", 14, "note 36 on channel 3 is bound already, in line 13."),
    ('note = "36..38"', "", 13, "a bind needs one of note = …, cc = …, cc14 = …"),
    ("cc = 1\n", "note = 1\n", 20, "deck.tempo needs a knob or fader (cc), or a fixed 'percent' for a button."),
    ("range = 8", "range = 80", 24, "the range of deck.tempo must be a number, more than 0 and up to 50."),
    ("range = 8", 'button = "toggle"', 24, "a fader is no button: leave 'button' out."),
    ("range = 8", 'percent = 0\nbutton = "toggle"', 25, "deck.tempo has nothing to flip here: leave 'button' out."),
    ("range = 8", 'percent = 0\nbutton = "hold"', 25, "deck.tempo cannot be held. These can: deck.nudge, deck.slip,"),
    ("format = 1", "format = 2", 1, "the file must say format = 1, the only version that there is."),
    ("range = 8", 'quantise = "3 bars"', 24, "there is no quantise '3 bars'. Did you mean '8 bars'?"),
    ("channel = 3", "channel = 17", 3, "channel takes 1 to 16 or 'any' or '2..15', not 17."),
    ("channel = 3", "chanel = 3", 3, "there is no setting 'chanel'. Did you mean 'channel'?"),
    ("ports =", "prots =", 6, "there is no setting 'prots'. Did you mean 'ports'?"),
    ('ports = ["test"]', "ports = [1]", 6, "ports takes a list of text, not [1]."),
    ('send = "note"', 'send = "notes"', 9, "there is no send 'notes'. Did you mean 'note'?"),
    ("lit = 127", "lit = 128", 10, "a lamp's value is a number from 0 to 127"),
    ("lit = 127", "lit = 127\nmutd = 5", 11, "there is no lamp state 'mutd'. Did you mean 'muted'?"),
    ("off = 0", "", 8, "a lamp style needs 'lit' and 'off'"),
    (
        'send = "note"',
        'send = "sysex"\nmessage = "F0 {valu} F7"',
        10,
        "there is no setting of this file 'valu'. Did you mean 'value'?",
    ),
    (
        'send = "note"',
        'send = "sysex"\nmessage = "F0 {lamp} F7"',
        10,
        "it needs a message with {value} such as 'F0 47 7F 65 {lamp} {value} F7'",
    ),
    (
        "[match]",
        '[connect]\nsend = ["F0 XY F7"]\n[match]',
        6,
        "send takes a list of bytes such as 'F0 47 7F F7', not ['F0 XY F7'].",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), WRONG)
def test_what_is_wrong_is_said_with_file_and_line(old, new, line, sentence):
    assert old in GOOD
    with pytest.raises(PresetError) as caught:
        load(GOOD.replace(old, new, 1))
    assert caught.value.message.startswith(f"presets/controllers/foo.toml, line {line}: ")
    assert sentence in caught.value.message


def test_a_file_that_is_no_toml_says_where():
    with pytest.raises(PresetError, match=r"foo.toml: this is not TOML: .*line 2"):
        load("format = 1\nname = = 3\n")


def test_a_mapping_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(PresetError, match=r"no shipped controller mapping 'nano'. There are: akai-apc-mini-mk2"):
        load_preset("nano")
    with pytest.raises(PresetError, match="cannot be read"):
        load_preset(Path("nowhere/mine.toml"))


def test_a_users_file_hides_the_shipped_one_of_its_name_and_comes_first(tmp_path):
    (tmp_path / "generic.toml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("no mapping")
    shelf = all_presets([tmp_path, tmp_path / "missing"])
    assert shelf.presets[0].name == "Test"
    assert [preset.file for preset in shelf.presets].count("generic") == 1


def test_a_users_broken_file_leaves_the_shipped_one_in_place(tmp_path):
    (tmp_path / "generic.toml").write_text(GOOD.replace("format = 1", "format = 9"))
    shelf = all_presets([tmp_path])
    assert [problem.message.partition(":")[0] for problem in shelf.problems] == [f"{tmp_path}/generic.toml, line 1"]
    assert "Any controller" in {preset.name for preset in shelf.presets}
