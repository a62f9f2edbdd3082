"""Rolls through the hands of a player: buttons that are held together, and what becomes of the deck's own loop."""

import pytest

from sfa_live.model import action as act
from tests.show.conftest import RATE, bounds


def held(deck, beats=0.25):
    """The deck plays, in a loop of four beats, and a roll is held."""
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.LoopRoll("A", beats=beats, on=True))
    deck.play(RATE // 2)


def test_a_deck_that_is_stopped_in_a_roll_stays_at_its_beginning_when_the_hand_lets_go(deck):
    held(deck)
    deck(act.DeckStop("A"))
    assert deck.state.rolling is None
    deck(act.LoopRoll("A", beats=0.25, on=False))
    assert (deck.place, deck.state.position_ms) == (0.0, 0.0)
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_deck_that_is_stopped_while_it_slips_stays_at_its_beginning_when_slip_is_switched_off(deck):
    deck(act.DeckPlay("A"), act.DeckSlip("A", on=True))
    deck.play(RATE)
    deck(act.DeckStop("A"))
    assert not deck.state.slip
    deck(act.DeckSlip("A", on=False))
    assert (deck.place, deck.state.position_ms) == (0.0, 0.0)


def test_a_deck_that_is_paused_in_a_roll_is_shown_where_it_stands_when_the_hand_lets_go(deck):
    held(deck)
    deck(act.DeckPause("A"), act.LoopRoll("A", beats=0.25, on=False))
    assert deck.place == pytest.approx(2600.0, abs=15.0)
    assert deck.state.position_ms == pytest.approx(deck.place, abs=0.1)
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_panic_in_a_roll_leaves_the_deck_its_own_loop(deck):
    held(deck)
    deck(act.Panic())
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_button_let_go_that_another_has_overtaken_ends_no_roll(deck):
    held(deck, beats=1.0)
    deck(act.LoopRoll("A", beats=0.25, on=True), act.LoopRoll("A", beats=1.0, on=False))
    deck.play(RATE // 2)
    assert deck.state.rolling == 0.25
    assert deck.seen.loop_end - deck.seen.loop_start == RATE // 8
    deck(act.LoopRoll("A", beats=0.25, on=False))
    assert deck.state.rolling is None
    assert bounds(deck) == (True, 2000.0, 4000.0)
    assert deck.place == pytest.approx(3100.0, abs=15.0)


def test_a_quantised_button_let_go_while_another_waits_ends_no_roll(deck):
    held(deck, beats=1.0)
    for beats, on in ((0.25, True), (1.0, False)):
        deck.show.apply(act.LoopRoll("A", beats=beats, on=on, quantise="1/4"))
    deck.play(RATE)
    assert (deck.state.rolling, deck.seen.loop_end - deck.seen.loop_start) == (0.25, RATE // 8)


@pytest.mark.parametrize(
    ("action", "beats"), [(act.LoopHalve("A"), 0.25), (act.LoopDouble("A"), 1.0), (act.DeckLoopSize("A", 2.0), 2.0)]
)
def test_hands_on_the_loops_size_mean_the_roll_that_is_held(deck, action, beats):
    held(deck, beats=0.5)
    deck(action)
    assert deck.state.rolling == beats
    assert deck.seen.loop_end - deck.seen.loop_start == beats * RATE / 2
    deck(act.LoopRoll("A", beats=0.5, on=False))
    deck.play(64)
    assert (deck.state.rolling, deck.state.loop.beats) == (None, 4.0)
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_roll_that_is_caught_plays_on_when_the_hand_lets_go(deck):
    held(deck, beats=0.5)
    deck(act.DeckLoop("A", on=True))
    assert (deck.state.rolling, deck.state.loop.beats) == (None, 0.5)
    deck(act.LoopRoll("A", beats=0.5, on=False))
    deck.play(RATE)
    assert bounds(deck) == (True, 2000.0, 2250.0)
    assert 2000.0 <= deck.place < 2250.0


def test_the_decks_own_loop_is_switched_off_below_a_roll(deck):
    held(deck)
    deck(act.DeckLoop("A", on=False))
    assert (deck.state.rolling, deck.state.loop.on) == (0.25, False)
    deck(act.LoopRoll("A", beats=0.25, on=False))
    deck.play(2 * RATE)
    assert deck.place > 4000.0


def test_the_decks_own_loop_is_moved_below_a_roll(deck):
    held(deck)
    deck(act.LoopMove("A", 4.0), act.LoopRoll("A", beats=0.25, on=False))
    assert bounds(deck) == (True, 4000.0, 6000.0)
    assert deck.place == pytest.approx(4600.0, abs=15.0)
