"""Traktor's commands by their numbers, and what each of them is here.

What is not in the table is in a family of commands for which there is nothing here (`family`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct


class Kind(StrEnum):
    """How a command is worked."""

    #: It is on or off.
    SWITCH = "switch"
    #: It is done.
    PRESS = "press"
    #: It has a value that a fader moves.
    FADER = "fader"
    #: It takes one of several values, each of which is something else here.
    CHOICE = "choice"


class Target(StrEnum):
    """What a command is for."""

    DECK = "deck"
    STEM = "stem"
    ALL = "all"


class Command(Struct, frozen=True):
    """One command of Traktor's."""

    #: As Traktor's controller manager calls it.
    name: str
    kind: Kind
    #: The action here, and its arguments beside deck and stem; empty for a `Kind.CHOICE`.
    action: str = ""
    args: Mapping[str, Any] = {}
    target: Target = Target.DECK
    #: What is not quite the same here; empty when all is.
    near: str = ""


_SCALE: Final = "three quarters of the way up is 0 dB here, the top +6 dB."
_STEMS: Final = "Traktor's stems 1 to 4 are taken for drums, bass, other and vocals, as songs in its format have them."
_HOT: Final = "there is no cue point beside the hot cues here: it is hot cue 1."


def _switch(name: str, action: str, near: str = "", target: Target = Target.DECK, **args: Any) -> Command:
    return Command(name, Kind.SWITCH, action, args, target, near)


def _press(name: str, action: str, near: str = "", target: Target = Target.DECK, **args: Any) -> Command:
    return Command(name, Kind.PRESS, action, args, target, near)


def _fader(name: str, action: str, near: str = "", target: Target = Target.DECK, **args: Any) -> Command:
    return Command(name, Kind.FADER, action, args, target, near)


def _choice(name: str, near: str = "", target: Target = Target.DECK) -> Command:
    return Command(name, Kind.CHOICE, "", {}, target, near)


VOLUME: Final = 102
GAIN: Final = 117
FOCUS: Final = 9
PLAY: Final = 100
CUE_PLAY: Final = 204
RECORD: Final = 2056
SEEK: Final = 103
TEMPO_BEND: Final = 406
LOOP_SIZE: Final = 2196
LOOP_SIZE_SET: Final = 2317
NEXT_CUE: Final = 2306
HOT_CUE: Final = 2328
HOT_CUE_DELETE: Final = 2331
HOT_CUE_TYPES: Final = range(2333, 2341)
MOVE: Final = 2351
BEATJUMP: Final = 2380
LEFT: Final = 2408
RIGHT: Final = 2409
#: Modifiers 1 to 8.
MODIFIERS: Final = range(2548, 2556)

COMMANDS: Final[Mapping[int, Command]] = {
    5: _fader("Position (X-Fader)", "mixer.crossfader", target=Target.ALL),
    6: _fader("Master Volume Adjust", "mixer.master", _SCALE, Target.ALL),
    8: _fader("Monitor Volume Adjust", "mixer.headphone_gain", _SCALE, Target.ALL),
    FOCUS: _choice("Deck Focus Selector", "it chooses the deck that this controller plays on.", Target.ALL),
    17: _fader("Monitor Mix Adjust", "mixer.headphone_mix", target=Target.ALL),
    PLAY: _switch("Play/Pause", "deck.toggle"),
    VOLUME: _fader("Volume Adjust", "deck.gain", _SCALE),
    SEEK: _choice("Seek Position"),
    GAIN: _fader("Gain Adjust", "deck.gain", "a deck has one level here; it is that."),
    119: _switch("Monitor Cue On", "deck.headphones"),
    120: _fader("Jog Turn", "deck.jog", "one click is 10 ms; change step if it is too much."),
    122: _press("Tempo Sync", "sync.once", "it takes the beat's place too, not the tempo alone."),
    123: _fader("Tempo Adjust", "deck.tempo", "8 % either way; Traktor's own setting is not in the file."),
    124: _press("Phase Sync", "sync.once", "it takes the tempo too, not the beat's place alone."),
    125: _switch("Sync On", "sync.lock"),
    202: _switch("Loop Active On", "deck.loop"),
    CUE_PLAY: _press("CUP (Cue Play)", "deck.cue", _HOT, slot=1),
    206: _press("Cue", "deck.cue", _HOT, slot=1),
    213: _press("Set Cue And Store As Next Hotcue", "cue.memory", "it is a memory cue here."),
    249: _fader("Slot Filter Adjust", "stem.filter", _STEMS, Target.STEM),
    251: _fader("Slot Volume Adjust", "stem.gain", f"{_STEMS[:-1]}; {_SCALE}", Target.STEM),
    259: _switch("Slot Mute On", "stem.mute", _STEMS, Target.STEM),
    301: _fader("Low Adjust", "deck.eq", band="low"),
    302: _fader("Mid Adjust", "deck.eq", band="mid"),
    303: _fader("High Adjust", "deck.eq", band="high"),
    304: _switch("Low Kill", "deck.eq_kill", band="low"),
    305: _switch("Mid Kill", "deck.eq_kill", band="mid"),
    306: _switch("High Kill", "deck.eq_kill", band="high"),
    320: _fader("Filter Adjust", "deck.filter"),
    400: _switch("Keylock On", "deck.keylock"),
    402: _fader("Key Adjust", "deck.key_shift", "it goes in whole semitones, 12 either way."),
    405: _switch("Keylock On (Preserve Pitch)", "deck.keylock"),
    TEMPO_BEND: _choice("Tempo Bend", "it pushes or holds back by 4 %."),
    RECORD: _choice("Record/Stop (Audio Recorder)", target=Target.ALL),
    2178: _press("Unload", "deck.eject"),
    2192: _press("Loop Set", "deck.loop", on=True),
    LOOP_SIZE: _choice("Loop Size Selector"),
    2240: _press("Beat Tap", "grid.tap"),
    2248: _press("Set Grid Marker", "grid.set_downbeat", "the nearest beat moves here and begins a bar."),
    2254: _press("Reset BPM", "grid.reset", "the beats are as they were found."),
    2258: _press("BPM x2", "grid.double"),
    2259: _press("BPM /2", "grid.halve"),
    2293: _press("Set As Tempo Master", "sync.leader"),
    NEXT_CUE: _choice("Jump To Next/Prev Cue/Loop", "it goes along the memory cues."),
    LOOP_SIZE_SET: _choice("Loop Size Select + Set"),
    HOT_CUE: _choice("Select/Set+Store Hotcue"),
    HOT_CUE_DELETE: _choice("Delete Hotcue"),
    2350: _switch("Flux Mode On", "deck.slip"),
    MOVE: _choice("Move", "it jumps by 1 beat; Traktor's size selector is not in the file."),
    BEATJUMP: _choice("Beatjump"),
    2392: _press("Loop In/Set Cue", "loop.in", "it begins a loop; it sets no cue."),
    2393: _press("Loop Out", "loop.out"),
    LEFT: _choice("Assign Left", "it puts the deck on that side; it does not take it off again."),
    RIGHT: _choice("Assign Right", "it puts the deck on that side; it does not take it off again."),
    2469: _press("Beat Tap (Master Clock)", "clock.tap", target=Target.ALL),
}

_FX: Final = ("an effect", "there are no effect units here.")
_REMIX: Final = ("a remix deck's slot", "there are no remix decks here.")
_BROWSER: Final = ("the browser", "songs are chosen and loaded on the page.")
_METER: Final = ("a meter", "levels are not sent to lamps.")
#: Runs of commands for which there is nothing here: the first number, the last, what they are, why not.
_FAMILIES: Final = (
    (210, 211, "the preview player", "there is no preview player here."),
    (229, 268, *_REMIX),
    (280, 289, "the loop recorder", "there is no loop recorder here."),
    (321, 372, *_FX),
    (600, 733, *_REMIX),
    (802, 825, "freeze mode", "there is no freeze mode here; hot cues (deck.cue) jump, too."),
    (850, 873, "a MIDI control of Traktor's own", "Traktor sends it on to others."),
    (2000, 2004, *_REMIX),
    (2176, 2177, *_BROWSER),
    (2395, 2404, *_BROWSER),
    (2688, 2713, *_METER),
    (3076, 3478, *_BROWSER),
    (4162, 4211, "how Traktor's window looks", "the page has its own look."),
    (5129, 5154, "timecode", "records with timecode are not played here."),
)


def family(command: int) -> tuple[str, str]:
    """What a command is that is not in the table, and why there is nothing like it here."""
    for first, last, what, why in _FAMILIES:
        if first <= command <= last:
            return f"{what} ({command})", why
    return f"command {command}", "nothing here is like it, or its number is not known."
