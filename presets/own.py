"""The surface's own actions: they change what its controls mean, and never reach the show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from msgspec import Meta

from sfa_live.model.action import Action, DeckName

Name = Annotated[str, Meta(min_length=1, max_length=32)]


class SurfaceLayer(Action, frozen=True):
    """Open a layer while held (or switch it, as ``on`` says): controls that are bound in it do that instead."""

    name = "surface.layer"
    momentary = True
    layer: Name
    on: bool | None = None


class SurfacePage(Action, frozen=True):
    """Turn to a page, or so many pages on; behind the last is the first."""

    name = "surface.page"
    page: Annotated[int, Meta(ge=1, le=16)] | None = None
    step: Annotated[int, Meta(ge=-16, le=16)] | None = None


class SurfaceDeck(Action, frozen=True):
    """Choose the deck that controls with deck "focus" play on."""

    name = "surface.deck"
    deck: DeckName | Literal["loaded"]


class SurfaceBank(Action, frozen=True):
    """Move rows of stems, cues and scenes on by so many banks of ``size`` numbers."""

    name = "surface.bank"
    step: Annotated[int, Meta(ge=-16, le=16)]
    size: Annotated[int, Meta(ge=1, le=16)] = 8


#: All of them by name.
OWN_ACTIONS: Final[Mapping[str, type[Action]]] = {
    kind.name: kind for kind in (SurfaceLayer, SurfacePage, SurfaceDeck, SurfaceBank)
}
