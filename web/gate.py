"""The one gate: every request and every socket handshake passes here before anything else looks at it.

Each check is a pure function named after the attack that it stops. They hold without passwords, because only this
machine is let in so far; what they keep out is the web pages that a browser on this machine has open as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from multidict import CIMultiDictProxy

from sfa_live.errors import AccessError, UsageError

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_UNSAFE: Final = frozenset({hdrs.METH_POST, hdrs.METH_PUT, hdrs.METH_PATCH, hdrs.METH_DELETE})
_OF_FORMS: Final = frozenset({"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
_SOCKET_PATH: Final = "/socket.io/"
_UPLOAD_PATH: Final = "/api/tracks"
#: Where a page that is not ours may lead a person to: a link to the page itself.
_LINKABLE: Final = "/"

_FETCH_SITE: Final = "Sec-Fetch-Site"
_FETCH_MODE: Final = "Sec-Fetch-Mode"


def require_loopback(host: str) -> None:
    """`UsageError` unless the host is this machine alone."""
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise UsageError(f"The page cannot be served on {host} yet, only on this machine: set host to 127.0.0.1.")


def allowed_hosts(host: str, port: int) -> frozenset[str]:
    """The names, with the port, under which this server may be called."""
    names = {*_LOOPBACK, f"[{host}]" if ":" in host else host}
    bare = names if port == 80 else set()
    return frozenset({f"{name}:{port}" for name in names} | bare)


def refuse_rebinding(headers: CIMultiDictProxy[str], hosts: frozenset[str]) -> None:
    """A name elsewhere that was pointed at this machine, so that its pages count as ours (DNS rebinding)."""
    named = [*headers.getall(hdrs.HOST, ()), *headers.getall(hdrs.X_FORWARDED_HOST, ())]
    if len(headers.getall(hdrs.HOST, ())) != 1 or any(name.lower() not in hosts for name in named):
        raise AccessError("This server does not answer to that name. Open http://127.0.0.1 with its port.", code="host")


def refuse_foreign_page(headers: CIMultiDictProxy[str], hosts: frozenset[str], *, linked: bool) -> None:
    """A page of another site that calls us behind its reader's back (cross-site request, socket hijack).

    Programs send no origin and pass; a browser always sends one across sites, or says so in ``Sec-Fetch-Site``.
    """
    origins = headers.getall(hdrs.ORIGIN, ())
    if any(origin.lower().removeprefix("http://") not in hosts or "://" not in origin for origin in origins):
        raise AccessError("That page may not use this server.", code="origin")
    site = headers.get(_FETCH_SITE, "none")
    if site not in ("same-origin", "none") and not (linked and headers.get(_FETCH_MODE) == "navigate"):
        raise AccessError("That page may not use this server.", code="origin")


def refuse_silent_browser(headers: CIMultiDictProxy[str]) -> None:
    """A browser (it carries a cookie) that opens a socket or changes something and does not say for which page."""
    if hdrs.COOKIE in headers and hdrs.ORIGIN not in headers and headers.get(_FETCH_SITE) != "same-origin":
        raise AccessError("A browser must say which page it speaks for.", code="origin")


def refuse_form(path: str, headers: Mapping[str, str]) -> None:
    """A body that a plain HTML form can send without being asked for permission first."""
    kind = headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()
    upload = path == _UPLOAD_PATH and kind == "multipart/form-data"
    empty = headers.get(hdrs.CONTENT_LENGTH, "0") == "0" and hdrs.TRANSFER_ENCODING not in headers
    if not (kind == "application/json" or upload or (empty and kind not in _OF_FORMS)):
        raise web.HTTPUnsupportedMediaType(text="Send JSON, with 'Content-Type: application/json'.")


def refuse_script(query: Mapping[str, str]) -> None:
    """A socket opened by a ``<script>`` tag (JSONP), which no origin check sees."""
    if "j" in query:
        raise AccessError("JSONP is not spoken here.", code="origin")


def gate(hosts: frozenset[str]) -> Middleware:
    """The middleware that lets through what these checks let through."""

    @web.middleware
    async def pass_gate(request: web.Request, handler: Handler) -> web.StreamResponse:
        headers, socket = request.headers, request.path.startswith(_SOCKET_PATH)
        refuse_rebinding(headers, hosts)
        linked = request.method == hdrs.METH_GET and request.path == _LINKABLE
        refuse_foreign_page(headers, hosts, linked=linked)
        if socket or request.method in _UNSAFE:
            refuse_silent_browser(headers)
        if socket:
            refuse_script(request.query)
        elif request.method in _UNSAFE:
            refuse_form(request.path, headers)
        return await handler(request)

    return pass_gate
