"""What repeats: the deck's loop, rolls, chains of loops, loops of single stems."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, LoopState, ShowState
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    edit_deck,
    frames,
    here_in,
    index_of,
    placed,
    song_deck,
    stem_of,
    with_stem,
)

#: The shortest and the longest loop, in beats.
_SHORTEST: Final = 1 / 32
_LONGEST: Final = 64.0
#: How long a beat is where the song's own are not known, in milliseconds: those of 120 bpm.
_PLAIN_BEAT_MS: Final = 500.0
#: A hand that is early by this share of a beat still means the beat that comes; the engine thinks the same.
_EARLY: Final = 1 / 64
#: The shortest loop of a chain, in milliseconds.
_SHORTEST_MS: Final = 1.0


def _loop(state: ShowState, action: act.DeckLoop, moment: Moment) -> Change:
    """The engine finds the loop's bounds on its sample and tells them; until then the state holds a good guess."""
    name, deck = action.deck, song_deck(state, action.deck)
    if action.on and deck.rolling is not None:
        return _catch(state, name, deck.rolling, here_in(state, name, moment))
    if action.on == deck.loop.on:
        return Change(state)
    if not action.on:
        return _finish(state, name)
    loop = _guess(deck, name, here_in(state, name, moment), deck.loop.beats)
    return edit_deck(state, name, engine.LoopHere(index_of(name), loop.beats), loop=loop, chain=())


def _catch(state: ShowState, name: act.DeckName, beats: float, here: float) -> Change:
    """The roll that is held is the deck's loop from now on, and plays on when the hand lets go."""
    loop = _around(state.decks[name], here, beats)
    loop = replace(loop, end_ms=min(loop.end_ms, state.decks[name].duration_ms))
    command = engine.LoopHere(index_of(name), beats)
    return edit_deck(state, name, command, loop=loop, chain=(), rolling=None, roll_pressed=None)


def _guess(deck: DeckState, name: act.DeckName, here: float, beats: float) -> LoopState:
    """Where a loop of so many beats lies that begins now, if it can be played."""
    return _checked(deck, name, _around(deck, here, beats))


def _around(deck: DeckState, here: float, beats: float) -> LoopState:
    """A loop of so many beats from the one that sounds here."""
    start = here
    if deck.grid is not None:
        unit = min(1.0, beats)
        start = max(0.0, deck.grid.ms_at(math.floor(deck.grid.beat_at(here) / unit + _EARLY) * unit))
    return LoopState(on=True, start_ms=start, end_ms=_beats_on(deck, start, beats), beats=beats)


def _beats_on(deck: DeckState, place_ms: float, beats: float) -> float:
    """The place so many beats on from another one."""
    if deck.grid is None:
        return place_ms + beats * _PLAIN_BEAT_MS
    return deck.grid.ms_at(deck.grid.beat_at(place_ms) + beats)


def _beats_between(deck: DeckState, start_ms: float, end_ms: float) -> float:
    if deck.grid is None:
        return round((end_ms - start_ms) / _PLAIN_BEAT_MS, 6)
    return round(deck.grid.beat_at(end_ms) - deck.grid.beat_at(start_ms), 6)


def _checked(deck: DeckState, name: act.DeckName, loop: LoopState) -> LoopState:
    """A loop that can be played; `ActionError` for one that leaves the song."""
    # A whole beat seldom is a whole number of samples: a loop that ends with the song may seem to end behind it.
    if loop.start_ms < 0.0 or loop.end_ms > deck.duration_ms + 1.0:
        raise ActionError(
            f"A loop of {loop.beats:g} beats does not fit into the song on deck {name} here.", code="out_of_range"
        )
    return replace(loop, end_ms=min(loop.end_ms, deck.duration_ms))


def _check_size(beats: float) -> None:
    if not _SHORTEST <= beats <= _LONGEST:
        raise ActionError(f"A loop has 1/32 to 64 beats, not {beats:g}.", code="out_of_range")


def _size(state: ShowState, action: act.DeckLoopSize, moment: Moment) -> Change:
    return _resize(state, action.deck, action.beats, moment)


def _halve(state: ShowState, action: act.LoopHalve, moment: Moment) -> Change:
    return _resize(state, action.deck, _beats_heard(state.decks[action.deck]) / 2, moment)


def _double(state: ShowState, action: act.LoopDouble, moment: Moment) -> Change:
    return _resize(state, action.deck, _beats_heard(state.decks[action.deck]) * 2, moment)


def _beats_heard(deck: DeckState) -> float:
    """The beats of the roll that is held, else of the deck's loop."""
    return deck.loop.beats if deck.rolling is None else deck.rolling


def _resize(state: ShowState, name: act.DeckName, beats: float, moment: Moment) -> Change:
    """Another length from the same beginning; while the loop is off, the length of the next one.

    While a roll is held it is the roll that hands mean: another length around what sounds.
    """
    deck = song_deck(state, name)
    _check_size(beats)
    if deck.rolling is not None:
        _guess(deck, name, here_in(state, name, moment), beats)
        return edit_deck(state, name, engine.SizeRoll(index_of(name), beats), rolling=beats)
    if not deck.loop.on:
        return edit_deck(state, name, loop=replace(deck.loop, beats=beats))
    end = _beats_on(deck, deck.loop.start_ms, beats)
    return _set(state, name, replace(deck.loop, beats=beats, end_ms=end))


def _set(state: ShowState, name: act.DeckName, loop: LoopState) -> Change:
    """The deck's loop, with bounds that are known. A chain is over."""
    loop = _checked(state.decks[name], name, loop)
    command = engine.SetLoop(index_of(name), loop.on, frames(state, loop.start_ms), frames(state, loop.end_ms))
    return edit_deck(state, name, command, loop=loop, chain=())


def _in(state: ShowState, action: act.LoopIn, _moment: Moment) -> Change:
    """A loop that plays begins there from now on; else it waits for its end."""
    deck, place = song_deck(state, action.deck), placed(action.position_ms)
    if deck.loop.on and place < deck.loop.end_ms:
        beats = _beats_between(deck, place, deck.loop.end_ms)
        _check_size(beats)
        return _set(state, action.deck, replace(deck.loop, start_ms=place, beats=beats))
    marked = replace(deck.loop, on=False, start_ms=place, end_ms=place)
    return edit_deck(state, action.deck, *_off(deck, action.deck), loop=_checked(deck, action.deck, marked), chain=())


def _out(state: ShowState, action: act.LoopOut, _moment: Moment) -> Change:
    """The loop ends there and plays. A hand is late, always: a deck that is behind its end already is taken into it."""
    deck, place, index = song_deck(state, action.deck), placed(action.position_ms), index_of(action.deck)
    start = deck.loop.start_ms
    beats = _beats_between(deck, start, place)
    if place <= start:
        raise ActionError("A loop ends behind its beginning: set that first (loop.in).", code="out_of_range")
    _check_size(beats)
    change = _set(state, action.deck, replace(deck.loop, on=True, end_ms=place, beats=beats))
    if deck.loop.on:
        return change
    # From a loop up to the song's end, the deck goes on at the same place within the one that is wanted.
    wide = engine.SetLoop(index, True, frames(state, start), frames(state, deck.duration_ms))
    return Change(change.state, (wide, *change.commands))


def _move(state: ShowState, action: act.LoopMove, _moment: Moment) -> Change:
    deck = song_deck(state, action.deck)
    if deck.loop.end_ms <= deck.loop.start_ms:
        raise ActionError(f"Deck {action.deck} has no loop yet.", code="no_loop")
    start, end = (_beats_on(deck, place, action.beats) for place in (deck.loop.start_ms, deck.loop.end_ms))
    moved = replace(deck.loop, start_ms=start, end_ms=end)
    if deck.loop.on:
        return _set(state, action.deck, moved)
    return edit_deck(state, action.deck, loop=_checked(deck, action.deck, moved))


def _finish_loop(state: ShowState, action: act.LoopFinish, _moment: Moment) -> Change:
    song_deck(state, action.deck)
    return _finish(state, action.deck)


def _finish(state: ShowState, name: act.DeckName) -> Change:
    deck = state.decks[name]
    return edit_deck(state, name, *_off(deck, name), loop=replace(deck.loop, on=False), chain=())


def _off(deck: DeckState, name: act.DeckName) -> tuple[engine.Command, ...]:
    return (engine.SetLoop(index_of(name), False),) if deck.loop.on else ()


def _leave(state: ShowState, action: act.LoopLeave, _moment: Moment) -> Change:
    deck = song_deck(state, action.deck)
    if not deck.loop.on:
        return Change(state)
    command = engine.LeaveLoop(index_of(action.deck))
    return edit_deck(state, action.deck, command, loop=replace(deck.loop, on=False), chain=())


def _roll(state: ShowState, action: act.LoopRoll, moment: Moment) -> Change:
    """The deck's own loop stays as it is below the roll, and is there again after it.

    Another button while one is held changes over to its beats; the one that it has overtaken ends nothing.
    """
    name, deck, beats = action.deck, song_deck(state, action.deck), action.beats
    command = engine.Roll(index_of(name), bool(action.on), beats)
    if action.on:
        _guess(deck, name, here_in(state, name, moment), beats)
        return edit_deck(state, name, command, rolling=beats, roll_pressed=beats)
    if beats not in (deck.rolling, deck.roll_pressed):
        return edit_deck(state, name, command)
    return edit_deck(state, name, command, rolling=None, roll_pressed=None)


def _chain(state: ShowState, action: act.LoopChain, _moment: Moment) -> Change:
    name, deck, index = action.deck, song_deck(state, action.deck), index_of(action.deck)
    if not action.loops:
        return edit_deck(state, name, engine.ClearChain(index), **_unchained(deck))
    for link in action.loops:
        if link.end_ms - link.start_ms < _SHORTEST_MS or link.end_ms > deck.duration_ms:
            raise ActionError(
                f"A loop from {link.start_ms:.0f} to {link.end_ms:.0f} ms cannot be played: it has to end behind its "
                f"beginning and within the song ({deck.duration_ms:.0f} ms).",
                code="out_of_range",
            )
    first = action.loops[0]
    beats = _beats_between(deck, first.start_ms, first.end_ms)
    loop = LoopState(on=True, start_ms=first.start_ms, end_ms=first.end_ms, beats=beats)
    return edit_deck(state, name, *chain_commands(index, action.loops, state.audio.rate), loop=loop, chain=action.loops)


def chain_commands(index: int, loops: tuple[act.ChainedLoop, ...], rate: int) -> tuple[engine.Command, ...]:
    """What has the engine play these loops one after another, from now on."""
    per_ms = rate / 1000.0
    links = (
        engine.ChainLoop(index, round(link.start_ms * per_ms), round(link.end_ms * per_ms), link.times)
        for link in loops
    )
    return (engine.ClearChain(index), *links)


def _unchained(deck: DeckState) -> dict[str, object]:
    """What the engine does when a chain goes: the loop of it that plays is played to its end."""
    return {"chain": (), "loop": replace(deck.loop, on=False)} if deck.chain else {}


def _stem_loop(state: ShowState, action: act.StemLoop, moment: Moment) -> Change:
    name, deck, index = action.deck, song_deck(state, action.deck), index_of(action.deck)
    stem_name = stem_of(deck, name, action.stem)
    stem = deck.stems[stem_name]
    command: engine.Command
    if action.on:
        loop = _guess(deck, name, here_in(state, name, moment), action.beats)
        command = engine.StemLoopHere(index, stem.slot - 1, action.beats)
    else:
        loop = replace(stem.loop, on=False)
        command = engine.SetStemLoop(index, stem.slot - 1, False)
    return edit_deck(state, name, command, stems=with_stem(deck, stem_name, replace(stem, loop=loop)))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckLoop: _loop,
    act.DeckLoopSize: _size,
    act.LoopIn: _in,
    act.LoopOut: _out,
    act.LoopHalve: _halve,
    act.LoopDouble: _double,
    act.LoopMove: _move,
    act.LoopFinish: _finish_loop,
    act.LoopLeave: _leave,
    act.LoopRoll: _roll,
    act.LoopChain: _chain,
    act.StemLoop: _stem_loop,
}
