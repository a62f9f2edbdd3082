"""Hot cues and memory cues through the hands of a player."""

import pytest

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from tests.show.conftest import RATE


def test_a_hot_cue_has_its_slots_colour_until_a_hand_paints_it(deck):
    deck(act.DeckCue("A", 2), act.CueSet("A", 2, label="drop", colour="#123456"), act.CueSet("A", 3))
    cues = deck.state.cues
    assert (cues["2"].label, cues["2"].colour, cues["3"].colour) == ("drop", "#123456", "#22c55e")


def test_a_layout_is_kept_where_the_cue_is_and_let_go_again(deck):
    deck.at(1000.0)
    deck(act.DeckCue("A", 1))
    deck.at(3000.0)
    deck(act.StemMute("A", "vocals"), act.StemSolo("A", "bass"), act.StemGain("A", "drums", -6.0))
    deck(act.CueSet("A", 1, layout=True))
    deck(act.StemMute("A", "vocals"), act.StemSolo("A", "bass"), act.StemGain("A", "drums", 0.0))
    assert deck.state.cues["1"].position_ms == 1000.0
    deck(act.DeckCue("A", 1))
    stems = deck.state.stems
    assert (stems["vocals"].mute, stems["bass"].solo, stems["drums"].gain_db) == (True, True, -6.0)
    assert deck.place == 1000.0
    deck(act.CueSet("A", 1, layout=False))
    assert deck.state.cues["1"].layout is None


def test_a_cue_taken_away_while_a_jump_to_it_waits_takes_the_jump_with_it(deck):
    deck(act.CueSet("A", 1, position_ms=5000.0), act.DeckCue("A", 1, quantise="1 bar"))
    assert deck.show.state.armed
    deck(act.DeckCueClear("A", 1))
    assert not deck.show.state.armed
    deck.play(5 * RATE // 2)
    assert deck.place == 0.0


def test_memory_cues_are_gone_through_forwards_and_backwards(deck):
    for place in (6000.0, 2000.0, 4000.0, 4000.5):
        deck(act.CueMemory("A", place))
    assert deck.state.memory == (2000.0, 4000.0, 6000.0)
    deck(act.CueNext("A"))
    deck(act.CueNext("A"))
    assert deck.place == 4000.0
    deck(act.CuePrevious("A"))
    assert deck.place == 2000.0
    deck.at(5500.0)
    deck(act.CuePrevious("A"))
    assert deck.place == 4000.0
    deck.at(4900.0)
    deck(act.CuePrevious("A"))
    assert deck.place == 2000.0
    deck.at(4100.0)
    deck(act.CueMemoryClear("A"))
    assert deck.state.memory == (2000.0, 6000.0)
    deck.at(6500.0)
    with pytest.raises(ActionError, match="no memory cue"):
        deck(act.CueNext("A"))


def test_the_next_memory_cue_waits_for_the_beat_and_is_taken_back_by_the_same_press(deck):
    deck(act.CueMemory("A", 6000.0), act.ClockQuantise("1 bar"), act.CueNext("A"))
    assert len(deck.show.state.armed) == 1
    deck(act.CueNext("A"))
    assert not deck.show.state.armed
