"""Where a value stands now that an action would move: for faders that must find it, endless knobs and rings."""

from __future__ import annotations

from sfa_live.model import action as act
from sfa_live.model.on import stem_at
from sfa_live.model.show_state import DeckState, ShowState


def value_of(state: ShowState, asked: act.Action) -> float | None:
    """The value that the action moves, as the show has it; None when it moves none, or it is not there.

    In the unit of the action's argument: dB, percent, semitones, or -1 to 1 and 0 to 1.
    """
    match asked:
        case act.StemGain() | act.StemFilter():
            stem = stem_at(state.decks[asked.deck], asked.stem)
            if stem is None:
                return None
            return stem.gain_db if isinstance(asked, act.StemGain) else stem.filter
        case act.MixerCrossfader():
            return state.master.crossfader
        case act.MixerMaster():
            return state.master.gain_db
        case act.MixerHeadphoneMix():
            return state.master.headphone_mix
        case act.MixerHeadphoneGain():
            return state.master.headphone_gain_db
        case act.ClockTempo():
            return state.master.tempo
        case _:
            named = getattr(asked, "deck", None)
            return None if named is None else _of_deck(state.decks[named], asked)


def _of_deck(deck: DeckState, asked: act.Action) -> float | None:
    match asked:
        case act.DeckGain():
            return deck.gain_db
        case act.DeckEq(band=band):
            return {"low": deck.eq.low, "mid": deck.eq.mid, "high": deck.eq.high}[band]
        case act.DeckFilter():
            return deck.filter
        case act.DeckTempo():
            return deck.tempo
        case act.DeckKeyShift():
            return deck.key_lock.semitones
        case act.DeckOriginal():
            return deck.original
        case act.DeckLoopSize():
            return deck.loop.beats
        case _:
            return None
