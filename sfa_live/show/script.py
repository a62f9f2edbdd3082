"""Render scripts: what a night did, one JSON object a line.

    {"at": "12.5s", "action": "stem.mute", "args": {"deck": "A", "stem": "vocals"}}

``at`` counts from the beginning: "12.5s" in seconds, "48000f" in frames, "beat 16" and "bar 4" in beats and bars (of
four beats, both from 0) of the first song that the script puts on a deck, at its own tempo.

The log of a night (`ActionLog`) is such a script in frames, with lines that only it has:

* ``{"at": "0f", "begin": …}`` comes first: the engine's rate and outputs;
* ``{"at": …, "resume": …}`` is a deck, or what all decks share, brought back from an earlier life of the rig;
* ``{"at": …, "outside": …}`` is a clock from outside that led there, ``{"at": …, "freed": true}`` its end;
* a ``deck.load`` and a resumed deck carry their ``song``: what was known of it and written on it that night;
* ``{"at": …, "end": true}`` comes last: where the sound ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from sfa_live.errors import ActionError, UsageError
from sfa_live.model.action import Action, DeckName, parse_action, to_wire
from sfa_live.model.show_state import DeckState, MasterState
from sfa_live.model.track import TrackCard
from sfa_live.model.units import Bpm
from sfa_live.show.marks import Marks
from sfa_live.show.scenes import Scenes

_BEATS_PER_BAR: Final = 4
_AT: Final = re.compile(r"(?P<seconds>\d+(\.\d+)?)\s*s|(?P<frames>\d+)\s*f|(?P<unit>beat|bar)\s+(?P<count>\d+(\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Place:
    """A moment of a script: a number of frames or seconds, or of beats of a song whose tempo is known later."""

    seconds: float = 0.0
    frames: int | None = None
    beats: float | None = None

    def resolve(self, bpm: Bpm | None, rate: int) -> int:
        """The moment in frames. Raises `UsageError` when it is counted in beats and there is no tempo."""
        if self.frames is not None:
            return self.frames
        if self.beats is None:
            return round(self.seconds * rate)
        if bpm is None:
            raise UsageError("This script counts in beats, but the tempo of its first song is not known. Use seconds.")
        return round(self.beats * 60.0 / bpm * rate)


class Begin(Struct, frozen=True):
    """The engine of a night."""

    rate: int
    #: Channels of outputs.
    channels: int


class SongPaper(Struct, frozen=True):
    """What was known of a song, and written on it, when it was put on a deck."""

    card: TrackCard
    #: None: they could not be read.
    marks: Marks | None


class ResumedDeck(Struct, frozen=True, tag="deck"):
    """A deck as it was in an earlier life of the rig."""

    deck: DeckName
    before: DeckState


class ResumedMaster(Struct, frozen=True, tag="master"):
    """What all decks share as it was in an earlier life of the rig."""

    before: MasterState
    scenes: Scenes


class Outside(Struct, frozen=True):
    """Somebody outside leads the clock: at a frame they were, or will be, at a beat, and they go at a tempo."""

    bpm: float
    beat: float
    frame: int


class Freed(Struct, frozen=True):
    """Those outside were gone, and led no more."""


class End(Struct, frozen=True):
    """Where the sound ended."""


#: What can have been done.
Deed = Action | ResumedDeck | ResumedMaster | Outside | Freed


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: what happens, and when."""

    place: Place
    deed: Deed | Begin | End
    #: The song that is put on a deck, as it was that night; None: as it is today.
    song: SongPaper | None = None


class _Raw(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    at: str
    action: str | None = None
    args: dict[str, object] = {}
    song: SongPaper | None = None
    begin: Begin | None = None
    resume: ResumedDeck | ResumedMaster | None = None
    outside: Outside | None = None
    freed: bool = False
    end: bool = False


def read_script(lines: Iterable[str]) -> tuple[Line, ...]:
    """A script's lines in the order in which they are written. Raises `UsageError` that names the line."""
    script = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            raw = msgspec.json.decode(text, type=_Raw)
            script.append(Line(_place(raw.at), _deed(raw), raw.song))
        except (msgspec.MsgspecError, ActionError, UsageError) as wrong:
            raise UsageError(f"Line {number} of the script cannot be used: {wrong}") from wrong
    if not script:
        raise UsageError("The script is empty.")
    return tuple(script)


def write_line(frame: int, deed: Deed | Begin | End, song: SongPaper | None = None) -> bytes:
    """A line of the log of a night, with its end of line."""
    at = f"{frame}f"
    match deed:
        case Begin():
            raw = _Raw(at, begin=deed)
        case ResumedDeck() | ResumedMaster():
            raw = _Raw(at, song=song, resume=deed)
        case Outside():
            raw = _Raw(at, outside=deed)
        case Freed():
            raw = _Raw(at, freed=True)
        case End():
            raw = _Raw(at, end=True)
        case Action():
            raw = _Raw(at, song=song, **to_wire(deed))
    return msgspec.json.encode(raw) + b"\n"


def _deed(raw: _Raw) -> Deed | Begin | End:
    if raw.begin is not None:
        return raw.begin
    if raw.resume is not None:
        return raw.resume
    if raw.outside is not None:
        return raw.outside
    if raw.freed:
        return Freed()
    return End() if raw.end else parse_action(raw.action, raw.args)


def _place(text: str) -> Place:
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f'{text!r} is no moment: write "12.5s", "48000f", "beat 16" or "bar 4".')
    if match["seconds"]:
        return Place(seconds=float(match["seconds"]))
    if match["frames"]:
        return Place(frames=int(match["frames"]))
    beats = float(match["count"]) * (_BEATS_PER_BAR if match["unit"] == "bar" else 1)
    return Place(beats=beats)
