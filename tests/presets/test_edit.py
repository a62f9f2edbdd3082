"""A mapping file is changed where it is meant, and nowhere else; what was changed can be read."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presets import all_presets
from presets.edit import add_bind, forget, lamp_style, make_room, set_key, set_table
from presets.folder import PresetFolder
from presets.toml import toml_table, toml_value
from presets.written import rows_of
from sfa_live.errors import PresetError

TEXT = """# My pads.

format = 1
name = "Pads"   # as printed on them
channel = 10

[match]
ports = ["pads"]

[lamps.pads]
send = "note"
lit = 127
off = 0

# The stems.
[[bind]]
note = "36..39"
action = "stem.mute"
deck = "A"
stem = ["vocals", "drums", "bass", "other"]
lamp = "pads"

# The tempo, beside them.
[[bind]]
cc = 1
channel = 1
action = "deck.tempo"
deck = "A"
range = 16   # percent
"""


def bound(text: str) -> dict[str, tuple[str, dict[str, Any]]]:
    return {row.control: (row.action, dict(row.args)) for row in rows_of(text)}


def test_a_file_is_told_row_by_row():
    assert bound(TEXT)["note 37 channel 10"] == ("stem.mute", {"deck": "A", "stem": "drums"})
    assert bound(TEXT)["cc 1 channel 1"] == ("deck.tempo", {"deck": "A"})


def test_one_control_is_taken_out_of_a_row_and_the_others_stay():
    edited = forget(TEXT, "note 37 channel 10")
    assert bound(edited.text) == {key: what for key, what in bound(TEXT).items() if key != "note 37 channel 10"}
    assert [row.args["stem"] for row in edited.gone] == ["drums"]
    for line in ("# My pads.", 'name = "Pads"   # as printed on them', "# The stems.", "range = 16   # percent"):
        assert line in edited.text


def test_a_control_that_stands_alone_goes_with_its_whole_bind():
    assert forget(TEXT, "cc 1 channel 1").text == TEXT[: TEXT.index("# The tempo")]


def test_a_control_that_is_not_there_changes_nothing():
    edited = forget(TEXT, "note 1 channel 10")
    assert (edited.text, edited.gone) == (TEXT, ())


def test_a_new_bind_takes_the_place_of_what_the_control_did():
    bind = {"note": 38, "channel": 10, "action": "deck.play", "deck": "B"}
    room = make_room(TEXT, bind)
    after = bound(add_bind(room.text, bind))
    assert after == bound(TEXT) | {"note 38 channel 10": ("deck.play", {"deck": "B"})}
    assert [row.action for row in room.gone] == ["stem.mute"]


def test_a_bind_in_a_layer_leaves_the_base_alone():
    bind = {"note": 38, "channel": 10, "layer": "shift", "action": "deck.play", "deck": "B"}
    assert make_room(TEXT, bind).gone == ()


def test_a_pair_takes_the_place_of_both_its_halves():
    halves = add_bind(add_bind(TEXT, {"cc": 7, "action": "mixer.master"}), {"cc": 39, "action": "mixer.crossfader"})
    gone = make_room(halves, {"cc14": 7, "channel": 10, "action": "mixer.master"}).gone
    assert {row.control for row in gone} == {"cc 7 channel 10", "cc 39 channel 10"}


def test_any_channel_is_every_channel():
    anywhere = add_bind(TEXT, {"note": 60, "channel": "any", "action": "panic"})
    assert [row.action for row in make_room(anywhere, {"note": 60, "channel": 4, "action": "deck.play"}).gone] == [
        "panic"
    ]


SET_BY_HAND = TEXT.replace("channel = 10\n", 'channel = "{mine}"\n', 1) + "\n[settings]\nmine = 10\n"


def test_a_units_own_channel_is_where_its_controls_are():
    assert "note 37 channel 10" in bound(SET_BY_HAND)
    room = make_room(SET_BY_HAND, {"note": 38, "action": "panic"}, {"mine": 16})
    assert [(row.channel, row.args["stem"]) for row in room.gone] == [(16, "bass")]
    assert make_room(SET_BY_HAND, {"note": 38, "channel": 10, "action": "panic"}, {"mine": 16}).gone == ()


def test_a_bind_that_is_commented_out_is_a_comment():
    text = TEXT.replace("# The tempo", "# [[bind]]\n# note = 36\n# The tempo") + "\n# [[bind]]\n# note = 40\n"
    assert bound(forget(text, "note 37 channel 10").text).keys() == bound(TEXT).keys() - {"note 37 channel 10"}
    assert "# note = 40" in forget(text, "note 37 channel 10").text


def test_a_macro_that_is_written_as_tables_goes_with_its_bind():
    macro = '\n[[bind]]\nnote = 50\n[[bind.macro]]\naction = "panic"\n\n[[bind]]\nnote = 51\naction = "panic"\n'
    edited = forget(TEXT + macro, "note 50 channel 10")
    assert bound(edited.text) == bound(TEXT) | {"note 51 channel 10": ("panic", {})}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (TEXT.replace("cc = 1\n", "cc = = 1\n"), r"Mine.toml: this is not TOML: .*line 25"),
        (TEXT.replace("cc = 1\n", "ccc = 1\n"), r"Mine.toml, line 24: a bind needs one of note"),
        (TEXT.replace("channel = 1\n", 'channel = "all"\n'), r"Mine.toml, line 24: channels are 1 to 16"),
        (TEXT.replace('"other"]', '"other", "keys"]'), r"Mine.toml, line 16: the lists of a bind"),
        ("bind = 5\n", r"Mine.toml: what a control does stands below a \[\[bind\]\]"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(bad: str, told: str):
    with pytest.raises(PresetError, match=told):
        rows_of(bad, label="Mine.toml")
    with pytest.raises(PresetError):
        forget(bad, "note 37 channel 10")


def test_a_lamps_style_fits_the_channel_that_it_sends_on_or_that_its_buttons_are_on():
    sent_elsewhere = TEXT.replace('send = "note"', 'send = "note"\nchannel = 7')
    assert lamp_style(sent_elsewhere, "note", 10) == "pads"
    assert lamp_style(sent_elsewhere, "note", 7) == "pads"
    assert lamp_style(sent_elsewhere, "note", 1) is None
    assert lamp_style(sent_elsewhere, "cc", 10) is None


def test_a_key_of_the_file_is_set_where_it_stands_or_above_the_first_table():
    renamed = set_key(TEXT, "name", 'Six "pads"')
    assert tomllib.loads(renamed)["name"] == 'Six "pads"'
    assert tomllib.loads(set_key(TEXT, "based_on", "generic"))["based_on"] == "generic"


def test_a_table_is_set_where_it_stands_or_before_the_binds():
    assert tomllib.loads(set_table(TEXT, "match", {"ports": ["x"]}))["match"] == {"ports": ["x"]}
    lit = tomllib.loads(set_table(TEXT, "lamps.learnt", {"send": "cc", "lit": 1, "off": 0}))
    assert lit["lamps"]["learnt"]["send"] == "cc"
    assert bound(set_table(TEXT, "lamps.learnt", {"send": "cc"})) == bound(TEXT)


@pytest.mark.parametrize("preset", [preset.file for preset in all_presets().presets])
def test_every_control_of_every_shipped_mapping_can_be_forgotten(preset: str):
    text = PresetFolder(()).text(preset)
    rows = bound(text)
    for control in list(rows)[::7]:
        assert bound(forget(text, control).text) == {key: what for key, what in rows.items() if key != control}


TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(TEXTS, inside, max_size=3)),
    max_leaves=6,
)


@settings(deadline=None)
@given(table=st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_written_is_read_the_same(table: dict[str, Any]):
    assert tomllib.loads(toml_table("[t]", table))["t"] == table
    assert tomllib.loads(f"x = {toml_value(table)}")["x"] == table
