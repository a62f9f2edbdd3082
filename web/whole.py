"""The show as a surface gets it when it knows nothing yet."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from sfa_live.errors import LinkError
from sfa_live.link import RigLink
from sfa_live.model.show_state import ShowState


class RigPresence(Struct, frozen=True):
    """Whether the rig is on the line; while it is not, the state is the last that was heard."""

    connected: bool


class WholeState(ShowState, frozen=True, kw_only=True):
    """The whole show, and whether the rig is there: the JSON of ``/api/state`` and of the ``state`` event."""

    rig: RigPresence


def whole_state(link: RigLink) -> dict[str, Any]:
    """The wire form of `WholeState`, every deck where the meters saw it last; `LinkError` before the rig was heard."""
    if link.state is None:
        raise LinkError("The rig is starting. Try again in a moment.")
    seen = (link.meters or {}).get("decks", {})
    decks = {
        name: {**deck, "position_ms": seen[name]["position_ms"]} if name in seen else deck
        for name, deck in link.state["decks"].items()
    }
    return {**link.state, "decks": decks, "rig": {"connected": link.connected}}
