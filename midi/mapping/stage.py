"""The writer of a surface's view: what its own actions change. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from msgspec.structs import replace

from midi.mapping.view import View
from presets.own import SurfaceBank, SurfaceDeck, SurfaceLayer, SurfacePage
from sfa_live.model.action import DECKS, Action
from sfa_live.model.show_state import ShowState

Seen = Callable[[View], None]


class Stage:
    """Where one surface is.

    Args:
        view: where it begins: a controller that comes back goes on where it was.
        pages: how many there are.
        furthest: the greatest bank in which there is still something.
        seen: told of every change, on the MIDI thread.
    """

    def __init__(self, view: View, pages: int, furthest: int, seen: Seen | None) -> None:
        self.view = view
        self._pages = pages
        self._furthest = furthest
        self._seen = seen
        self._latched = set(view.layers)
        self._held: dict[Hashable, str] = {}
        #: The songs on the decks when it was last looked.
        self._songs: tuple[str | None, ...] | None = None
        self._looked_at: Any = None

    def do(self, action: Action) -> None:
        """One of the surface's own actions."""
        match action:
            case SurfaceLayer(layer=layer, on=on):
                on = layer not in self._latched if on is None else on
                (self._latched.add if on else self._latched.discard)(layer)
                self._open()
            case SurfacePage(page=page, step=step):
                turned = page if page is not None else (self.view.page - 1 + (step or 1)) % self._pages + 1
                self._change(page=turned)
            case SurfaceDeck(deck=deck):
                self._change(focus=deck)
            case SurfaceBank(step=step, size=size):
                bank = self.view.bank + step * size
                if 0 <= bank <= self._furthest:
                    self._change(bank=bank)

    def hold(self, holder: Hashable, layer: str) -> None:
        """Open a layer for as long as this button is held."""
        self._held[holder] = layer
        self._open()

    def release(self, holder: Hashable) -> None:
        """The button is held no more; a layer that nothing else keeps open closes."""
        if self._held.pop(holder, None) is not None:
            self._open()

    def look(self, state: ShowState) -> None:
        """See on which deck a song was put last."""
        if state.decks is self._looked_at:
            return
        self._looked_at = state.decks
        songs = tuple(state.decks[name].track_id for name in DECKS)
        before, self._songs = self._songs, songs
        if before is not None and songs != before:
            for name, old, new in zip(DECKS, before, songs, strict=True):
                if new is not None and new != old:
                    self._change(loaded=name)

    def _open(self) -> None:
        self._change(layers=frozenset((*self._latched, *self._held.values())))

    def _change(self, **changes: Any) -> None:
        view = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            if self._seen is not None:
                self._seen(view)
