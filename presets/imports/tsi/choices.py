"""Traktor's commands that choose: each value is an action of its own here."""

from __future__ import annotations

from typing import Any, Final

from presets.imports.tsi import commands
from presets.imports.tsi.values import Mapped
from sfa_live.model.action import DECKS

#: One action with its arguments, without its deck.
Step = dict[str, Any]

#: Loop sizes go from a 32nd to 32 beats, each twice the last.
_SMALLEST_LOOP: Final = 1 / 32
_LOOPS: Final = 11
#: Beat jumps: 3 is a sixteenth, 12 is 32 beats; below 0 they go back. The smallest two and "loop" have no beats.
_FIRST_JUMP: Final = 3
_LAST_JUMP: Final = 12
_BEND_PERCENT: Final = 4.0
#: Traktor's "up" and "previous".
_BACK: Final = -1


def chosen(mapped: Mapped) -> list[Step] | None:
    """The actions that one value of a command is, in order; None when there is none like it here."""
    value = mapped.choice
    match mapped.command:
        case commands.FOCUS:
            return [{"action": "surface.deck", "deck": DECKS[value]}] if value in range(4) else None
        case commands.RECORD:
            return [{"action": "record.start" if value else "record.stop"}]
        case commands.SEEK:
            return [{"action": "deck.seek", "position_ms": 0}] if mapped.place == 0 else None
        case commands.TEMPO_BEND:
            return [{"action": "deck.nudge", "percent": _BEND_PERCENT if value == _BACK else -_BEND_PERCENT}]
        case commands.NEXT_CUE:
            return [{"action": "cue.previous" if value == _BACK else "cue.next"}]
        case commands.MOVE:
            return [{"action": "deck.jump", "beats": -1 if value == _BACK else 1}]
        case commands.HOT_CUE | commands.HOT_CUE_DELETE:
            action = "deck.cue" if mapped.command == commands.HOT_CUE else "deck.cue_clear"
            return [{"action": action, "slot": value + 1}] if value in range(8) else None
        case commands.LOOP_SIZE | commands.LOOP_SIZE_SET:
            return _loop(mapped.command, value)
        case commands.BEATJUMP:
            return _jump(value)
        case commands.LEFT | commands.RIGHT:
            return [{"action": "deck.side", "side": "left" if mapped.command == commands.LEFT else "right"}]
    return None


def _loop(command: int, value: int) -> list[Step] | None:
    if value not in range(_LOOPS):
        return None
    size = {"action": "deck.loop_size", "beats": _SMALLEST_LOOP * 2**value}
    return [size] if command == commands.LOOP_SIZE else [size, {"action": "deck.loop", "on": True}]


def _jump(value: int) -> list[Step] | None:
    if abs(value) not in range(_FIRST_JUMP, _LAST_JUMP + 1):
        return None
    beats = 2 ** (abs(value) - 7)
    return [{"action": "deck.jump", "beats": beats if value > 0 else -beats}]
