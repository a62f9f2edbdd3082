"""What a control's lamp has to tell: the truth about the thing that the control stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from midi.mapping import View, surface_is_on
from presets import Control, Role
from sfa_live.model.action import Action
from sfa_live.model.heard import is_silenced
from sfa_live.model.on import find_stem, is_on, stem_at
from sfa_live.model.show_state import ArmedState, ShowState

#: A lamp's truth, and whether it is lit where it knows on and off only.
Look = tuple[Role, bool]

#: What a button asks for under another name than its own.
_ASKED_AS: Final[Mapping[str, tuple[str, ...]]] = {"deck.toggle": ("deck.play", "deck.pause")}
#: Which way, when, and (compared by itself) for which stem something is asked; what else is asked must be the same.
_BESIDE: Final = ("on", "quantise", "stem")

#: A level that is so many dB below another one is that level to the eye.
_NEARLY: Final = 0.05


def look_of(control: Control, state: ShowState, view: View) -> Look | None:
    """What the control's lamp has to tell; None when its action has nothing that a lamp could show.

    ``view``: where its surface is, for the surface's own actions.
    """
    if state.armed and any(_is_asked_for(armed, control, state) for armed in state.armed.values()):
        return Role.ARMED, True
    if control.action in _LOOKS:
        return _LOOKS[control.action](control, state)
    if control.action in _CHOICES:
        return _active(_CHOICES[control.action](state, control.args))
    here = surface_is_on(control.asked, view)
    if here is not None:
        return _active(here)
    if _switches(control.asked):
        on = is_on(state, control.asked)
        return (Role.EMPTY, False) if on is None else _active(on)
    return None


def _switches(asked: Action) -> bool:
    return hasattr(asked, "on")


def _active(on: bool) -> Look:
    return (Role.ACTIVE, True) if on else (Role.IDLE, False)


def _mute(control: Control, state: ShowState) -> Look:
    deck = state.decks[control.args["deck"]]
    name = find_stem(deck, control.args["stem"])
    if name is None:
        return Role.EMPTY, False
    if deck.stems[name].mute:
        return Role.MUTED, True
    if deck.stems[name].solo:
        return Role.SOLOED, False
    return (Role.SILENCED if is_silenced(deck, name) else Role.SOUNDING), False


def _solo(control: Control, state: ShowState) -> Look:
    stem = stem_at(state.decks[control.args["deck"]], control.args["stem"])
    if stem is None:
        return Role.EMPTY, False
    return (Role.SOLOED, True) if stem.solo else (Role.SOUNDING, False)


def _level(control: Control, state: ShowState) -> Look | None:
    """A button with a level of its own is lit when the stem is that loud: a row of them is a fader."""
    stem = stem_at(state.decks[control.args["deck"]], control.args["stem"])
    if stem is None:
        return Role.EMPTY, False
    return _active(stem.gain_db >= control.args["db"] - _NEARLY) if "db" in control.args else None


def _transport(control: Control, state: ShowState) -> Look:
    deck = state.decks[control.args["deck"]]
    if deck.track_id is None:
        return Role.EMPTY, False
    return (Role.PLAYING, True) if deck.playing else (Role.PAUSED, False)


def _loop(control: Control, state: ShowState) -> Look:
    on = is_on(state, control.asked)
    if on is None:
        return Role.EMPTY, False
    return (Role.LOOPING, True) if on else (Role.UNLOOPED, False)


def _cue(control: Control, state: ShowState) -> Look:
    is_set = str(control.args["slot"]) in state.decks[control.args["deck"]].cues
    return (Role.CUE_SET, True) if is_set else (Role.CUE_EMPTY, False)


def _loop_size(control: Control, state: ShowState) -> Look | None:
    """A button with a length of its own is lit when the loop is that long; a knob has nothing to be lit for."""
    beats = control.args.get("beats")
    return None if beats is None else _active(state.decks[control.args["deck"]].loop.beats == beats)


def _scene(control: Control, state: ShowState) -> Look:
    deck = control.args.get("deck")
    scenes = state.scenes if deck is None else state.decks[deck].scenes
    return (Role.CUE_SET, True) if str(control.args["slot"]) in scenes else (Role.CUE_EMPTY, False)


_LOOKS: Final[Mapping[str, Callable[[Control, ShowState], Look | None]]] = {
    "stem.mute": _mute,
    "stem.solo": _solo,
    "stem.gain": _level,
    "stem.loop": _loop,
    "deck.play": _transport,
    "deck.toggle": _transport,
    "deck.loop": _loop,
    "deck.loop_size": _loop_size,
    "deck.cue": _cue,
    "scene.recall": _scene,
}

#: Buttons that choose one of several, and whether theirs is chosen.
_CHOICES: Final[Mapping[str, Callable[[ShowState, Mapping[str, Any]], bool]]] = {
    "sync.leader": lambda state, args: state.master.leader is not None and state.master.leader == args.get("deck"),
    "clock.quantise": lambda state, args: state.master.quantise == args["value"],
    "deck.side": lambda state, args: state.decks[args["deck"]].side == args["side"],
    "mixer.curve": lambda state, args: state.master.curve == args["curve"],
    "record.start": lambda state, _: state.record.on,
}


def _is_asked_for(armed: ArmedState, control: Control, state: ShowState) -> bool:
    """Whether the action that waits for the clock is what this control asks for, on or off."""
    if armed.action not in (control.action, *_ASKED_AS.get(control.action, ())):
        return False
    asked = {"deck": None, **control.args}
    if any(armed.args.get(key) != value for key, value in asked.items() if key not in _BESIDE):
        return False
    if "stem" not in asked:
        return True
    deck = state.decks[asked["deck"]]
    name = find_stem(deck, asked["stem"])
    return name is not None and name == find_stem(deck, armed.args["stem"])
