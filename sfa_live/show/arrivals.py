"""What a song makes of the show as it comes onto a deck: a new one, or what an earlier life of the rig has left."""

from __future__ import annotations

from msgspec.structs import replace

from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.show_state import DeckState, MasterState, ShowState
from sfa_live.show.decks import deck_commands, fresh_commands, fresh_deck, master_commands, resumed_deck
from sfa_live.show.marks import NO_MARKS
from sfa_live.show.reduce import Change, Moment
from sfa_live.show.reduce.transport import bring_back, put
from sfa_live.show.scenes import Scenes, shown_sets
from sfa_live.show.shelf import Song


def put_on(name: DeckName, song: Song, state: ShowState, moment: Moment) -> Change:
    """A new song: it waits at its beginning, everything of it heard."""
    deck = fresh_deck(name, song, state.decks[name])
    change = put(state, name, deck, *fresh_commands(DECKS.index(name), deck, song.source, state.audio.rate))
    return Change(change.state, change.commands, moment.scenes.with_song(name, (song.marks or NO_MARKS).scenes))


def put_back(name: DeckName, song: Song, before: DeckState, state: ShowState, moment: Moment) -> Change:
    """A deck as it was in an earlier life, playing if it played."""
    deck = resumed_deck(name, song, before)
    change = bring_back(state, name, deck, *deck_commands(DECKS.index(name), deck, song.source, state.audio.rate))
    scenes = None if song.marks is None else moment.scenes.with_song(name, song.marks.scenes)
    return Change(change.state, change.commands, scenes)


def set_back(before: MasterState, scenes: Scenes, state: ShowState, _moment: Moment) -> Change:
    """What all decks share as it was in an earlier life, and what its scenes hold."""
    clock = replace(before.clock, status=None if before.clock.source == "internal" else "waiting", heard=None)
    after = replace(before, playing=False, leader=None, clock=clock)
    return Change(replace(state, master=after, scenes=shown_sets(scenes.sets)), tuple(master_commands(after)), scenes)
