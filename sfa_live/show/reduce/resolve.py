"""Making an action absolute: what it switches to, which place it means, what its taps amount to."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.grid import FASTEST, SLOWEST
from sfa_live.model.on import is_on
from sfa_live.model.show_state import ShowState
from sfa_live.show.reduce.change import Moment, here_in, song_deck, stem_of
from sfa_live.show.reduce.cues import next_memory, previous_memory


def resolve(state: ShowState, action: act.Action, moment: Moment) -> act.Action | None:
    """The action with nothing left to the moment; None when it does nothing yet (a first tap).

    Raises `ActionError` when it can mean nothing here.
    """
    match action:
        case act.DeckToggle(deck=deck, quantise=quantise):
            playing = state.decks[deck].playing
            return (act.DeckPause if playing else act.DeckPlay)(deck, quantise=quantise)
        case act.DeckCue(deck=deck, slot=slot) if str(slot) not in song_deck(state, deck).cues:
            return act.CueSet(deck, slot, position_ms=_here(state, action, deck, moment), quantise=action.quantise)
        case act.CueSet(deck=deck, slot=slot, position_ms=None) if str(slot) not in song_deck(state, deck).cues:
            return replace(action, position_ms=_here(state, action, deck, moment))
        case act.LoopIn() | act.LoopOut() | act.CueMemory() if action.position_ms is None:
            return replace(action, position_ms=_here(state, action, action.deck, moment))
        case act.CueMemoryClear() | act.GridSetDownbeat() if action.position_ms is None:
            return replace(action, position_ms=round(here_in(state, action.deck, moment), 3))
        case act.CueNext(deck=deck) | act.CuePrevious(deck=deck):
            find = next_memory if isinstance(action, act.CueNext) else previous_memory
            place = find(song_deck(state, deck), deck, here_in(state, deck, moment))
            return act.DeckSeek(deck, place, quantise=action.quantise or state.master.quantise)
        case act.SceneRecall(beats=beats, over_ms=None):
            return replace(action, over_ms=round(beats * 60_000.0 / state.master.tempo, 3))
        case act.StemSwap(deck=deck):
            swap = _switched(state, _named(state, action))
            # Asked of the hand alone: a deck that stops while the swap waits has been swapped in by the engine.
            if is_on(state, action) is False and getattr(swap, "on", None) and not state.decks[deck].playing:
                raise ActionError(f"Deck {deck} does not play: start it first.", code="not_playing")
            return swap
        case act.DeckTap() | act.GridTap() | act.ClockTap():
            return _tapped(state, action, moment)
        case _:
            return _switched(state, _named(state, action))


def _named(state: ShowState, action: Any) -> Any:
    """With the stem's name, whichever way it was asked for."""
    if not hasattr(action, "stem"):
        return action
    return replace(action, stem=stem_of(state.decks[action.deck], action.deck, action.stem))


def _switched(state: ShowState, action: Any) -> act.Action:
    """With ``on`` told."""
    if getattr(action, "on", True) is not None:
        return action  # type: ignore[no-any-return]
    return replace(action, on=not is_on(state, action))  # type: ignore[no-any-return]


def _here(state: ShowState, action: act.Action, name: act.DeckName, moment: Moment) -> float:
    """Where the deck is; while presses are quantised, at the nearest point of the same fineness on its own beats."""
    deck, here = song_deck(state, name), here_in(state, name, moment)
    fineness = act.BEATS.get(action.quantise or state.master.quantise)
    if deck.grid is not None and fineness is not None:
        beats = min(fineness, 1.0)
        here = deck.grid.ms_at(round(deck.grid.beat_at(here) / beats) * beats)
    return round(min(max(here, 0.0), deck.duration_ms), 3)


def _tapped(
    state: ShowState, action: act.DeckTap | act.GridTap | act.ClockTap, moment: Moment
) -> act.DeckTempo | act.GridSet | act.ClockTempo | None:
    """What the taps so far amount to; None while they do not make a tempo."""
    bpm, quantise = moment.tapped_bpm, action.quantise
    if isinstance(action, act.ClockTap):
        return None if bpm is None else act.ClockTempo(bpm, quantise=quantise)
    name, deck = action.deck, song_deck(state, action.deck)
    if isinstance(action, act.GridTap):
        if not deck.playing:
            raise ActionError(f"Deck {name} does not play: start it, then tap along.", code="not_playing")
        if bpm is None or not SLOWEST <= bpm <= FASTEST:
            return None
        # The first tap is a one.
        first = here_in(state, name, moment) - moment.tapped_beats * 60_000.0 / bpm
        bars = 4 * 60_000.0 / bpm
        return act.GridSet(name, round(bpm, 3), round(first % bars if first < 0.0 else first, 3), quantise=quantise)
    if deck.bpm is None:
        raise ActionError(
            f"The tempo of the song on deck {name} is not known, so it cannot be tapped.", code="no_tempo"
        )
    if bpm is None:
        return None
    percent = round(max(-50.0, min(50.0, (bpm / deck.bpm - 1.0) * 100.0)), 3)
    return act.DeckTempo(name, percent, quantise=quantise)
