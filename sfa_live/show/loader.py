"""Songs onto decks, without anybody waiting: one thread maps and reads, the newest wish for a deck wins."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import engine
from sfa_live.errors import SfaError, StaleError, StoreError
from sfa_live.model.action import DeckLoad, DeckName
from sfa_live.model.show_state import DeckState
from sfa_live.show.outcome import Applied
from sfa_live.show.shelf import Shelf, Song
from sfa_live.show.show import Show

log = logging.getLogger("sfa_live.show")


class Loader:
    """Loads songs for a show."""

    def __init__(self, show: Show, shelf: Shelf, on_put: Callable[[], None] = lambda: None) -> None:
        """``on_put`` is called when a song is on its deck, or waits for the beat to be: before anybody is told."""
        self._show = show
        self._on_put = on_put
        self._shelf = shelf
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="loader")
        self._wishes: dict[DeckName, object] = {}

    def load(self, asked: DeckLoad) -> Future[Applied]:
        """Begin to load. Thread: any. The future ends with the error when the song cannot be had."""
        return self._begin(asked.deck, asked.track_id, lambda song: self._show.finish_load(asked, song))

    def resume(self, name: DeckName, before: DeckState) -> Future[Applied]:
        """Begin to bring a deck back as it was in an earlier life of the rig."""
        track_id = before.track_id or ""
        return self._begin(name, track_id, lambda song: self._show.resume(name, song, before))

    def dispose(self, source: engine.Source) -> None:
        """Let go of a song's memory, where nobody waits for it. Thread: any."""
        self._thread.submit(source.release)

    def close(self) -> None:
        """Finish what is running and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _begin(self, name: DeckName, track_id: str, put: Callable[[Song], Applied]) -> Future[Applied]:
        wish = self._wishes[name] = object()
        self._show.begin_load(name)
        return self._thread.submit(self._load, name, track_id, wish, put)

    def _load(self, name: DeckName, track_id: str, wish: object, put: Callable[[Song], Applied]) -> Applied:
        if self._wishes[name] is not wish:
            raise StaleError(f"Another song was wanted on deck {name} meanwhile.")
        try:
            applied = put(self._shelf.take(track_id))
        except SfaError as wrong:
            log.warning("Deck %s: song %s cannot be loaded: %s", name, track_id, wrong)
            self._show.fail_load(name, wrong.message)
            # Without its way through frames that hold the song: a future and whoever waits for it are a ring, which
            # keeps it until the collector comes round.
            wrong.__traceback__ = None
            raise
        except OSError as wrong:
            failed = StoreError(f"The song cannot be read from the disk: {wrong.strerror}.")
            log.exception("Deck %s: song %s cannot be loaded.", name, track_id)
            self._show.fail_load(name, failed.message)
            raise failed from wrong.with_traceback(None)
        self._on_put()
        return applied
