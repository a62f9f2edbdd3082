"""What scenes hold: how decks were set, to be set so again.

Surfaces see `SceneState` in the show's state; what is here stays with the show: the set's in the journal, a song's in
its marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.show_state import EqState, Focus, LoopState, SceneState, StemLayout


class DeckScene(Struct, frozen=True):
    """How one deck was set."""

    track_id: str
    stems: Mapping[str, StemLayout]
    gain_db: float
    eq: EqState
    filter: float
    loop: LoopState
    focus: Focus | None = None
    original: float | None = None
    #: The stems' own loops; those that it does not name stay as they are.
    stem_loops: Mapping[str, LoopState] = {}


class SongScene(Struct, frozen=True):
    """A scene of one song, for whichever deck it is on."""

    label: str
    deck: DeckScene


class SetScene(Struct, frozen=True):
    """A scene of all decks that had a song."""

    label: str
    decks: Mapping[str, DeckScene]
    crossfader: float


class Scenes(Struct, frozen=True):
    """Every scene that can be recalled now, by slot ("1" to "16")."""

    #: Of the songs on the decks, by deck.
    songs: Mapping[str, Mapping[str, SongScene]] = {}
    #: Of the set.
    sets: Mapping[str, SetScene] = {}

    def of_song(self, name: DeckName) -> Mapping[str, SongScene]:
        """The scenes of the song on a deck."""
        return self.songs.get(name, {})

    def with_song(self, name: DeckName, scenes: Mapping[str, SongScene]) -> Scenes:
        """With another song, or other scenes of it, on a deck."""
        return replace(self, songs={**self.songs, name: scenes})


#: Before anybody stores one.
NO_SCENES: Final = Scenes()


def shown_song(name: DeckName, scenes: Mapping[str, SongScene]) -> Mapping[str, SceneState]:
    """A song's scenes as surfaces see them."""
    return {slot: SceneState(scene.label, (name,)) for slot, scene in scenes.items()}


def shown_sets(scenes: Mapping[str, SetScene]) -> Mapping[str, SceneState]:
    """The set's scenes as surfaces see them."""
    return {
        slot: SceneState(scene.label, tuple(name for name in DECKS if name in scene.decks))
        for slot, scene in scenes.items()
    }
