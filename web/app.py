"""The web application, put together: gate first, then routes, sockets and the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Final

from aiohttp import web

from web.background import in_background
from web.errors import answer_errors
from web.gate import allowed_hosts, gate
from web.headers import protect
from web.live.sockets import add_sockets
from web.page import add_page
from web.parts import PARTS, Parts
from web.rest.analysis import analysis
from web.rest.files import files
from web.rest.health import health
from web.rest.jobs import jobs
from web.rest.metrics import metrics
from web.rest.openapi import DOCUMENT, document, openapi
from web.rest.presets import presets
from web.rest.processing import processing
from web.rest.recordings import recordings
from web.rest.spotify import spotify
from web.rest.state import show
from web.rest.tracks import tracks
from web.routing import Route, bind

_RESOURCES: Final = (
    *(health, show, tracks, jobs, spotify, processing, analysis),
    *(files, recordings, presets, metrics, openapi),
)
#: Every REST route there is.
ROUTES: Final[tuple[Route, ...]] = tuple(route for resource in _RESOURCES for route in resource.routes)

#: Bytes of a JSON body; uploads have bounds of their own.
_LONGEST_BODY: Final = 1 << 20


def make_app(parts: Parts, port: int | None = None) -> web.Application:
    """The application, which starts and stops what it runs itself.

    Args:
        parts: What its handlers work with.
        port: Where it is really served, when that is not the port of the settings.
    """
    hosts = allowed_hosts(parts.settings.host, port or parts.settings.port)
    app = web.Application(middlewares=[answer_errors, gate(hosts)], client_max_size=_LONGEST_BODY)
    app[PARTS] = parts
    app[DOCUMENT] = document(ROUTES)
    app.on_response_prepare.append(protect)
    app.cleanup_ctx.append(_measure_lag(parts))
    bind(app, ROUTES)
    add_sockets(app, parts)
    add_page(app)
    return app


def _measure_lag(parts: Parts) -> Callable[[web.Application], AsyncIterator[None]]:
    async def measure(_app: web.Application) -> AsyncIterator[None]:
        async with in_background(parts.lag.run()):
            yield

    return measure
