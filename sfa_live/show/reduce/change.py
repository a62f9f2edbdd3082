"""What every group of actions works with: the moment, the change, and a deck's place in the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model.action import DECKS, DeckName
from sfa_live.model.grid import Grid
from sfa_live.model.on import find_stem
from sfa_live.model.show_state import DeckState, LoopState, ShowState, StemState
from sfa_live.show.scenes import NO_SCENES, Scenes

Commands = tuple[engine.Command, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What an action must know of the present that is not in the state."""

    #: Tells where a deck is now, in milliseconds of its song.
    position_ms: Callable[[DeckName], float]
    #: The tempo that the taps so far make, this one included; None when they do not make one (yet).
    tapped_bpm: float | None = None
    #: What the scenes hold.
    scenes: Scenes = NO_SCENES
    #: How many beats ago the first of those taps was.
    tapped_beats: int = 0
    #: The beats of songs as they were found, before any hand moved them; by track.
    found_grids: Mapping[str, Grid | None] = field(default_factory=dict)
    #: The frame before which it is not done; None: as soon as it can be.
    turn: engine.Frames | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The state after an action, and what the engine is to do."""

    state: ShowState
    commands: Commands = ()
    #: What the scenes hold now; None: as before.
    scenes: Scenes | None = None


def index_of(deck: DeckName) -> int:
    """The deck's number at the engine."""
    return DECKS.index(deck)


def frames(state: ShowState, place_ms: float) -> engine.Frames:
    """Milliseconds as frames of the engine."""
    return engine.Frames(round(place_ms * state.audio.rate / 1000.0))


def loop_frames(loop: LoopState, rate: int) -> tuple[bool, int, int]:
    """Whether a loop is on, and its bounds in frames; one that is off lies nowhere."""
    if not loop.on:
        return False, 0, 0
    return True, round(loop.start_ms * rate / 1000.0), round(loop.end_ms * rate / 1000.0)


def song_deck(state: ShowState, name: DeckName) -> DeckState:
    """A deck with a song on it; `ActionError` when it has none."""
    deck = state.decks[name]
    if deck.track_id is None:
        raise ActionError(f"Deck {name} is empty: put a song on it first.", code="empty_deck")
    return deck


def grid_of(state: ShowState, name: DeckName) -> Grid:
    """The beats of the song on a deck; `ActionError` when there is no song, or its beats are not known."""
    grid = song_deck(state, name).grid
    if grid is None:
        raise ActionError(
            f"The beats of the song on deck {name} are not known: tap them first (grid.tap).", code="no_grid"
        )
    return grid


def check_place(state: ShowState, name: DeckName, place_ms: float) -> float:
    """A place in the song on a deck; `ActionError` when it lies behind the end."""
    duration = song_deck(state, name).duration_ms
    if place_ms > duration:
        raise ActionError(
            f"{place_ms:.0f} ms is behind the end of the song on deck {name} ({duration:.0f} ms).",
            code="out_of_range",
        )
    return place_ms


def placed(place_ms: float | None) -> float:
    """The place of an action that has been resolved."""
    if place_ms is None:
        raise ValueError("An action that has not been resolved has no place.")
    return place_ms


def here_in(state: ShowState, name: DeckName, moment: Moment) -> float:
    """Where a deck with a song is, in milliseconds, inside its song."""
    return min(max(moment.position_ms(name), 0.0), song_deck(state, name).duration_ms)


def with_deck(state: ShowState, name: DeckName, deck: DeckState, *commands: engine.Command) -> Change:
    """The state with another value for one deck, and what the engine is to do about it."""
    decks = {**state.decks, name: deck}
    playing = any(each.playing for each in decks.values())
    master = state.master if playing == state.master.playing else replace(state.master, playing=playing)
    return Change(replace(state, decks=decks, master=master), commands)


def edit_deck(state: ShowState, name: DeckName, *commands: engine.Command, **changes: object) -> Change:
    """The state with some fields of a deck changed, and what the engine is to do about it."""
    return with_deck(state, name, replace(state.decks[name], **changes), *commands)


def edit_master(state: ShowState, *commands: engine.Command, **changes: object) -> Change:
    """The state with some fields of the master changed, and what the engine is to do about it."""
    return Change(replace(state, master=replace(state.master, **changes)), commands)


def loop_after(deck: DeckState, here: float, place: float) -> Mapping[str, Any]:
    """The deck's loop and chain once it has gone from here to another place, in milliseconds.

    Out of its loop, or over it, leaves it; within it stays. Below a roll it is nobody's business.
    """
    loop = deck.loop
    out = place >= loop.end_ms or place < loop.start_ms <= here
    if loop.on and deck.rolling is None and here < loop.end_ms and out:
        return {"loop": replace(loop, on=False), "chain": ()}
    return {}


def with_stem(deck: DeckState, name: str, stem: StemState) -> Mapping[str, Any]:
    """The deck's stems with another value for one of them."""
    return {**deck.stems, name: stem}


def stem_of(deck: DeckState, deck_name: str, ref: str | int) -> str:
    """A stem's name on a deck from its name or number; `ActionError` that tells the valid ones."""
    if (name := find_stem(deck, ref)) is not None:
        return name
    if not deck.stems:
        raise ActionError(f"Deck {deck_name} is empty: put a song on it first.", code="empty_deck")
    raise ActionError(
        f"There is no stem {ref!r} on deck {deck_name}. Its stems are {', '.join(deck.stems)}.", code="unknown_stem"
    )


def both(first: Change, then: Callable[[ShowState], Change]) -> Change:
    """Two changes, one after the other, as one."""
    second = then(first.state)
    return Change(second.state, first.commands + second.commands, second.scenes or first.scenes)
