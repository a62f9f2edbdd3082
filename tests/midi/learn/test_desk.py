"""The desk: what was moved is written into the controller's own file, beside all that was there, and can be undone."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from midi.learn.desk import Desk
from midi.learn.writing import learnt_name
from midi.wire.event import Event, Kind
from presets import PresetFolder
from presets.read import read_preset
from presets.written import Row, rows_of
from sfa_live.errors import ActionError, NotFoundError, StoreError
from sfa_live.model.action import MidiLearn
from sfa_live.model.show_state import LearnState, MidiDevice, MidiState

PADS = "input:Pads"


def device(name: str = "Pads", preset: str | None = "generic", **changes: Any) -> MidiDevice:
    return MidiDevice(f"input:{name}", name, "input", "usb", "connected", preset, id=name, **changes)


class Controllers:
    """Those who look after the controllers: they play by what was chosen, else by what was learnt, as a rig would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fitting: dict[str, str | None] = {}
        self.plug(device())
        self.renewed = 0
        self.chosen: list[tuple[str, str | None]] = []
        #: The layers that are open, by the port.
        self.layers: dict[str, str] = {}

    def plug(self, *devices: MidiDevice) -> None:
        """These and no others are there now; each plays by its mapping unless one is learnt or chosen for it."""
        self.state = MidiState(devices=devices)
        self._fitting = {each.port_id: each.preset for each in devices}

    def renew(self) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.renewed += 1
        self._play()

    def choose(self, port_id: str, name: str | None) -> None:
        assert threading.current_thread().name == "sfa-midi-learn"
        self.chosen.append((port_id, name))
        devices = self.state.devices
        self.state = MidiState(
            devices=tuple(replace(each, chosen_preset=name) if each.port_id == port_id else each for each in devices)
        )
        self._play()

    def layer(self, port_id: str) -> str | None:
        return self.layers.get(port_id)

    def _play(self) -> None:
        self.state = MidiState(devices=tuple(replace(each, preset=self._of(each)) for each in self.state.devices))

    def _of(self, device: MidiDevice) -> str | None:
        if device.chosen_preset is not None:
            return device.chosen_preset
        for file in sorted(self._folder.glob("learnt-*.toml")):
            if any(part in device.name for part in tomllib.loads(file.read_text())["match"]["ports"]):
                return file.stem
        return self._fitting[device.port_id]


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

    def row(self, control: str, name: str = "learnt-pads", **settings: int) -> Row:
        return next(row for row in rows_of(self.text(name), settings) if row.control == control)

    def mine(self, text: str, name: str = "mine") -> None:
        """A mapping of the user's own, written by hand."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{name}.toml").write_text(text)


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
