"""What the way of a fader, the turn of a knob or the force of a hit gives the action of a bind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

import msgspec
from msgspec import Meta

from presets.faders import FADERS, TURNED, Curve, Fader
from presets.kinds import fields_of, hints_of
from presets.lines import Way
from presets.shape import BindShape
from presets.tables import convert
from presets.values import Scale, Turn
from presets.wrong import Wrong, no_such
from sfa_live.model.action import Action

#: What is pressed; everything but these, and CC, can only be moved.
BUTTONS: Final = ("note", "program")
#: The ends of a curve that has its own.
_ENDS: Final[Mapping[Curve, tuple[float, float]]] = {Curve.LEVEL: (-90.0, 6.0), Curve.SHARE: (0.0, 1.0)}


class Move(msgspec.Struct, frozen=True):
    """How a control is moved; both None: it is a button that is just pressed."""

    scale: Scale | None = None
    turn: Turn | None = None

    @property
    def argument(self) -> str | None:
        """The argument that the hand gives."""
        if self.scale is not None:
            return self.scale.argument
        return self.turn.argument if self.turn is not None else None

    @property
    def any_value(self) -> float:
        """A value of it that the action can take: 0 where it can be 0."""
        if self.scale is None:
            return 1
        low, high = sorted((self.scale.low, self.scale.high))
        return min(max(low, 0.0), high)


def read_move(bind: BindShape, kind: type[Action], args: Mapping[str, Any], *, address: str, way: Way) -> Move:
    """How the control of a bind moves its action."""
    fader = FADERS.get(kind.name)
    if bind.velocity is not None:
        if bind.velocity not in numbers_of(kind):
            raise Wrong((*way, "velocity"), no_such(f"number of {kind.name}", bind.velocity, numbers_of(kind)))
        if address != "note":
            raise Wrong((*way, "velocity"), "only a note tells how hard it was hit.")
        if bind.velocity in args:
            raise Wrong((*way, bind.velocity), f"{bind.velocity} is given by how hard the button is hit: leave it out.")
        own = fader if fader is not None and fader.argument == bind.velocity else None
        return Move(_scale(bind, kind, own, bind.velocity, way))
    if bind.encoder is not None and address != "cc":
        raise Wrong((*way, "encoder"), "an endless knob sends CC: write cc = … for it.")
    turned = TURNED.get(kind.name)
    if bind.encoder is not None and turned is not None and turned.argument not in args:
        step = turned.step if bind.step is None else bind.step
        return Move(turn=Turn(bind.encoder, turned.argument, -step if bind.invert else step, bind.accelerate))
    argument = fader.argument if fader else _only_number(kind, args, bind)
    if argument is None or argument in args:
        return _no_move(bind, kind, address, way)
    if address in BUTTONS:
        raise Wrong(way, f"{kind.name} needs a knob or fader (cc), or a fixed {argument!r} for a button.")
    turn = None
    if bind.encoder is not None:
        turn = Turn(bind.encoder, None, bind.step, bind.accelerate)
    elif bind.step is not None or bind.accelerate:
        key = "step" if bind.step is not None else "accelerate"
        raise Wrong((*way, key), "only an endless knob has it: write encoder = … for one.")
    return Move(_scale(bind, kind, fader, argument, way), turn)


def _no_move(bind: BindShape, kind: type[Action], address: str, way: Way) -> Move:
    """A plain button."""
    if bind.encoder is not None or address not in (*BUTTONS, "cc"):
        raise Wrong(way, f"{kind.name} has nothing that a fader or knob could move here.")
    for key in ("range", "invert", "curve", "low", "high", "step", "accelerate", "takeover"):
        if getattr(bind, key) not in (None, False):
            raise Wrong((*way, key), f"{key} is for knobs and faders only. {_movable(key)}")
    return Move()


def _movable(key: str) -> str:
    names = [name for name, fader in FADERS.items() if key != "range" or fader.furthest is not None]
    return f"These can be moved: {', '.join(names)}."


def _scale(bind: BindShape, kind: type[Action], fader: Fader | None, argument: str, way: Way) -> Scale:
    hint = hints_of(kind)[argument]
    reach = _reach(bind, kind, fader, way)
    low, high = _ends(fader, reach, hint)
    if fader is None and (bind.low is None or bind.high is None):
        raise Wrong(way, f"how far shall {argument} go? Write low = … and high = …, each {low:g} to {high:g}.")
    low = low if bind.low is None else bind.low
    high = high if bind.high is None else bind.high
    for key, value in (("low", low), ("high", high)):
        convert(value, hint, (*way, key))
    curve = bind.curve or _own_curve(fader, low, high)
    if low == high:
        raise Wrong((*way, "high"), "low and high are the same: the control would move nothing.")
    if curve is Curve.LOG and min(low, high) <= 0.0:
        raise Wrong((*way, "curve"), f"a curve 'log' needs low and high above 0, but it goes from {low:g} to {high:g}.")
    if curve in (Curve.MIDDLE, Curve.STEPS) and not low < 0.0 < high:
        raise Wrong((*way, "curve"), f"a curve {curve.value!r} has 0 in its middle; this is from {low:g} to {high:g}.")
    return Scale(argument=argument, curve=curve, low=low, high=high, invert=bind.invert)


def _own_curve(fader: Fader | None, low: float, high: float) -> Curve:
    """The action's own curve; an even one where that has a middle which the bind's ends leave out."""
    has_middle = fader is not None and fader.curve in (Curve.MIDDLE, Curve.STEPS)
    return Curve.LINEAR if fader is None or (has_middle and not low < 0.0 < high) else fader.curve


def _reach(bind: BindShape, kind: type[Action], fader: Fader | None, way: Way) -> float:
    if bind.range is None:
        return fader.reach if fader else 0.0
    way = (*way, "range")
    if fader is None or fader.furthest is None:
        raise Wrong(way, f"only faders of these have a range: {_movable('range').partition(': ')[2]}")
    if bind.low is not None or bind.high is not None:
        raise Wrong(way, "range is as far to either side; with low and high leave it out.")
    if not 0.0 < bind.range <= fader.furthest:
        raise Wrong(way, f"the range of {kind.name} must be a number, more than 0 and up to {fader.furthest:g}.")
    return bind.range


def _ends(fader: Fader | None, reach: float, hint: Any) -> tuple[float, float]:
    if fader is not None:
        return _ENDS.get(fader.curve, (-reach, reach))
    meta = next((part for part in get_args(hint) if isinstance(part, Meta)), Meta(ge=0, le=1))
    return float(meta.ge or 0.0), float(meta.le if meta.le is not None else 1.0)


def numbers_of(kind: type[Action]) -> tuple[str, ...]:
    """The arguments of an action that are numbers with a point."""
    return tuple(name for name in kind.__struct_fields__ if float in get_args(hints_of(kind)[name]))


def _only_number(kind: type[Action], args: Mapping[str, Any], bind: BindShape) -> str | None:
    """The one number that an action needs and a bind leaves out, where the bind says how far it goes."""
    needed = {field.name for field in fields_of(kind) if field.required}
    missing = [name for name in numbers_of(kind) if name in needed and name not in args]
    return missing[0] if len(missing) == 1 and (bind.low is not None or bind.encoder is not None) else None
