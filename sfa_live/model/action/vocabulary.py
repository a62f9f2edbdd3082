"""Every action by its name, and the way from a wire to a value: one sentence for everything that does not fit."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final, get_args, get_type_hints

import msgspec

from sfa_live.errors import ActionError
from sfa_live.model.action.base import DECKS, Action
from sfa_live.model.action.beat import (
    ClockQuantise,
    ClockSend,
    ClockSourceChoose,
    ClockTap,
    ClockTempo,
    GridDouble,
    GridHalve,
    GridNudge,
    GridReset,
    GridSet,
    GridSetDownbeat,
    GridTap,
    SyncLeader,
    SyncLock,
    SyncOnce,
)
from sfa_live.model.action.cue import (
    CueMemory,
    CueMemoryClear,
    CueNext,
    CuePrevious,
    CueSet,
    DeckCue,
    DeckCueClear,
    RecordStart,
    RecordStop,
    SceneClear,
    SceneRecall,
    SceneStore,
)
from sfa_live.model.action.deck import (
    DeckEject,
    DeckGain,
    DeckJog,
    DeckJump,
    DeckKeyExempt,
    DeckKeyLock,
    DeckKeyLockMode,
    DeckKeyShift,
    DeckLoad,
    DeckNudge,
    DeckPause,
    DeckPlay,
    DeckSeek,
    DeckSlip,
    DeckStop,
    DeckTap,
    DeckTempo,
    DeckToggle,
)
from sfa_live.model.action.loop import (
    DeckLoop,
    DeckLoopSize,
    LoopChain,
    LoopDouble,
    LoopFinish,
    LoopHalve,
    LoopIn,
    LoopLeave,
    LoopMove,
    LoopOut,
    LoopRoll,
    StemLoop,
)
from sfa_live.model.action.midi import (
    MidiEnable,
    MidiForget,
    MidiGuard,
    MidiLearn,
    MidiLearnCancel,
    MidiLearnUndo,
    MidiMute,
    MidiPreset,
    MidiResync,
    MidiSetting,
)
from sfa_live.model.action.mixer import (
    DeckAcapella,
    DeckEq,
    DeckEqKill,
    DeckFilter,
    DeckHeadphones,
    DeckInstrumental,
    DeckNormalise,
    DeckOriginal,
    DeckOutput,
    DeckSide,
    MixerCrossfader,
    MixerCurve,
    MixerHeadphoneGain,
    MixerHeadphoneMix,
    MixerMaster,
    Panic,
    StemChannel,
    StemFilter,
    StemGain,
    StemMute,
    StemOutput,
    StemSolo,
    StemSwap,
)
from sfa_live.model.action.words import in_words

AnyAction = (
    DeckLoad
    | DeckEject
    | DeckPlay
    | DeckPause
    | DeckToggle
    | DeckStop
    | DeckSeek
    | DeckJump
    | DeckTempo
    | DeckNudge
    | DeckJog
    | DeckTap
    | DeckSlip
    | DeckGain
    | DeckKeyLock
    | DeckKeyLockMode
    | DeckKeyShift
    | DeckKeyExempt
    | DeckLoop
    | DeckLoopSize
    | LoopIn
    | LoopOut
    | LoopHalve
    | LoopDouble
    | LoopMove
    | LoopFinish
    | LoopLeave
    | LoopRoll
    | LoopChain
    | StemLoop
    | DeckCue
    | DeckCueClear
    | CueSet
    | CueMemory
    | CueMemoryClear
    | CueNext
    | CuePrevious
    | SceneStore
    | SceneRecall
    | SceneClear
    | RecordStart
    | RecordStop
    | GridNudge
    | GridSetDownbeat
    | GridTap
    | GridDouble
    | GridHalve
    | GridReset
    | GridSet
    | SyncOnce
    | SyncLock
    | SyncLeader
    | ClockTempo
    | ClockTap
    | ClockQuantise
    | ClockSourceChoose
    | ClockSend
    | StemMute
    | StemSolo
    | StemGain
    | StemFilter
    | StemChannel
    | StemOutput
    | StemSwap
    | DeckEq
    | DeckEqKill
    | DeckFilter
    | DeckNormalise
    | DeckSide
    | DeckOutput
    | DeckHeadphones
    | DeckAcapella
    | DeckInstrumental
    | DeckOriginal
    | MixerCrossfader
    | MixerCurve
    | MixerMaster
    | MixerHeadphoneMix
    | MixerHeadphoneGain
    | MidiResync
    | MidiSetting
    | MidiEnable
    | MidiMute
    | MidiGuard
    | MidiPreset
    | MidiLearn
    | MidiLearnCancel
    | MidiLearnUndo
    | MidiForget
    | Panic
)

#: Every action by its name on the wire.
ACTIONS: Final[Mapping[str, type[Action]]] = {kind.name: kind for kind in get_args(AnyAction)}

#: The original system's names, for imported presets, and what they are called here.
ALIASES: Final[Mapping[str, str]] = {
    "play": "deck.play",
    "stop": "deck.stop",
    "seek": "deck.seek",
    "bpm_tap": "deck.tap",
    "stem_solo": "stem.solo",
    "stem_mute": "stem.mute",
    "stem_volume": "stem.gain",
    "dj_play": "deck.toggle",
    "dj_cue": "deck.cue",
    "dj_crossfader": "mixer.crossfader",
    "dj_loop_toggle": "deck.loop",
    "dj_loop_size": "deck.loop_size",
    "dj_pitch": "deck.tempo",
    "dj_volume": "deck.gain",
    "dj_sync": "sync.lock",
    "dj_filter": "deck.filter",
}


def action_kind(name: str) -> type[Action]:
    """The action of that name (or old alias); `ActionError` with the nearest valid name otherwise."""
    kind = ACTIONS.get(ALIASES.get(name, name))
    if kind is None:
        near = difflib.get_close_matches(name, [*ACTIONS, *ALIASES], n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ActionError(
            f"There is no action {name!r}.{hint} The actions are: {', '.join(ACTIONS)}.", code="unknown_action"
        )
    return kind


def parse_action(name: object, args: object = None) -> Action:
    """One action from its name and arguments as they came over a wire; `ActionError` in one sentence otherwise."""
    if not isinstance(name, str):
        raise ActionError("An action needs a name, such as 'deck.play'.")
    kind = action_kind(name)
    if args is None:
        args = {}
    if not isinstance(args, Mapping):
        raise ActionError(f'The arguments of {kind.name} must be an object, such as {{"deck": "A"}}.')
    if "deck" in args and "deck" in kind.__struct_fields__ and args["deck"] not in DECKS:
        raise ActionError(f"There is no deck {args['deck']!r}. The decks are {', '.join(DECKS)}.", code="unknown_deck")
    try:
        return msgspec.convert(dict(args), type=kind)
    except msgspec.ValidationError as wrong:
        raise ActionError(f"{kind.name} cannot take these arguments: {wrong}. It takes {describe(kind)}.") from wrong


def describe(kind: type[Action]) -> str:
    """An action's own arguments in words, for messages and for the documentation page."""
    hints = get_type_hints(kind, include_extras=True)
    words = []
    for field in msgspec.structs.fields(kind):
        if field.name == "quantise":
            continue
        optional = "" if field.required else " (may be left out)"
        words.append(f"{field.name} {in_words(hints[field.name])}{optional}")
    return ", ".join(words) or "no arguments"


def to_wire(action: Action) -> dict[str, Any]:
    """``{action, args}``, the form of every wire and of the action log."""
    args = {name: value for name, value in msgspec.to_builtins(action).items() if value is not None}
    return {"action": action.name, "args": args}
