"""How a hand works a command: buttons that flip, hold, set or reset, faders, endless knobs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from presets import FADERS, Curve
from presets.imports.draft import Bind
from presets.imports.tsi.choices import chosen
from presets.imports.tsi.commands import BEATJUMP, CUE_PLAY, LOOP_SIZE, MOVE, Command, Kind
from presets.imports.tsi.values import Hand, Mapped, Mode
from presets.imports.unlike import Unlike
from sfa_live.model.action import ACTIONS
from sfa_live.model.units import MAX_DB, SILENCE_DB, db_from_gain

#: The play button: it has two actions rather than one with ``on``.
_PLAY: Final = "deck.toggle"
_RELEASE: Final = {"when": "release"}
#: Traktor's two ways for an endless knob to count, by their number in the file.
_ENCODERS: Final[Mapping[int, str]] = {0: "offset", 1: "twos"}
#: Commands of several values that an endless knob goes along, one beat a click.
_JUMPS: Final = (BEATJUMP, MOVE)


def work(mapped: Mapped, command: Command, place: Bind, coding: int) -> list[Bind]:
    """What the binds of a mapping do, without their control. Raises `Unlike`."""
    if mapped.hand == Hand.ENCODER:
        return [{**_turned(mapped, command), **place, **_encoder(mapped, coding)}]
    if command.kind is Kind.FADER:
        return [_moved(mapped, command, place)]
    if mapped.hand != Hand.BUTTON:
        raise Unlike("a fader is no button here.")
    if command.kind is Kind.SWITCH:
        return _inverted(mapped, _switched(mapped, command, place))
    if command.kind is Kind.CHOICE:
        return _inverted(mapped, _choose(mapped, place))
    pressed = {"action": command.action, **place, **command.args}
    if mapped.command == CUE_PLAY:
        return [pressed, {"action": "deck.play", **place, **_RELEASE}]
    return _inverted(mapped, [pressed])


def _switched(mapped: Mapped, command: Command, place: Bind) -> list[Bind]:
    """A button for something that is on or off."""
    kind = ACTIONS[command.action]
    on, off, flip = (
        {"action": command.action, **place, **command.args, **more} for more in ({"on": True}, {"on": False}, {})
    )
    if command.action == _PLAY:
        on, off = {"action": "deck.play", **place}, {"action": "deck.pause", **place}
    match mapped.mode:
        case Mode.TOGGLE | Mode.TRIGGER:
            return [flip]
        case Mode.HOLD if kind.momentary:
            return [{**flip, "button": "momentary"}]
        case Mode.HOLD:
            return [on, {**off, **_RELEASE}]
        case Mode.DIRECT:
            return [on if mapped.choice else off]
        case Mode.RESET:
            return [off]
    raise Unlike("a button that goes up or down has nothing to go along here.")


def _choose(mapped: Mapped, place: Bind) -> list[Bind]:
    """A button for one of several values."""
    if mapped.command == LOOP_SIZE and mapped.mode in (Mode.INC, Mode.DEC):
        return [{"action": "loop.double" if mapped.mode == Mode.INC else "loop.halve", **place}]
    steps = chosen(mapped) if mapped.mode in (Mode.DIRECT, Mode.HOLD, Mode.TRIGGER, Mode.TOGGLE) else None
    if steps is None:
        raise Unlike("nothing here is like that value of it, or like going to it step by step.")
    if len(steps) == 1:
        return [{**place, **steps[0]}]
    return [{"macro": [{**step, **place} for step in steps]}]


def _moved(mapped: Mapped, command: Command, place: Bind) -> Bind:
    """A fader, or a button that sets what a fader moves."""
    bind = {"action": command.action, **place, **command.args}
    if mapped.hand == Hand.FADER and mapped.mode == Mode.DIRECT:
        if command.action == "deck.key_shift":
            bind["range"] = 12
        extra = {"takeover": "pickup" if mapped.takeover else None, "invert": True if mapped.invert else None}
        return bind | extra
    fader = FADERS.get(command.action)
    if mapped.hand != Hand.BUTTON or fader is None:
        raise Unlike("a fader that goes on from where the value is has no counterpart here; an endless knob has.")
    if mapped.mode == Mode.RESET:
        return bind | {fader.argument: 0}
    if mapped.mode == Mode.DIRECT:
        return bind | {fader.argument: _value(mapped.place, fader.curve, fader.reach)}
    raise Unlike("a button cannot move a value step by step, or hold one, here.")


def _value(place: float, curve: Curve, reach: float) -> float:
    """The value that a button sets: Traktor has -1 to 1 where there is a middle, else 0 to 1."""
    if not math.isfinite(place):
        raise Unlike("the value that it sets is no number.")
    if curve is Curve.LEVEL:
        return round(min(max(db_from_gain(place), SILENCE_DB), MAX_DB), 2)
    if curve is Curve.SHARE:
        return round(min(max((place + 1) / 2, 0.0), 1.0), 4)
    value = min(max(place, -1.0), 1.0) * reach
    return round(value) if curve is Curve.STEPS else round(value, 4)


def _turned(mapped: Mapped, command: Command) -> dict[str, Any]:
    """What an endless knob moves."""
    if command.kind is Kind.FADER:
        return {"action": command.action, **command.args}
    if mapped.command in _JUMPS:
        return {"action": "deck.jump", "step": 1}
    raise Unlike("an endless knob cannot go along these values here; two buttons can.")


def _encoder(mapped: Mapped, coding: int) -> Bind:
    # Turned the other way round, one half counts as the other would: there is no word for that.
    if mapped.invert:
        raise Unlike("an endless knob that works the other way round cannot be written down here.")
    return {"encoder": _ENCODERS.get(coding, "auto"), "accelerate": True if mapped.accelerates else None}


def _inverted(mapped: Mapped, binds: list[Bind]) -> list[Bind]:
    """A button that is inverted acts when it is let go."""
    if not mapped.invert:
        return binds
    if mapped.mode == Mode.HOLD:
        raise Unlike("a button that is on while nobody holds it has no counterpart here.")
    return [{**bind, **_RELEASE} for bind in binds]
