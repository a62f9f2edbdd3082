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
