"""The deck on which a song was put last: what "loaded" means."""

from __future__ import annotations

from msgspec import Struct

from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.show_state import ShowState


class Loaded(Struct, frozen=True):
    """What is known of it. A new one is made with every song, so that any thread may read it."""

    deck: DeckName = "A"
    #: The songs on the decks when it was last looked; None: never yet.
    songs: tuple[str | None, ...] | None = None

    def look(self, state: ShowState) -> Loaded:
        """The same after a look at the show."""
        songs = tuple(state.decks[name].track_id for name in DECKS)
        if songs == self.songs:
            return self
        put = [
            name
            for name, old, new in zip(DECKS, self.songs or songs, songs, strict=True)
            if new is not None and new != old
        ]
        return Loaded(put[-1] if put else self.deck, songs)
