"""Routes that say what they take and give: one table that serves them, checks them and documents them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from aiohttp import hdrs, web

from web.parts import parts_of

#: Called with the request, and with what was asked (``takes``) where the route takes something.
Handler = Callable[..., Awaitable[object]]
_H = TypeVar("_H", bound=Handler)

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route of the REST interface."""

    method: str
    path: str
    handler: Handler
    #: What it belongs to.
    tag: str
    #: The type of the JSON answer, a media type such as ``audio/wav``, or None for an empty answer.
    gives: Any
    #: The struct of the JSON body, or of the query when the method is GET; None when nothing is taken.
    takes: Any = None
    status: int = 200
    #: The handler reads the body itself: a form with files.
    form: bool = False


class Resource:
    """The routes of one thing. Handlers answer with a value of the promised type, or with a response of their own."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.routes: list[Route] = []

    def route(self, method: str, path: str, **promises: Any) -> Callable[[_H], _H]:
        """Serve that path with the decorated handler; its docstring is the route's documentation (see `Route`)."""

        def enter(handler: _H) -> _H:
            self.routes.append(Route(method=method, path=path, handler=handler, tag=self.tag, **promises))
            return handler

        return enter


def bind(app: web.Application, routes: Iterable[Route]) -> None:
    """Have the application serve these routes."""
    for route in routes:
        add = app.router.add_get if route.method == hdrs.METH_GET else _adder(app, route.method)
        add(route.path, _serving(route))


def json_answer(value: object, status: int = 200) -> web.Response:
    """A value as a JSON answer that nobody keeps."""
    return web.Response(
        body=_encoder.encode(value),
        status=status,
        content_type="application/json",
        headers={hdrs.CACHE_CONTROL: "no-store"},
    )


async def read_json(request: web.Request, kind: Any) -> Any:
    """The request's body as a value of that type; 400, 408 or 413 in one sentence otherwise."""
    try:
        async with asyncio.timeout(parts_of(request).limits.body_patience):
            body = await request.read()
    except TimeoutError as late:
        raise web.HTTPRequestTimeout(text="The body did not arrive in time.") from late
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as wrong:
        raise web.HTTPBadRequest(text=f"The body cannot be used: {wrong}.") from wrong


def _adder(app: web.Application, method: str) -> Callable[[str, Any], object]:
    return lambda path, handler: app.router.add_route(method, path, handler)


def _serving(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        if route.takes is None or route.form:
            answer = await route.handler(request)
        elif route.method == hdrs.METH_GET:
            answer = await route.handler(request, _read_query(request, route.takes))
        else:
            answer = await route.handler(request, await read_json(request, route.takes))
        if isinstance(answer, web.StreamResponse):
            return answer
        return json_answer(answer, route.status)

    return serve


def _read_query(request: web.Request, kind: Any) -> Any:
    try:
        return msgspec.convert(dict(request.query), type=kind, strict=False)
    except msgspec.ValidationError as wrong:
        raise web.HTTPBadRequest(text=f"The query cannot be used: {wrong}.") from wrong
