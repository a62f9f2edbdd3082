"""What hands write on a song: cues, moved beats, its scenes. Kept with the song, and there on every deck it is put on.

One file a song, ``marks/<track_id>.json``. Where the same song is on two decks, each change is carried over by itself:
the last one to write a cue wins, and whatever else the other deck has written stays.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from sfa_live.model.action import DECKS
from sfa_live.model.grid import Grid
from sfa_live.model.show_state import CueState, DeckState, ShowState
from sfa_live.show.keeper import Keeper, read_whole
from sfa_live.show.scenes import Scenes, SongScene


class Marks(Struct, frozen=True):
    """What is written on one song."""

    #: Hot cues by slot.
    cues: Mapping[str, CueState] = {}
    #: Memory cues, in milliseconds, ascending.
    memory: tuple[float, ...] = ()
    #: Scenes by slot.
    scenes: Mapping[str, SongScene] = {}
    #: Its beats as a hand has moved them; None: as they were found.
    grid: Grid | None = None


#: What is written on a song that nobody has touched.
NO_MARKS: Final = Marks()


def marks_of(deck: DeckState, scenes: Mapping[str, SongScene]) -> Marks:
    """What is written on the song of a deck."""
    return Marks(deck.cues, deck.memory, scenes, deck.grid if deck.grid_edited else None)


def carried(onto: Marks, before: Marks, after: Marks) -> Marks:
    """A song's marks with what a deck has changed on them."""
    gone, come = {*before.memory} - {*after.memory}, {*after.memory} - {*before.memory}
    return Marks(
        cues=_carried_slots(onto.cues, before.cues, after.cues),
        memory=tuple(sorted(({*onto.memory} - gone) | come)),
        scenes=_carried_slots(onto.scenes, before.scenes, after.scenes),
        grid=onto.grid if after.grid == before.grid else after.grid,
    )


def _carried_slots(onto: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = {slot for slot in {*before, *after} if before.get(slot) != after.get(slot)}
    left = {slot: mark for slot, mark in onto.items() if slot not in changed}
    return left | {slot: after[slot] for slot in sorted(changed & {*after}, key=int)}


def read_marks(folder: Path, track_id: str) -> Marks:
    """What a song's file holds. Raises `StoreError` when it is damaged: it is put aside."""
    return read_whole(_path(folder, track_id), Marks) or NO_MARKS


def _path(folder: Path, track_id: str) -> Path:
    return folder / f"{track_id}.json"


class MarkBook:
    """The marks of all songs."""

    def __init__(self, folder: Path, keeper: Keeper) -> None:
        self._folder = folder
        self._keeper = keeper
        self._lock = threading.Lock()
        #: The marks of every song of this night, written or about to be.
        self._marks: dict[str, Marks] = {}
        #: What was last seen on each deck.
        self._seen: dict[str, tuple[str, Marks]] = {}

    def read(self, track_id: str) -> Marks:
        """What is written on a song. Raises `StoreError` when its file is damaged: put aside, and none from then on.

        Thread: any.
        """
        with self._lock:
            if track_id not in self._marks:
                self._marks[track_id] = NO_MARKS
                self._marks[track_id] = read_marks(self._folder, track_id)
            return self._marks[track_id]

    def note(self, look: Callable[[], tuple[ShowState, Scenes]]) -> None:
        """See what hands have written since the last time. Thread: any.

        To be called when a song has come onto a deck, before anybody can write on it, and after every change. ``look``
        tells the present; it is asked in here, so that nobody's older view follows a newer one.
        """
        with self._lock:
            state, scenes = look()
            for name in DECKS:
                deck = state.decks[name]
                if deck.track_id is None:
                    self._seen.pop(name, None)
                else:
                    self._note(name, deck.track_id, marks_of(deck, scenes.of_song(name)))

    def _note(self, name: str, track_id: str, marks: Marks) -> None:
        seen_id, seen = self._seen.get(name, (None, marks))
        self._seen[name] = track_id, marks
        known = self._marks.setdefault(track_id, NO_MARKS)
        if seen_id != track_id or marks == seen:
            return
        after = carried(known, seen, marks)
        if after != known:
            self._marks[track_id] = after
            self._keeper.keep(_path(self._folder, track_id), after)
