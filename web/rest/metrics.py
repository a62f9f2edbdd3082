"""Figures for Prometheus, and for anybody who wants to know how the night is going."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from aiohttp import web

from sfa_live import __version__
from sfa_live.errors import StoreError
from web.live.browsers import BROWSERS, Browsers
from web.parts import Parts, parts_of
from web.routing import Resource

metrics: Final = Resource("metrics")

_Sample = tuple[dict[str, Any], float]


@metrics.route("GET", "/metrics", gives="text/plain")
async def read_metrics(request: web.Request) -> web.Response:
    """Figures in the text form of Prometheus."""
    parts = parts_of(request)
    lines = [*_server(parts, request.app[BROWSERS]), *_sound(parts), *await _jobs(parts)]
    return web.Response(text="\n".join(lines) + "\n", headers={"Content-Type": "text/plain; version=0.0.4"})


async def _jobs(parts: Parts) -> list[str]:
    about = "1 while the database answers."
    try:
        counts = await parts.library.count_jobs()
    except StoreError:
        return [*_family("database_up", "gauge", about, ({}, 0))]
    samples = [({"kind": kind, "status": status}, count) for (kind, status), count in counts.items()]
    up = _family("database_up", "gauge", about, ({}, 1))
    return [*up, *_family("jobs", "gauge", "Jobs by kind and status.", *samples)]


def _server(parts: Parts, browsers: Browsers) -> Iterator[str]:
    uptime = time.monotonic() - parts.started
    lag = [({"quantile": share}, parts.lag.quantile(share)) for share in (0.5, 0.99, 1.0)]
    yield from _family("info", "gauge", "The version.", ({"version": __version__}, 1))
    yield from _family("uptime_seconds", "gauge", "Since the server started.", ({}, uptime))
    yield from _family("sockets", "gauge", "Browsers that are connected.", ({}, len(browsers)))
    yield from _family("sockets_waiting_bytes", "gauge", "Kept for browsers that are behind.", ({}, browsers.waiting))
    yield from _family("rig_connected", "gauge", "1 while the rig is on the line.", ({}, parts.link.connected))
    yield from _family("loop_lag_seconds", "gauge", "How late the event loop was in the last minute.", *lag)


def _sound(parts: Parts) -> Iterator[str]:
    if parts.link.state is not None:
        audio = parts.link.state["audio"]
        yield from _family("audio_xruns_total", "counter", "Blocks that began too late.", ({}, audio["xruns"]))
        yield from _family("audio_null", "gauge", "1 while nothing can be heard.", ({}, audio["null"]))
    if parts.link.meters is not None:
        load = parts.link.meters["load"] / 100
        yield from _family("audio_load_ratio", "gauge", "The callback's share of its block.", ({}, load))


def _family(name: str, kind: str, about: str, *samples: _Sample) -> Iterator[str]:
    yield f"# HELP sfa_{name} {about}"
    yield f"# TYPE sfa_{name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield f"sfa_{name}{{{inside}}} {float(value):g}" if inside else f"sfa_{name} {float(value):g}"
