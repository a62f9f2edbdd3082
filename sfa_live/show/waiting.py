"""Actions that wait for the beat: what they are, how a second press finds them, what each shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import ArmedState, MasterState
from sfa_live.show.in_flight import Happen
from sfa_live.show.reduce import Moment
from sfa_live.show.script import Deed

#: Arguments that do not make another press another thing.
_NOT_IDENTITY: Final = ("on", "quantise", "over_ms")

#: What makes two presses the same.
Identity = tuple[str, Any]


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
        beats, deck = act.BEATS[quantise], index_of_action(action)
        self.action = action
        self.identity = identity
        self.happen = happen
        self.commands = tuple(dataclasses.replace(command, quantum=beats) for command in commands)
        #: The command ahead of them, whose answer tells where the deck was; and the one behind, that all is done.
        self.ahead = engine.Mark(deck=deck, quantum=beats)
        self.mark = engine.Mark(deck=deck, quantum=beats)
        #: Where the deck was, in milliseconds of its song, when it was done.
        self.place_ms = 0.0
        #: What follows when it was taken back too late.
        self.otherwise: Callable[[Moment], object] | None = None
        self._quantise = quantise

    @property
    def all_commands(self) -> tuple[engine.Command, ...]:
        """What waits at the engine, in its order."""
        return (self.ahead, *self.commands, self.mark)

    @property
    def key(self) -> str:
        """What it is called in the state."""
        return str(self.mark.id)

    @property
    def command_ids(self) -> tuple[int, ...]:
        """The numbers of all that waits, the mark last."""
        return tuple(command.id for command in self.all_commands)

    def shown(self, beat: float) -> ArmedState:
        """As surfaces see it, waiting for a beat of the clock."""
        args = {name: value for name, value in msgspec.to_builtins(self.action).items() if value is not None}
        args.pop("quantise", None)
        return ArmedState(self.action.name, args, self._quantise, beat)


class WaitingRoom:
    """All actions that wait, by their mark; and those taken back that the engine has not answered yet.

    Under the show's lock.
    """

    def __init__(self) -> None:
        self._armed: dict[int, Armed] = {}
        self._taken_back: dict[int, Armed] = {}
        #: By their first command, until it is answered.
        self._ahead: dict[int, Armed] = {}

    def __iter__(self) -> Iterator[Armed]:
        return iter(tuple(self._armed.values()))

    def admit(self, armed: Armed) -> None:
        """One more."""
        self._armed[armed.mark.id] = armed
        self._ahead[armed.ahead.id] = armed

    def get(self, mark_id: int | None) -> Armed | None:
        """The one with this mark that waits."""
        return None if mark_id is None else self._armed.get(mark_id)

    @property
    def commands(self) -> int:
        """How many commands wait at the engine for all of them."""
        return sum(len(armed.all_commands) for armed in self)

    def take_back(self, armed: Armed) -> None:
        """It is not wanted any more; but if its beat has just passed, it has happened all the same."""
        self._taken_back[armed.mark.id] = self._armed.pop(armed.mark.id)

    def leave(self, mark_id: int | None) -> Armed | None:
        """Its mark is answered; None when nobody waits for it."""
        if mark_id is None:
            return None
        armed = self._armed.pop(mark_id, None) or self._taken_back.pop(mark_id, None)
        if armed is not None:
            self._ahead.pop(armed.ahead.id, None)
        return armed

    def note_place(self, number: int | None, place_ms: float) -> bool:
        """Where a deck was when what waited began to be done; False when the number is not that of such a mark."""
        armed = None if number is None else self._ahead.pop(number, None)
        if armed is None:
            return False
        armed.place_ms = place_ms
        return True

    def same(self, identity: Identity) -> Armed | None:
        """The one that the same press has armed before."""
        return next((armed for armed in self if armed.identity == identity), None)

    def holder(self, command_id: int | None) -> Armed | None:
        """The one that a command waits with."""
        return next((armed for armed in self if command_id in armed.command_ids), None)


def quantum_of(action: act.Action, master: MasterState) -> act.Quantum | None:
    """The point of the clock that an action waits for; None when it does not wait.

    Where nothing plays nobody hears a beat: only what asks for one by itself waits then.
    """
    wanted = action.quantise or (master.quantise if action.rhythmic and master.playing else "now")
    return None if wanted == "now" else wanted


def identity_of(asked: act.Action, resolved: act.Action) -> Identity:
    """What the same press has in common, from whichever surface: start and stop of a deck are one button.

    Every tap is another press.
    """
    if isinstance(asked, act.DeckTap | act.GridTap | act.ClockTap):
        asked = resolved
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


def is_opposite(action: act.Action, twin: Armed) -> bool:
    """Whether a press that takes another one back says more than that: off what the other would switch on."""
    on = getattr(action, "on", None)
    return type(action) is not type(twin.action) or on != getattr(twin.action, "on", None)


def replaces(armed: act.Action, waiting: act.Action) -> bool:
    """Whether an action that begins to wait takes the place of one that waits: the newest song, or tempo, wins."""
    newest_wins = isinstance(armed, act.DeckLoad | act.DeckTempo | act.GridSet | act.ClockTempo)
    return newest_wins and type(armed) is type(waiting) and getattr(armed, "deck", 0) == getattr(waiting, "deck", 0)


def overtakes(done: act.Action, waiting: act.Action) -> bool:
    """Whether an action that is done leaves nothing for one that waits to be done to."""
    deck = getattr(done, "deck", None)
    meant = (getattr(waiting, "deck", None), getattr(waiting, "into", None), getattr(waiting, "channel", None))
    match done:
        case act.DeckLoad():
            return deck in meant
        case act.DeckEject():
            return deck in meant and not isinstance(waiting, act.DeckLoad)
        case act.CueSet(position_ms=None, layout=None):
            # Another name or colour: it leads where it led.
            return False
        case act.CueSet(slot=slot) | act.DeckCueClear(slot=slot):
            return isinstance(waiting, act.DeckCue) and (waiting.deck, waiting.slot) == (deck, slot)
        case act.SceneStore(slot=slot) | act.SceneClear(slot=slot):
            return isinstance(waiting, act.SceneRecall) and (waiting.deck, waiting.slot) == (deck, slot)
        case _:
            return False


def cancels(gone: Iterable[Armed]) -> list[engine.Command]:
    """What takes them back at the engine."""
    return [engine.Cancel(number) for armed in gone for number in armed.command_ids]
