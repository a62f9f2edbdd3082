"""Single stems: what is heard, what goes where, and one touch for the voice."""

import pytest
from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.units import gain_from_db
from tests.show.reduce.stage import mutes, press, song, stage


@pytest.mark.parametrize(
    ("action", "field", "value", "command"),
    [
        (act.StemSolo("B", 3), "solo", True, engine.SetSolo(1, 2, on=True)),
        (act.StemGain("B", "bass", -6.0), "gain_db", -6.0, engine.SetStemGain(1, 2, gain_from_db(-6.0))),
        (act.StemFilter("B", "bass", 0.25), "filter", 0.25, engine.SetStemFilter(1, 2, 0.25)),
        (act.StemChannel("B", "bass", "D"), "channel", "D", engine.SetStemChannel(1, 2, 3)),
        (act.StemOutput("B", "bass", 2), "output", 2, engine.SetStemOutput(1, 2, 2)),
    ],
)
def test_a_stem_is_set_as_asked_by_name_or_number(action, field, value, command):
    change = press(stage(channels=4, B=song()), action)
    assert getattr(change.state.decks["B"].stems["bass"], field) == value
    assert change.commands == (command,)


def test_a_mute_is_a_toggle_and_only_its_stem_is_told_to_the_engine():
    muted = press(stage(A=song()), act.StemMute("A", "drums"))
    assert mutes(muted) == {(0, 1): True}
    heard = press(muted.state, act.StemMute("A", 2))
    assert mutes(heard) == {(0, 1): False}


def test_a_stem_back_on_its_own_channel_has_no_other():
    state = press(stage(A=song()), act.StemChannel("A", "drums", "C")).state
    change = press(state, act.StemChannel("A", "drums", "A"))
    assert change.state.decks["A"].stems["drums"].channel is None
    assert change.commands == (engine.SetStemChannel(0, 1, 0),)


def test_acapella_is_the_voice_alone_and_again_is_as_it_was():
    state = press(stage(A=song()), act.StemMute("A", "bass")).state
    voice = press(state, act.DeckAcapella("A"))
    assert mutes(voice) == {(0, 1): True, (0, 3): True}
    back = press(voice.state, act.DeckAcapella("A"))
    assert mutes(back) == {(0, 1): False, (0, 3): False}
    assert back.state == state


def test_from_acapella_to_instrumental_is_one_touch():
    voice = press(stage(A=song()), act.DeckAcapella("A")).state
    change = press(voice, act.DeckInstrumental("A"))
    assert change.state.decks["A"].focus == "instrumental"
    assert mutes(change) == {(0, 0): True, (0, 1): False, (0, 2): False, (0, 3): False}


def test_a_mute_under_acapella_counts_when_the_focus_is_let_go():
    voice = press(stage(A=song()), act.DeckAcapella("A")).state
    muted = press(voice, act.StemMute("A", "drums"))
    assert mutes(muted) == {}
    back = press(muted.state, act.DeckAcapella("A"))
    assert mutes(back) == {(0, 2): False, (0, 3): False}


def test_a_song_without_a_voice_says_what_it_has():
    deck = song()
    stems = {name: stem for name, stem in deck.stems.items() if name != "vocals"}
    with pytest.raises(ActionError, match="drums, bass, other"):
        press(stage(A=replace(deck, stems=stems)), act.DeckAcapella("A"))


def test_a_swapped_stem_takes_the_place_of_the_other_decks_own():
    state = stage(A=song(playing=True), B=song(playing=True))
    change = press(state, act.StemSwap("A", "drums", into="B"))
    assert engine.SetStemChannel(0, 1, 1) in change.commands
    assert mutes(change) == {(1, 1): True}
    assert change.state.decks["A"].stems["drums"].channel == "B"
    assert change.state.decks["B"].stems["drums"].replaced_by == "A"
    back = press(change.state, act.StemSwap("A", "drums", into="B"))
    assert engine.SetStemChannel(0, 1, 0) in back.commands
    assert mutes(back) == {(1, 1): False}
    assert back.state == state


def test_a_muted_stem_is_heard_when_it_is_swapped_in():
    state = press(stage(A=song(playing=True), B=song()), act.StemMute("A", "drums")).state
    assert mutes(press(state, act.StemSwap("A", "drums", into="B"))) == {(0, 1): False, (1, 1): True}


def test_a_stem_that_the_other_deck_does_not_have_is_only_added():
    other = song()
    stems = {name: stem for name, stem in other.stems.items() if name != "drums"}
    state = stage(A=song(playing=True), B=replace(other, stems=stems))
    change = press(state, act.StemSwap("A", "drums", into="B"))
    assert mutes(change) == {}
    assert change.state.decks["B"] == state.decks["B"]


@pytest.mark.parametrize(
    ("decks", "into", "words"),
    [
        ({"A": song(playing=True)}, "A", "two decks"),
        ({"A": song(playing=True)}, "B", "Deck B is empty"),
        ({"B": song()}, "B", "Deck A is empty|two decks"),
        ({"A": song(), "B": song()}, "B", "does not play"),
    ],
)
def test_a_swap_that_cannot_be_heard_says_why(decks, into, words):
    with pytest.raises(ActionError, match=words):
        press(stage(**decks), act.StemSwap("A", "drums", into=into))


def test_a_stem_swapped_in_after_another_sends_that_one_home():
    state = stage(A=song(playing=True), B=song(playing=True), C=song(playing=True))
    state = press(state, act.StemSwap("A", "drums", into="B")).state
    change = press(state, act.StemSwap("C", "drums", into="B"))
    assert engine.SetStemChannel(0, 1, 0) in change.commands
    assert change.state.decks["A"].stems["drums"].channel is None
    assert change.state.decks["B"].stems["drums"].replaced_by == "C"


def test_a_stem_swapped_to_a_second_deck_gives_the_first_its_own_back():
    state = stage(A=song(playing=True), B=song(playing=True), C=song(playing=True))
    state = press(state, act.StemSwap("A", "drums", into="B")).state
    change = press(state, act.StemSwap("A", "drums", into="C"))
    assert mutes(change) == {(1, 1): False, (2, 1): True}


def test_letting_go_of_a_swap_that_is_not_there_leaves_a_split_as_it_is():
    state = press(stage(A=song(playing=True), B=song()), act.StemChannel("A", "drums", "C")).state
    assert press(state, act.StemSwap("A", "drums", into="B", on=False)).state == state


def test_a_song_that_leaves_gives_back_what_its_stems_replaced():
    state = press(stage(A=song(playing=True), B=song()), act.StemSwap("A", "drums", into="B")).state
    change = press(state, act.DeckEject("A"))
    assert mutes(change) == {(1, 1): False}
    assert change.state.decks["B"] == song()
