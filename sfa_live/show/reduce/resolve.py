"""Making an action absolute: what it switches to, which place it means, what its taps amount to."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.on import is_on
from sfa_live.model.show_state import ShowState
from sfa_live.show.reduce.change import Moment, song_deck

#: Actions that may leave their place to the moment.
_PLACED = (act.LoopIn, act.LoopOut, act.CueMemory, act.CueMemoryClear, act.GridSetDownbeat)


def resolve(state: ShowState, action: act.Action, moment: Moment) -> act.Action | None:
    """The action with nothing left to the moment; None when it does nothing yet (a first tap).

    Raises `ActionError` when it can mean nothing here.
    """
    match action:
        case act.DeckToggle(deck=deck, quantise=quantise):
            playing = state.decks[deck].playing
            return (act.DeckPause if playing else act.DeckPlay)(deck, quantise=quantise)
        case act.DeckCue(deck=deck, slot=slot) if str(slot) not in song_deck(state, deck).cues:
            return act.CueSet(deck, slot, position_ms=_here(state, deck, moment))
        case act.CueSet(deck=deck, slot=slot, position_ms=None) if str(slot) not in song_deck(state, deck).cues:
            return replace(action, position_ms=_here(state, deck, moment))
        case act.LoopIn() | act.LoopOut() | act.CueMemory() | act.CueMemoryClear() | act.GridSetDownbeat():
            if action.position_ms is not None:
                return action
            snapped = not isinstance(action, act.GridSetDownbeat | act.CueMemoryClear)
            return replace(action, position_ms=_here(state, action.deck, moment, snapped=snapped))
        case act.SceneRecall(beats=beats, over_ms=None):
            return replace(action, over_ms=round(beats * 60_000.0 / state.master.tempo, 3))
        case act.DeckTap(deck=deck):
            return _tapped_deck(state, deck, moment)
        case act.ClockTap():
            return None if moment.tapped_bpm is None else act.ClockTempo(moment.tapped_bpm)
        case act.GridTap(deck=deck):
            song_deck(state, deck)
            if moment.tapped_bpm is None:
                return None
            return act.GridSet(deck, moment.tapped_bpm, moment.position_ms(deck))
        case _:
            return _switched(state, action)


def _switched(state: ShowState, action: Any) -> act.Action:
    """With ``on`` told."""
    if getattr(action, "on", True) is not None:
        return action  # type: ignore[no-any-return]
    return replace(action, on=not is_on(state, action))  # type: ignore[no-any-return]


def _here(state: ShowState, name: act.DeckName, moment: Moment, *, snapped: bool = True) -> float:
    """Where the deck is; while presses are quantised, at the nearest point of the same fineness on its own beats."""
    deck = song_deck(state, name)
    here = min(moment.position_ms(name), deck.duration_ms)
    if snapped and deck.grid is not None and state.master.quantise != "now":
        beats = min(act.BEATS[state.master.quantise], 1.0)
        here = deck.grid.ms_at(round(deck.grid.beat_at(here) / beats) * beats)
    return round(min(max(here, 0.0), deck.duration_ms), 3)


def _tapped_deck(state: ShowState, name: act.DeckName, moment: Moment) -> act.Action | None:
    deck = song_deck(state, name)
    if deck.bpm is None:
        raise ActionError(
            f"The tempo of the song on deck {name} is not known, so it cannot be tapped.", code="no_tempo"
        )
    if moment.tapped_bpm is None:
        return None
    return act.DeckTempo(name, round(max(-50.0, min(50.0, (moment.tapped_bpm / deck.bpm - 1.0) * 100.0)), 3))
