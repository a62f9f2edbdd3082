"""Actions that wait for the beat: what they are, how a second press finds them, what each shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import ArmedState, ShowState
from sfa_live.show.reduce import Change, Moment

#: Arguments that do not make another press another thing.
_NOT_IDENTITY: Final = ("on", "quantise")

#: What makes two presses the same.
Identity = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Armed:
    """One action that waits."""

    action: act.Action
    identity: Identity
    quantise: act.Quantum
    #: What waits with it at the engine.
    commands: tuple[engine.Command, ...]
    #: The command behind them, whose answer tells that all is done.
    mark: engine.Mark
    #: What it makes of the state when its time has come.
    happen: Callable[[ShowState, Moment], Change]

    @property
    def command_ids(self) -> tuple[int, ...]:
        """The numbers of all that waits, the mark last."""
        return (*(command.id for command in self.commands), self.mark.id)

    def shown(self, beat: float) -> ArmedState:
        """As surfaces see it, waiting for a beat of the clock."""
        args = {name: value for name, value in msgspec.to_builtins(self.action).items() if value is not None}
        args.pop("quantise", None)
        return ArmedState(self.action.name, args, self.quantise, beat)


class WaitingRoom:
    """All actions that wait, by their mark; and those taken back that the engine has not answered yet.

    Under the show's lock.
    """

    def __init__(self) -> None:
        self._armed: dict[int, Armed] = {}
        self._taken_back: dict[int, Armed] = {}

    def __iter__(self) -> Iterator[Armed]:
        return iter(tuple(self._armed.values()))

    def admit(self, armed: Armed) -> None:
        """One more."""
        self._armed[armed.mark.id] = armed

    def get(self, mark_id: int | None) -> Armed | None:
        """The one with this mark that waits."""
        return None if mark_id is None else self._armed.get(mark_id)

    def take_back(self, armed: Armed, *, unless_done: bool) -> None:
        """It is not wanted any more. ``unless_done``: but if its beat has just passed, it has happened all the same."""
        del self._armed[armed.mark.id]
        if unless_done:
            self._taken_back[armed.mark.id] = armed

    def leave(self, mark_id: int | None) -> Armed | None:
        """Its mark is answered; None when nobody waits for it."""
        if mark_id is None:
            return None
        return self._armed.pop(mark_id, None) or self._taken_back.pop(mark_id, None)

    def same(self, identity: Identity) -> Armed | None:
        """The one that the same press has armed before."""
        return next((armed for armed in self if armed.identity == identity), None)

    def holder(self, command_id: int | None) -> Armed | None:
        """The one that a command waits with."""
        return next((armed for armed in self if command_id in armed.command_ids), None)


def beats_of(action: act.Action, default: act.Quantum) -> float | None:
    """The beats whose multiple an action waits for; None when it does not wait. A panic never does."""
    if isinstance(action, act.Panic):
        return None
    return act.BEATS.get(action.quantise or (default if action.rhythmic else "now"))


def identity_of(asked: act.Action, resolved: act.Action) -> Identity:
    """What the same press has in common, from whichever surface: start and stop of a deck are one button."""
    if isinstance(resolved, act.DeckPlay | act.DeckPause | act.DeckStop):
        return act.DeckToggle.name, resolved.deck
    args = {key: value for key, value in msgspec.to_builtins(asked).items() if key not in _NOT_IDENTITY}
    if "stem" in args:
        args["stem"] = getattr(resolved, "stem", args["stem"])
    return asked.name, args


def overtakes(done: act.Action, waiting: act.Action) -> bool:
    """Whether an action that is done leaves nothing for one that waits to be done to."""
    deck = getattr(done, "deck", None)
    meant = (getattr(waiting, "deck", None), getattr(waiting, "into", None), getattr(waiting, "channel", None))
    match done:
        case act.DeckLoad():
            return deck in meant
        case act.DeckEject():
            return deck in meant and not isinstance(waiting, act.DeckLoad)
        case act.CueSet(slot=slot) | act.DeckCueClear(slot=slot):
            return isinstance(waiting, act.DeckCue) and (waiting.deck, waiting.slot) == (deck, slot)
        case _:
            return False
