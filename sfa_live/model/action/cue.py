"""Actions for places that one comes back to, and scenes of how everything was set."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sfa_live.model.action.base import Action, CueSlot, DeckName, Place, SceneSlot

_Label = Annotated[str, Meta(max_length=100)]
_Colour = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$", examples=["#rrggbb"])]


class DeckCue(Action, frozen=True):
    """A hot cue: the first press remembers this place, every later press goes there."""

    name = "deck.cue"
    urgent = True
    rhythmic = True
    deck: DeckName
    slot: CueSlot


class DeckCueClear(Action, frozen=True):
    """Forget a hot cue."""

    name = "deck.cue_clear"
    deck: DeckName
    slot: CueSlot


class CueSet(Action, frozen=True):
    """Write a hot cue: where it is (here when it is new), what it is called, its colour.

    ``layout`` true: it also remembers which stems are heard and how loud, and brings that back, whatever one touch has
    singled out then; false: no longer.
    """

    name = "cue.set"
    deck: DeckName
    slot: CueSlot
    position_ms: Place | None = None
    label: _Label | None = None
    colour: _Colour | None = None
    layout: bool | None = None


class CueMemory(Action, frozen=True):
    """Remember this place (or that one) as a memory cue."""

    name = "cue.memory"
    deck: DeckName
    position_ms: Place | None = None


class CueMemoryClear(Action, frozen=True):
    """Forget the memory cue at or before this place (or that one)."""

    name = "cue.memory_clear"
    deck: DeckName
    position_ms: Place | None = None


class CueNext(Action, frozen=True):
    """Go to the next memory cue."""

    name = "cue.next"
    urgent = True
    rhythmic = True
    deck: DeckName


class CuePrevious(Action, frozen=True):
    """Go to the memory cue before this place."""

    name = "cue.previous"
    urgent = True
    rhythmic = True
    deck: DeckName


class SceneStore(Action, frozen=True):
    """Keep how everything is set: mutes, solos, levels, filters, loops.

    With a deck: of this deck alone, kept with its song; else of all decks, kept with the set.
    """

    name = "scene.store"
    slot: SceneSlot
    deck: DeckName | None = None
    label: _Label | None = None


class SceneRecall(Action, frozen=True):
    """Set everything as it was kept: at once, or within so many beats of the clock (or milliseconds).

    On the song that it was kept on, the loops too, of the deck and of single stems; below a roll that is held.
    """

    name = "scene.recall"
    urgent = True
    rhythmic = True
    slot: SceneSlot
    deck: DeckName | None = None
    beats: Annotated[float, Meta(ge=0.0, le=128.0)] = 0.0
    over_ms: Annotated[float, Meta(ge=0.0, le=600_000.0)] | None = None


class SceneClear(Action, frozen=True):
    """Forget a scene."""

    name = "scene.clear"
    slot: SceneSlot
    deck: DeckName | None = None


class RecordStart(Action, frozen=True):
    """Record what leaves the machine in one file; and, if asked for, every deck or every stem in files of their own."""

    name = "record.start"
    what: Literal["master", "decks", "stems"] = "master"
    format: Literal["flac", "wav"] = "flac"


class RecordStop(Action, frozen=True):
    """End the recording."""

    name = "record.stop"
