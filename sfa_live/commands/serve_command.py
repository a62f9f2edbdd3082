"""``sfa-live serve``: everything at once."""

from __future__ import annotations

import argparse
import threading
import time
from typing import Any, Final

from sfa_live.commands import settings_from
from sfa_live.commands.client import ask, server_url
from sfa_live.errors import SfaError, UsageError
from sfa_live.processes.logs import set_up_log
from sfa_live.processes.pid_lock import already_running, holder
from sfa_live.settings import Settings
from sfa_live.supervisor import serve
from web.ports import listen

#: How long the greeting waits for the show to be up, in seconds.
_PATIENCE: Final = 120.0


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    if options.lan:
        raise UsageError("Other machines cannot be let in yet: pairing is not built. Start without --lan.")
    settings = settings_from(options)
    set_up_log(settings.log_level)
    if (pid := holder(settings.run_folder / "supervisor.lock")) is not None:
        raise already_running("sfa_live", pid)
    listen(settings.host, settings.port).close()
    threading.Thread(target=_greet, args=(settings,), name="greeting", daemon=True).start()
    serve(settings)
    return 0


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
        print(f"  sound            {_sound(audio)}")
        print(f"  MIDI             {', '.join(inputs) or state['midi']['message'] or 'no controller yet'}")
        if settings.osc != "off":
            print(f"  OSC              port {settings.osc} of this machine, without a password")
        print("  Ctrl-C ends it.\n", flush=True)
        return


def _sound(audio: dict[str, Any]) -> str:
    if not audio["null"]:
        return str(audio["device"])
    return audio["message"] or "the null device, which nobody hears"
