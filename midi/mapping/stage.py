"""The writer of a surface's view: what its own actions change. Thread: MIDI."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from msgspec.structs import replace

from midi.mapping.loaded import Loaded
from midi.mapping.view import View
from presets import Button, Control
from presets.own import SurfaceBank, SurfaceDeck, SurfaceLayer, SurfacePage
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState

Seen = Callable[[View], None]


def latches(controls: Iterable[Control]) -> frozenset[str]:
    """The layers that a mapping's buttons can leave open when they are let go, and close again."""
    switches = [control for control in controls if control.button is not Button.MOMENTARY]
    asked = [asked for control in switches for asked in (control.asked, *(step.asked for step in control.macro))]
    return frozenset(each.layer for each in asked if isinstance(each, SurfaceLayer))


class Stage:
    """Where one surface is.

    Args:
        view: where it begins: a controller that comes back goes on where it was.
        pages: how many there are.
        furthest: the greatest bank in which there is still something.
        loaded: the deck on which a song was put last, and what is on the decks.
        seen: told of every change, on the MIDI thread.
    """

    def __init__(self, view: View, pages: int, furthest: int, loaded: Loaded, seen: Seen | None) -> None:
        self.view = view
        self._pages = pages
        self._furthest = furthest
        self._seen = seen
        self._latched = set(view.latched)
        self._held: dict[Hashable, str] = {}
        self._loaded = loaded
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
        self._loaded = self._loaded.look(state)
        self._change(loaded=self._loaded.deck)

    def _open(self) -> None:
        latched = frozenset(self._latched)
        self._change(layers=latched.union(self._held.values()), latched=latched)

    def _change(self, **changes: Any) -> None:
        view = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            if self._seen is not None:
                self._seen(view)
