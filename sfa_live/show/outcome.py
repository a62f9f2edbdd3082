"""What becomes of actions: what a hand is answered, what the world is told, what the log of the night keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

import engine
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState
from sfa_live.show.script import Deed
from sfa_live.show.shelf import Song


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an action: the number of the patch that tells it, and the commands that carry it out."""

    seq: int
    command_ids: tuple[int, ...]
    #: It waits for the clock; the commands are answered when its time has come.
    armed: bool = False
    #: What it came to: what a toggle switches to, the tempo of taps. None: nothing comes of it.
    deed: Deed | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """What changed since the last patch."""

    state: ShowState
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What the engine has carried out, with nothing left to wait for: what the log of the night keeps."""

    frame: engine.Frames
    action: Deed
    #: The song that it has put on a deck.
    song: Song | None = None


def done_by(frame: engine.Frames, action: Deed, song: Song | None) -> Done:
    """What a mark tells: this was done, at its frame."""
    return Done(frame, replace(action, quantise="now") if isinstance(action, Action) else action, song)
