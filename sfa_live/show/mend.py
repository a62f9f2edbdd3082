"""Where the state moved on while an action waited: what the engine must be told so that both are the same again.

What waits at the engine was spelled when the hand pressed. Most of it is true whatever happens meanwhile: a mute is a
mute. Some of it depends on more than its own action: whether a stem is silent is made of mutes, swaps and focus.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import engine
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import ShowState
from sfa_live.show.reduce.stems import silenced
from sfa_live.show.reduce.tempo import key_commands


def mended(
    state: ShowState, sent: Iterable[engine.Command], wanted: Iterable[engine.Command]
) -> Iterator[engine.Command]:
    """The knobs that the engine has turned, or should have, and that do not stand where the state says."""
    stands = {_knob(command): command for command in sent}
    for knob, command in (stands | {_knob(command): command for command in wanted}).items():
        true = _true(state, command)
        if true is not None and _plain(stands.get(knob)) != _plain(true):
            yield true


def _knob(command: engine.Command) -> tuple[object, ...]:
    return type(command), *(getattr(command, name, None) for name in ("deck", "stem", "band"))


def _plain(command: engine.Command | None) -> engine.Command | None:
    return None if command is None else dataclasses.replace(command, quantum=None)


def _true(state: ShowState, command: engine.Command) -> engine.Command | None:
    """The same command with what the state says; None when it depends on nothing but its own action."""
    match command:
        case engine.SetMute(deck=index, stem=place):
            deck, name = state.decks[DECKS[index]], _stem_at(state, index, place)
            return None if name is None else engine.SetMute(index, place, silenced(deck, name), command.over)
        case engine.SetStemChannel(deck=index, stem=place):
            deck, name = state.decks[DECKS[index]], _stem_at(state, index, place)
            channel = None if name is None else deck.stems[name].channel or DECKS[index]
            return None if channel is None else engine.SetStemChannel(index, place, DECKS.index(channel))
        case (
            engine.SetSolo()
            | engine.SetStemGain()
            | engine.SetStemFilter()
            | engine.SetEq()
            | engine.SetDeckFilter()
            | engine.SetDeckGain()
            | engine.SetBlend()
        ):
            # A scene that waited may find another song.
            return command
        case engine.SetLoop(deck=index):
            loop, per_ms = state.decks[DECKS[index]].loop, state.audio.rate / 1000.0
            if not loop.on:
                return engine.SetLoop(index, False)
            return engine.SetLoop(index, True, round(loop.start_ms * per_ms), round(loop.end_ms * per_ms))
        case engine.SetTempo(deck=index) if not state.decks[DECKS[index]].locked:
            return engine.SetTempo(index, 1.0 + state.decks[DECKS[index]].tempo / 100.0)
        case engine.Bend(deck=index):
            return engine.Bend(index, 1.0 + state.decks[DECKS[index]].nudge / 100.0)
        case engine.SetKeyLock(deck=index):
            return key_commands(index, state.decks[DECKS[index]])[0]
        case engine.SetKeyShift(deck=index):
            return key_commands(index, state.decks[DECKS[index]])[1]
        case engine.Lock(deck=index):
            return engine.Lock(index, state.decks[DECKS[index]].locked)
        case _:
            return None


def _stem_at(state: ShowState, index: int, place: int) -> str | None:
    """The name of the stem at a place of a deck's song; None when there is none."""
    stems = state.decks[DECKS[index]].stems
    return next((name for name, stem in stems.items() if stem.slot == place + 1), None)
