"""Actions that wait for the beat: what they are, how a second press finds them, what each shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from sfa_live.model.action import BEATS, Action, Quantum
from sfa_live.model.show_state import ArmedState

#: Arguments that do not make another press another thing.
_NOT_IDENTITY: Final = ("on", "quantise", "position_ms", "over_ms")


@dataclass(frozen=True, slots=True)
class Armed:
    """One action that waits."""

    action: Action
    quantise: Quantum
    #: The engine's commands that wait with it, the mark last.
    command_ids: tuple[int, ...]

    @property
    def mark_id(self) -> int:
        """The command whose result tells that all is done."""
        return self.command_ids[-1]

    def shown(self, beat: float) -> ArmedState:
        """As surfaces see it, waiting for a beat of the clock."""
        args = {name: value for name, value in msgspec.to_builtins(self.action).items() if value is not None}
        args.pop("quantise", None)
        return ArmedState(self.action.name, args, self.quantise, beat)


class WaitingRoom:
    """All actions that wait. Under the show's lock."""

    def __init__(self) -> None:
        self._armed: dict[int, Armed] = {}

    def admit(self, armed: Armed) -> None:
        """One more."""
        self._armed[armed.mark_id] = armed

    def leave(self, mark_id: int | None) -> Armed | None:
        """Its time has come, or it is not wanted any more; None when it is not here."""
        return None if mark_id is None else self._armed.pop(mark_id, None)

    def get(self, mark_id: int | None) -> Armed | None:
        """The one with this mark."""
        return None if mark_id is None else self._armed.get(mark_id)

    def same(self, action: Action) -> Armed | None:
        """The one that the same press has armed before."""
        wanted = _identity(action)
        return next((armed for armed in self._armed.values() if _identity(armed.action) == wanted), None)


def beats_of(action: Action, default: Quantum) -> float | None:
    """The beats whose multiple an action waits for; None when it does not wait."""
    wanted = action.quantise or (default if action.rhythmic else "now")
    return BEATS.get(wanted)


def quantum_of(action: Action, default: Quantum) -> Quantum:
    """What an action waits for, in words."""
    return action.quantise or default


def _identity(action: Action) -> tuple[str, Mapping[str, Any]]:
    args = msgspec.to_builtins(action)
    return action.name, {key: value for key, value in args.items() if key not in _NOT_IDENTITY}
