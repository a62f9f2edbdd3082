"""Swaps: a stem in the place of another deck's, and back."""

import pytest
from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from tests.show.reduce.stage import mutes, press, song, stage


def places(change):
    """Whose guest has a stem's place now, by deck and place."""
    found = [command for command in change.commands if isinstance(command, engine.SetStandIn)]
    return {(command.deck, command.stem): command.by for command in found}


def test_a_swapped_stem_takes_the_place_of_the_other_decks_own():
    state = stage(A=song(playing=True), B=song(playing=True))
    change = press(state, act.StemSwap("A", "drums", into="B"))
    assert engine.SetStemChannel(0, 1, 1, guest=True) in change.commands
    assert places(change) == {(1, 1): 0}
    assert change.state.decks["A"].stems["drums"].channel == "B"
    assert change.state.decks["B"].stems["drums"].replaced_by == "A"
    back = press(change.state, act.StemSwap("A", "drums", into="B"))
    assert engine.SetStemChannel(0, 1, 0) in back.commands
    assert places(back) == {(1, 1): None}
    assert back.state == state


def test_a_muted_stem_is_heard_when_it_is_swapped_in_and_muted_again_at_home():
    state = press(stage(A=song(playing=True), B=song()), act.StemMute("A", "drums")).state
    change = press(state, act.StemSwap("A", "drums", into="B"))
    assert mutes(change) == {(0, 1): False}
    back = press(change.state, act.StemSwap("A", "drums", into="B"))
    assert mutes(back) == {(0, 1): True}
    assert back.state == state


def test_a_stem_that_the_other_deck_does_not_have_is_only_added():
    other = song()
    stems = {name: stem for name, stem in other.stems.items() if name != "drums"}
    state = stage(A=song(playing=True), B=replace(other, stems=stems))
    change = press(state, act.StemSwap("A", "drums", into="B"))
    assert places(change) == {}
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
    assert places(change) == {(1, 1): None, (2, 1): 0}


def test_letting_go_of_a_swap_that_is_not_there_leaves_a_split_as_it_is():
    state = press(stage(A=song(playing=True), B=song()), act.StemChannel("A", "drums", "C")).state
    assert press(state, act.StemSwap("A", "drums", into="B", on=False)).state == state


def test_a_song_that_leaves_gives_back_what_its_stems_replaced():
    state = press(stage(A=song(playing=True), B=song()), act.StemSwap("A", "drums", into="B")).state
    change = press(state, act.DeckEject("A"))
    assert places(change) == {(1, 1): None}
    assert change.state.decks["B"] == song()


def test_a_song_that_leaves_sends_its_guests_home():
    state = stage(A=song(playing=True), B=song())
    swapped = press(state, act.StemSwap("A", "drums", into="B")).state
    change = press(swapped, act.DeckEject("B"))
    assert engine.SetStemChannel(0, 1, 0) in change.commands
    assert change.state.decks["A"] == state.decks["A"]


def test_a_swap_that_is_there_already_is_left_as_it_is():
    state = press(stage(A=song(playing=True), B=song()), act.StemSwap("A", "drums", into="B")).state
    change = press(state, act.StemSwap("A", "drums", into="B", on=True))
    assert (change.state, change.commands) == (state, ())
