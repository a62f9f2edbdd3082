"""A control's scale at work: from a fader's place to the value of its argument, and back for rings and takeover."""

from __future__ import annotations

import math
from typing import Final

from midi.curves import TOP, from_middle, level, place_from_middle, place_of_level, share
from presets import Curve, Scale

#: How far a value can be from the one that was asked for and still be that one.
SAME: Final = 1e-6


def value_at(scale: Scale, place: float) -> float:
    """The argument's value at a place, 0 to 127."""
    at = TOP - place if scale.invert else place
    low, high = scale.low, scale.high
    match scale.curve:
        case Curve.LEVEL:
            bottom, top = place_of_level(low), place_of_level(high)
            return float(min(max(level(bottom + at / TOP * (top - bottom)), min(low, high)), max(low, high)))
        case Curve.MIDDLE:
            return _sided(from_middle(at), low, high)
        case Curve.STEPS:
            return float(round(_sided(from_middle(at), low, high)))
        case Curve.LOG:
            return round(float(low * (high / low) ** (at / TOP)), 4)
        case _:
            return low if at <= 0 else high if at >= TOP else round(low + share(at) * (high - low), 4)


def place_of(scale: Scale, value: float) -> float:
    """The place, 0 to 127, at which the argument has this value; the nearest end when it lies outside."""
    value = min(max(value, min(scale.low, scale.high)), max(scale.low, scale.high))
    at = _place(scale, value)
    return TOP - at if scale.invert else at


def _place(scale: Scale, value: float) -> float:
    low, high = scale.low, scale.high
    match scale.curve:
        case Curve.LEVEL:
            bottom, top = place_of_level(low), place_of_level(high)
            return (place_of_level(value) - bottom) / (top - bottom) * TOP
        case Curve.MIDDLE | Curve.STEPS:
            return place_from_middle(value / high if value > 0.0 else -value / low)
        case Curve.LOG:
            return math.log(value / low) / math.log(high / low) * TOP
        case _:
            return (value - low) / (high - low) * TOP


def _sided(part: float, low: float, high: float) -> float:
    """A value on one side of 0 or the other, each with its own reach."""
    return round(part * (high if part > 0.0 else -low), 4)
