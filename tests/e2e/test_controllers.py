"""What is set for a controller over the wire is done, told by the command line, and there after the rig has died."""

from __future__ import annotations

import json
import urllib.error
from typing import Any

import pytest

from tests.served import Served

pytestmark = [pytest.mark.jack, pytest.mark.slow]

PORT = "input:sfa_live in"


def _port(served: Served) -> Any:
    found = [port for port in served.get("/api/state")["midi"]["devices"] if port["port_id"] == PORT]
    return found[0] if found else {"status": "unknown"}


def test_a_controller_is_muted_over_the_wire_and_stays_so(served):
    served.until(lambda: _port(served)["status"] == "connected")
    served.act("midi.mute", port_id=PORT, on=True)
    served.until(lambda: _port(served)["muted"])
    assert f"{PORT}  (virtual, connected, mapping generic, muted)" in served.run("devices").stdout
    kept = served.data / "midi-devices.json"
    served.until(kept.is_file)
    assert json.loads(kept.read_bytes())["devices"]["sfa_live"] == {"muted": True}
    served.act("midi.mute", port_id=PORT, on=False)
    served.until(lambda: not _port(served)["muted"])
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.act("midi.mute", port_id="input:nobody")
    assert json.load(refused.value)["error"]["code"] == "unknown_port"
    served.act("midi.resync")
