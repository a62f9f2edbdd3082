"""A deck's channel: what its knobs show, and what the engine is told."""

import pytest
from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.units import gain_from_db
from tests.show.reduce.stage import press, song, stage


def test_a_band_goes_to_its_gain():
    change = press(stage(), act.DeckEq("B", "mid", -6.0))
    assert change.state.decks["B"].eq.mid == -6.0
    assert change.commands == (engine.SetEq(1, engine.Band.MID, gain_from_db(-6.0)),)


def test_a_killed_band_stays_silent_when_its_knob_moves_and_comes_back_where_the_knob_is():
    killed = press(stage(), act.DeckEqKill("A", "low"))
    assert killed.commands == (engine.SetEq(0, engine.Band.LOW, 0.0),)
    turned = press(killed.state, act.DeckEq("A", "low", 3.0))
    assert turned.commands == (engine.SetEq(0, engine.Band.LOW, 0.0),)
    back = press(turned.state, act.DeckEqKill("A", "low"))
    assert back.commands == (engine.SetEq(0, engine.Band.LOW, gain_from_db(3.0)),)
    assert back.state.decks["A"].eq.kills == ()


def test_killed_bands_are_shown_from_the_lowest_whatever_the_order_of_the_presses():
    state = press(stage(), act.DeckEqKill("A", "high")).state
    assert press(state, act.DeckEqKill("A", "low")).state.decks["A"].eq.kills == ("low", "high")


@pytest.mark.parametrize(("lufs", "trim"), [(-9.0, -5.0), (-16.5, 2.5), (-40.0, 6.0), (None, 0.0)])
def test_a_song_is_made_as_loud_as_the_others_as_far_as_its_loudness_is_known(lufs, trim):
    state = stage(A=song(lufs=lufs, normalise=False))
    on = press(state, act.DeckNormalise("A"))
    assert on.state.decks["A"].trim_db == trim
    assert on.commands == (engine.SetTrim(0, gain_from_db(trim)),)
    off = press(on.state, act.DeckNormalise("A"))
    assert off.state.decks["A"].trim_db == 0.0
    assert off.commands == (engine.SetTrim(0, 1.0),)


@pytest.mark.parametrize(
    ("action", "field", "value", "command"),
    [
        (act.DeckFilter("C", -0.5), "filter", -0.5, engine.SetDeckFilter(2, -0.5)),
        (act.DeckGain("C", -90.0), "gain_db", -90.0, engine.SetDeckGain(2, 0.0)),
        (act.DeckSide("C", "both"), "side", "both", engine.SetSide(2, engine.Side.BOTH)),
        (act.DeckOutput("C", 2), "output", 2, engine.SetDeckOutput(2, 2)),
        (act.DeckHeadphones("C"), "headphones", True, engine.SetHeadphones(2, on=True)),
    ],
)
def test_knobs_and_cables_work_on_an_empty_deck_too(action, field, value, command):
    change = press(stage(channels=4), action)
    assert getattr(change.state.decks["C"], field) == value
    assert change.commands == (command,)


@pytest.mark.parametrize("action", [act.DeckOutput("A", 2), act.DeckHeadphones("A"), act.StemOutput("A", 1, 2)])
def test_outputs_that_the_device_does_not_have_are_told_with_the_option_that_gives_them(action):
    with pytest.raises(ActionError, match="--channels 4"):
        press(stage(A=song()), action)


def test_headphones_can_be_left_on_a_device_without_them():
    state = stage(A=song(headphones=True))
    assert not press(state, act.DeckHeadphones("A")).state.decks["A"].headphones


def test_the_original_fades_in_where_the_song_has_one():
    change = press(stage(A=song(original=0.0)), act.DeckOriginal("A", 0.7))
    assert change.state.decks["A"].original == 0.7
    assert change.commands == (engine.SetBlend(0, 0.7),)
    with pytest.raises(ActionError, match="no original"):
        press(stage(A=song()), act.DeckOriginal("A", 0.7))
    with pytest.raises(ActionError, match="empty"):
        press(stage(), act.DeckOriginal("A", 0.7))


def test_what_is_refused_changes_nothing():
    state = stage(A=replace(song(), gain_db=-3.0))
    with pytest.raises(ActionError):
        press(state, act.DeckOutput("A", 4))
    assert state.decks["A"].output == 1
