import threading
import time

import pytest

from midi import MidiRig, MonitorLine
from midi.backends.in_process import Controller
from midi.devices.identity import REQUEST
from sfa_live.errors import MidiError
from sfa_live.model.action import StemMute
from sfa_live.model.show_state import MidiState
from tests.midi.hands import CC, NOTE, open_files, until


def statuses(rig: MidiRig) -> dict[str, str]:
    return {device.port_id: device.status for device in rig.devices()}


def inputs(rig: MidiRig) -> list[str]:
    """How the inputs called nanoKONTROL2 are, sorted."""
    return sorted(status for port, status in statuses(rig).items() if port.startswith("input:nano"))


def presets(rig: MidiRig) -> dict[str, str | None]:
    return {device.port_id: device.preset for device in rig.devices()}


def test_the_virtual_ports_play_the_generic_mapping(rig, bay, show):
    assert presets(rig) == {"input:sfa_live in": "generic", "output:sfa_live out": "generic"}
    bay.virtual_in.play(NOTE, 37, 100)
    until(lambda: show.heard)
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]
    assert show.origins == ["input:sfa_live in"]
    assert show.threads == {"sfa-midi"}


def test_a_controller_is_found_within_a_second_and_missed_within_a_second(rig, bay):
    nano = bay.plug(Controller("nanoKONTROL2"))
    until(lambda: statuses(rig).get("input:nanoKONTROL2") == "connected", 1.0)
    assert presets(rig)["output:nanoKONTROL2"] == "korg-nanokontrol2"
    assert {device.type for device in rig.devices() if "nano" in device.name} == {"usb"}
    bay.pull(nano)
    until(lambda: statuses(rig)["input:nanoKONTROL2"] == "disconnected", 1.0)


def test_a_controller_that_comes_back_plays_on_under_its_id(rig, bay, show):
    nano = bay.plug(Controller("nanoKONTROL2"))
    until(lambda: "input:nanoKONTROL2" in statuses(rig))
    bay.pull(nano)
    until(lambda: statuses(rig)["input:nanoKONTROL2"] == "disconnected")
    bay.plug(nano)
    until(lambda: statuses(rig)["input:nanoKONTROL2"] == "connected")
    nano.play(CC, 48, 127)
    until(lambda: show.heard)
    assert show.origins == ["input:nanoKONTROL2"]


def test_two_of_a_kind_are_told_apart(rig, bay, show):
    first, second = (bay.plug(Controller("nanoKONTROL2")) for _ in range(2))
    until(lambda: statuses(rig).get("input:nanoKONTROL2 #2") == "connected")
    second.play(CC, 48, 127)
    until(lambda: show.heard)
    assert show.origins == ["input:nanoKONTROL2 #2"]
    bay.pull(first)
    until(lambda: inputs(rig) == ["connected", "disconnected"])
    second.play(CC, 49, 127)
    until(lambda: len(show.heard) == 2)


def test_of_a_controller_with_two_ports_only_the_right_one_plays(rig, bay, show):
    notes = bay.plug(Controller("APC mini mk2 Notes"))
    control = bay.plug(Controller("APC mini mk2 Control"))
    until(lambda: "input:APC mini mk2 Control" in statuses(rig))
    assert presets(rig)["input:APC mini mk2 Notes"] is None
    notes.play(NOTE, 56, 127)
    control.play(NOTE, 57, 127)
    until(lambda: show.heard)
    time.sleep(0.02)
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]
    assert notes.sent == []


def test_an_unknown_controller_plays_and_its_output_is_asked_who_it_is_but_left_alone(rig, bay, show):
    synth = bay.plug(Controller("Some Synth 3000"))
    until(lambda: statuses(rig).get("input:Some Synth 3000") == "connected")
    assert presets(rig)["input:Some Synth 3000"] == "generic"
    synth.play(NOTE, 36, 1)
    until(lambda: show.heard)
    assert presets(rig)["output:Some Synth 3000"] is None
    until(lambda: synth.sent)
    assert synth.sent == [REQUEST]


def test_a_programs_port_is_not_heard_twice(rig, bay):
    bay.plug(Controller("sequencer:out", is_program=True))
    until(lambda: "input:sequencer:out" in statuses(rig))
    assert presets(rig)["input:sequencer:out"] is None
    assert {device.type for device in rig.devices() if device.name == "sequencer:out"} == {"virtual"}


def test_a_users_own_mapping_wins(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\nname = "Mine"\n[match]\nports = ["nanokontrol"]\n'
        '[[bind]]\ncc = 48\naction = "stem.solo"\ndeck = "A"\nstem = 1\n'
    )
    (tmp_path / "broken.toml").write_text('format = 1\nname = "Broken"\n[match]\nports = ["x"]\nfallbak = true\n')
    rig = MidiRig(show.deliver, show.current, backend=bay.open, presets=[tmp_path])
    nano = bay.plug(Controller("nanoKONTROL2"))
    rig.start()
    try:
        until(lambda: presets(rig).get("input:nanoKONTROL2") == "mine")
        nano.play(CC, 48, 127)
        until(lambda: show.state.decks["A"].stems["vocals"].solo)
        assert "broken.toml, line 5: there is no setting 'fallbak'" in (rig.state.message or "")
    finally:
        rig.stop()


def test_a_held_button_lets_go_when_its_controller_is_pulled_out(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\nname = "Mine"\n[match]\nports = ["pedal"]\n'
        '[[bind]]\nnote = 1\naction = "stem.mute"\nbutton = "momentary"\ndeck = "A"\nstem = 1\n'
    )
    rig = MidiRig(show.deliver, show.current, backend=bay.open, presets=[tmp_path])
    pedal = bay.plug(Controller("pedal"))
    rig.start()
    try:
        until(lambda: presets(rig).get("input:pedal") == "mine")
        for end in (rig.let_go, lambda: bay.pull(pedal)):
            pedal.play(NOTE, 1, 1)
            until(lambda: show.state.decks["A"].stems["vocals"].mute)
            end()
            until(lambda: not show.state.decks["A"].stems["vocals"].mute)
    finally:
        rig.stop()


def test_a_midi_system_that_dies_and_returns_is_picked_up_again(rig, bay, show):
    bay.answers = False
    until(lambda: rig.state.backend == "none")
    assert set(statuses(rig).values()) == {"disconnected"}
    assert "tried again" in rig.state.message
    bay.answers = True
    until(lambda: rig.state.backend == "in-process")
    assert rig.state.message is None
    until(lambda: set(statuses(rig).values()) == {"connected"})
    bay.virtual_in.play(NOTE, 36, 1)
    until(lambda: show.heard)


def test_a_flood_on_one_port_neither_grows_nor_silences_another(rig, bay, show):
    nano = bay.plug(Controller("nanoKONTROL2"))
    until(lambda: "input:nanoKONTROL2" in statuses(rig))
    for _ in range(20_000):
        nano.play(CC, 0, 5)
    nano.play(0xF0, *([1] * 70_000), 0xF7)
    bay.virtual_in.play(NOTE, 37, 1)
    until(lambda: StemMute(deck="A", stem=2, on=True) in show.heard, 0.5)


def test_what_a_port_sends_can_be_watched(rig, bay):
    lines: list[MonitorLine] = []
    rig.monitor("input:sfa_live in", lines.append)
    bay.virtual_in.play(NOTE, 99, 5)
    until(lambda: lines)
    assert lines[0].text == "note 99 on, velocity 5, channel 1"
    rig.monitor(None)


def test_listeners_are_told_of_every_change(rig, bay):
    told: list[MidiState] = []
    rig.on_devices(told.append)
    bay.plug(Controller("nanoKONTROL2"))
    until(lambda: told)
    assert told[-1] == rig.state


def test_midi_can_be_switched_off(show):
    rig = MidiRig(show.deliver, show.current, backend="none")
    rig.start()
    assert (rig.state.backend, rig.state.message) == ("none", "MIDI is switched off.")
    rig.stop()


def test_an_unknown_midi_system_is_refused_with_the_names_there_are(show):
    with pytest.raises(MidiError, match=r"There is no MIDI system 'oss'. There are: auto, jack, alsa"):
        MidiRig(show.deliver, show.current, backend="oss")


@pytest.mark.slow
def test_a_hundred_plugs_leak_nothing(bay, show):
    threads, files = threading.active_count(), open_files()
    rig = MidiRig(show.deliver, show.current, backend=bay.open)
    rig.start()
    until(lambda: len(rig.devices()) == 2)
    keeper = rig._keeper
    for cycle in range(100):
        apc = bay.plug(Controller(f"APC mini mk2 {cycle}"))
        keeper.wake()
        until(lambda: bay.open_ports == 4)
        bay.pull(apc)
        keeper.wake()
        until(lambda: bay.open_ports == 2)
    assert len(rig.devices()) < 80, "unplugged ports are not remembered for ever"
    rig.stop()
    assert (threading.active_count(), open_files()) == (threads, files)
