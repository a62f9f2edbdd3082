"""The command line's way to the running server."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from sfa_live.errors import LinkError, SfaError
from sfa_live.settings import Settings


def server_url(settings: Settings) -> str:
    """Where the server is, or would be."""
    return f"http://{settings.host}:{settings.port}"


def ask(settings: Settings, path: str, body: Any = None, method: str = "POST") -> Any:
    """One question to the server: a GET, or JSON sent. Raises `LinkError` when it is away, else what it says."""
    data = None if body is None else json.dumps(body).encode()
    return json.loads(_answer(settings, path, data, "GET" if body is None else method))


def fetch(settings: Settings, path: str) -> bytes:
    """What lies at a path of the server, as it is. Raises as `ask` does."""
    return _answer(settings, path, None, "GET")


def _answer(settings: Settings, path: str, data: bytes | None, method: str) -> bytes:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(server_url(settings) + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as refused:
        raise _error(refused) from refused
    except (OSError, http.client.HTTPException) as away:
        raise LinkError(
            f"No sfa_live answers at {server_url(settings)}. Start it with: sfa-live serve", code="no_server"
        ) from away


def _error(refused: urllib.error.HTTPError) -> SfaError:
    try:
        told = json.load(refused)["error"]
        return SfaError(told["message"], code=told["code"])
    except (ValueError, KeyError, TypeError):
        return SfaError(f"The server answered {refused.code} {refused.reason}.")
