"""``sfa-live serve``: everything at once."""

from __future__ import annotations

import argparse
import os
import socket
import threading
import time
from pathlib import Path
from typing import Final

import psutil

from sfa_live.child_life import set_up_log
from sfa_live.commands import settings_from
from sfa_live.commands.client import ask, server_url
from sfa_live.errors import SfaError, UsageError
from sfa_live.settings import Settings
from sfa_live.supervisor import serve

#: How long the greeting waits for the show to be up, in seconds.
_PATIENCE: Final = 120.0


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    if options.lan:
        raise UsageError("Other machines cannot be let in yet: pairing is not built. Start without --lan.")
    settings = settings_from(options)
    set_up_log(settings.log_level)
    _check_port(settings)
    _choose_kernel_cache(settings)
    threading.Thread(target=_greet, args=(settings,), name="greeting", daemon=True).start()
    return serve(settings)


def _check_port(settings: Settings) -> None:
    """Tell at once when the page's port is taken, and by whom."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise UsageError(
                f"Port {settings.port} is already in use{_by_whom(settings.port)}. Choose another with --port.",
                code="port_taken",
            ) from taken


def _by_whom(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            address = connection.laddr
            listens = connection.status == psutil.CONN_LISTEN and address and address.port == port
            if listens and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return ""
    return ""


def _choose_kernel_cache(settings: Settings) -> None:
    """Keep the compiled kernel in the data folder when it cannot be kept beside its source."""
    kernel = Path(__file__).parents[2] / "engine" / "kernel"
    if not os.access(kernel, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(settings.data / "cache" / "kernel"))


def _greet(settings: Settings) -> None:
    """Say where the page is and what the sound goes to, as soon as it is known."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            state = ask(settings, "/api/state")
        except SfaError:
            time.sleep(0.1)
            continue
        audio, devices = state["audio"], state["midi"]["devices"]
        inputs = [each["name"] for each in devices if each["direction"] == "input" and each["status"] == "connected"]
        print(f"\n  sfa_live is up:  {server_url(settings)}")
        print(f"  sound            {audio['message'] if audio['null'] else audio['device']}")
        print(f"  MIDI             {', '.join(inputs) or state['midi']['message'] or 'no controller yet'}")
        print("  Ctrl-C ends it.\n", flush=True)
        return
