"""What is where on a tablet: eight stems with fader, mute, solo and name; transport, decks, cues, crossfader, labels.

Every address is one that OSC knows; a test asks each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from sfa_live.model.action import DECKS
from sfa_live.osc.addresses import SELECT, SUBSCRIBE
from sfa_live.osc.faders import UNITY
from sfa_live.osc.stems import MOST_STEMS

Kind = Literal["fader", "toggle", "push", "label"]

#: The whole surface, in points.
WIDTH: Final = 1024
HEIGHT: Final = 700

_TOUCHOSC_HEARS: Final = "9000"
_STRIP: Final = 112
_GAP: Final = 8
_SIDE: Final = _STRIP * MOST_STEMS + 2 * _GAP


class Frame(NamedTuple):
    """A place on the surface, in points from its upper left."""

    left: int
    top: int
    width: int
    height: int


class Widget(NamedTuple):
    """One thing to touch or to read."""

    kind: Kind
    name: str
    address: str
    frame: Frame
    #: What is written on it; a label that is told its text has none.
    caption: str
    #: #rrggbb
    colour: str
    #: Where a fader stands at first.
    default: float = 0.0
    #: What is sent before the value.
    before: tuple[str, ...] = ()
    lies: bool = False


_GREEN, _RED, _YELLOW, _BLUE, _GREY = "#3bd17a", "#e8556d", "#f2c53d", "#5b8def", "#8a93a0"


def plan() -> tuple[Widget, ...]:
    """All widgets."""
    return (*_head(), *(widget for number in range(1, MOST_STEMS + 1) for widget in _strip(number)), *_side(), *_foot())


def _head() -> Iterator[Widget]:
    buttons = (("prev", _GREY), ("play", _GREEN), ("stop", _RED), ("next", _GREY))
    for place, (name, colour) in enumerate(buttons):
        frame = Frame(_GAP + place * 96, _GAP, 88, 56)
        yield Widget("push", name, f"/transport/{name}", frame, name.upper(), colour)
    yield Widget("label", "title", "/track/title", Frame(400, _GAP, 264, 56), "", _GREY)
    yield Widget("label", "bpm", "/bpm", Frame(672, _GAP, 112, 56), "", _YELLOW)
    # TouchOSC hears on another port than it sends from; 9000 is what it proposes.
    frame = Frame(792, _GAP, 112, 56)
    yield Widget("push", "connect", SUBSCRIBE, frame, "CONNECT", _GREEN, before=(_TOUCHOSC_HEARS,))
    yield Widget("push", "panic", "/panic", Frame(_SIDE, _GAP, 104, 56), "PANIC", _RED)


def _strip(number: int) -> Iterator[Widget]:
    left, width = _GAP + (number - 1) * _STRIP, _STRIP - _GAP
    way = f"/stem/{number}"
    yield Widget("label", f"name{number}", f"{way}/name", Frame(left, 76, width, 32), "", _GREY)
    yield Widget("fader", f"volume{number}", f"{way}/volume", Frame(left, 112, width, 344), "", _BLUE, default=UNITY)
    yield Widget("toggle", f"mute{number}", f"{way}/mute", Frame(left, 464, width, 52), "MUTE", _RED)
    yield Widget("toggle", f"solo{number}", f"{way}/solo", Frame(left, 524, width, 52), "SOLO", _YELLOW)


def _side() -> Iterator[Widget]:
    """The choice of the deck that the stems are of, and the master level."""
    for place, deck in enumerate(DECKS):
        frame = Frame(_SIDE, 76 + place * 60, 104, 52)
        yield Widget("push", f"deck{deck}", SELECT, frame, f"DECK {deck}", _GREEN, before=(deck,))
    yield Widget("fader", "master", "/mixer/master", Frame(_SIDE, 320, 104, 256), "", _GREY, default=UNITY)


def _foot() -> Iterator[Widget]:
    for number in (1, 2):
        left = _GAP if number == 1 else 680
        frame = Frame(left, 584, 104, 108)
        yield Widget("push", f"play{number}", f"/deck/{number}/play", frame, f"PLAY {number}", _GREEN)
        yield Widget("push", f"cue{number}", f"/deck/{number}/cue/1", frame._replace(left=left + 112), "CUE 1", _BLUE)
        yield Widget("push", f"loop{number}", f"/deck/{number}/loop", frame._replace(left=left + 224), "LOOP", _YELLOW)
    frame = Frame(344, 584, 328, 108)
    yield Widget("fader", "crossfader", "/mixer/crossfader", frame, "", _GREY, default=0.5, lies=True)
