"""Places that one comes back to: hot cues, which may bring a layout of the stems along, and memory cues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import CueState, DeckState, ShowState, StemLayout
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    check_place,
    edit_deck,
    frames,
    here_in,
    index_of,
    loop_after,
    placed,
    song_deck,
    with_deck,
)
from sfa_live.show.reduce.hearing import hearing_commands, let_go, silenced

#: The colours of hot cues 1 to 8 until a hand chooses others (row L-057).
COLOURS: Final = ("#ef4444", "#3b82f6", "#22c55e", "#eab308", "#8b5cf6", "#06b6d4", "#f97316", "#e5e7eb")
#: Two memory cues this close together are one, in milliseconds.
_SAME_MS: Final = 1.0
#: This soon behind a memory cue, "previous" goes to the one before it, in milliseconds.
_JUST_PASSED_MS: Final = 1000.0


def _cue(state: ShowState, action: act.DeckCue, moment: Moment) -> Change:
    """Go there, out of the loop if it lies outside; a cue with a layout sets the stems at the same sample."""
    name, deck = action.deck, song_deck(state, action.deck)
    cue = deck.cues.get(str(action.slot))
    if cue is None:
        raise ActionError(f"Hot cue {action.slot} of deck {name} is not set.", code="no_cue")
    place = min(cue.position_ms, deck.duration_ms)
    seek = engine.Seek(index_of(name), frames(state, place))
    loop = loop_after(deck, here_in(state, name, moment), place)
    if cue.layout is None:
        return edit_deck(state, name, seek, position_ms=place, **loop)
    laid = replace(laid_out(deck, cue.layout), position_ms=place, **loop)
    return with_deck(state, name, laid, seek, *layout_commands(index_of(name), laid))


def laid_out(deck: DeckState, layout: Mapping[str, StemLayout]) -> DeckState:
    """The deck with its stems as a layout has them; stems that it does not name stay. No focus stands in its way."""
    deck = let_go(deck)
    stems = {
        name: stem
        if (kept := layout.get(name)) is None
        else replace(stem, mute=kept.mute, solo=kept.solo, gain_db=kept.gain_db, filter=kept.filter)
        for name, stem in deck.stems.items()
    }
    return replace(deck, stems=stems)


def layout_commands(index: int, deck: DeckState, over: int = 0) -> Iterator[engine.Command]:
    """What brings a deck's stems to how the state has them, within so many frames. See `hearing_commands`."""
    yield from hearing_commands(index, deck, over)
    for stem in deck.stems.values():
        yield engine.SetStemGain(index, stem.slot - 1, gain_from_db(stem.gain_db), over)
        yield engine.SetStemFilter(index, stem.slot - 1, stem.filter, over)


def layout_of(deck: DeckState) -> Mapping[str, StemLayout]:
    """How the deck's stems are heard now; what a focus leaves out is muted."""
    return {
        name: StemLayout(silenced(deck, name), stem.solo, stem.gain_db, stem.filter)
        for name, stem in sorted(deck.stems.items())
    }


def _cue_clear(state: ShowState, action: act.DeckCueClear, _moment: Moment) -> Change:
    cues = song_deck(state, action.deck).cues
    left = {slot: cue for slot, cue in cues.items() if slot != str(action.slot)}
    return edit_deck(state, action.deck, cues=left)


def _cue_set(state: ShowState, action: act.CueSet, _moment: Moment) -> Change:
    deck, slot = song_deck(state, action.deck), str(action.slot)
    cue = deck.cues.get(slot, CueState(0.0, colour=COLOURS[action.slot - 1]))
    if action.position_ms is not None:
        cue = replace(cue, position_ms=check_place(state, action.deck, action.position_ms))
    if action.label is not None:
        cue = replace(cue, label=action.label)
    if action.colour is not None:
        cue = replace(cue, colour=action.colour)
    if action.layout is not None:
        cue = replace(cue, layout=layout_of(deck) if action.layout else None)
    return edit_deck(state, action.deck, cues={**deck.cues, slot: cue})


def _memory(state: ShowState, action: act.CueMemory, _moment: Moment) -> Change:
    deck = song_deck(state, action.deck)
    place = check_place(state, action.deck, placed(action.position_ms))
    if any(abs(kept - place) < _SAME_MS for kept in deck.memory):
        return Change(state)
    return edit_deck(state, action.deck, memory=tuple(sorted((*deck.memory, place))))


def _memory_clear(state: ShowState, action: act.CueMemoryClear, _moment: Moment) -> Change:
    deck, here = song_deck(state, action.deck), placed(action.position_ms)
    gone = max((place for place in deck.memory if place <= here + _SAME_MS), default=None)
    if gone is None:
        raise ActionError(f"Deck {action.deck} has no memory cue at or before {here:.0f} ms.", code="no_cue")
    return edit_deck(state, action.deck, memory=tuple(place for place in deck.memory if place != gone))


def next_memory(deck: DeckState, name: act.DeckName, here: float) -> float:
    """The first memory cue behind a place; `ActionError` when there is none."""
    for place in deck.memory:
        if place > here + _SAME_MS:
            return place
    raise ActionError(f"Deck {name} has no memory cue behind this place.", code="no_cue")


def previous_memory(deck: DeckState, name: act.DeckName, here: float) -> float:
    """The last memory cue before a place, or the one before it when that has just passed; `ActionError` without any."""
    passed = [place for place in deck.memory if place <= here]
    if not passed:
        raise ActionError(f"Deck {name} has no memory cue before this place.", code="no_cue")
    return passed[-2] if len(passed) > 1 and here - passed[-1] < _JUST_PASSED_MS else passed[-1]


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckCue: _cue,
    act.DeckCueClear: _cue_clear,
    act.CueSet: _cue_set,
    act.CueMemory: _memory,
    act.CueMemoryClear: _memory_clear,
}
