"""Tempo, nudge, jog, slip and key through the hands of a player."""

import pytest

import engine
from sfa_live.model import action as act
from tests.show.conftest import RATE


def test_a_nudge_pushes_while_it_is_held(deck):
    deck(act.DeckPlay("A"), act.DeckNudge("A", 4.0, on=True))
    assert (deck.seen.rate, deck.state.nudge, deck.state.tempo) == (pytest.approx(1.04), 4.0, 0.0)
    deck(act.DeckNudge("A", 4.0, on=False))
    assert (deck.seen.rate, deck.state.nudge) == (1.0, 0.0)


def test_a_jog_moves_a_standing_deck_at_once_and_pushes_a_playing_one(deck):
    deck.at(3000.0)
    deck(act.DeckJog("A", -20.0))
    assert deck.place == pytest.approx(2980.0)
    assert deck.state.position_ms == pytest.approx(2980.0)
    deck(act.DeckPlay("A"))
    before = deck.place
    deck(act.DeckJog("A", 10.0))
    deck.play(RATE // 2)
    assert deck.place == pytest.approx(before + 500.0 + 64 / 48 + 10.0, abs=0.1)


def test_slip_goes_on_below_a_jump(deck):
    deck(act.DeckPlay("A"), act.DeckSlip("A"), act.DeckSeek("A", 10_000.0))
    deck.play(RATE)
    assert deck.place > 10_000.0
    deck(act.DeckSlip("A"))
    assert deck.place == pytest.approx(1000.0, abs=15.0)


def test_key_lock_of_an_empty_deck_is_kept_for_its_next_song(show, shelf, sound):
    show.apply(act.DeckKeyLock("A", on=True))
    show.apply(act.DeckKeyShift("A", -3.0))
    applied = show.finish_load(act.DeckLoad("A", "song"), shelf.take("song"))
    assert applied.command_ids
    assert show.state.decks["A"].key_lock.lock
    sent = [command for command in sound._asked.values() if isinstance(command, engine.SetKeyLock | engine.SetKeyShift)]
    assert [command for command in sent if command.deck == 0][-2:] == [
        engine.SetKeyLock(0, True, engine.Stretch.SHORT),
        engine.SetKeyShift(0, -3.0, (1,)),
    ]


def test_the_drums_keep_their_pitch_unless_asked_otherwise(deck):
    deck.show.apply(act.DeckKeyShift("A", 2.0))
    deck.show.apply(act.DeckKeyExempt("A", on=False))
    sent = [command for command in deck.sound._asked.values() if isinstance(command, engine.SetKeyShift)]
    assert sent[-2:] == [engine.SetKeyShift(0, 2.0, (1,)), engine.SetKeyShift(0, 2.0, ())]
