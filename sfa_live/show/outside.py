"""A clock from outside: where it leads the engine, and how it fares."""

from __future__ import annotations

from msgspec.structs import replace

import engine
from sfa_live.model.show_state import ClockStatus, ShowState
from sfa_live.show.reduce import Change, Moment
from sfa_live.show.script import Freed, Outside


def led(outside: Outside | Freed, state: ShowState, _moment: Moment) -> Change:
    """The engine's clock goes where those outside are; without them by itself, or with a deck."""
    if isinstance(outside, Freed):
        return Change(state, (engine.FreeClock(),))
    return Change(state, (engine.FollowClock(outside.bpm, outside.beat, engine.Frames(outside.frame)),))


def with_status(status: ClockStatus, heard: str | None, state: ShowState) -> ShowState:
    """How the clock fares. What is learnt too late of one that leads no more is forgotten."""
    clock = state.master.clock
    if clock.source == "internal":
        return state
    return replace(state, master=replace(state.master, clock=replace(clock, status=status, heard=heard)))
