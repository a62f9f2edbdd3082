"""What can be asked, and what a wrong question is told."""

import pytest

from sfa_live.errors import ActionError
from sfa_live.model.action import ACTIONS, ALIASES, DeckTempo, StemMute, describe, parse_action, to_wire


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
    with pytest.raises(ActionError, match="decks are A and B") as wrong:
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
        ("deck.play", ["A"]),
        (None, {}),
        ({"x": 1}, {}),
    ],
)
def test_a_wrong_argument_is_refused_in_one_sentence(name, args):
    with pytest.raises(ActionError) as wrong:
        parse_action(name, args)
    assert "\n" not in wrong.value.message


def test_quantise_is_refused_aloud_as_long_as_it_is_not_built():
    with pytest.raises(ActionError, match="Quantised"):
        parse_action("stem.mute", {"deck": "A", "stem": "drums", "quantise": "1 bar"})


def test_the_original_names_still_work():
    assert parse_action("dj_pitch", {"deck": "B", "percent": -8}) == DeckTempo(deck="B", percent=-8.0)
    assert set(ALIASES.values()) <= set(ACTIONS)


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_every_action_says_what_it_is_and_what_it_takes(kind):
    assert kind.__doc__
    assert describe(kind)
