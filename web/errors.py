"""Every error becomes an answer here: a true status, and one sentence that says what to do."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from typing import Final

import aiohttp
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from msgspec import Struct

from sfa_live.errors import SfaError
from web.routing import json_answer

log = logging.getLogger("sfa_live.web")

#: A request that takes longer than this is told in the log, in seconds.
_SLOW: Final = 1.0
#: Asked again and again by whoever waits for the show, and answered 503 until it is up.
_WAITED_FOR: Final = ("/health", "/api/state")


class ErrorBody(Struct, frozen=True):
    """What was wrong."""

    #: Stays the same for ever.
    code: str
    #: One sentence for a person.
    message: str


class ErrorAnswer(Struct, frozen=True):
    """The body of every answer that is no success."""

    error: ErrorBody


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into an answer, and tell what is of interest in the log."""
    begun = time.monotonic()
    try:
        response = await handler(request)
    except SfaError as wrong:
        response = error_answer(wrong.status, wrong.wire_code, wrong.message)
    except web.HTTPException as wrong:
        response = error_answer(wrong.status, _code(wrong), _sentence(request, wrong))
        response.headers.update({name: wrong.headers[name] for name in (hdrs.ALLOW,) if name in wrong.headers})
    except (ConnectionError, asyncio.IncompleteReadError, aiohttp.ClientPayloadError):
        # The browser went away in the middle, or was hung up on: this is for the log alone.
        response = error_answer(400, "gone", "The connection ended too early.")
    except Exception:
        case = secrets.token_hex(4)
        log.exception("%s %s failed; case %s.", request.method, request.path, case)
        message = f"Something went wrong that should not have. The log has the details under case {case}."
        response = error_answer(500, "internal", message)
    _tell(request, response, time.monotonic() - begun)
    return response


def error_answer(status: int, code: str, message: str) -> web.Response:
    """``{error: {code, message}}`` with a true status."""
    return json_answer(ErrorAnswer(ErrorBody(code, message)), status)


def _code(wrong: web.HTTPException) -> str:
    return wrong.reason.lower().replace(" ", "_")


def _sentence(request: web.Request, wrong: web.HTTPException) -> str:
    match wrong.status:
        case 404 if wrong.text == f"404: {wrong.reason}":
            return f"There is nothing at {request.path}."
        case 405:
            return f"{request.path} does not take {request.method}."
        case 413 if wrong.text is not None and wrong.text.startswith("Maximum"):
            return "The body is too large."
        case _:
            return wrong.text or wrong.reason


def _tell(request: web.Request, response: web.StreamResponse, took: float) -> None:
    """One line for each request that changed something, failed or was slow."""
    reads = request.method in (hdrs.METH_GET, hdrs.METH_HEAD) or request.path.startswith("/socket.io/")
    well = response.status < 400 and (took < _SLOW or response.status == 101)
    if reads and (well or request.path in _WAITED_FOR):
        return
    log.info("%s %s %d %.0f ms", request.method, request.path, response.status, took * 1000)
