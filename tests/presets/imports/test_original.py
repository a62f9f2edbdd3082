"""The original system's mappings do here what they did there."""

import csv
import io
import itertools
import json

import pytest
from msgspec.structs import replace

from midi.surface import Surface
from presets import load_preset
from presets.imports import Fate, import_original
from presets.read import read_preset
from sfa_live.errors import PresetError
from sfa_live.model.action import DeckCue, DeckLoop, DeckTempo, MixerCrossfader, MixerMaster, StemGain, StemMute
from tests.midi.hands import CC, NOTE, OFF, FakeShow, Hand, heard
from tests.presets.imports.playing import only, play

STEMS = ("vocals", "drums", "bass", "other")


def row(midi_type, number, action, channel=0, device="Box", **more):
    params = more.pop("params", {})
    return {"device_name": device, "midi_type": midi_type, "channel": channel, "number": number, "action": action} | {
        "params": params,
        "source": "custom",
        "bank_id": None,
        "parameter_index": None,
        **more,
    }


GENERIC = [
    row("cc", 1, "stem_volume", params={"target": "master"}),
    row("cc", 7, "stem_volume", params={"target": "pan"}),
    row("cc", 64, "stem_mute", params={"behavior": "hold"}),
]
DJ = [
    *(row("note_on", 47 + deck, "dj_play", params={"deck": str(deck)}) for deck in (1, 2)),
    row("cc", 1, "dj_crossfader"),
    *(row("cc", 1 + deck, "dj_pitch", params={"deck": str(deck)}) for deck in (1, 2)),
    *(row("note_on", 49 + slot, "dj_cue", params={"deck": "1", "slot": str(slot)}) for slot in (1, 2)),
    *(row("cc", 19 + deck, "dj_loop_toggle", params={"deck": str(deck)}) for deck in (1, 2)),
]
#: Its pads muted the stems in their order, its Q-Links were their levels, its keys the player's.
MPC = [
    *(row("note_on", 36 + pad, "stem_mute", parameter_index=pad) for pad in range(16)),
    *(row("cc", 16 + knob, "stem_volume", params={"target": stem}) for knob, stem in enumerate(STEMS)),
    *(row("cc", 20 + knob, "stem_volume", params={"target": stem}) for knob, stem in enumerate(STEMS)),
    row("cc", 118, "play"),
    row("cc", 117, "stop"),
    row("cc", 119, "bpm_tap"),
]


#: Everything that a controller can send on the first channel; and the pads and buttons of the MPC, whose shipped
#: mapping has a second bank of pads besides, and Q-Links that pick up, as the original's did not.
ALL = [(status, number) for status in (NOTE, CC) for number in range(128)]
OF_THE_MPC = [*((NOTE, 36 + pad) for pad in range(16)), *((CC, number) for number in (117, 118, 119))]


def told(preset, controls):
    """What a show with eight stems is asked for by these controls, pressed and let go; every stem by its name."""
    show = FakeShow(stems=8)
    hand = Hand(Surface("input:x", preset, show.deliver, show.current))
    for (status, number), value in itertools.product(controls, (127, 20, 0)):
        hand.hear(heard(status, number, value))
        hand.settle()
    return [_by_name(action, show.state.decks["A"].stems) for action in show.heard]


def _by_name(action, stems):
    slot = getattr(action, "stem", None)
    return (
        replace(action, stem=next(name for name, stem in stems.items() if slot in (name, stem.slot)))
        if slot
        else action
    )


@pytest.mark.parametrize(
    ("rows", "shipped", "controls"),
    [(GENERIC, "original-generic", ALL), (DJ, "original-dj", ALL), (MPC, "akai-mpc", OF_THE_MPC)],
    ids=["generic", "dj", "mpc"],
)
def test_its_default_presets_do_what_the_shipped_ones_do(rows, shipped, controls):
    assert told(only(import_original(rows)), controls) == told(load_preset(shipped), controls)


def test_the_q_links_of_the_mpc_move_what_those_of_the_shipped_mapping_move():
    ours, shipped = (
        {(control.address.number, str(control.args["stem"])) for control in preset.controls if control.scale}
        for preset in (only(import_original(MPC)), load_preset("akai-mpc"))
    )
    assert {number for number, _ in ours} == {number for number, _ in shipped} == set(range(16, 24))


def test_every_row_is_in_the_report_with_what_became_of_it():
    report = import_original(GENERIC).report
    assert [line.fate for line in report] == [Fate.APPROXIMATED, Fate.LEFT_OUT, Fate.APPROXIMATED]
    assert str(report[1]) == "row 2, cc 7 channel 0: stem_volume → left out: there is no panning here."


def test_every_device_gets_a_preset_of_its_own_that_is_found_by_its_name():
    imported = import_original(
        [row("cc", 1, "dj_crossfader", device="Left"), row("cc", 1, "dj_crossfader", device="R")]
    )
    assert [(preset.file, preset.name) for preset in imported.presets] == [("left", "Left"), ("r", "R")]
    assert read_preset(imported.presets[0].text, "left", "left").match.ports == ("Left",)


def test_csv_says_the_same_as_json():
    rows = [*GENERIC, *DJ[3:]]
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows({**each, "params": json.dumps(each["params"])} for each in rows)
    assert import_original(text.getvalue()) == import_original(json.dumps(rows)) == import_original(rows)


def test_a_knob_and_a_pad_play_as_they_did():
    imported = import_original([*DJ, row("cc", 9, "stem_volume", params={"target": "drums"})])
    assert play(imported, (CC, 1, 127)) == [MixerCrossfader(value=1.0)]
    assert play(imported, (CC, 2, 0)) == [DeckTempo(deck="A", percent=-8.0)]
    assert play(imported, (NOTE, 51, 9)) == [DeckCue(deck="A", slot=2)]
    assert play(imported, (CC, 21, 127)) == [DeckLoop(deck="B", on=True)]
    assert play(imported, (CC, 9, 96)) == [StemGain(deck="A", stem="drums", db=0.0)]


def test_held_is_honoured_which_it_was_not():
    heard = play(import_original(GENERIC), (CC, 64, 127), (CC, 64, 0), (CC, 1, 0))
    assert heard == [StemMute(deck="A", stem=1, on=True), StemMute(deck="A", stem=1, on=False), MixerMaster(db=-90.0)]


def test_what_waited_for_the_release_acts_on_the_release():
    imported = import_original([row("note_off", 60, "dj_cue", params={"deck": "2", "slot": "3"})])
    assert play(imported, (NOTE, 60, 9)) == []
    assert play(imported, (NOTE, 60, 9), (OFF, 60, 0)) == [DeckCue(deck="B", slot=3)]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (row("cc", 1, "pad_volume"), "there is no sampler here"),
        (row("cc", 1, "next_track"), "a deck has no list of songs"),
        (row("cc", 1, "dj_scratch"), "the original has no action 'dj_scratch'"),
        (row("sysex", 1, "play"), "'sysex' is none of cc, note_on and note_off"),
        (row("cc", 200, "play"), "its number must be 0 to 127"),
        (row("cc", 1, "dj_play", params={"deck": "7"}), "there is no deck '7'"),
        (row("cc", 1, "stem_mute", params={"stem": "9"}), "there is no stem '9'; they are 1 to 8"),
        (row("cc", 1, "dj_cue", params="{"), "its params are not JSON"),
        (row("cc", 1, "seek"), "it does not say where to"),
        (row("note_on", 1, "dj_crossfader"), "needs a knob or fader"),
    ],
    ids=lambda x: str(x)[:20],
)
def test_what_cannot_be_done_is_told_in_a_sentence(broken, why):
    imported = import_original([broken])
    assert imported.presets == ()
    assert imported.report[0].fate is Fate.LEFT_OUT
    assert why in imported.report[0].why


def test_a_second_row_for_the_same_control_is_told_and_does_nothing():
    imported = import_original([row("cc", 1, "dj_crossfader"), row("cc", 1, "bpm_tap")])
    assert [line.fate for line in imported.report] == [Fate.KEPT, Fate.LEFT_OUT]
    assert "row 1" in imported.report[1].why


@pytest.mark.parametrize("text", ["", "[]", "{", "[1, 2]", '{"a": 1}', "a,b\n1,2\n", '"device_name\n', "[" * 9000])
def test_a_file_that_is_none_of_the_originals_is_refused_in_a_sentence(text):
    with pytest.raises(PresetError, match=r"^[A-Z].*\.$"):
        import_original(text)
