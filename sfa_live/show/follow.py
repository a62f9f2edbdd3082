"""What the engine does by itself, taken over into the state: the clock, decks that follow it, loops, ends of songs."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import DeckState, ShowState

#: A tempo is told again when it has moved by more than this, in percent.
_TEMPO_STEP: Final = 0.006
#: The place of a deck that stands is told again when a hand has moved it by more than this.
_PLACE_STEP_MS: Final = 1.0


def followed(state: ShowState, snapshot: engine.Snapshot) -> ShowState:
    """The state as the engine stands, when nothing is on its way to it. The same value when nothing has changed."""
    clock = snapshot.clock
    leader = None if clock.leader is None else DECKS[clock.leader]
    decks = {
        name: _deck(state.decks[name], deck, state.audio.rate) for name, deck in zip(DECKS, snapshot.decks, strict=True)
    }
    playing = any(deck.playing for deck in decks.values())
    master = replace(state.master, tempo=round(clock.bpm, 2), leader=leader, playing=playing)
    if master == state.master and all(decks[name] is state.decks[name] for name in DECKS):
        return state
    return replace(state, master=master, decks=decks)


def _deck(deck: DeckState, seen: engine.DeckSnapshot, rate: int) -> DeckState:
    if seen.loaded != (deck.track_id is not None):
        return deck
    place_ms = seen.position_frames * 1000.0 / rate
    changes: dict[str, Any] = {}
    stands_elsewhere = not seen.playing and abs(place_ms - deck.position_ms) > _PLACE_STEP_MS
    if deck.playing != seen.playing or stands_elsewhere:
        changes |= {"playing": seen.playing, "position_ms": place_ms}
    tempo = round((seen.tempo - 1.0) * 100.0, 2)
    if abs(tempo - deck.tempo) > _TEMPO_STEP:
        changes["tempo"] = tempo
    if deck.beat_factor != seen.factor:
        changes["beat_factor"] = seen.factor
    if deck.rolling is None:
        changes |= _loop(deck, seen, rate)
    changes |= _stem_loops(deck, seen)
    return replace(deck, **changes) if changes else deck


def _loop(deck: DeckState, seen: engine.DeckSnapshot, rate: int) -> dict[str, Any]:
    """The loop as it plays; a chain has left the loops behind that are done."""
    if not seen.loop_on:
        over = {"chain": ()} if deck.chain else {}
        return over | {"loop": replace(deck.loop, on=False)} if deck.loop.on else over
    start, end = (place * 1000.0 / rate for place in (seen.loop_start, seen.loop_end))
    changes: dict[str, Any] = {}
    if not (deck.loop.on and _same(deck.loop.start_ms, start, rate) and _same(deck.loop.end_ms, end, rate)):
        changes["loop"] = replace(deck.loop, on=True, start_ms=start, end_ms=end)
    left = deck.chain
    while left and not (_same(left[0].start_ms, start, rate) and _same(left[0].end_ms, end, rate)):
        left = left[1:]
    return changes if len(left) == len(deck.chain) else {**changes, "chain": left}


def _stem_loops(deck: DeckState, seen: engine.DeckSnapshot) -> dict[str, Any]:
    """The stems as they repeat themselves: the engine may have refused what the state took for granted."""
    stems = {
        name: replace(stem, loop=replace(stem.loop, on=on))
        for name, stem in deck.stems.items()
        if stem.loop.on != (on := seen.stem_loops[stem.slot - 1])
    }
    return {"stems": {**deck.stems, **stems}} if stems else {}


def _same(one_ms: float, other_ms: float, rate: int) -> bool:
    """Whether two places are the same frame."""
    return round(one_ms * rate / 1000.0) == round(other_ms * rate / 1000.0)


def told(deck: DeckState, result: engine.Result, rate: int) -> DeckState:
    """A deck with what the engine has just told of it."""
    match result.kind:
        case engine.ResultKind.ENDED:
            return replace(deck, playing=False, position_ms=deck.duration_ms)
        case engine.ResultKind.BROKEN_STEM if result.stem is not None:
            stem = _stem_in(deck, result.stem)
            return replace(deck, message=f"The stem {stem} holds broken samples and has been silenced.")
        case engine.ResultKind.LOOPED:
            return _looped(deck, result, rate)
        case engine.ResultKind.STRETCH:
            return replace(deck, key_lock=replace(deck.key_lock, behind=not result.on))
        case _:
            return deck


def _stem_in(deck: DeckState, place: int) -> str:
    """The name of the stem at a place of the pack."""
    return next((name for name, stem in deck.stems.items() if stem.slot == place + 1), "original")


def _looped(deck: DeckState, result: engine.Result, rate: int) -> DeckState:
    """The deck with the bounds of a loop that the engine has found; those of a roll are nobody's business."""
    start, end = (place * 1000.0 / rate for place in (result.start, result.end))
    if result.stem is None:
        if deck.rolling is not None or not deck.loop.on:
            return deck
        return replace(deck, loop=replace(deck.loop, start_ms=start, end_ms=end))
    name = _stem_in(deck, result.stem)
    stem = deck.stems.get(name)
    if stem is None:
        return deck
    return replace(deck, stems={**deck.stems, name: replace(stem, loop=replace(stem.loop, start_ms=start, end_ms=end))})
