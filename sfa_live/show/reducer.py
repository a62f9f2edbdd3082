"""What every action does: the state after it, and the commands that make the engine follow.

Pure: no clock, no thread, no engine. The same function serves a pad on stage, a click in a browser and a script that is
rendered offline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never, cast

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, LoopState, MasterState, ShowState, StemState
from sfa_live.model.units import gain_from_db
from sfa_live.show.tap import Taps

#: A deck that stands this close to its end, in milliseconds, starts again from the beginning.
_AT_THE_END: Final = 20.0
#: The tempo that a loop counts its beats in when the song's own is not known.
_PLAIN_BPM: Final = 120.0

Commands = tuple[engine.Command, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What an action must know of the present that is not in the state."""

    #: Tells where a deck is now, in milliseconds of its song.
    position_ms: Callable[[act.DeckName], float]
    #: The taps of every deck, the newest included.
    taps: Mapping[act.DeckName, Taps]


@dataclass(frozen=True, slots=True)
class Change:
    """The state after an action, and what the engine is to do."""

    state: ShowState
    commands: Commands = ()


def reduce(state: ShowState, action: act.Action, moment: Moment) -> Change:
    """Apply one action. Raises `ActionError`, and then nothing has changed."""
    asked = cast("act.AnyAction", action)
    match asked:
        case act.MixerCrossfader():
            return _master(state, engine.SetCrossfader(asked.value), crossfader=asked.value)
        case act.MixerMaster():
            return _master(state, engine.SetMaster(gain_from_db(asked.db)), gain_db=asked.db)
        case act.Panic():
            return _panic(state, moment)
        case act.StemMute() | act.StemSolo() | act.StemGain():
            return _stem(state, asked)
        case act.DeckGain():
            gain = engine.SetDeckGain(_index(asked.deck), gain_from_db(asked.db))
            return with_deck(state, asked.deck, replace(state.decks[asked.deck], gain_db=asked.db), gain)
        case act.DeckTempo():
            return _tempo(state, asked.deck, asked.percent)
        case act.DeckLoad():
            raise ActionError("A song is put on a deck by the loader.", code="not_here")
        case act.DeckEject():
            return _eject(state, asked.deck)
        case _:
            return _transport(state, asked, moment)


def _transport(
    state: ShowState,
    asked: act.DeckPlay
    | act.DeckPause
    | act.DeckToggle
    | act.DeckStop
    | act.DeckSeek
    | act.DeckCue
    | act.DeckCueClear
    | act.DeckLoop
    | act.DeckLoopSize
    | act.DeckTap,
    moment: Moment,
) -> Change:
    """What needs a song on the deck."""
    name = asked.deck
    deck = state.decks[name]
    if deck.track_id is None:
        raise ActionError(f"Deck {name} is empty: put a song on it first.", code="empty_deck")
    here = min(moment.position_ms(name), deck.duration_ms)
    match asked:
        case act.DeckToggle():
            return _pause(state, name, here) if deck.playing else _play(state, name, here)
        case act.DeckPlay():
            return _play(state, name, here)
        case act.DeckPause():
            return _pause(state, name, here)
        case act.DeckStop():
            after = replace(deck, playing=False, position_ms=0.0)
            return with_deck(state, name, after, engine.Stop(_index(name)))
        case act.DeckSeek():
            return _seek(state, name, asked.position_ms)
        case act.DeckCue():
            return _cue(state, name, str(asked.slot), here)
        case act.DeckCueClear():
            left = {slot: place for slot, place in deck.cues.items() if slot != str(asked.slot)}
            return with_deck(state, name, replace(deck, cues=left))
        case act.DeckLoop():
            return _loop(state, name, asked.on, here)
        case act.DeckLoopSize():
            return _loop_size(state, name, asked.beats)
        case act.DeckTap():
            return _tapped(state, name, moment.taps[name])
        case _:
            assert_never(asked)


def _index(deck: act.DeckName) -> int:
    return act.DECKS.index(deck)


def _frames(state: ShowState, place_ms: float) -> engine.Frames:
    return engine.Frames(round(place_ms * state.audio.rate / 1000.0))


def with_deck(state: ShowState, name: act.DeckName, deck: DeckState, *commands: engine.Command) -> Change:
    """The state with another value for one deck, and what the engine is to do about it."""
    decks = {**state.decks, name: deck}
    return Change(replace(state, decks=decks, master=_lead(state.master, decks)), commands)


def _lead(master: MasterState, decks: Mapping[str, DeckState]) -> MasterState:
    """The master's tempo is that of the first deck that plays."""
    playing = [deck for deck in decks.values() if deck.playing]
    tempo = next((deck.bpm * (1 + deck.tempo / 100) for deck in playing if deck.bpm is not None), None)
    return replace(master, playing=bool(playing), tempo=None if tempo is None else round(tempo, 2))


def _master(state: ShowState, command: engine.Command, **changes: float) -> Change:
    return Change(replace(state, master=replace(state.master, **changes)), (command,))


def _panic(state: ShowState, moment: Moment) -> Change:
    playing = [name for name in act.DECKS if state.decks[name].playing]
    stopped: dict[str, DeckState] = {
        name: replace(state.decks[name], playing=False, position_ms=moment.position_ms(name)) for name in playing
    }
    decks: dict[str, DeckState] = {**state.decks, **stopped}
    commands = tuple(engine.Pause(_index(name)) for name in playing)
    return Change(replace(state, decks=decks, master=_lead(state.master, decks)), commands)


def _eject(state: ShowState, name: act.DeckName) -> Change:
    old = state.decks[name]
    return with_deck(state, name, DeckState(tempo=old.tempo, gain_db=old.gain_db), engine.Eject(_index(name)))


def _play(state: ShowState, name: act.DeckName, here: float) -> Change:
    deck, index = state.decks[name], _index(name)
    if deck.playing:
        return Change(state)
    if here > deck.duration_ms - _AT_THE_END:
        after = replace(deck, playing=True, position_ms=0.0)
        return with_deck(state, name, after, engine.Seek(index, 0), engine.Play(index))
    return with_deck(state, name, replace(deck, playing=True, position_ms=here), engine.Play(index))


def _pause(state: ShowState, name: act.DeckName, here: float) -> Change:
    after = replace(state.decks[name], playing=False, position_ms=here)
    return with_deck(state, name, after, engine.Pause(_index(name)))


def _seek(state: ShowState, name: act.DeckName, place_ms: float) -> Change:
    deck = state.decks[name]
    if place_ms > deck.duration_ms:
        raise ActionError(
            f"{place_ms:.0f} ms is behind the end of the song on deck {name} ({deck.duration_ms:.0f} ms).",
            code="out_of_range",
        )
    command = engine.Seek(_index(name), _frames(state, place_ms))
    return with_deck(state, name, replace(deck, position_ms=place_ms), command)


def _cue(state: ShowState, name: act.DeckName, slot: str, here: float) -> Change:
    deck = state.decks[name]
    if slot in deck.cues:
        return _seek(state, name, deck.cues[slot])
    return with_deck(state, name, replace(deck, cues={**deck.cues, slot: round(here, 3)}))


def _loop(state: ShowState, name: act.DeckName, on: bool | None, here: float) -> Change:
    deck = state.decks[name]
    if on is None:
        on = not deck.loop.on
    if on == deck.loop.on:
        return Change(state)
    if not on:
        return _set_loop(state, name, replace(deck.loop, on=False))
    length = _beats_ms(deck, deck.loop.beats)
    start = max(0.0, _beat_before(deck, here))
    return _set_loop(state, name, replace(deck.loop, on=True, start_ms=start, end_ms=start + length))


def _loop_size(state: ShowState, name: act.DeckName, beats: float) -> Change:
    deck = state.decks[name]
    return _set_loop(state, name, replace(deck.loop, beats=beats, end_ms=deck.loop.start_ms + _beats_ms(deck, beats)))


def _set_loop(state: ShowState, name: act.DeckName, loop: LoopState) -> Change:
    deck = state.decks[name]
    if loop.on and loop.end_ms > deck.duration_ms:
        raise ActionError(
            f"A loop of {loop.beats:g} beats does not fit before the end of the song.", code="out_of_range"
        )
    command = engine.SetLoop(_index(name), loop.on, _frames(state, loop.start_ms), _frames(state, loop.end_ms))
    return with_deck(state, name, replace(deck, loop=loop), command)


def _beats_ms(deck: DeckState, beats: float) -> float:
    return beats * 60_000.0 / (deck.bpm or _PLAIN_BPM)


def _beat_before(deck: DeckState, here: float) -> float:
    """The beat that sounds now; where the song has no beat grid, here."""
    if deck.bpm is None:
        return here
    beat = 60_000.0 / deck.bpm
    return deck.first_beat_ms + (here - deck.first_beat_ms) // beat * beat


def _tempo(state: ShowState, name: act.DeckName, percent: float) -> Change:
    command = engine.SetTempo(_index(name), 1.0 + percent / 100.0)
    return with_deck(state, name, replace(state.decks[name], tempo=percent), command)


def _tapped(state: ShowState, name: act.DeckName, taps: Taps) -> Change:
    deck = state.decks[name]
    if deck.bpm is None:
        raise ActionError(
            f"The tempo of the song on deck {name} is not known, so it cannot be tapped.", code="no_tempo"
        )
    if taps.bpm is None:
        return Change(state)
    return _tempo(state, name, max(-50.0, min(50.0, (taps.bpm / deck.bpm - 1.0) * 100.0)))


def _stem(state: ShowState, asked: act.StemMute | act.StemSolo | act.StemGain) -> Change:
    deck, index = state.decks[asked.deck], _index(asked.deck)
    name = stem_of(deck, asked.deck, asked.stem)
    stem = deck.stems[name]
    after: StemState
    command: engine.Command
    match asked:
        case act.StemMute(on=on):
            on = not stem.mute if on is None else on
            after, command = replace(stem, mute=on), engine.SetMute(index, stem.slot - 1, on)
        case act.StemSolo(on=on):
            on = not stem.solo if on is None else on
            after, command = replace(stem, solo=on), engine.SetSolo(index, stem.slot - 1, on)
        case act.StemGain(db=db):
            after, command = replace(stem, gain_db=db), engine.SetStemGain(index, stem.slot - 1, gain_from_db(db))
        case _:
            assert_never(asked)
    return with_deck(state, asked.deck, replace(deck, stems={**deck.stems, name: after}), command)


def stem_of(deck: DeckState, deck_name: str, ref: str | int) -> str:
    """A stem's name on a deck from its name or number; `ActionError` that tells the valid ones."""
    for name, stem in deck.stems.items():
        if ref in (name, stem.slot, str(stem.slot)):
            return name
    if not deck.stems:
        raise ActionError(f"Deck {deck_name} is empty: put a song on it first.", code="empty_deck")
    raise ActionError(
        f"There is no stem {ref!r} on deck {deck_name}. Its stems are {', '.join(deck.stems)}.", code="unknown_stem"
    )
