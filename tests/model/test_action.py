"""What can be asked, and what a wrong question is told."""

import math

import msgspec
import pytest

from sfa_live.errors import ActionError
from sfa_live.model.action import (
    ACTIONS,
    ALIASES,
    BEATS,
    ChainedLoop,
    CueSet,
    DeckTempo,
    LoopChain,
    MixerCrossfader,
    StemMute,
    describe,
    parse_action,
    to_wire,
)


def test_an_action_comes_back_from_its_wire_form():
    action = StemMute(deck="A", stem="drums", on=True)
    wire = to_wire(action)
    assert wire == {"action": "stem.mute", "args": {"deck": "A", "stem": "drums", "on": True}}
    assert parse_action(wire["action"], wire["args"]) == action


def test_an_unknown_action_is_told_the_nearest_valid_name():
    with pytest.raises(ActionError, match=r"Did you mean 'stem\.mute'\?.*deck\.play") as wrong:
        parse_action("stem.mut", {})
    assert wrong.value.wire_code == "unknown_action"


def test_an_unknown_deck_is_told_the_decks():
    with pytest.raises(ActionError, match="decks are A, B, C, D") as wrong:
        parse_action("deck.play", {"deck": "Q"})
    assert wrong.value.wire_code == "unknown_deck"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("deck.tempo", {"deck": "A", "percent": 51}),
        ("deck.tempo", {"deck": "A", "percent": float("nan")}),
        ("deck.tempo", {"deck": "A"}),
        ("deck.tempo", {"deck": "A", "percent": "fast"}),
        ("deck.tempo", {"deck": "A", "percent": 1, "speed": 2}),
        ("stem.gain", {"deck": "A", "stem": "drums", "db": 7}),
        ("stem.mute", {"deck": "A", "stem": 9}),
        ("stem.mute", {"deck": "A", "stem": True}),
        ("deck.cue", {"deck": "A", "slot": 0}),
        ("scene.store", {"slot": 1, "label": "caf\udce9"}),
        ("deck.play", ["A"]),
        (None, {}),
        ({"x": 1}, {}),
    ],
)
def test_a_wrong_argument_is_refused_in_one_sentence(name, args):
    with pytest.raises(ActionError) as wrong:
        parse_action(name, args)
    assert "\n" not in wrong.value.message


@pytest.mark.parametrize(
    "make",
    [
        lambda: CueSet("A", 1, position_ms=math.nan),
        lambda: CueSet("A", 1, label="caf\udce9"),
        lambda: MixerCrossfader(value=math.inf),
        lambda: LoopChain("A", (ChainedLoop(0.0, math.nan, 1),)),
    ],
)
def test_what_no_file_can_hold_is_no_action_wherever_it_is_made(make):
    with pytest.raises(ActionError):
        make()


def test_what_is_asked_of_a_controller_does_not_wait_for_the_clock():
    assert parse_action("midi.resync", {"quantise": "now"}).name == "midi.resync"
    with pytest.raises(ActionError, match="midi.mute does not wait for the clock"):
        parse_action("midi.mute", {"port_id": "input:pads", "quantise": "1 bar"})


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_every_action_can_wait_for_the_clock(kind):
    assert next(field for field in msgspec.structs.fields(kind) if field.name == "quantise").default is None


@pytest.mark.parametrize("point", [*BEATS, "now"])
def test_a_point_of_the_clock_is_kept_on_the_wire(point):
    action = parse_action("stem.mute", {"deck": "C", "stem": 2, "quantise": point})
    assert action == StemMute(deck="C", stem=2, quantise=point)
    assert to_wire(action)["args"] == {"deck": "C", "stem": 2, "quantise": point}


def test_a_point_that_the_clock_does_not_have_is_refused():
    with pytest.raises(ActionError, match="quantise"):
        parse_action("deck.play", {"deck": "A", "quantise": "3 bars"})


def test_what_can_be_held_has_something_to_switch():
    held = [kind for kind in ACTIONS.values() if kind.momentary]
    assert {"stem.mute", "deck.nudge", "loop.roll", "sync.lock"} <= {kind.name for kind in held}
    assert all("on" in kind.__struct_fields__ for kind in held)


def test_arguments_are_told_in_words():
    assert describe(ACTIONS["deck.eq"]) == "deck A or B or C or D, band low or mid or high, db -12 to 12"
    assert describe(ACTIONS["stem.loop"]) == (
        "deck A or B or C or D, stem name or number 1 to 8, beats 0.03125 to 64 (may be left out), "
        "on true or false (may be left out)"
    )
    assert describe(ACTIONS["loop.chain"]) == "deck A or B or C or D, loops up to 8 of {start_ms, end_ms, times}"
    assert describe(ACTIONS["clock.tap"]) == "no arguments"


def test_the_original_names_still_work():
    assert parse_action("dj_pitch", {"deck": "B", "percent": -8}) == DeckTempo(deck="B", percent=-8.0)
    assert set(ALIASES.values()) <= set(ACTIONS)


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_every_action_says_what_it_is_and_what_it_takes(kind):
    assert kind.__doc__
    assert describe(kind)
