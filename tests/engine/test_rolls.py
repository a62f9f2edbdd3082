"""Rolls: what a hand does to a deck and its loop while one is held, and where they are when it lets go."""

import pytest

from engine import (
    Command,
    Frames,
    Pause,
    Roll,
    SetLoop,
    SetSlip,
    Stop,
)
from tests.engine.beats import even, on_the_beat
from tests.engine.player import RATE, ask

BEAT = RATE // 2


@pytest.mark.parametrize(
    ("hold", "let_go"), [(Roll(0, on=True, beats=0.25), Roll(0, on=False)), (SetSlip(0, on=True), SetSlip(0, on=False))]
)
def test_a_deck_that_is_stopped_meanwhile_stays_at_its_beginning(hold: Command, let_go: Command) -> None:
    engine = on_the_beat(even())
    ask(engine, SetLoop(0, on=True, start=0, end=4 * BEAT))
    engine.render(BEAT)
    ask(engine, hold)
    engine.render(BEAT)
    ask(engine, Stop(0))
    engine.render(BEAT)
    ask(engine, let_go)
    engine.render(64)
    deck = engine.snapshot().decks[0]
    assert engine.position(0) == 0.0
    assert (deck.loop_on, deck.loop_start, deck.loop_end) == (True, 0, 4 * BEAT)


def test_a_deck_that_is_paused_in_a_roll_stands_where_the_song_would_be_when_it_ends() -> None:
    engine = on_the_beat(even())
    ask(engine, Roll(0, on=True, beats=0.25, at=Frames(BEAT)), Pause(0, at=Frames(3 * BEAT)))
    ask(engine, Roll(0, on=False, at=Frames(4 * BEAT)))
    engine.render(5 * BEAT)
    assert engine.position(0) == 3 * BEAT


def test_a_panic_in_a_roll_leaves_the_deck_its_own_loop() -> None:
    engine = on_the_beat(even())
    ask(engine, SetLoop(0, on=True, start=0, end=4 * BEAT), Roll(0, on=True, beats=0.25, at=Frames(BEAT)))
    engine.render(2 * BEAT)
    engine.panic()
    engine.render(64)
    deck = engine.snapshot().decks[0]
    assert (deck.loop_on, deck.loop_start, deck.loop_end) == (True, 0, 4 * BEAT)
