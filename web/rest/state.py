"""The show: what it is, and what can be asked of it."""

from __future__ import annotations

from typing import Any, Final, get_args

from aiohttp import web
from msgspec import Struct

from sfa_live.model.action import ACTIONS, Quantum, describe
from web.parts import parts_of
from web.perform import perform
from web.routing import Resource
from web.whole import WholeState, whole_state

show: Final = Resource("show")


class ActionAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """An action by its name, and its arguments."""

    action: str
    args: dict[str, Any] = {}


class ActionDone(Struct, frozen=True):
    """The show's number after the action, and the engine's frame at which it took effect."""

    seq: int
    frame: int


class ActionWord(Struct, frozen=True):
    """One word of the vocabulary."""

    name: str
    doc: str
    #: The arguments in words, with their ranges.
    args: str
    #: Done ahead of everything else.
    urgent: bool
    #: A button may hold it.
    momentary: bool
    #: Waits for the clock when the show is set to; others wait when they are asked to.
    rhythmic: bool


class Vocabulary(Struct, frozen=True):
    """Everything that can be asked for."""

    actions: tuple[ActionWord, ...]
    #: What any action may wait for, as its argument ``quantise``.
    quantise: tuple[str, ...]


@show.route("GET", "/api/state", gives=WholeState)
async def read_state(request: web.Request) -> dict[str, Any]:
    """The whole show."""
    return whole_state(parts_of(request).link)


@show.route("POST", "/api/actions", takes=ActionAsked, gives=ActionDone)
async def act(request: web.Request, asked: ActionAsked) -> dict[str, int]:
    """Do something, and answer when the engine has done it."""
    return await perform(parts_of(request), asked.action, asked.args)


@show.route("GET", "/api/actions", gives=Vocabulary)
async def list_actions(_request: web.Request) -> Vocabulary:
    """Everything that can be asked for, in words."""
    words = (
        ActionWord(name, (kind.__doc__ or "").strip(), describe(kind), kind.urgent, kind.momentary, kind.rhythmic)
        for name, kind in ACTIONS.items()
    )
    return Vocabulary(tuple(words), get_args(Quantum))
