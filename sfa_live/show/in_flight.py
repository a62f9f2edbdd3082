"""What hands have done that the engine has not answered yet: in the state already, and on its way.

The engine's order is the state's order. It may have done first what waited for its beat, and tell only now: then the
state goes back to before what is in flight, takes that, and has everything in flight done again behind it.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model.show_state import ShowState
from sfa_live.show.reduce import Change, Moment
from sfa_live.show.scenes import Scenes
from sfa_live.show.script import Deed

log = logging.getLogger("sfa_live.show")

#: What an action makes of the state, and what the engine is to do about it.
Happen = Callable[[ShowState, Moment], Change]


class Present(NamedTuple):
    """The state, and what the scenes hold that it only names."""

    state: ShowState
    scenes: Scenes

    def after(self, happen: Happen, moment: Moment) -> tuple[Present, Change]:
        """The present with something done to it. Raises `ActionError`, and then nothing has changed."""
        change = happen(self.state, dataclasses.replace(moment, scenes=self.scenes))
        return Present(change.state, self.scenes if change.scenes is None else change.scenes), change


@dataclass(slots=True)
class Doing:
    """One thing that a hand has done."""

    deed: Deed
    happen: Happen
    moment: Moment
    #: What the engine was told.
    commands: tuple[engine.Command, ...]
    #: The present before it.
    before: Present
    #: It did nothing, and is nothing that a log should hold.
    idle: bool


class InFlight:
    """All of it, in its order, by the mark that will be answered. Under the show's lock."""

    def __init__(self) -> None:
        self._doing: dict[int, Doing] = {}

    def __bool__(self) -> bool:
        return bool(self._doing)

    def __iter__(self) -> Iterator[Doing]:
        return iter(self._doing.values())

    def begin(self, mark_id: int, doing: Doing) -> None:
        """One more."""
        self._doing[mark_id] = doing

    def land(self, mark_id: int | None) -> Doing | None:
        """Its mark is answered; None when it was none of these."""
        return None if mark_id is None else self._doing.pop(mark_id, None)

    @property
    def commands(self) -> list[engine.Command]:
        """What the engine has been told and not answered, in its order."""
        return [command for doing in self for command in doing.commands]

    def learn(self, edit: Callable[[ShowState], ShowState]) -> None:
        """What no hand has asked for is true whatever hands do: it was so before they did."""
        for doing in self:
            doing.before = Present(edit(doing.before.state), doing.before.scenes)

    def rewound(self, present: Present) -> Present:
        """The present as if nothing were in flight."""
        first = next(iter(self), None)
        if first is None:
            return present
        return Present(replace(first.before.state, seq=present.state.seq), first.before.scenes)

    def again(self, present: Present) -> tuple[Present, list[engine.Command]]:
        """Do it all again to a present that has become another; what the engine would be told for it."""
        commands: list[engine.Command] = []
        for doing in self:
            doing.before = present
            try:
                present, change = present.after(doing.happen, doing.moment)
            except ActionError as wrong:
                log.info("What was asked of the song before is nothing for the new one: %s", wrong)
                continue
            commands += change.commands
            doing.idle = present == doing.before and not change.commands
        return present, commands
