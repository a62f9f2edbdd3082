"""Hands that ask for anything in the vocabulary, at random, from a seed."""

from __future__ import annotations

import random
import types
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from bench.stage import STEMS
from sfa_live.model.action import ACTIONS, Action, ChainedLoop, MidiAction, StemRef

#: How often something is asked for, where that is not once in a round of the whole vocabulary.
_WEIGHTS: Final[Mapping[str, int]] = {"deck.play": 12, "deck.load": 3, "record.stop": 2, "clock.tempo": 0}
#: What presses wait for: nothing long.
_QUANTA: Final = ("now", "now", "1/8", "1/4")
_COLOURS: Final = ("#ff0000", "#00ff7f")


class Hands:
    """Draws actions, as a wire carries them."""

    def __init__(self, songs: Sequence[str], seed: int) -> None:
        self._random = random.Random(seed)
        self._songs = songs
        # What is asked of the controllers is no playing: one that learns plays nothing meanwhile.
        playing = {name: kind for name, kind in ACTIONS.items() if not issubclass(kind, MidiAction)}
        self._bag = [kind for name, kind in playing.items() for _ in range(_WEIGHTS.get(name, 1))]

    def draw(self) -> tuple[str, dict[str, Any]]:
        """An action's name and arguments."""
        kind = self._random.choice(self._bag)
        return kind.name, self._arguments(kind)

    def _arguments(self, kind: type[Action | ChainedLoop]) -> dict[str, Any]:
        hints = get_type_hints(kind, include_extras=True)
        drawn = {field.name: self._value(field.name, hints[field.name]) for field in msgspec.structs.fields(kind)}
        if issubclass(kind, MidiAction):
            # A controller does not wait for the clock; and those on this stage have hands of their own on them.
            drawn |= {"quantise": None, "port_id": "input:nobody"}
        return {name: value for name, value in drawn.items() if value is not None}

    def _value(self, name: str, hint: Any) -> Any:
        some = self._random
        if name == "track_id":
            return some.choice(self._songs)
        if name == "quantise":
            return some.choice(_QUANTA)
        if name == "value" and "now" in get_args(hint):
            return "now"
        if hint == StemRef:
            return some.choice(STEMS)
        if get_origin(hint) in (Union, types.UnionType):
            return self._value(name, some.choice(get_args(hint)))
        if get_origin(hint) is Literal:
            return some.choice(get_args(hint))
        if hint is types.NoneType:
            return None
        if hint is bool:
            return some.random() < 0.5
        return self._measured(name, hint)

    def _measured(self, name: str, hint: Any) -> Any:
        """A number within its range, a text that fits, a few loops."""
        some = self._random
        meta = next((part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Meta)), None)
        if meta is None:
            raise TypeError(f"The hands do not know what to give as {name}: {hint}.")
        kind = get_args(hint)[0]
        if kind is str:
            return some.choice(_COLOURS) if meta.pattern else "label"
        if get_origin(kind) is tuple:
            return [self._arguments(ChainedLoop) for _ in range(some.randrange(3))]
        low, high = float(meta.ge or 0.0), float(meta.le or 0.0)
        if name.endswith("_ms"):
            # Within the songs, and loops that have a length.
            low, high = (0.0, 10_000.0) if name != "end_ms" else (10_100.0, 14_000.0)
        return some.randint(round(low), round(high)) if kind is int else round(some.uniform(low, high), 3)
