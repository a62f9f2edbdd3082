"""What every action does: the state after it, and the commands that make the engine follow.

Pure: no clock, no thread, no engine. The same functions serve a pad on stage, a click in a browser, a press that waits
for the beat and a script that is rendered offline. An action goes through two of them:

* `resolve` makes it absolute: what a toggle switches to, which place "here" is, what taps amount to. What comes out of
  it can be kept, and does the same again later: it is what the action log holds.
* `reduce` applies it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sfa_live.errors import ActionError
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState
from sfa_live.show.reduce import beat, channel, cues, loops, master, scenes, stems, tempo, transport
from sfa_live.show.reduce.change import Change, Moment, stem_of, with_deck
from sfa_live.show.reduce.resolve import resolve

__all__ = ["Change", "Moment", "reduce", "resolve", "stem_of", "with_deck"]

#: One function per action; each takes the state, the action and the moment.
_HANDLERS: Final[Mapping[type[Action], Callable[[ShowState, Any, Moment], Change]]] = {
    **transport.HANDLERS,
    **tempo.HANDLERS,
    **loops.HANDLERS,
    **cues.HANDLERS,
    **beat.HANDLERS,
    **stems.HANDLERS,
    **channel.HANDLERS,
    **scenes.HANDLERS,
    **master.HANDLERS,
}


def reduce(state: ShowState, action: Action, moment: Moment) -> Change:
    """Apply one resolved action. Raises `ActionError`, and then nothing has changed."""
    handler = _HANDLERS.get(type(action))
    if handler is None:
        raise ActionError(f"{action.name} is not for the show.", code="not_here")
    return handler(state, action, moment)
