"""What every action is, and the types that their arguments share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, get_args

import msgspec
from msgspec import Meta

from sfa_live.errors import ActionError

DeckName = Literal["A", "B", "C", "D"]
DECKS: Final[tuple[DeckName, ...]] = get_args(DeckName)

#: A point of the master clock to wait for: a note value (1/4 is a beat) or bars of four beats; "now" is not to wait.
Quantum = Literal["now", "1/32", "1/16", "1/8", "1/4", "1/2", "1 bar", "2 bars", "4 bars", "8 bars"]

#: Beats of the master clock in a quantum.
BEATS: Final[Mapping[str, float]] = {
    "1/32": 0.125,
    "1/16": 0.25,
    "1/8": 0.5,
    "1/4": 1.0,
    "1/2": 2.0,
    "1 bar": 4.0,
    "2 bars": 8.0,
    "4 bars": 16.0,
    "8 bars": 32.0,
}

#: A stem by its name ("drums") or by its number on the deck, from 1.
StemRef = Annotated[str, Meta(min_length=1, max_length=32)] | Annotated[int, Meta(ge=1, le=8)]

Level = Annotated[float, Meta(ge=-90.0, le=6.0)]
Place = Annotated[float, Meta(ge=0.0, le=86_400_000.0)]
CueSlot = Annotated[int, Meta(ge=1, le=8)]
SceneSlot = Annotated[int, Meta(ge=1, le=16)]
LoopBeats = Annotated[float, Meta(ge=0.03125, le=64.0)]
#: One knob for two filters: below 0 it takes the highs away, above 0 the lows.
Knob = Annotated[float, Meta(ge=-1.0, le=1.0)]
#: A MIDI port by its name as the state tells it ("input:Digitakt MIDI 1").
PortId = Annotated[str, Meta(min_length=1, max_length=256)]
Tempo = Annotated[float, Meta(ge=20.0, le=400.0)]


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a human asks for. Subclasses are the vocabulary.

    ``quantise``: the point of the master clock at which it is done; None leaves it to the show's own setting.
    """

    name: ClassVar[str]
    #: May be applied on the thread that heard it, ahead of everything else.
    urgent: ClassVar[bool] = False
    #: A button may hold it: on while pressed, back to what it was when released.
    momentary: ClassVar[bool] = False
    #: Waits for the clock when the show is set to quantise; others wait only when they are asked to.
    rhythmic: ClassVar[bool] = False

    quantise: Quantum | None = None

    def __post_init__(self) -> None:
        """Nothing gets in that no file could hold. Raises `ActionError`."""
        _require_writable(type(self).name, self)


def _require_writable(name: str, value: msgspec.Struct) -> None:
    """Numbers are finite and texts are whole characters, in whatever lies inside too."""
    for field in value.__struct_fields__:
        inside = getattr(value, field)
        for each in inside if isinstance(inside, tuple) else (inside,):
            if isinstance(each, msgspec.Struct):
                _require_writable(name, each)
            elif isinstance(each, float) and not math.isfinite(each):
                raise ActionError(f"{name} cannot take {each} for {field}: it takes a number.")
            elif isinstance(each, str) and not each.isascii() and not _is_text(each):
                raise ActionError(f"{name} cannot take {each!r} for {field}: it holds halves of characters.")


def _is_text(word: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in word)
