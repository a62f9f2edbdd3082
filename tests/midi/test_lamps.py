import pytest
from msgspec.structs import replace

from midi.backends.in_process import Controller
from midi.devices.hands import Hands
from midi.feedback import Face
from midi.mapping import View
from presets import load_preset
from presets.read import read_preset
from sfa_live.model.action import StemMute, StemSolo
from sfa_live.model.show_state import (
    ArmedState,
    EqState,
    GuestState,
    KeyState,
    LoopState,
    MasterState,
    RecordState,
    SceneState,
)
from tests.midi.hands import WEB, FakeShow, show_with, until


class Unit:
    """A controller's face, and all that it was sent."""

    def __init__(self, preset):
        self.hands = Hands(lambda: None)
        self.face = Face(preset, self.hands, 0.0)
        self.sent: list[bytes] = []

    def work(self, state, now, beat=0.0, view=View()):  # noqa: B008 - a frozen value
        self.sent += self.face.work(state, view, lambda: beat, now)

    def settle(self, state, start: float = 0.0) -> float:
        """Let time pass until all is right; how long it took, in seconds."""
        now = start
        while self.work(state, now) or self.face.rest is not None:
            now += 0.005
            assert now < start + 10.0
        return now - start


def unit(preset: str, **changes) -> Unit:
    return Unit(replace(load_preset(preset), **changes))


def test_a_mapping_is_introduced_before_its_lamps_and_given_time():
    group = unit("akai-apc-mini-mk2")
    group.work(show_with(), 0.0)
    assert group.sent == [bytes.fromhex("F0477F4F62000100F7")]
    group.settle(show_with())
    assert len(group.sent) > 40


def test_pads_tell_muted_sounding_soloed_and_silenced_apart():
    show = FakeShow()
    group = unit("akai-apc-mini-mk2")
    group.settle(show.state)
    assert bytes((0x96, 57, 21)) in group.sent
    assert bytes((0x96, 60, 0)) in group.sent, "there is no fifth stem"
    group.sent.clear()
    show.deliver(StemMute(deck="A", stem=2, on=True), WEB)
    group.settle(show.state, 1.0)
    assert group.sent == [bytes((0x96, 57, 5))]
    group.sent.clear()
    show.deliver(StemSolo(deck="A", stem=1, on=True), WEB)
    group.settle(show.state, 2.0)
    solo, silenced = bytes((0x96, 56, 13)), [bytes((0x96, pad, 7)) for pad in (58, 59)]
    assert group.sent == [solo, *silenced, bytes((0x96, 48, 13))]


def lamp(bind: str, styles: str = ""):
    """The lamp of note 1 alone, with what it says in a state."""
    text = f'format = 1\nname = "T"\n[match]\n[lamps.x]\nsend = "note"\nlit = 127\noff = 0\n{styles}\n'
    preset = read_preset(f'{text}[[bind]]\nnote = 1\nlamp = "x"\n{bind}\n', "t", "t.toml")

    def value(state) -> int:
        group = Unit(preset)
        group.work(state, 0.0)
        return group.sent[-1][2]

    return value


def with_deck(**changes):
    state = show_with()
    return replace(state, decks={**state.decks, "A": replace(state.decks["A"], **changes)})


@pytest.mark.parametrize(
    ("action", "on"),
    [
        ('"deck.keylock"\ndeck = "A"', with_deck(key_lock=KeyState(lock=True))),
        ('"sync.lock"\ndeck = "A"', with_deck(locked=True)),
        ('"deck.slip"\ndeck = "A"', with_deck(slip=True)),
        ('"deck.headphones"\ndeck = "A"', with_deck(headphones=True)),
        ('"deck.eq_kill"\ndeck = "A"\nband = "low"', with_deck(eq=EqState(kills=("low",)))),
        ('"deck.acapella"\ndeck = "A"', with_deck(focus="acapella")),
        ('"deck.loop_size"\ndeck = "A"\nbeats = 8', with_deck(loop=LoopState(beats=8.0))),
        ('"deck.side"\ndeck = "A"\nside = "right"', with_deck(side="right")),
        ('"scene.recall"\ndeck = "A"\nslot = 3', with_deck(scenes={"3": SceneState()})),
        ('"scene.recall"\nslot = 3', replace(show_with(), scenes={"3": SceneState()})),
        ('"sync.leader"\ndeck = "A"', replace(show_with(), master=MasterState(leader="A"))),
        ('"clock.quantise"\nvalue = "1 bar"', replace(show_with(), master=MasterState(quantise="1 bar"))),
        ('"mixer.curve"\ncurve = "sharp"', replace(show_with(), master=MasterState(curve="sharp"))),
        ('"record.start"', replace(show_with(), record=RecordState(on=True))),
    ],
)
def test_a_lamp_tells_what_its_button_switches_or_chooses(action, on):
    value = lamp(f"action = {action}")
    assert (value(show_with()), value(on)) == (0, 127)


def test_what_waits_for_the_clock_has_a_look_of_its_own():
    waits = replace(show_with(), armed={"1": ArmedState("stem.mute", {"deck": "A", "stem": "drums"}, "1 bar", 8.0)})
    mute = 'action = "stem.mute"\ndeck = "A"\nstem = 2'
    assert lamp(mute)(waits) == 127
    assert lamp(mute, "armed = 2")(waits) == 2
    assert lamp(mute.replace("stem = 2", "stem = 3"), "armed = 2")(waits) == 0
    assert lamp(mute.replace('"A"', '"B"'), "armed = 2")(waits) == 0
    assert lamp(mute.replace("mute", "solo"), "armed = 2")(waits) == 0


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"focus": "acapella"}, (1, 7, 7, 5)),
        ({"focus": "instrumental"}, (7, 1, 1, 5)),
        ({"bass": {"solo": True}}, (7, 7, 9, 5)),
        ({"focus": "acapella", "bass": {"solo": True}}, (7, 7, 9, 5)),
        ({"drums": {"replaced_by": "B"}}, (1, 7, 1, 5)),
        ({"bass": {"solo": True}, "drums": {"guest": GuestState("B")}}, (7, 1, 9, 5)),
    ],
)
def test_a_mute_lamp_tells_whatever_else_silences_its_stem(changes, shown):
    stems = {**show_with().decks["A"].stems}
    for name, own in {"other": {"mute": True}, **changes}.items():
        if name != "focus":
            stems[name] = replace(stems[name], **own)
    state = with_deck(stems=stems, focus=changes.get("focus"))
    styles = "silenced = 7\nmuted = 5\nsounding = 1\nsoloed = 9"
    seen = [lamp(f'action = "stem.mute"\ndeck = "A"\nstem = {slot}', styles)(state) for slot in range(1, 5)]
    assert tuple(seen) == shown


@pytest.mark.parametrize(
    "control",
    [
        "cc = 1\nencoder = 'twos'\nlow = 1\nhigh = 8",
        "cc = 1\nlow = 1\nhigh = 8",
        "note = 1\nvelocity = 'beats'\nlow = 1\nhigh = 8",
    ],
)
def test_a_lamp_on_what_gives_a_loop_its_length_is_dark(control):
    head = 'format = 1\nname = "T"\n[match]\n[lamps.x]\nsend = "note"\nlit = 127\noff = 0\n'
    bind = f'[[bind]]\n{control}\nlamp = "x"\naction = "deck.loop_size"\ndeck = "A"\n'
    group = Unit(read_preset(head + bind, "t", "t.toml"))
    group.work(show_with(), 0.0)
    assert [message[2] for message in group.sent] == [0]


@pytest.mark.parametrize("asked", ["deck.play", "deck.pause", "deck.toggle"])
def test_a_start_that_waits_blinks_on_the_button_for_both(asked):
    waits = replace(show_with(), armed={"1": ArmedState(asked, {"deck": "C"}, "1 bar", 8.0)})
    value = lamp('action = "deck.toggle"\ndeck = "C"', "armed = 2")
    assert (value(waits), value(show_with())) == (2, 0)


def test_only_changes_are_sent():
    group = unit("generic")
    group.settle(show_with())
    group.sent.clear()
    group.settle(replace(show_with(), seq=99), 1.0)
    assert group.sent == []


def test_a_controller_is_never_sent_more_than_it_can_take():
    group = unit("novation-launch-control-xl", lamp_rate=100, settle_ms=0)
    took = group.settle(show_with())
    assert took == pytest.approx(len(group.sent) / 100, abs=0.06)


def test_lamps_that_speak_sysex_get_their_number_and_value():
    group = unit("novation-launch-control-xl")
    group.settle(show_with())
    assert bytes.fromhex("F0 00 20 29 02 11 78 08 19 3C F7") in group.sent
    group = unit("akai-mpc-studio-mk2")
    group.settle(show_with())
    assert bytes.fromhex("F0 47 7F 4A 65 00 04 01 00 7F 00 F7") in group.sent


def test_at_the_end_lamps_are_out_and_the_controller_is_as_it_was():
    group = unit("korg-nanokontrol2")
    group.settle(show_with())
    group.sent.clear()
    group.sent += group.face.farewell()
    assert bytes((0xBF, 32, 0)) in group.sent
    assert group.sent[-1] == bytes.fromhex("F0 42 40 00 01 13 00 00 00 00 F7")


def test_a_mute_from_anywhere_lights_the_pad(rig, bay, show):
    until(lambda: bytes((0x90, 37, 0)) in bay.virtual_out.sent)
    show.deliver(StemMute(deck="A", stem="drums", on=True), WEB)
    rig.feedback(show.state)
    until(lambda: bytes((0x90, 37, 127)) in bay.virtual_out.sent, 0.2)


def test_a_controller_that_comes_back_is_refreshed_whole(rig, bay, show):
    show.deliver(StemMute(deck="A", stem=1, on=True), WEB)
    rig.feedback(show.state)
    apc = bay.plug(Controller("APC mini mk2"))
    until(lambda: bytes((0x96, 56, 5)) in apc.sent)
    bay.pull(apc)
    until(lambda: "disconnected" in {d.status for d in rig.devices()})
    apc.sent.clear()
    bay.plug(apc)
    until(lambda: bytes((0x96, 56, 5)) in apc.sent)
    assert apc.sent[0] == bytes.fromhex("F0477F4F62000100F7")
