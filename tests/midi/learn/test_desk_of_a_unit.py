"""The desk keeps what is a unit's own: its channel, its mapping, its motors and lamps, its file as it was written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from msgspec.structs import replace

from midi.learn.writing import learnt_name
from midi.wire.event import Kind
from presets import PresetFolder
from presets.written import rows_of
from sfa_live.errors import ActionError, StoreError
from tests.midi.learn.desk_bench import PADS, Bench, device, until

UNIT = """format = 1
name = "Mine"
channel = "{own}"
layers = ["shift"]

[match]
ports = ["nobody"]
identity = "47 4F 00 19"

[settings]
own = 15

[lamps.all]
send = "note"
channel = "{own}"
lit = 1
off = 0

[[bind]]
note = "36..39"
action = "stem.mute"
deck = "A"
stem = "1..4"
lamp = "all"

[[bind]]
note = 98
action = "surface.layer"
layer = "shift"

[[bind]]
cc = 7
action = "deck.tempo"
deck = "A"
range = 16
takeover = "pickup"
invert = true

[[bind]]
cc = 8
action = "clock.tempo"
low = 80
high = 160
curve = "log"

[[bind]]
bend = true
action = "deck.gain"
deck = "focus"
motor = true
touch = "note 104"
text = "strip"
column = 2

[texts.strip]
message = "F0 00 00 66 14 12 {column} {text} F7"
width = 7
"""


def test_a_unit_that_is_set_to_a_channel_of_its_own_learns_there(bench: Bench):
    bench.mine(UNIT)
    bench.controllers.plug(device("Pads", "mine", chosen_preset="mine", settings={"own": 16}))
    bench.send(Kind.NOTE_ON, 98, 100, channel=15)
    bench.learn("panic")
    assert not bench.send(Kind.NOTE_OFF, 98, 0, channel=15)
    assert not bench.send(Kind.NOTE_ON, 98, 100, channel=15), "its layer's button goes on opening it"
    bench.press(36, channel=15)
    state = bench.assigned()
    assert [row["args"]["stem"] for row in state.replaced] == [1]
    row = bench.row("note 36 channel 16", own=16)
    assert (row.action, row.table["channel"], row.table["lamp"]) == ("panic", "{own}", "all")
    assert bench.row("note 36 channel 15").action == "panic", "set otherwise, it moves along"
    bench.learn("deck.toggle", deck="A")
    bench.press(40, channel=3)
    bench.assigned()
    assert bench.row("note 40 channel 4", own=16).table["lamp"] == "learnt-note-4"


def test_a_finger_on_a_keyboard_of_many_channels_learns_for_all_of_them(bench: Bench):
    bench.controllers.plug(device("Pads", "mpe-keyboard", chosen_preset="mpe-keyboard"))
    bench.learn("panic")
    bench.press(36, channel=4)
    bench.assigned()
    assert len(bench.row("note 36 channel 2..16").messages) == 15
    assert len([row for row in rows_of(bench.text()) if (row.kind, row.number) == ("note", 36)]) == 1


def test_a_mapping_that_is_in_use_is_what_is_learnt_in_and_an_older_learnt_one_stays(bench: Bench):
    bench.learn("panic")
    bench.press(5)
    bench.assigned()
    old = bench.text()
    bench.controllers.plug(device("Pads", "korg-nanokontrol2", chosen_preset="korg-nanokontrol2"))
    bench.learn("deck.stop", deck="A")
    bench.press(6)
    assert bench.assigned().preset == "learnt-pads-2"
    assert bench.text() == old
    assert 'based_on = "korg-nanokontrol2"' in bench.text("learnt-pads-2")
    assert bench.controllers.state.devices[0].preset == "learnt-pads-2"
    bench.desk.undo().result(3)
    assert bench.controllers.state.devices[0].preset == "korg-nanokontrol2"


def test_of_two_of_a_kind_each_learns_for_itself(bench: Bench):
    second = replace(device("Pads"), port_id="input:Pads #2", id="Pads #2")
    bench.controllers.plug(device(), second)
    for port_id, name in ((second.port_id, "learnt-pads-2"), (PADS, "learnt-pads")):
        bench.learn("panic", port_id=port_id)
        bench.press(5, port_id=port_id)
        assert bench.assigned().preset == name
    assert [each.preset for each in bench.controllers.state.devices] == ["learnt-pads", "learnt-pads-2"]
    bench.desk.undo().result(3)
    bench.desk.undo().result(3)
    assert [each.preset for each in bench.controllers.state.devices] == ["generic", "generic"]
    assert bench.controllers.chosen[-1] == ("input:Pads #2", None)


def test_names_in_other_letters_have_files_of_their_own():
    names = {learnt_name(device(name)) for name in ("Пульт", "鍵盤", "Clés", "Cles")}
    assert len(names) == 3
    assert "learnt-cles" in names


def test_what_knows_the_controller_by_more_than_its_name_goes_on_doing_so(bench: Bench):
    bench.mine(UNIT)
    bench.controllers.plug(device("Pads", "mine"))
    bench.learn("panic")
    bench.press(5, channel=14)
    bench.assigned()
    match = tomllib.loads(bench.text())["match"]
    assert (match["ports"], match["identity"]) == (["Pads"], "47 4F 00 19")


def test_a_fader_that_learns_again_keeps_what_it_is(bench: Bench):
    bench.mine(UNIT)
    bench.controllers.plug(device("Pads", "mine"))
    bench.learn("mixer.master")
    for value in range(1000, 12000, 150):
        bench.send(Kind.BEND, 0, value, channel=14)
    bench.assigned()
    table = bench.row("bend channel 15").table
    kept = {key: table[key] for key in ("motor", "touch", "text", "column")}
    assert kept == {"motor": True, "touch": "note 104", "text": "strip", "column": 2}
    bench.learn("deck.filter", deck="A")
    bench.sweep(7, channel=14)
    bench.assigned()
    table = bench.row("cc 7 channel 15").table
    assert (table["takeover"], table["invert"], table.get("range")) == ("pickup", True, None)


def test_what_a_row_does_is_learnt_by_another_control_as_the_row_does_it(bench: Bench):
    bench.mine(UNIT)
    bench.controllers.plug(device("Pads", "mine"))
    for control, cc in (("cc 7 channel 15", 20), ("cc 8 channel 15", 21)):
        row = bench.row(control, "mine")
        bench.learn(row.action, **row.args, **row.how)
        bench.sweep(cc, channel=14)
        bench.assigned()
        after = bench.row(f"cc {cc} channel 15")
        assert (after.action, after.args, after.how) == (row.action, row.args, row.how)


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("deck.toggle", {"deck": "focus"}),
        ("deck.gain", {"deck": "loaded"}),
        ("deck.cue", {"deck": 2, "slot": 1}),
        ("stem.channel", {"deck": "A", "stem": "drums", "through": "B"}),
        ("stem.channel", {"deck": "A", "stem": "drums", "channel": "B"}),
        ("surface.deck", {"deck": "loaded"}),
    ],
)
def test_a_button_or_fader_learns_whatever_a_mapping_can_say(bench: Bench, action: str, args: dict[str, Any]):
    bench.learn(action, **args)
    if action == "deck.gain":
        bench.sweep(90)
    else:
        bench.press(90)
    bench.assigned()
    row = bench.row("cc 90 channel 1" if action == "deck.gain" else "note 90 channel 1")
    assert row.action == action
    assert row.args == {("through" if key == "channel" else key): value for key, value in args.items()}


def test_a_button_that_turns_to_a_page_is_a_button(bench: Bench):
    bench.learn("surface.page", page=1)
    bench.press(90)
    bench.assigned()
    assert bench.row("note 90 channel 1").args == {"page": 1}


def test_a_jog_wheel_has_no_ring(bench: Bench):
    bench.learn("deck.jog", deck="A")
    for value in (1, 1, 1, 127, 127, 127):
        bench.send(Kind.CC, 111, value)
    bench.assigned()
    assert "ring" not in bench.row("cc 111 channel 1").table


def test_a_file_that_was_changed_since_is_not_undone(bench: Bench):
    bench.learn("panic")
    bench.press(5)
    bench.assigned()
    mine = bench.text() + "\n# mine\n"
    bench.mine(mine, "learnt-pads")
    with pytest.raises(ActionError, match=r"learnt-pads\.toml is not as learning left it"):
        bench.desk.undo().result(3)
    assert (bench.text(), bench.desk.steps) == (mine, 0)


def test_a_step_that_could_not_be_taken_back_can_be_taken_back_later(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    bench.learn("panic")
    bench.press(5)
    bench.assigned()

    def fails(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr(PresetFolder, "remove", fails)
        with pytest.raises(StoreError):
            bench.desk.undo().result(3)
    bench.desk.undo().result(3)
    assert not (bench.folder / "learnt-pads.toml").exists()


def test_a_file_with_a_mistake_is_told_and_stops_nobody_else(bench: Bench):
    bench.mine(UNIT.replace("range = 16", "range = = 16"))
    bench.controllers.plug(device("Pads", "mine"), device("Keys"))
    bench.learn("panic")
    bench.press(5, channel=14)
    until(lambda: bench.desk.state and bench.desk.state.message and "mine.toml" in bench.desk.state.message)
    assert bench.desk.state is not None
    assert "line 35" in (bench.desk.state.message or "")
    bench.press(5, port_id="input:Keys")
    assert bench.assigned().preset == "learnt-keys"


def test_a_fader_above_its_middle_plays_nothing_on_its_way_down(bench: Bench):
    assert not bench.send(Kind.CC, 7, 110)
    bench.learn("deck.filter", deck="A")
    assert all(bench.send(Kind.CC, 7, value) for value in range(109, -1, -1))
    bench.assigned()


def test_a_held_button_that_sends_cc_lets_go(bench: Bench):
    assert not bench.send(Kind.CC, 7, 127)
    bench.learn("panic")
    assert not bench.send(Kind.CC, 7, 0)
    assert bench.send(Kind.CC, 7, 127)
