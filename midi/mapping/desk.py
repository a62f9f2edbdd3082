"""What every control of a surface works on: the show to ask, the surface's own view, and what is held.

Thread: MIDI, everything.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from msgspec import Struct

from midi.mapping.holds import Holds
from midi.mapping.stage import Stage
from midi.mapping.view import View
from presets import OWN_ACTIONS
from sfa_live.errors import SfaError
from sfa_live.model.action import Action
from sfa_live.model.on import find_stem
from sfa_live.model.show_state import ShowState

logger = logging.getLogger("sfa_live.midi.in")


class MidiOrigin(Struct, frozen=True):
    """Where an action came from."""

    port_id: str
    #: When the hand moved, in seconds of `time.monotonic`; None: nobody knows. What the rig delivers has here by when
    #: the slowest message of that moment is on hand, so that all are as late.
    at: float | None = None


Deliver = Callable[[Action, MidiOrigin], None]
Current = Callable[[], ShowState]


class Desk:
    """One surface's."""

    def __init__(self, port_id: str, deliver: Deliver, current: Current, stage: Stage, holds: Holds) -> None:
        self.port_id = port_id
        self._deliver = deliver
        self._current = current
        self.stage = stage
        self.holds = holds

    @property
    def state(self) -> ShowState:
        """The show as it is now."""
        return self._current()

    @property
    def view(self) -> View:
        """Where the surface is now."""
        return self.stage.view

    def ask(self, action: Action | None, at: float | None) -> None:
        """Have an action done; nothing is done for None, or for a stem that is not there."""
        if action is None:
            return
        if action.name in OWN_ACTIONS:
            self.stage.do(action)
            return
        try:
            if has_target(action, self._current()):
                self._deliver(action, MidiOrigin(self.port_id, at))
            else:
                logger.debug("%s: there is no such stem for %s", self.port_id, action)
        except SfaError as refused:
            logger.info("%s: %s was refused: %s", self.port_id, action.name, refused.message)
        except Exception:
            # Whatever the show's handler did wrong: the hands must go on working.
            logger.exception("%s: %s could not be done", self.port_id, action)


def has_target(action: Action, state: ShowState) -> bool:
    """Whether the stem that the action names is on its deck; True for actions that name none."""
    stem = getattr(action, "stem", None)
    if stem is None:
        return True
    return find_stem(state.decks[getattr(action, "deck")], stem) is not None  # noqa: B009 - an action with a stem has a deck
