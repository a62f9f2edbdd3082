"""Whether all is well."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Literal

import msgspec
import psutil
from aiohttp import web
from msgspec import Struct

from sfa_live import __version__
from sfa_live.errors import SfaError
from web.parts import Parts, parts_of
from web.routing import Resource, json_answer

health: Final = Resource("health")

#: How long the database may take to answer, in seconds.
_PATIENCE: Final = 3.0
_OK: Final = "ok"


class Checks(Struct, frozen=True):
    """``ok``, or a sentence that says what is wrong."""

    database: str
    storage: str
    rig: str
    workers: str


class Processes(Struct, frozen=True):
    """The process ids, as the supervisor wrote them."""

    supervisor: int | None = None
    rig: int | None = None
    server: int | None = None
    workers: dict[str, int | None] = {}


class Health(Struct, frozen=True):
    """Whether all is well."""

    status: Literal["ok", "degraded"]
    version: str
    uptime_seconds: float
    checks: Checks
    processes: Processes


@health.route("GET", "/health", gives=Health)
async def read_health(request: web.Request) -> web.Response:
    """Whether all is well: 200 when it is, 503 when something is degraded."""
    parts = parts_of(request)
    processes = await asyncio.to_thread(_read_processes, parts)
    checks = Checks(
        database=await _check_database(parts),
        storage=await asyncio.to_thread(_check_storage, parts),
        rig=_OK if parts.link.connected else "The rig is away; it is being restarted.",
        workers=await asyncio.to_thread(_check_workers, processes),
    )
    well = all(check == _OK for check in msgspec.structs.astuple(checks))
    uptime = round(time.monotonic() - parts.started, 1)
    answer = Health("ok" if well else "degraded", __version__, uptime, checks, processes)
    return json_answer(answer, 200 if well else 503)


async def _check_database(parts: Parts) -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            await parts.library.tracks(limit=1)
    except TimeoutError:
        return "The database does not answer in time."
    except SfaError as wrong:
        return wrong.message
    return _OK


def _check_storage(parts: Parts) -> str:
    try:
        parts.store.require_space(0)
    except SfaError as wrong:
        return wrong.message
    except OSError as wrong:
        return f"The media folder cannot be reached: {wrong.strerror}."
    return _OK


def _check_workers(processes: Processes) -> str:
    if not processes.workers:
        return "No workers were started. Start sfa_live with 'sfa-live serve'."
    dead = [queue for queue, pid in processes.workers.items() if pid is None or not psutil.pid_exists(pid)]
    return f"Being restarted: the workers of {', '.join(dead)}." if dead else _OK


def _read_processes(parts: Parts) -> Processes:
    try:
        return msgspec.json.decode((parts.settings.run_folder / "processes.json").read_bytes(), type=Processes)
    except (FileNotFoundError, msgspec.DecodeError):
        # Not started by the supervisor, or just being rewritten by it.
        return Processes()
