"""What OSC surfaces are told: the show as addresses and values, the same addresses that they send to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.show_state import DeckState, ShowState
from sfa_live.osc.faders import PITCH_RANGE, place_of_level, place_of_middle
from sfa_live.osc.stems import MOST_STEMS, numbered

Told = float | str

#: Hot cues of a deck.
_CUES = 8


def told(state: ShowState, chosen: DeckName) -> Mapping[str, Told]:
    """Every value of the show by its address, for a peer that has chosen that deck. Floats are 0 to 1, but ``bpm``."""
    master, deck = state.master, state.decks[chosen]
    values: dict[str, Told] = {
        "/deck/select": chosen,
        "/transport/play": float(deck.playing),
        "/bpm": round(master.tempo, 2),
        "/track/title": deck.title,
        "/track/artist": deck.artist,
        "/mixer/crossfader": place_of_middle(master.crossfader),
        "/crossfader": place_of_middle(master.crossfader),
        "/mixer/master": place_of_level(master.gain_db),
    }
    _tell_stems("", deck, values)
    for number, name in enumerate(DECKS, start=1):
        _tell_deck(f"/deck/{number}", state.decks[name], values)
    return values


@cache
def told_addresses() -> frozenset[str]:
    """All that is ever told has its address always."""
    return frozenset(told(ShowState(epoch=""), "A"))


def _tell_deck(way: str, deck: DeckState, values: dict[str, Told]) -> None:
    values[f"{way}/play"] = float(deck.playing)
    values[f"{way}/loop"] = float(deck.loop.on)
    values[f"{way}/volume"] = place_of_level(deck.gain_db)
    values[f"{way}/pitch"] = place_of_middle(deck.tempo / PITCH_RANGE)
    values[f"{way}/bpm"] = round((deck.bpm or 0.0) * (1.0 + deck.tempo / 100.0), 2)
    values[f"{way}/title"] = deck.title
    values[f"{way}/artist"] = deck.artist
    values[f"{way}/message"] = deck.message or ""
    for slot in range(1, _CUES + 1):
        values[f"{way}/cue/{slot}"] = float(str(slot) in deck.cues)
    _tell_stems(way, deck, values)


def _tell_stems(way: str, deck: DeckState, values: dict[str, Told]) -> None:
    """Stems that the song has not are told, too, so that no light of the song before stays on."""
    stems = numbered(deck)
    for number in range(1, MOST_STEMS + 1):
        stem = deck.stems.get(stems.get(number, ""))
        values[f"{way}/stem/{number}/volume"] = place_of_level(stem.gain_db if stem else 0.0)
        values[f"{way}/stem/{number}/mute"] = float(stem is not None and stem.mute)
        values[f"{way}/stem/{number}/solo"] = float(stem is not None and stem.solo)
        values[f"{way}/stem/{number}/name"] = stems.get(number, "")
