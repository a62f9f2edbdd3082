"""Actions that wait for the beat: what they are, how a second press finds them, what each shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import ArmedState, ShowState
from sfa_live.show.reduce import Change, Moment
from sfa_live.show.script import Deed

#: Arguments that do not make another press another thing.
_NOT_IDENTITY: Final = ("on", "quantise", "over_ms")

#: What makes two presses the same.
Identity = tuple[str, Any]
#: What an action makes of the state, and what the engine is to do about it.
Happen = Callable[[ShowState, Moment], Change]


class Armed:
    """One action that waits."""

    def __init__(
        self,
        action: act.Action,
        identity: Identity,
        happen: Happen,
        commands: Iterable[engine.Command],
        quantise: act.Quantum,
    ) -> None:
        """``commands`` as for now; they wait for the next such point of the clock."""
        beats = act.BEATS[quantise]
        self.action = action
        self.identity = identity
        self.happen = happen
        self.commands = tuple(dataclasses.replace(command, quantum=beats) for command in commands)
        #: The command behind them, whose answer tells that all is done.
        self.mark = engine.Mark(deck=index_of_action(action), quantum=beats)
        self._quantise = quantise

    @property
    def key(self) -> str:
        """What it is called in the state."""
        return str(self.mark.id)

    @property
    def command_ids(self) -> tuple[int, ...]:
        """The numbers of all that waits, the mark last."""
        return (*(command.id for command in self.commands), self.mark.id)

    def shown(self, beat: float) -> ArmedState:
        """As surfaces see it, waiting for a beat of the clock."""
        args = {name: value for name, value in msgspec.to_builtins(self.action).items() if value is not None}
        args.pop("quantise", None)
        return ArmedState(self.action.name, args, self._quantise, beat)


@dataclass(frozen=True, slots=True)
class Doing:
    """What is on its way to the engine, and in the state already."""

    #: None did nothing, and is nothing that a log should hold.
    deed: Deed | None
    happen: Happen
    commands: tuple[engine.Command, ...]


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


def quantum_of(action: act.Action, default: act.Quantum) -> act.Quantum | None:
    """The point of the clock that an action waits for; None when it does not wait."""
    wanted = action.quantise or (default if action.rhythmic else "now")
    return None if wanted == "now" else wanted


def identity_of(asked: act.Action, resolved: act.Action) -> Identity:
    """What the same press has in common, from whichever surface: start and stop of a deck are one button."""
    if isinstance(resolved, act.DeckPlay | act.DeckPause | act.DeckStop):
        return act.DeckToggle.name, resolved.deck
    args = {key: value for key, value in msgspec.to_builtins(asked).items() if key not in _NOT_IDENTITY}
    if "stem" in args:
        args["stem"] = getattr(resolved, "stem", args["stem"])
    return asked.name, args


def index_of_action(action: Deed | None) -> int:
    """The number, at the engine, of the deck that something is done to; -1 when it is none."""
    deck = getattr(action, "deck", None)
    return -1 if deck is None else act.DECKS.index(deck)


def replaces(armed: act.Action, waiting: act.Action) -> bool:
    """Whether an action that begins to wait takes the place of one that waits: the newest song wins."""
    return isinstance(armed, act.DeckLoad) and isinstance(waiting, act.DeckLoad) and armed.deck == waiting.deck


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
        case act.SceneStore(slot=slot) | act.SceneClear(slot=slot):
            return isinstance(waiting, act.SceneRecall) and (waiting.deck, waiting.slot) == (deck, slot)
        case _:
            return False


def is_lost_to(doing: Deed | None, armed: act.Action) -> bool:
    """Whether what is on its way to the engine must be done to the state again behind an action that came before it.

    The engine has done that one first, the state only hears of it now: another song has swept away what was done to
    the deck since, or it has undone a panic.
    """
    if isinstance(doing, act.Panic):
        return True
    songs = isinstance(armed, act.DeckLoad | act.DeckEject)
    return songs and doing is not None and getattr(doing, "deck", None) == getattr(armed, "deck", None)
