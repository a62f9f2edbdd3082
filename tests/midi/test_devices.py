"""Controllers as things one owns: known again, set once, and never each other's trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace

from midi import AllSettings, MidiRig, MonitorLine, MonitorTicks
from midi.backends.in_process import Bay, Controller
from midi.devices.identity import REQUEST
from midi.devices.settings import UnitSettings
from midi.ports import Hardware
from sfa_live.errors import ActionError, MidiError, StoreError
from sfa_live.model.action import MidiEnable, MidiGuard, MidiMute, MidiPreset, MidiResync, MidiSetting, StemMute
from sfa_live.model.show_state import MidiDevice
from tests.midi.fake_unit import MODE, FakeUnit, fake_preset
from tests.midi.hands import CC, NOTE, FakeShow, until

NANO = "nanoKONTROL2"
#: Its mute button of the first strip.
MUTE = 48


class Store:
    """Settings that outlive a rig."""

    def __init__(self) -> None:
        self.kept: AllSettings | None = None
        self.wrong: str | None = None

    def read(self) -> AllSettings | None:
        if self.wrong:
            raise StoreError(self.wrong)
        return self.kept

    def write(self, settings: AllSettings) -> None:
        self.kept = settings


@contextmanager
def playing(bay: Bay, show: FakeShow, **more) -> Iterator[MidiRig]:
    """A rig, from start to end."""
    rig = MidiRig(show.deliver, show.current, backend=bay.open, **more)
    rig.start()
    try:
        until(is_so(rig, "input:sfa_live in", status="connected"))
        yield rig
    finally:
        rig.stop()


def told(rig: MidiRig, port_id: str) -> MidiDevice | None:
    """What is told of a port."""
    return next((device for device in rig.devices() if device.port_id == port_id), None)


def is_so(rig: MidiRig, port_id: str, **wanted) -> Callable[[], bool]:
    """Whether all that is told of a port is so."""

    def look() -> bool:
        device = told(rig, port_id)
        return device is not None and all(getattr(device, key) == value for key, value in wanted.items())

    return look


def usb(serial: str | None = None, socket: str | None = None, place: str = "") -> Hardware:
    return Hardware(place=place or f"at {serial or socket}", serial=serial, socket=socket, usb="0944:0117")


@pytest.mark.parametrize("known_by", ["serial", "socket"])
def test_two_of_a_model_get_their_own_settings_back_whichever_comes_first(bay, show, known_by):
    store = Store()
    units = [Controller(NANO, hardware=usb(**{known_by: name})) for name in ("one", "two")]
    with playing(bay, show, settings=store) as rig:
        for unit in units:
            bay.plug(unit)
        until(is_so(rig, f"input:{NANO} #2", status="connected"))
        rig.act(MidiMute(port_id=f"input:{NANO} #2", on=True))
        until(is_so(rig, f"output:{NANO} #2", muted=True))
    for unit in units:
        bay.pull(unit)
    with playing(bay, show, settings=store) as rig:
        bay.plug(units[1])
        until(is_so(rig, f"input:{NANO} #2", status="connected", muted=True))
        bay.plug(units[0])
        until(is_so(rig, f"input:{NANO}", status="connected", muted=False))
        units[0].play(CC, MUTE, 127)
        units[1].play(CC, MUTE + 1, 127)
        until(lambda: show.heard)
    assert show.origins == [f"input:{NANO}"]


def test_both_ports_of_a_controller_keep_together_in_whatever_order_they_are_listed(bay, show):
    ins = [Controller(NANO, has_output=False, hardware=usb(place=place)) for place in ("a", "b")]
    outs = [Controller(NANO, has_input=False, hardware=usb(place=place)) for place in ("b", "a")]
    with playing(bay, show) as rig:
        for unit in (*ins, *outs):
            bay.plug(unit)
        until(is_so(rig, f"output:{NANO} #2", status="connected"))
        rig.act(MidiEnable(port_id=f"input:{NANO}", on=False))
        # The output that is in the socket "a" is put out.
        until(lambda: bytes.fromhex("F0 42 40 00 01 13 00 00 00 00 F7") in outs[1].sent or outs[1].sent)
        until(is_so(rig, f"output:{NANO}", enabled=False))


def test_a_controller_that_is_switched_off_is_left_to_others_until_it_is_switched_on(bay, show):
    nano = bay.plug(Controller(NANO))
    with playing(bay, show) as rig:
        until(is_so(rig, f"input:{NANO}", status="connected"))
        until(lambda: bay.open_ports == 4)
        rig.act(MidiEnable(port_id=f"input:{NANO}"))
        until(lambda: bay.open_ports == 2)
        until(is_so(rig, f"output:{NANO}", enabled=False, has_lamps=False))
        rig.act(MidiEnable(port_id=NANO))
        until(lambda: bay.open_ports == 4)
        until(is_so(rig, f"input:{NANO}", enabled=True))
        until(lambda: _plays(nano, show))


def test_a_muted_controller_is_heard_but_does_nothing_and_what_it_held_is_let_go(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\nname = "Mine"\n[match]\nports = ["pedal"]\n'
        '[[bind]]\nnote = 1\naction = "stem.mute"\nbutton = "momentary"\ndeck = "A"\nstem = 1\n'
    )
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "input:pedal", status="connected"))
        lines: list[MonitorLine | MonitorTicks] = []
        rig.monitor("input:pedal", lines.append)
        pedal.play(NOTE, 1, 1)
        until(lambda: show.state.decks["A"].stems["vocals"].mute)
        rig.act(MidiMute(port_id="input:pedal"))
        until(lambda: not show.state.decks["A"].stems["vocals"].mute)
        until(is_so(rig, "input:pedal", muted=True))
        heard = len(show.heard)
        pedal.play(NOTE, 1, 1)
        until(lambda: len(lines) == 2)
        assert len(show.heard) == heard
        rig.act(MidiMute(port_id="input:pedal"))
        until(is_so(rig, "input:pedal", muted=False))
        pedal.play(NOTE, 1, 1)
        until(lambda: len(show.heard) > heard)


@pytest.mark.parametrize("guarded", [False, True])
def test_a_flood_is_told_and_muted_only_where_that_was_asked_for(bay, show, guarded):
    nano = bay.plug(Controller(NANO))
    ending = threading.Event()

    def flood() -> None:
        while not ending.wait(0.01):
            for value in range(60):
                nano.play(CC, 0, value)

    with playing(bay, show) as rig:
        until(is_so(rig, f"input:{NANO}", status="connected"))
        rig.act(MidiGuard(port_id=f"input:{NANO}", on=guarded))
        thread = threading.Thread(target=flood)
        thread.start()
        try:
            until(is_so(rig, f"input:{NANO}", flooding=True, muted=guarded), 6.0)
            assert f"{NANO} sends more than 2000 messages a second" in (rig.state.message or "")
        finally:
            ending.set()
            thread.join()
        until(is_so(rig, f"input:{NANO}", flooding=False, muted=False), 6.0)


def test_the_users_choice_of_a_mapping_wins_and_is_kept(bay, show):
    store = Store()
    bay.plug(Controller(NANO))
    with playing(bay, show, settings=store) as rig:
        until(is_so(rig, f"input:{NANO}", preset="korg-nanokontrol2"))
        rig.act(MidiPreset(port_id=f"input:{NANO}", preset="generic"))
        until(is_so(rig, f"output:{NANO}", preset="generic", chosen_preset="generic"))
    with playing(bay, show, settings=store) as rig:
        until(is_so(rig, f"input:{NANO}", preset="generic", status="connected"))
        rig.act(MidiPreset(port_id=f"input:{NANO}"))
        until(is_so(rig, f"input:{NANO}", preset="korg-nanokontrol2", chosen_preset=None))


TUNED = (
    'format = 1\nname = "Mine"\n[match]\nports = ["pedal"]\n[settings]\nmine = 3\n'
    '[[bind]]\nnote = 1\nchannel = "{mine}"\naction = "stem.mute"\ndeck = "A"\nstem = 1\n'
)


def test_a_unit_plays_as_it_is_set_and_that_is_kept(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(TUNED)
    store = Store()
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path], settings=store) as rig:
        until(is_so(rig, "input:pedal", status="connected", settings={"mine": 3}))
        rig.act(MidiSetting(port_id="input:pedal", setting="mine", value=5))
        until(is_so(rig, "input:pedal", status="connected", settings={"mine": 5}))
        pedal.play(NOTE | 4, 1, 1)
        until(lambda: show.state.decks["A"].stems["vocals"].mute)
    with playing(bay, show, presets=[tmp_path], settings=store) as rig:
        until(is_so(rig, "input:pedal", status="connected", settings={"mine": 5}))
        rig.act(MidiSetting(port_id="input:pedal", setting="mine"))
        until(is_so(rig, "input:pedal", settings={"mine": 3}))


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [("yours", 1, "has no setting 'yours'. There are: mine"), ("mine", 99, "cannot be set to that: .*channel")],
)
def test_a_setting_that_cannot_be_is_refused(bay, show, tmp_path, *, setting, value, sentence):
    (tmp_path / "mine.toml").write_text(TUNED)
    bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "input:pedal", status="connected"))
        with pytest.raises(ActionError, match=sentence):
            rig.act(MidiSetting(port_id="input:pedal", setting=setting, value=value))


def test_a_unit_whose_mapping_cannot_be_set_like_that_any_more_plays_and_is_told(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(TUNED)
    store = Store()
    store.kept = AllSettings(devices={"pedal": UnitSettings(tuning={"mine": 99})})
    pedal = bay.plug(Controller("pedal"))
    with playing(bay, show, presets=[tmp_path], settings=store) as rig:
        until(is_so(rig, "input:pedal", status="connected"))
        pedal.play(NOTE | 2, 1, 1)
        until(lambda: show.state.decks["A"].stems["vocals"].mute)
        until(lambda: "Mine cannot be used as it is set" in (rig.state.message or ""))


def test_a_mapping_that_was_chosen_and_is_gone_is_told(bay, show):
    store = Store()
    store.kept = AllSettings(devices={NANO: UnitSettings(preset="lost")})
    bay.plug(Controller(NANO))
    with playing(bay, show, settings=store) as rig:
        until(is_so(rig, f"input:{NANO}", preset="korg-nanokontrol2"))
        until(lambda: "'lost', which is not there any more" in (rig.state.message or ""))


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (MidiMute(port_id="input:nobody"), "There is no MIDI port 'input:nobody'. There are: input:sfa_live in"),
        (MidiPreset(port_id="input:sfa_live in", preset="nothing"), "There is no mapping 'nothing'. There are: akai"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(bay, show, action, sentence):
    with playing(bay, show) as rig, pytest.raises(ActionError, match=sentence):
        rig.act(action)


def test_a_damaged_file_of_settings_is_told_and_everything_goes_on(bay, show):
    store = Store()
    store.wrong = "midi-devices.json is damaged. It is kept as midi-devices.damaged."
    with playing(bay, show, settings=store) as rig:
        assert "midi-devices.damaged. Every controller is as if it had just been bought." in (rig.state.message or "")


def test_a_controller_with_a_name_that_says_nothing_is_known_by_its_answer(bay, show, tmp_path):
    fake_preset(tmp_path)
    store = Store()
    unit = FakeUnit("USB MIDI Interface")
    bay.plug(unit)
    with playing(bay, show, presets=[tmp_path], settings=store) as rig:
        until(is_so(rig, "output:USB MIDI Interface", preset="fake", has_lamps=True))
        until(is_so(rig, "input:USB MIDI Interface", preset="fake", preset_title="Fake unit"))
        until(lambda: MODE in unit.sent)
    # The next night it is known at once.
    assert store.kept is not None
    assert store.kept.devices["USB MIDI Interface"].identity == "7D 11 22 33 44 01 00 00 00"


def test_a_controller_is_known_by_its_usb_numbers(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\nname = "Mine"\n[match]\nports = ["never"]\nusb = ["1234:ABCD"]\n'
        '[[bind]]\nnote = 1\naction = "panic"\n'
    )
    bay.plug(Controller("MIDI 1", hardware=Hardware(usb="1234:ABCD")))
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, "input:MIDI 1", preset="mine"))


def test_nobody_is_asked_for_ever_and_programs_are_not_asked_at_all(bay, show):
    synth = bay.plug(Controller("Some Synth 3000"))
    program = bay.plug(Controller("sequencer", is_program=True))
    with playing(bay, show):
        until(lambda: synth.sent == [REQUEST, REQUEST], 4.0)
        # It is left alone afterwards: our two ports and its input are open.
        until(lambda: bay.open_ports == 3, 4.0)
        assert program.sent == []


def test_a_port_that_another_program_holds_is_told_and_taken_when_it_is_free(bay, show):
    nano, other = Controller(NANO), bay.plug(Controller("Some Synth 3000"))

    def held() -> None:
        raise MidiError("the port is in use by another program")

    nano.on_open = held
    bay.plug(nano)
    with playing(bay, show) as rig:
        until(is_so(rig, f"input:{NANO}", status="connected"))
        problem = (
            f"{NANO} could not be opened: the port is in use by another program. It is tried again every 2 seconds."
        )
        until(is_so(rig, f"input:{NANO}", problem=problem))
        until(lambda: _plays(other, show, NOTE, 36))
        nano.on_open = lambda: None
        until(is_so(rig, f"input:{NANO}", problem=None), 5.0)
        until(lambda: _plays(nano, show))


def test_a_driver_that_hangs_holds_up_nobody_else(bay, show):
    free = threading.Event()
    nano, apc = Controller(NANO), Controller("APC mini mk2")

    def hang(_: bytes) -> None:
        free.wait()

    nano.on_sent = hang
    with playing(bay, show) as rig:
        bay.plug(nano)
        until(is_so(rig, f"output:{NANO}", status="connected"))
        until(lambda: "its driver hangs" in (rig.state.message or ""), 4.0)
        bay.plug(apc)
        until(lambda: bytes((0x96, 56, 21)) in apc.sent, 1.5)
        until(lambda: _plays(nano, show))
        free.set()
        nano.on_sent = nano.sent.append
        until(lambda: nano.sent, 5.0)
        until(is_so(rig, f"output:{NANO}", problem=None))


def test_a_driver_that_fails_with_anything_at_all_is_told_and_tried_again(bay, show):
    nano = Controller(NANO)

    def fail(_: bytes) -> None:
        raise RuntimeError("it burns")

    nano.on_sent = fail
    with playing(bay, show) as rig:
        bay.plug(nano)
        until(
            lambda: f"{NANO} does not take what it is sent: its driver failed (it burns)." in (rig.state.message or "")
        )
        until(lambda: _plays(nano, show))
        nano.on_sent = nano.sent.append
        until(lambda: nano.sent, 5.0)


def test_a_resync_tells_a_controller_its_mode_and_all_its_lamps_anew(bay, show):
    apc = bay.plug(Controller("APC mini mk2"))
    with playing(bay, show) as rig:
        until(lambda: bytes((0x96, 56, 21)) in apc.sent)
        until(lambda: len(apc.sent) > 60)
        before = {message for message in apc.sent if message != REQUEST}
        apc.sent.clear()
        rig.act(MidiResync(port_id="input:APC mini mk2"))
        until(lambda: before <= set(apc.sent))
        assert next(message for message in apc.sent if message != REQUEST) == bytes.fromhex("F0477F4F62000100F7")


def test_the_toggle_on_a_controller_mutes_another(bay, show, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\nname = "Mine"\n[match]\nports = ["pedal"]\n'
        f'[[bind]]\nnote = 1\naction = "midi.mute"\nport_id = "input:{NANO}"\n'
    )
    pedal, _ = bay.plug(Controller("pedal")), bay.plug(Controller(NANO))
    rig: MidiRig

    def deliver(action, _origin) -> None:
        rig.act(action)

    show.deliver = deliver
    with playing(bay, show, presets=[tmp_path]) as rig:
        until(is_so(rig, f"input:{NANO}", status="connected"))
        show.state = replace(show.state, midi=rig.state)
        until(is_so(rig, "input:pedal", status="connected"))
        pedal.play(NOTE, 1, 1)
        until(is_so(rig, f"input:{NANO}", muted=True))


def _plays(controller: Controller, show: FakeShow, status: int = CC, number: int = MUTE) -> bool:
    """Whether a press does something."""
    before = len(show.heard)
    controller.play(status, number, 127)
    controller.play(status, number, 0)
    time.sleep(0.02)
    return any(isinstance(action, StemMute) for action in show.heard[before:])
