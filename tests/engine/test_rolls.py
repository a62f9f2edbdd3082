"""Rolls: what a hand does to a deck and its loop while one is held, and where they are when it lets go."""

import pytest

from engine import (
    ChainLoop,
    Command,
    Frames,
    LeaveLoop,
    LoopHere,
    OfflineEngine,
    Pause,
    Roll,
    SetLoop,
    SetSlip,
    SizeRoll,
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


def rolled(beats: float = 1.0, own_loop: bool = True) -> OfflineEngine:
    """A deck in the second beat of a loop of four beats, and in a roll there."""
    engine = on_the_beat(even())
    if own_loop:
        ask(engine, SetLoop(0, on=True, start=0, end=4 * BEAT))
    engine.render(BEAT)
    ask(engine, Roll(0, on=True, beats=beats))
    engine.render(BEAT // 2)
    return engine


def bounds(engine: OfflineEngine) -> tuple[bool, float, float]:
    deck = engine.snapshot().decks[0]
    return deck.loop_on, deck.loop_start / BEAT, deck.loop_end / BEAT


def test_a_button_let_go_that_another_has_overtaken_ends_no_roll() -> None:
    engine = rolled()
    ask(engine, Roll(0, on=True, beats=0.25), Roll(0, on=False, beats=1.0))
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.5, 1.75)
    ask(engine, Roll(0, on=False, beats=0.25))
    engine.render(BEAT)
    assert bounds(engine) == (True, 0.0, 4.0)
    assert engine.position(0) == 3.5 * BEAT


@pytest.mark.parametrize("let_go", [1.0, 0.5, None])
def test_a_roll_that_was_made_shorter_ends_with_the_button_that_began_it(let_go: float | None) -> None:
    engine = rolled()
    ask(engine, SizeRoll(0, 0.5))
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.5, 2.0)
    ask(engine, Roll(0, on=False, beats=let_go))
    engine.render(BEAT)
    assert bounds(engine) == (True, 0.0, 4.0)
    assert engine.position(0) == 3.5 * BEAT


def test_without_a_roll_there_is_none_to_make_shorter() -> None:
    engine = on_the_beat(even())
    ask(engine, SetLoop(0, on=True, start=0, end=4 * BEAT), SizeRoll(0, 0.5))
    engine.render(BEAT)
    assert bounds(engine) == (True, 0.0, 4.0)


@pytest.mark.parametrize("own_loop", [True, False])
def test_a_roll_that_is_caught_is_the_decks_loop(own_loop: bool) -> None:
    engine = rolled(own_loop=own_loop)
    ask(engine, LoopHere(0, 1.0), Roll(0, on=False, beats=1.0))
    engine.render(5 * BEAT)
    assert bounds(engine) == (True, 1.0, 2.0)
    assert engine.position(0) == 1.5 * BEAT


def test_slip_that_was_on_before_a_roll_is_on_when_it_is_caught() -> None:
    engine = on_the_beat(even())
    ask(
        engine, SetSlip(0, on=True), Roll(0, on=True, beats=1.0, at=Frames(BEAT)), LoopHere(0, 1.0, at=Frames(3 * BEAT))
    )
    ask(engine, SetSlip(0, on=False, at=Frames(6 * BEAT)))
    engine.render(7 * BEAT)
    assert engine.position(0) == 7 * BEAT


def test_slip_that_is_switched_off_under_a_roll_leaves_it_to_its_button() -> None:
    engine = rolled()
    ask(engine, SetSlip(0, on=True), SetSlip(0, on=False))
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.0, 2.0)
    ask(engine, Roll(0, on=False), SetSlip(0, on=False))
    engine.render(BEAT)
    assert bounds(engine) == (True, 0.0, 4.0)
    assert engine.position(0) == 3.5 * BEAT


def test_the_decks_own_loop_is_changed_below_a_roll() -> None:
    engine = rolled()
    ask(engine, SetLoop(0, on=True, start=2 * BEAT, end=4 * BEAT))
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.0, 2.0)
    ask(engine, Roll(0, on=False))
    engine.render(64)
    assert bounds(engine) == (True, 2.0, 4.0)
    # Three halves into a loop of four are as many into the one of two: from there on, a beat.
    assert engine.position(0) == 2.5 * BEAT + 64


@pytest.mark.parametrize("off", [SetLoop(0, on=False), LeaveLoop(0)])
def test_the_decks_own_loop_is_switched_off_below_a_roll(off: Command) -> None:
    engine = rolled()
    ask(engine, off)
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.0, 2.0)
    ask(engine, Roll(0, on=False))
    engine.render(2 * BEAT)
    assert not bounds(engine)[0]
    assert engine.position(0) == 4.5 * BEAT


def test_a_chain_that_is_asked_for_in_a_roll_plays_when_it_ends() -> None:
    engine = rolled()
    ask(engine, ChainLoop(0, 0, 2 * BEAT, 1), ChainLoop(0, 5 * BEAT, 6 * BEAT, 9))
    engine.render(BEAT)
    assert bounds(engine) == (True, 1.0, 2.0)
    ask(engine, Roll(0, on=False))
    engine.render(2 * BEAT)
    assert bounds(engine) == (True, 5.0, 6.0)
