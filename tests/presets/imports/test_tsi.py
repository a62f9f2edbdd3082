"""Traktor's mappings do here what they did there, and what cannot be done is told."""

import base64
import struct

import pytest

from presets.imports import Fate, import_tsi
from presets.imports.tsi.commands import COMMANDS, HOT_CUE_TYPES
from sfa_live.model.action import (
    CueNext,
    DeckCue,
    DeckEq,
    DeckEqKill,
    DeckFilter,
    DeckGain,
    DeckHeadphones,
    DeckJump,
    DeckKeyLock,
    DeckLoop,
    DeckLoopSize,
    DeckNudge,
    DeckPause,
    DeckPlay,
    DeckSide,
    DeckTempo,
    LoopDouble,
    LoopIn,
    MixerCrossfader,
    MixerMaster,
    StemFilter,
    StemGain,
    StemMute,
    SyncLock,
    SyncOnce,
)
from tests.midi.hands import CC, NOTE, OFF
from tests.presets.imports import tsi_kit as kit
from tests.presets.imports.playing import only, play
from tests.presets.imports.tsi_kit import Row

#: A button and a fader that the tests play: note 24 and controller 7 on channel 1.
PAD, KNOB = "Ch01.Note.C1", "Ch01.CC.007"
PRESS, LET_GO = (NOTE, 24, 100), (OFF, 24, 0)


def imported(*rows, **more):
    return import_tsi(kit.tsi(kit.device(rows, **more)))


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (Row(PAD, 100), DeckPlay(deck="A")),
        (Row(PAD, 100, mode=kit.DIRECT, value=0, target=kit.B), DeckPause(deck="B")),
        (Row(PAD, 125, target=kit.C), SyncLock(deck="C", on=True)),
        (Row(PAD, 124, mode=kit.TRIGGER), SyncOnce(deck="A")),
        (Row(PAD, 119, target=kit.D), DeckHeadphones(deck="D", on=True)),
        (Row(PAD, 400, mode=kit.HOLD), DeckKeyLock(deck="A", on=True)),
        (Row(PAD, 202, mode=kit.HOLD), DeckLoop(deck="A", on=True)),
        (Row(PAD, 206, mode=kit.HOLD), DeckCue(deck="A", slot=1)),
        (Row(PAD, 305), DeckEqKill(deck="A", band="mid", on=True)),
        (Row(PAD, 259, target=4), StemMute(deck="B", stem="drums", on=True)),
        (Row(PAD, 2192, mode=kit.HOLD), DeckLoop(deck="A", on=True)),
        (Row(PAD, 2392, mode=kit.TRIGGER), LoopIn(deck="A")),
        (Row(PAD, 2196, mode=kit.DIRECT, value=7), DeckLoopSize(deck="A", beats=4.0)),
        (Row(PAD, 2196, mode=kit.INC), LoopDouble(deck="A")),
        (Row(PAD, 2328, mode=kit.HOLD, value=7, target=kit.B), DeckCue(deck="B", slot=8)),
        (Row(PAD, 2306, mode=kit.DIRECT, value=1), CueNext(deck="A")),
        (Row(PAD, 2380, mode=kit.DIRECT, value=-9), DeckJump(deck="A", beats=-4)),
        (Row(PAD, 2380, mode=kit.DIRECT, value=3), DeckJump(deck="A", beats=0.0625)),
        (Row(PAD, 406, mode=kit.HOLD, value=-1), DeckNudge(deck="A", percent=4.0, on=True)),
        (Row(PAD, 2408, target=kit.B), DeckSide(deck="B", side="left")),
        (Row(PAD, 320, mode=kit.RESET), DeckFilter(deck="A", value=0)),
        (Row(PAD, 301, mode=kit.DIRECT, value=-1.0), DeckEq(deck="A", band="low", db=-12.0)),
        (Row(PAD, 102, mode=kit.DIRECT, value=0.0), DeckGain(deck="A", db=-90.0)),
    ],
    ids=str,
)
def test_a_button_does_what_it_did(row, asked):
    assert play(imported(row), PRESS) == [asked]


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (Row(KNOB, 5, target=0), MixerCrossfader(value=1.0)),
        (Row(KNOB, 6, target=0), MixerMaster(db=6.0)),
        (Row(KNOB, 102, target=kit.D), DeckGain(deck="D", db=6.0)),
        (Row(KNOB, 117, target=kit.D), DeckGain(deck="D", db=6.0)),
        (Row(KNOB, 123), DeckTempo(deck="A", percent=8.0)),
        (Row(KNOB, 123, invert=True), DeckTempo(deck="A", percent=-8.0)),
        (Row(KNOB, 303), DeckEq(deck="A", band="high", db=12.0)),
        (Row(KNOB, 320), DeckFilter(deck="A", value=1.0)),
        (Row(KNOB, 251, target=3), StemGain(deck="A", stem="vocals", db=6.0)),
        (Row(KNOB, 249, target=9), StemFilter(deck="C", stem="bass", value=1.0)),
    ],
    ids=str,
)
def test_a_fader_does_what_it_did(row, asked):
    row.hand, row.mode = kit.FADER, kit.DIRECT
    assert play(imported(row), (CC, 7, 127)) == [asked]


def test_a_held_button_lets_go():
    assert play(imported(Row(PAD, 100, mode=kit.HOLD)), PRESS, LET_GO) == [DeckPlay(deck="A"), DeckPause(deck="A")]
    heard = play(imported(Row(PAD, 304, mode=kit.HOLD)), PRESS, LET_GO)
    assert heard == [DeckEqKill(deck="A", band="low", on=on) for on in (True, False)]


def test_an_inverted_button_acts_when_it_is_let_go():
    row = Row(PAD, 2392, mode=kit.TRIGGER, invert=True)
    assert play(imported(row), PRESS) == []
    assert play(imported(row), PRESS, LET_GO) == [LoopIn(deck="A")]


def test_one_press_can_do_several_things_in_their_order():
    rows = [Row(PAD, 2196, mode=kit.DIRECT, value=5), Row(PAD, 125, mode=kit.DIRECT, value=1)]
    assert play(imported(*rows), PRESS) == [DeckLoopSize(deck="A", beats=1.0), SyncLock(deck="A", on=True)]
    assert play(imported(Row(PAD, 2317, mode=kit.DIRECT, value=6)), PRESS) == [
        DeckLoopSize(deck="A", beats=2.0),
        DeckLoop(deck="A", on=True),
    ]


def test_a_lit_button_that_does_several_things_does_them_and_its_lamp_is_left_out():
    rows = [
        Row(PAD, 2196, mode=kit.DIRECT, value=5),
        Row(PAD, 125, mode=kit.DIRECT, value=1),
        Row("Ch01.Note.C3", 2196, kit.LED, kit.OUTPUT, out=True, shown=(5, 5)),
    ]
    taken = imported(*rows)
    assert play(taken, PRESS) == [DeckLoopSize(deck="A", beats=1.0), SyncLock(deck="A", on=True)]
    assert [(line.fate, line.what.partition(" ")[0]) for line in taken.report] == [
        (Fate.KEPT, "Ch01.Note.C1,"),
        (Fate.LEFT_OUT, "lamp"),
        (Fate.KEPT, "Ch01.Note.C1,"),
    ]


def test_a_control_that_does_one_thing_already_does_not_do_another():
    report = imported(Row(PAD, 100), Row(PAD, 125)).report
    assert [line.fate for line in report] == [Fate.KEPT, Fate.LEFT_OUT]
    assert "the same control does something else already: Ch01.Note.C1, Play/Pause, deck A." in report[1].why


@pytest.mark.parametrize(("coding", "on", "back"), [(kit.TWOS, 4, 124), (kit.OFFSET, 68, 60)])
def test_an_endless_knob_counts_as_the_file_says(coding, on, back):
    knob = imported(Row(KNOB, 320, kit.ENCODER, kit.RELATIVE), encoders={KNOB: coding})
    for clicks, way in ((on, 1), (back, -1)):
        (moved,) = play(knob, (CC, 7, clicks))
        assert isinstance(moved, DeckFilter)
        assert 0 < way * moved.value < 0.2


def test_the_controllers_own_deck_is_the_one_that_it_is_set_to_or_the_one_in_focus():
    row = Row(PAD, 100, target=kit.DEVICE)
    assert play(imported(row, target=3), PRESS) == [DeckPlay(deck="C")]
    assert 'deck = "focus"' in imported(row).presets[0].text
    choose = Row("Ch01.Note.D1", 9, mode=kit.DIRECT, value=1)
    assert play(imported(row, choose), (NOTE, 26, 1), PRESS) == [DeckPlay(deck="B")]


def test_a_modifier_is_a_layer_while_it_is_held():
    rows = [
        Row("Ch01.Note.C2", 2548, mode=kit.HOLD, value=1),
        Row(PAD, 100, conditions=((2548, 0, 0),)),
        Row(PAD, 125, conditions=((2548, 0, 1),)),
    ]
    shift = [(NOTE, 36, 1), PRESS, LET_GO, (OFF, 36, 0)]
    assert play(imported(*rows), *shift, PRESS) == [SyncLock(deck="A", on=True), DeckPlay(deck="A")]


def test_two_buttons_in_one_that_turn_a_modifier_on_and_off_toggle_its_layer():
    rows = [
        Row("Ch01.Note.C2", 2549, mode=kit.DIRECT, value=2, conditions=((2549, 0, 0),)),
        Row("Ch01.Note.C2", 2549, mode=kit.DIRECT, value=0, conditions=((2549, 0, 2),)),
        Row(PAD, 125, conditions=((2549, 0, 2),)),
    ]
    shift = [(NOTE, 36, 1), (OFF, 36, 0)]
    assert play(imported(*rows), *shift, PRESS) == [SyncLock(deck="A", on=True)]
    assert play(imported(*rows), *shift, *shift, PRESS) == []


def test_a_mapping_waits_for_the_deck_to_stand():
    row = Row(PAD, 2392, mode=kit.TRIGGER, conditions=((100, kit.A, 0),))
    assert play(imported(row), PRESS) == [LoopIn(deck="A")]
    assert 'only = "stopped"' in imported(row).presets[0].text


def test_soft_takeover_is_a_pickup():
    assert 'takeover = "pickup"' in imported(Row(KNOB, 102, kit.FADER, kit.DIRECT, takeover=True)).presets[0].text


def test_the_lamp_of_a_command_is_the_lamp_of_its_button():
    lamps = [
        Row("Ch01.Note.C3", 100, kit.LED, kit.OUTPUT, out=True, midi=(1, 60)),
        Row("Ch01.CC.030", HOT_CUE_TYPES[2], kit.LED, kit.OUTPUT, out=True),
        Row("Ch01.Note.F3", 2688, kit.LED, kit.OUTPUT, out=True),
    ]
    taken = imported(Row(PAD, 100), Row("Ch01.Note.D1", 2328, mode=kit.DIRECT, value=2), *lamps)
    preset = only(taken)
    assert [(control.lamp, control.lamp_number) for control in preset.controls] == [
        ("note-1-1-60", 48),
        ("cc-1-0-127", 30),
    ]
    assert preset.styles["note-1-1-60"].messages(48, "lit") == (bytes((NOTE, 48, 60)),)
    assert [line.fate for line in taken.report] == [Fate.KEPT] * 4 + [Fate.LEFT_OUT]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Row(KNOB, 365, kit.FADER, kit.DIRECT), "there are no effect units here"),
        (Row(PAD, 3200, mode=kit.INC), "songs are chosen and loaded on the page"),
        (Row(PAD, 601, mode=kit.HOLD), "there are no remix decks here"),
        (Row(PAD, 99_999), "its number is not known"),
        (Row("Left.Play", 100), "it is not a single MIDI message"),
        (Row("Ch01.Note.C1+Ch01.Note.D1", 100), "it is not a single MIDI message"),
        (Row(PAD, 103, mode=kit.DIRECT, value=0.5), "nothing here is like that value"),
        (Row(PAD, 2380, mode=kit.DIRECT, value=13), "nothing here is like that value"),
        (Row(PAD, 102, mode=kit.INC), "a button cannot move a value step by step"),
        (Row(KNOB, 102, kit.FADER, kit.RELATIVE), "an endless knob has"),
        (Row(KNOB, 100, kit.FADER, kit.DIRECT), "a fader is no button here"),
        (Row(PAD, 100, target=9), "it names no deck"),
        (Row(PAD, 259, target=-1), "it names no stem"),
        (Row(PAD, 100, conditions=((2550, 0, 4),)), "no button of this controller turns the modifier on"),
        (Row(PAD, 100, conditions=((203, 0, 1),)), "it waits for something that no condition here can say"),
        (Row(PAD, 102, kit.FADER, kit.DIRECT), "needs a knob or fader"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_told_in_a_sentence(row, why):
    taken = imported(row)
    assert taken.presets == ()
    assert [line.fate for line in taken.report] == [Fate.LEFT_OUT]
    assert why in taken.report[0].why


def test_gain_stays_out_where_volume_has_the_level():
    taken = imported(*(Row(f"Ch01.CC.00{n}", c, kit.FADER, kit.DIRECT) for n, c in ((1, 102), (2, 117))))
    assert [line.fate for line in taken.report] == [Fate.APPROXIMATED, Fate.LEFT_OUT]


def test_every_controller_of_the_file_becomes_a_preset_that_finds_its_port():
    rows = [Row(PAD, 100)]
    both = import_tsi(
        kit.tsi(
            kit.device(rows, port="4- XONE:K2 MIDI", comment="Xone K2 - Page 1"),
            kit.device(rows, port="All Ports"),
            keys="x",
        )
    )
    assert [(preset.file, preset.name) for preset in both.presets] == [
        ("xone-k2-page-1", "Xone K2 - Page 1"),
        ("generic-midi", "Generic MIDI"),
    ]
    assert 'ports = ["XONE:K2 MIDI"]' in both.presets[0].text
    assert "ports = []" in both.presets[1].text
    assert any(line.what == "the computer's keyboard" for line in both.report)


def test_the_shorter_form_of_later_versions_is_read_too():
    rows = [Row(PAD, 100), Row(KNOB, 5, kit.FADER, kit.DIRECT, comment="x-fader")]
    taken = import_tsi(kit.tsi(kit.compact(rows)))
    assert play(taken, PRESS, (CC, 7, 0)) == [DeckPlay(deck="A"), MixerCrossfader(value=-1.0)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda number: COMMANDS[number].name)
def test_every_known_command_is_taken_over_from_one_hand_or_another(command):
    ways = [
        Row(PAD, command, mode=kit.DIRECT, value=7 if command in (2196, 2317, 2380) else 0),
        Row(PAD, command, mode=kit.TRIGGER),
        Row(KNOB, command, kit.FADER, kit.DIRECT),
        Row(KNOB, command, kit.ENCODER, kit.RELATIVE),
    ]
    assert any(imported(row).presets for row in ways)


#: Three rows as Traktor 2.6.8 wrote them, cut out of the sample "Xone K2 Page 1" of TraktorMappingFileFormat (MIT):
#: play on deck A, the volume of deck B, and the gain of deck B by an endless knob while modifier 1 is on.
RECORDED = (
    (
        "Q01BSQAAAIwAAAElAAAAAAAAAGRDTUFEAAAAeAAAAAQAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAABAoAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAABAAAAAAAAAH8AAAAAAAAAAAAAAAEAAAABAAAAAA=="
    ),
    (
        "Q01BSQAAAIwAAADfAAAAAAAAAGZDTUFEAAAAeAAAAAQAAAABAAAAAwAAAAEAAAAAAAAAAAAAAABAoAAAAAAAAAAAAAAAAAACP4AAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAI/gAAAAAAAAAAAAH8AAAAAAAAAAQAAAAI9gAAAAAAAAA=="
    ),
    (
        "Q01BSQAAAIwAAAGTAAAAAAAAAHVDTUFEAAAAeAAAAAQAAAACAAAABAAAAAEAAAAAAAAAAAAAAABAoAAAAAAAAAAAAAAAAAACPwAAAAAAAAAAAAn0"
        "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAI/gAAAAAAAAAAAAH8AAAAAAAAAAQAAAAI9gAAAAAAAAA=="
    ),
)
NAMES = {0x125: "Ch01.Note.C2", 0xDF: "Ch01.CC.019", 0x193: "Ch01.CC.003"}


def test_rows_that_traktor_itself_wrote_are_read():
    names = [kit.frame("DCBM", struct.pack(">I", number) + kit.text(name)) for number, name in NAMES.items()]
    rows = [base64.b64decode(row) for row in RECORDED]
    data = kit.frame("DDCB", kit.listed("CMAS", rows) + kit.listed("DCBM", names))
    taken = import_tsi(kit.tsi(kit.frame("DEVI", kit.text("Generic MIDI") + kit.frame("DDAT", data))))
    assert play(taken, (NOTE, 36, 1), (CC, 19, 127)) == [DeckPlay(deck="A"), DeckGain(deck="B", db=6.0)]
    assert [line.what for line in taken.report] == [
        "Ch01.Note.C2, Play/Pause, deck A",
        "Ch01.CC.019, Volume Adjust, deck B",
        "Ch01.CC.003, Gain Adjust, deck B",
        "the controller's port",
    ]
    assert taken.report[2].fate is Fate.LEFT_OUT
