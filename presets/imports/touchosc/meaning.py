"""What a TouchOSC control is for: by its OSC address, by its name, or by its MIDI message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from presets.imports.draft import Bind
from presets.imports.touchosc.values import Sent
from sfa_live.model.action import DECKS
from sfa_live.model.stem import MAX_STEMS


class Meaning(Struct, frozen=True):
    """What a control does."""

    action: Bind
    #: The addresses at which sfa_live listens for it; the first is the one to use.
    addresses: tuple[str, ...]


#: The original's layout sent these on channel 1: the first controller of eight for each.
_BRIDGE: Final = ((7, "volume"), (17, "mute"), (33, "solo"))
_STEM: Final[Mapping[str, str]] = {"volume": "stem.gain", "mute": "stem.mute", "solo": "stem.solo"}
_DECK: Final[Mapping[str, Bind]] = {
    "play": {"action": "deck.toggle"},
    "stop": {"action": "deck.stop"},
    "cue": {"action": "deck.cue", "slot": 1},
    "volume": {"action": "deck.gain"},
    "pitch": {"action": "deck.tempo"},
    "loop": {"action": "deck.loop"},
}
_TRANSPORT: Final[Mapping[str, str]] = {
    "play": "deck.play",
    "stop": "deck.stop",
    "next": "cue.next",
    "prev": "cue.previous",
}


def _stem(number: str, what: str) -> Meaning:
    return Meaning({"action": _STEM[what], "deck": "A", "stem": int(number)}, (f"/stem/{number}/{what}",))


def _deck(number: str, what: str) -> Meaning:
    return Meaning({**_DECK[what], "deck": DECKS[int(number) - 1]}, (f"/deck/{number}/{what}",))


def _pad(number: str) -> Meaning | None:
    """Pads 1 to 8 are the stems, 9 to 16 the hot cues."""
    pad, address = int(number), (f"/pad/{number}",)
    if pad in range(1, MAX_STEMS + 1):
        return Meaning({"action": "stem.mute", "deck": "A", "stem": pad}, address)
    if pad in range(MAX_STEMS + 1, 2 * MAX_STEMS + 1):
        return Meaning({"action": "deck.cue", "deck": "A", "slot": pad - MAX_STEMS}, address)
    return None


def _crossfader() -> Meaning:
    return Meaning({"action": "mixer.crossfader"}, ("/mixer/crossfader", "/crossfader"))


def _master() -> Meaning:
    return Meaning({"action": "mixer.master"}, ("/mixer/master",))


def _transport(what: str) -> Meaning:
    return Meaning({"action": _TRANSPORT[what], "deck": "A"}, (f"/transport/{what}", f"/{what}"))


#: Addresses and names, whatever stands before them: "/1/stem/2/mute", "Stem 2 Mute", "vol3".
_WORDS: Final[tuple[tuple[re.Pattern[str], Callable[..., Meaning | None]], ...]] = (
    (re.compile(r"stem[ /_-]*([1-8])[ /_-]*(volume|mute|solo)"), _stem),
    (re.compile(r"deck[ /_-]*([1-4])[ /_-]*(play|stop|cue|volume|pitch|loop)"), _deck),
    (re.compile(r"(?:volume|vol|fader)[ /_-]*([1-8])$"), lambda number: _stem(number, "volume")),
    (re.compile(r"mute[ /_-]*([1-8])$"), lambda number: _stem(number, "mute")),
    (re.compile(r"solo[ /_-]*([1-8])$"), lambda number: _stem(number, "solo")),
    (re.compile(r"(?:crossfader|xfader|cross ?fade)$"), _crossfader),
    (re.compile(r"(?:^|[ /_-])master(?:[ /_-]*volume)?$"), _master),
    (re.compile(r"pad[ /_-]*(\d{1,2})$"), _pad),
    (re.compile(r"transport/(play|stop|next|prev)$"), _transport),
    (re.compile(r"(?:^|[ /_-])(play|stop)$"), _transport),
)


def meaning_of_words(words: str) -> Meaning | None:
    """What an address or a name says; None when it says nothing that is known."""
    for pattern, meaning in _WORDS:
        if found := pattern.search(words.lower().strip()):
            return meaning(*found.groups())
    return None


def meaning_of_message(sent: Sent) -> Meaning | None:
    """What a message meant in the original's own layout."""
    if sent.kind == "cc" and sent.channel == 1:
        for first, what in _BRIDGE:
            if sent.number in range(first, first + 8):
                return _stem(str(sent.number - first + 1), what)
    return None
