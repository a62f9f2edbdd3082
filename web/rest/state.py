"""The show: what it is, and what can be asked of it."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web
from msgspec import Struct

from sfa_live.model.action import ACTIONS, describe
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
    momentary: bool


class Vocabulary(Struct, frozen=True):
    """Everything that can be asked for."""

    actions: tuple[ActionWord, ...]


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
        ActionWord(name, (kind.__doc__ or "").strip(), describe(kind), kind.momentary) for name, kind in ACTIONS.items()
    )
    return Vocabulary(tuple(words))
