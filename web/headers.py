"""What every answer tells the browser to refuse on our behalf."""

from __future__ import annotations

from typing import Final

from aiohttp import hdrs, web

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    hdrs.SERVER: "sfa_live",
}


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on an answer that is about to go (a signal: errors, files and sockets pass it too)."""
    response.headers.update(_ALWAYS)
    response.headers["Content-Security-Policy"] = content_policy(request.headers.get(hdrs.HOST, ""))
    for name in [name for name in response.headers if name.lower().startswith("access-control-")]:
        del response.headers[name]


def content_policy(host: str) -> str:
    """Everything from here and nothing inline. Older Safari does not count our own socket as 'self': it is named."""
    return (
        f"default-src 'self'; connect-src 'self' ws://{host}; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
