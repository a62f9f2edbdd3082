"""The Socket.IO server, set up for a stage, and its place in the application."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Final

import socketio
from aiohttp import hdrs, web

from web.background import in_background
from web.live.browsers import BROWSERS, Browsers
from web.live.fan import RigFan, all_that_was_missed
from web.live.jobs import JobsNamespace
from web.live.message import SocketJson
from web.live.midi import MidiNamespace
from web.live.show import ShowNamespace
from web.parts import Parts

log = logging.getLogger("sfa_live.web")

_PATH: Final = "/socket.io/"
#: The library complains at length of whatever it cannot read; we hang up on whoever sent it, and say so in a line.
_LIBRARY_LOG: Final = logging.getLogger("sfa_live.web.socketio")
_LIBRARY_LOG.setLevel(logging.CRITICAL)
#: A browser is asked every so many seconds whether it lives, and has so many to answer: together less than ten.
_PING_EVERY: Final = 5
_PING_PATIENCE: Final = 4
#: Bytes of one message from a browser.
_LONGEST_MESSAGE: Final = 65_536
#: Bytes that the kernel keeps for one browser; its own default would hide for minutes that a phone stopped reading.
_KERNEL_BUFFER: Final = 65_536


def add_sockets(app: web.Application, parts: Parts) -> None:
    """Give the application its socket: a plain route, so that it lies behind the same gate as all others."""
    # Origins are the gate's business; None has the library check them once more. Handlers are tasks, so that a load
    # which takes its time holds up nobody's mute; they start in the order of what came, and an action is on its way to
    # the rig before its task first waits, so the order stays.
    server = socketio.AsyncServer(
        async_mode="aiohttp",
        async_handlers=True,
        always_connect=True,
        cors_allowed_origins=None,
        json=SocketJson,
        ping_interval=_PING_EVERY,
        ping_timeout=_PING_PATIENCE,
        max_http_buffer_size=_LONGEST_MESSAGE,
        http_compression=False,
        logger=_LIBRARY_LOG,
        engineio_logger=_LIBRARY_LOG,
    )
    browsers = Browsers(server)
    whole = partial(all_that_was_missed, parts.link)
    jobs, midi = JobsNamespace(parts, browsers, whole), MidiNamespace(parts, browsers, whole)
    for namespace in (ShowNamespace(parts, browsers, whole), jobs, midi):
        server.register_namespace(namespace)

    async def run(_app: web.Application) -> AsyncIterator[None]:
        """Fan out while the application runs."""
        end = parts.link.subscribe(RigFan(parts.link, browsers, midi))
        async with in_background(_follow_jobs(parts, jobs)):
            yield
        end()

    async def hang_up(_app: web.Application) -> None:
        browsers.drop_all()
        await server.shutdown()

    app[BROWSERS] = browsers
    app.cleanup_ctx.append(run)
    app.on_shutdown.append(hang_up)
    server.eio.on("message", partial(_hear, browsers, server.eio.handlers["message"]))
    app.router.add_route("*", _PATH, partial(_serve, server, browsers, parts.limits.sockets))


async def _hear(browsers: Browsers, hear: Callable[[str, Any], Awaitable[None]], connection: str, data: Any) -> None:
    """Have Socket.IO read a packet; the errors that it ends with mean that it could not."""
    try:
        await hear(connection, data)
    except Exception as wrong:  # noqa: BLE001 - it raises whatever its parser stumbles over
        log.info("A browser sent what is no Socket.IO packet (%r) and is hung up on.", wrong)
        await browsers.hang_up(connection)


async def _serve(
    server: socketio.AsyncServer, browsers: Browsers, most: int, request: web.Request
) -> web.StreamResponse:
    sid = request.query.get("sid")
    if sid is None and len(server.eio.sockets) >= most:
        raise web.HTTPServiceUnavailable(text=f"{most} browsers are connected already. Close one of them.")
    if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket":
        _tighten(request)
        if sid in server.environ:
            # The connection that the browser is on from now on.
            server.environ[sid]["aiohttp.request"] = request
    try:
        response: web.StreamResponse = await server.handle_request(request)
    except (ValueError, TypeError, LookupError) as wrong:
        log.info("A browser sent what is no Engine.IO packet (%r) and is hung up on.", wrong)
        if (connection := browsers.connection_of(request)) is not None:
            await browsers.hang_up(connection)
        raise ConnectionResetError("It was hung up on.") from wrong
    return response


def _tighten(request: web.Request) -> None:
    connection = request.transport.get_extra_info("socket") if request.transport else None
    if connection is not None:
        with contextlib.suppress(OSError):  # it is gone already
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)


async def _follow_jobs(parts: Parts, jobs: JobsNamespace) -> None:
    async for event in parts.feed:
        jobs.tell(event)
