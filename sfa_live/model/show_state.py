"""The show as one frozen value: what every surface shows and what survives a restart.

`to_wire` is the JSON of ``GET /api/state`` and of the ``state`` event; `changes_between` is the body of a ``patch``: a
map from JSON pointer (``/decks/A/stems/drums/mute``) to the new value, so that nothing is sent twice or ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from sfa_live.model.action import DECKS


class StemState(Struct, frozen=True):
    """One stem on a deck as the hands have set it."""

    slot: int
    mute: bool = False
    solo: bool = False
    gain_db: float = 0.0
    #: Made by a separator of preview quality.
    preview: bool = False


class LoopState(Struct, frozen=True):
    """The deck's loop; the bounds are kept while it is off."""

    on: bool = False
    start_ms: float = 0.0
    end_ms: float = 0.0
    beats: float = 4.0


class DeckState(Struct, frozen=True):
    """One deck. ``position_ms`` is where it was at the last change of transport; meters tell where it is now."""

    track_id: str | None = None
    title: str = ""
    artist: str = ""
    duration_ms: float = 0.0
    bpm: float | None = None
    key: str | None = None
    #: Where the first downbeat is; with ``bpm`` it makes the beat grid.
    first_beat_ms: float = 0.0
    loading: bool = False
    playing: bool = False
    position_ms: float = 0.0
    #: Percent of the recording's tempo, 0 as recorded.
    tempo: float = 0.0
    gain_db: float = 0.0
    loop: LoopState = LoopState()
    #: Hot cues by slot ("1" to "8"), in milliseconds.
    cues: Mapping[str, float] = {}
    stems: Mapping[str, StemState] = {}
    #: Why the last load failed, or what the engine did to protect the speakers; None when all is well.
    message: str | None = None


class MasterState(Struct, frozen=True):
    """What all decks share."""

    #: Beats per minute of the deck that leads (the first that plays), as heard.
    tempo: float | None = None
    playing: bool = False
    gain_db: float = 0.0
    crossfader: float = 0.0


class AudioState(Struct, frozen=True):
    """Where the sound goes and how well."""

    device: str = "starting"
    #: PortAudio's host API ("JACK Audio Connection Kit", "ALSA", …) or "null".
    backend: str = "null"
    #: True when nothing can be heard because no device could be opened.
    null: bool = True
    #: The device that was asked for, when it is not the one in use.
    wanted: str | None = None
    block: int = 128
    rate: int = 48_000
    latency_ms: float = 0.0
    #: The callback runs with real-time priority.
    realtime: bool = False
    #: Blocks that began too late since the start.
    xruns: int = 0
    #: When the last one was, seconds since 1970; None when there was none.
    last_xrun: float | None = None
    message: str | None = None


class MidiDevice(Struct, frozen=True):
    """One MIDI port."""

    port_id: str
    name: str
    #: input or output
    direction: str
    #: usb, virtual, network or unknown
    type: str
    #: connected or disconnected
    status: str
    #: The mapping in use, by its file's name; None when none fits.
    preset: str | None = None


class MidiState(Struct, frozen=True):
    """The MIDI ports there are."""

    #: jack, alsa, coremidi, windows or none
    backend: str = "none"
    devices: tuple[MidiDevice, ...] = ()
    message: str | None = None


class ShowState(Struct, frozen=True):
    """Everything. A new epoch is a new life of the rig; within one, ``seq`` grows by one with every change."""

    epoch: str
    seq: int = 0
    master: MasterState = MasterState()
    decks: Mapping[str, DeckState] = msgspec.field(default_factory=lambda: {name: DeckState() for name in DECKS})
    audio: AudioState = AudioState()
    midi: MidiState = MidiState()


def to_wire(state: ShowState) -> dict[str, Any]:
    """The whole state as plain JSON values."""
    wire: dict[str, Any] = msgspec.to_builtins(state)
    return wire


def changes_between(old: ShowState, new: ShowState) -> dict[str, Any]:
    """What changed, by JSON pointer; ``epoch`` and ``seq`` travel beside it and are left out."""
    changes: dict[str, Any] = {}
    for field in ("master", "decks", "audio", "midi"):
        _compare(f"/{field}", getattr(old, field), getattr(new, field), changes)
    return changes


def _compare(path: str, old: object, new: object, changes: dict[str, Any]) -> None:
    if old is new or old == new:
        return
    if isinstance(old, Struct) and isinstance(new, Struct):
        for field in old.__struct_fields__:
            _compare(f"{path}/{field}", getattr(old, field), getattr(new, field), changes)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        for key in new:
            _compare(f"{path}/{key}", old[key], new[key], changes)
    else:
        changes[path] = msgspec.to_builtins(new)


def apply_changes(wire: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Bring a plain copy of the state up to date, in place: the other half of `changes_between`."""
    for pointer, value in changes.items():
        *way, last = pointer.strip("/").split("/")
        place = wire
        for step in way:
            place = place[step]
        place[last] = value
