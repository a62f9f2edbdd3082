"""What a deck is when a song comes onto it, and the commands that bring the engine's deck to the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

import engine
from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.show_state import DeckState, LoopState, MasterState, StemState
from sfa_live.model.stem import ORIGINAL
from sfa_live.model.units import gain_from_db
from sfa_live.show.marks import NO_MARKS
from sfa_live.show.reduce.beat import beat_grid
from sfa_live.show.reduce.change import loop_frames
from sfa_live.show.reduce.channel import BANDS, SIDES, band_gain, trim_db
from sfa_live.show.reduce.hearing import blend, silenced
from sfa_live.show.reduce.loops import chain_commands
from sfa_live.show.reduce.master import CURVES
from sfa_live.show.reduce.tempo import key_commands
from sfa_live.show.reduce.transport import emptied
from sfa_live.show.scenes import shown_song
from sfa_live.show.shelf import Song

#: The tempi that a hand may give the clock, in beats per minute.
_SLOWEST_CLOCK: Final = 20.0
_FASTEST_CLOCK: Final = 400.0


def fresh_deck(name: DeckName, song: Song, before: DeckState) -> DeckState:
    """A deck with a new song: at its beginning, everything heard; what belongs to the hands stays as they have it."""
    card, marks = song.card, song.marks or NO_MARKS
    names = [stem.name for stem in song.header.stems]
    return replace(
        emptied(before),
        track_id=card.track_id,
        title=card.title,
        artist=card.artist,
        duration_ms=card.duration_ms,
        key=card.key,
        grid=marks.grid or card.grid,
        grid_edited=marks.grid is not None,
        cues=marks.cues,
        memory=marks.memory,
        scenes=shown_song(name, marks.scenes),
        lufs=card.lufs,
        trim_db=trim_db(card.lufs) if before.normalise else 0.0,
        original=0.0 if ORIGINAL in names else None,
        stems={
            stem.name: StemState(slot, preview=stem.preview)
            for slot, stem in enumerate(song.header.stems, start=1)
            if stem.name != ORIGINAL
        },
        message=song.message,
    )


def resumed_deck(name: DeckName, song: Song, before: DeckState) -> DeckState:
    """A deck as it was in an earlier life, with what the song's pack, card and marks say today. No hand holds anything.

    Marks that cannot be read today are those of the earlier life.
    """
    fresh = fresh_deck(name, song, before)
    kept = {
        # Whose place a guest has is known when both decks are back.
        stem_name: replace(old, slot=stem.slot, preview=stem.preview, replaced_by=None)
        for stem_name, stem in fresh.stems.items()
        if (old := before.stems.get(stem_name)) is not None
    }
    if song.marks is None:
        grid = before.grid if before.grid_edited else fresh.grid
        fresh = replace(fresh, cues=before.cues, memory=before.memory, scenes=before.scenes)
        fresh = replace(fresh, grid=grid, grid_edited=before.grid_edited)
    return replace(
        before,
        title=fresh.title,
        artist=fresh.artist,
        duration_ms=fresh.duration_ms,
        lufs=fresh.lufs,
        key=fresh.key,
        grid=fresh.grid,
        grid_edited=fresh.grid_edited,
        cues=fresh.cues,
        memory=fresh.memory,
        scenes=fresh.scenes,
        key_lock=replace(before.key_lock, behind=False),
        trim_db=fresh.trim_db,
        original=None if fresh.original is None else before.original or 0.0,
        stems={**fresh.stems, **kept},
        position_ms=min(before.position_ms, fresh.duration_ms),
        loading=False,
        slip=False,
        rolling=None,
        roll_pressed=None,
        nudge=0.0,
        message=fresh.message,
    )


def fresh_commands(index: int, deck: DeckState, source: engine.Source, rate: int) -> Iterator[engine.Command]:
    """Put a new song on a deck. The engine's deck keeps what belongs to the hands, whatever they do until then."""
    yield engine.Load(index, source)
    yield engine.SetGrid(index, beat_grid(deck.grid, deck.duration_ms, rate))
    yield engine.Bend(index, 1.0)
    if not deck.locked:
        yield engine.SetTempo(index, 1.0 + deck.tempo / 100.0)
    yield engine.SetTrim(index, gain_from_db(deck.trim_db))
    yield from key_commands(index, deck)
    # In the measure that fits the new song.
    yield engine.Lock(index, deck.locked)


def deck_commands(index: int, deck: DeckState, source: engine.Source, rate: int) -> Iterator[engine.Command]:
    """Load a song and set everything about its deck, in the order in which the engine must hear it."""
    yield engine.Load(index, source)
    yield engine.SetGrid(index, beat_grid(deck.grid, deck.duration_ms, rate))
    yield engine.SetTempo(index, 1.0 + deck.tempo / 100.0)
    yield from knobs(index, deck, rate)
    if deck.position_ms:
        yield engine.Seek(index, round(deck.position_ms * rate / 1000.0))
    if deck.chain:
        yield from chain_commands(index, deck.chain, rate)
    elif deck.loop.on:
        yield set_loop(index, deck.loop, rate)
    # Behind the tempo: that of a locked deck is the clock's.
    yield engine.Lock(index, deck.locked, deck.beat_factor)
    if deck.playing:
        yield engine.Play(index)


def knobs(index: int, deck: DeckState, rate: int) -> Iterator[engine.Command]:
    """Every knob of a deck and of its stems as it stands; but not where the deck is, nor how fast it goes."""
    yield from key_commands(index, deck)
    yield engine.SetTrim(index, gain_from_db(deck.trim_db))
    for band, number in BANDS.items():
        yield engine.SetEq(index, number, band_gain(deck.eq, band))
    yield engine.SetDeckFilter(index, deck.filter)
    yield engine.SetDeckGain(index, gain_from_db(deck.gain_db))
    yield engine.SetSide(index, SIDES[deck.side])
    yield engine.SetDeckOutput(index, deck.output)
    yield engine.SetHeadphones(index, deck.headphones)
    if deck.original is not None:
        yield engine.SetBlend(index, blend(deck))
    for name, stem in deck.stems.items():
        place = stem.slot - 1
        yield engine.SetMute(index, place, silenced(deck, name))
        yield engine.SetSolo(index, place, stem.solo)
        yield engine.SetStemGain(index, place, gain_from_db(stem.gain_db))
        yield engine.SetStemFilter(index, place, stem.filter)
        channel = index if stem.channel is None else DECKS.index(stem.channel)
        yield engine.SetStemChannel(index, place, channel, stem.guest is not None)
        yield engine.SetStemOutput(index, place, stem.output)
        yield engine.SetStandIn(index, place, None if stem.replaced_by is None else DECKS.index(stem.replaced_by))
        yield engine.SetStemLoop(index, place, *loop_frames(stem.loop, rate))


def set_loop(index: int, loop: LoopState, rate: int) -> engine.SetLoop:
    """What has a deck loop as this says."""
    return engine.SetLoop(index, *loop_frames(loop, rate))


def master_commands(master: MasterState) -> Iterator[engine.Command]:
    """Set what all decks share."""
    yield engine.SetCrossfader(master.crossfader)
    yield engine.SetCurve(CURVES[master.curve])
    yield engine.SetMaster(gain_from_db(master.gain_db))
    yield engine.SetHeadphoneMix(master.headphone_mix)
    yield engine.SetHeadphoneGain(gain_from_db(master.headphone_gain_db))
    # A leader's song may have taken the clock further than a hand may.
    yield engine.SetClock(max(_SLOWEST_CLOCK, min(_FASTEST_CLOCK, master.tempo)))
    yield engine.SetLeader(None if master.chosen_leader is None else DECKS.index(master.chosen_leader))
