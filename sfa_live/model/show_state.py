"""The show as one frozen value: what every surface shows and what survives a restart.

`to_wire` is the JSON of ``GET /api/state`` and of the ``state`` event; `changes_between` is the body of a ``patch``: a
map from JSON pointer (``/decks/A/stems/drums/mute``) to the new value, so that nothing is sent twice or ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from sfa_live.model.action import DECKS, Band, ChainedLoop, ClockSource, Curve, DeckName, KeyLockMode, Quantum, Side
from sfa_live.model.grid import Grid

Focus = Literal["acapella", "instrumental"]
#: How a clock from outside fares: not heard yet, followed, or lost, and the show goes on at its last tempo.
ClockStatus = Literal["waiting", "following", "lost"]


class LoopState(Struct, frozen=True):
    """The deck's loop; the bounds are kept while it is off."""

    on: bool = False
    start_ms: float = 0.0
    end_ms: float = 0.0
    beats: float = 4.0


class GuestState(Struct, frozen=True):
    """A stem that is swapped in on another deck: on which, and how it was at home, to be so again."""

    at: DeckName
    mute: bool = False
    channel: DeckName | None = None
    output: int = 0


class StemState(Struct, frozen=True):
    """One stem on a deck as the hands have set it."""

    slot: int
    mute: bool = False
    solo: bool = False
    gain_db: float = 0.0
    #: One knob: below 0 a low pass, above 0 a high pass.
    filter: float = 0.0
    loop: LoopState = LoopState()
    #: The deck whose mixer channel it goes through; None is its own deck's.
    channel: DeckName | None = None
    #: The pair of outputs it goes straight to; 0 is through the mixer.
    output: int = 0
    #: The same stem of another deck plays in its place, while that deck plays: the deck that it comes from.
    replaced_by: DeckName | None = None
    #: It plays for another deck; None is at home.
    guest: GuestState | None = None
    #: Its mute and its solo from before the deck's focus: back when that goes.
    mute_aside: bool = False
    solo_aside: bool = False
    #: Made by a separator of preview quality.
    preview: bool = False


class StemLayout(Struct, frozen=True):
    """How one stem is heard: what a cue or a scene brings back."""

    mute: bool
    solo: bool
    gain_db: float
    filter: float = 0.0
    #: See `StemState`; of scenes alone.
    mute_aside: bool = False
    solo_aside: bool = False


class CueState(Struct, frozen=True):
    """A hot cue."""

    position_ms: float
    label: str = ""
    #: #rrggbb
    colour: str = ""
    #: How the stems are heard from here on, by name; None leaves them as they are.
    layout: Mapping[str, StemLayout] | None = None


class EqState(Struct, frozen=True):
    """The three bands of a deck's equaliser, in dB, and which of them are killed."""

    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    kills: tuple[Band, ...] = ()


class KeyState(Struct, frozen=True):
    """How a deck keeps or shifts its key."""

    lock: bool = False
    mode: KeyLockMode = "short"
    semitones: float = 0.0
    #: The drums stay at their pitch when the key is shifted.
    exempt: bool = True
    #: Key lock is wanted, but the machine could not keep up and it is heard without.
    behind: bool = False


class SceneState(Struct, frozen=True):
    """A scene, as surfaces show it; what it holds stays with the show."""

    label: str = ""
    #: The decks that it sets.
    decks: tuple[DeckName, ...] = ()


class DeckState(Struct, frozen=True):
    """One deck. ``position_ms`` is where it was at the last change of transport; meters tell where it is now."""

    track_id: str | None = None
    title: str = ""
    artist: str = ""
    duration_ms: float = 0.0
    key: str | None = None
    #: The song's beats; None when they are not known.
    grid: Grid | None = None
    #: The beats are not as they were found: a hand has moved them.
    grid_edited: bool = False
    loading: bool = False
    playing: bool = False
    position_ms: float = 0.0
    #: Percent of the recording's tempo, 0 as recorded.
    tempo: float = 0.0
    #: Percent that a hand pushes the deck by now.
    nudge: float = 0.0
    key_lock: KeyState = KeyState()
    #: It follows the master clock, so many of its beats to one of the clock's.
    locked: bool = False
    beat_factor: float = 1.0
    slip: bool = False
    #: Beats of the roll that is held; None when none is.
    rolling: float | None = None
    #: The beats of the button that began it, however long it has been made since: who lets go of it ends the roll.
    roll_pressed: float | None = None
    loop: LoopState = LoopState()
    #: Loops that are played one after another.
    chain: tuple[ChainedLoop, ...] = ()
    #: Hot cues by slot ("1" to "8").
    cues: Mapping[str, CueState] = {}
    #: Memory cues, in milliseconds, ascending.
    memory: tuple[float, ...] = ()
    #: Scenes of this song by slot ("1" to "16").
    scenes: Mapping[str, SceneState] = {}
    gain_db: float = 0.0
    eq: EqState = EqState()
    filter: float = 0.0
    normalise: bool = False
    #: How loud the song is, in LUFS; None when it was not measured.
    lufs: float | None = None
    #: What makes the song as loud as the others, in dB; 0 while ``normalise`` is off or its loudness is not known.
    trim_db: float = 0.0
    side: Side = "both"
    #: The pair of outputs its channel goes to; 1 is the master.
    output: int = 1
    headphones: bool = False
    focus: Focus | None = None
    #: Between stems (0) and the original recording (1); None when the song has no original beside its stems.
    original: float | None = None
    stems: Mapping[str, StemState] = {}
    #: Why the last load failed, or what the engine did to protect the speakers; None when all is well.
    message: str | None = None

    @property
    def bpm(self) -> float | None:
        """The song's own tempo; None when its beats are not known."""
        return None if self.grid is None else self.grid.bpm


class ClockState(Struct, frozen=True):
    """Who leads the master clock from outside, and who gets it from here."""

    source: ClockSource = "internal"
    #: The MIDI input that was chosen to lead; None: the first that ticks.
    port_id: str | None = None
    #: None while the clock is led from inside.
    status: ClockStatus | None = None
    #: Whom it follows now, or has lost: the input that ticks, or the Link session's peers, in words.
    heard: str | None = None
    #: The MIDI outputs that the clock is sent to.
    sends: tuple[str, ...] = ()


class MasterState(Struct, frozen=True):
    """What all decks share."""

    #: Beats per minute of the master clock.
    tempo: float = 120.0
    #: The deck that the clock follows now; None when it runs by itself.
    leader: DeckName | None = None
    #: The deck that was chosen to lead; None: whichever has played longest.
    chosen_leader: DeckName | None = None
    clock: ClockState = ClockState()
    #: What presses wait for when they do not say so themselves.
    quantise: Quantum = "now"
    playing: bool = False
    gain_db: float = 0.0
    crossfader: float = 0.0
    curve: Curve = "linear"
    headphone_mix: float = 0.0
    headphone_gain_db: float = 0.0


class ArmedState(Struct, frozen=True):
    """An action that waits for the clock. Asking for the same again takes it back."""

    action: str
    args: Mapping[str, Any]
    quantise: str
    #: The clock's beat that it waits for; meters tell the beat of now.
    beat: float


class RecordState(Struct, frozen=True):
    """The recording that runs, or how the last one ended."""

    on: bool = False
    #: What waits for the beat: "start" or "stop" of it; None when nothing does. Asking again takes it back.
    waits: Literal["start", "stop"] | None = None
    what: str = "master"
    format: str = "flac"
    #: When it began, seconds since 1970.
    since: float | None = None
    #: The files' names, in the folder of recordings.
    files: tuple[str, ...] = ()
    #: Why it ended by itself, never began, or what became of one that was cut off; None when all is well.
    message: str | None = None


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
    #: Outputs of the device in use; the headphones need four.
    channels: int = 2
    latency_ms: float = 0.0
    #: The callback runs with real-time priority.
    realtime: bool = False
    #: Blocks that began too late since the start.
    xruns: int = 0
    #: When the last one was, seconds since 1970; None when there was none.
    last_xrun: float | None = None
    message: str | None = None
    #: What of the show is not kept on the disk, or could not be brought back from it; None when all is well.
    disk: str | None = None


class MidiDevice(Struct, frozen=True):
    """One MIDI port of a controller."""

    #: Its direction and its controller's id ("input:APC mini mk2"): the same after every plug and every start.
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
    #: What that mapping calls itself.
    preset_title: str | None = None
    #: The mapping that was chosen by hand; None: whichever fits.
    chosen_preset: str | None = None
    #: The controller that the port belongs to; its ports share what is set for it.
    id: str = ""
    #: As far as it or the platform tells.
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    #: False: it is left to other programs.
    enabled: bool = True
    #: It is listened to, but what it says is not done.
    muted: bool = False
    #: It is muted by itself as soon as it floods.
    guarded: bool = False
    #: It sends more than any hand can; told until it has stopped.
    flooding: bool = False
    #: A hand, or a program, has played on it since the start. A clock alone plays nothing.
    played: bool = False
    #: Lamps, rings, faders or texts of it are worked.
    has_lamps: bool = False
    #: What its mapping asks of how this unit is set, and what that is, by name.
    settings: Mapping[str, int] = {}
    #: Why it cannot be used now, in a sentence.
    problem: str | None = None


class LearnState(Struct, frozen=True):
    """A control is being learnt, or was the last to be."""

    #: waiting for a hand, heard something, assigned, cancelled
    phase: Literal["waiting", "heard", "assigned", "cancelled"]
    #: What the control shall do.
    action: str
    args: Mapping[str, Any]
    #: The port that is listened to; None is any, until one is heard.
    port_id: str | None = None
    #: What was moved, in words.
    heard: str | None = None
    #: The layer that it was learnt in.
    layer: str | None = None
    #: What the hand shall do, or why nothing was learnt, in a sentence.
    message: str | None = None
    #: What the control did before, by its actions and their arguments.
    replaced: tuple[Mapping[str, Any], ...] = ()
    #: The mapping that holds it now, by its file's name.
    preset: str | None = None


class MidiState(Struct, frozen=True):
    """The MIDI ports there are."""

    #: jack, alsa, coremidi, windows or none
    backend: str = "none"
    devices: tuple[MidiDevice, ...] = ()
    message: str | None = None
    learn: LearnState | None = None
    #: So many steps of learning can be taken back.
    learn_undo: int = 0


#: Where the decks stand on the crossfader before anybody moves them.
FIRST_SIDES: Final[Mapping[DeckName, Side]] = {"A": "left", "B": "right", "C": "left", "D": "right"}


def empty_decks() -> Mapping[str, DeckState]:
    """The decks before anything is on them."""
    return {name: DeckState(side=FIRST_SIDES[name]) for name in DECKS}


class ShowState(Struct, frozen=True):
    """Everything. A new epoch is a new life of the rig; within one, ``seq`` grows by one with every change."""

    epoch: str
    seq: int = 0
    master: MasterState = MasterState()
    decks: Mapping[str, DeckState] = msgspec.field(default_factory=empty_decks)
    #: Scenes of the whole set by slot ("1" to "16").
    scenes: Mapping[str, SceneState] = {}
    #: What waits for the clock, by a number of its own.
    armed: Mapping[str, ArmedState] = {}
    record: RecordState = RecordState()
    audio: AudioState = AudioState()
    midi: MidiState = MidiState()


def to_wire(state: ShowState) -> dict[str, Any]:
    """The whole state as plain JSON values."""
    wire: dict[str, Any] = msgspec.to_builtins(state)
    return wire


def changes_between(old: ShowState, new: ShowState) -> dict[str, Any]:
    """What changed, by JSON pointer; ``epoch`` and ``seq`` travel beside it and are left out."""
    changes: dict[str, Any] = {}
    for field in ("master", "decks", "scenes", "armed", "record", "audio", "midi"):
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
