"""The page: files that Vite built into ``web/static``, sent as they are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from web.parts import parts_of

_NOT_BUILT: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>sfa_live</title>"
    "<p>The page is not built yet: run <code>./run</code> once, or <code>npm run build</code> in <code>web/ui</code>."
)
#: Built files carry their content's hash in their name, so they never change.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"
#: Said outright, because what a system believes of suffixes differs, and browsers are told not to guess.
_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
#: A name without a folder in it, and not hidden.
_NAME: Final = r"{name:\w[\w.-]*}"


def add_page(app: web.Application) -> None:
    """Serve the built page at ``/``; one sentence instead when it is not built."""
    app.router.add_get("/", _send_index)
    app.router.add_get(f"/assets/{_NAME}", _send_asset)
    app.router.add_get(f"/{_NAME}", _send_other)


async def _send_index(request: web.Request) -> web.StreamResponse:
    index = parts_of(request).static / "index.html"
    if not await asyncio.to_thread(index.is_file):
        return web.Response(text=_NOT_BUILT, status=503, content_type="text/html")
    return await _send(index, _ASK_FIRST)


async def _send_asset(request: web.Request) -> web.StreamResponse:
    return await _send(parts_of(request).static / "assets" / request.match_info["name"], _FOR_EVER)


async def _send_other(request: web.Request) -> web.StreamResponse:
    return await _send(parts_of(request).static / request.match_info["name"], _ASK_FIRST)


async def _send(path: Path, keep: str) -> web.FileResponse:
    if not await asyncio.to_thread(path.is_file):
        raise web.HTTPNotFound
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    return web.FileResponse(path, headers={hdrs.CACHE_CONTROL: keep, hdrs.CONTENT_TYPE: kind})
