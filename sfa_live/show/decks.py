"""What a deck is when a song comes onto it, and the commands that bring the engine's deck to the same."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

import engine
from sfa_live.model.show_state import DeckState, StemState
from sfa_live.model.units import gain_from_db
from sfa_live.show.shelf import Song


def fresh_deck(song: Song, before: DeckState) -> DeckState:
    """A deck with a new song: at its beginning, everything heard; tempo and level stay where the hand has them."""
    card = song.card
    return DeckState(
        track_id=card.track_id,
        title=card.title,
        artist=card.artist,
        duration_ms=card.duration_ms,
        bpm=card.bpm,
        key=card.key,
        first_beat_ms=card.first_beat_ms,
        tempo=before.tempo,
        gain_db=before.gain_db,
        stems={
            stem.name: StemState(slot, preview=stem.preview) for slot, stem in enumerate(song.header.stems, start=1)
        },
    )


def resumed_deck(song: Song, before: DeckState) -> DeckState:
    """A deck as it was in an earlier life, with what the song's pack and card say today."""
    fresh = fresh_deck(song, before)
    kept = {
        name: replace(stem, mute=old.mute, solo=old.solo, gain_db=old.gain_db)
        for name, stem in fresh.stems.items()
        if (old := before.stems.get(name)) is not None
    }
    return replace(
        fresh,
        stems={**fresh.stems, **kept},
        loop=before.loop,
        cues=before.cues,
        position_ms=min(before.position_ms, fresh.duration_ms),
        playing=before.playing,
    )


def deck_commands(index: int, deck: DeckState, source: engine.Source, rate: int) -> Iterator[engine.Command]:
    """Load a song and set everything about its deck, in the order in which the engine must hear it."""
    yield engine.Load(index, source)
    yield engine.SetTempo(index, 1.0 + deck.tempo / 100.0)
    yield engine.SetDeckGain(index, gain_from_db(deck.gain_db))
    for stem in deck.stems.values():
        yield engine.SetMute(index, stem.slot - 1, stem.mute)
        yield engine.SetSolo(index, stem.slot - 1, stem.solo)
        yield engine.SetStemGain(index, stem.slot - 1, gain_from_db(stem.gain_db))
    if deck.position_ms:
        yield engine.Seek(index, round(deck.position_ms * rate / 1000.0))
    if deck.loop.on:
        start, end = (engine.Frames(round(place * rate / 1000.0)) for place in (deck.loop.start_ms, deck.loop.end_ms))
        yield engine.SetLoop(index, True, start, end)
    if deck.playing:
        yield engine.Play(index)
