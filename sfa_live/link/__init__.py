"""The line between rig and server: one Unix socket, one JSON object a line.

The rig listens (`LinkServer`) and never waits for anyone; the server calls (`RigLink`) and calls again for ever. Either
may die and come back: the first thing that a new connection carries is the whole state.

    server -> rig    {"kind": "act", "id": 7, "action": "stem.mute", "args": {…}, "origin": "web"}
                     {"kind": "ask", "id": 8, "question": "presets.text", "body": {…}}
                     {"kind": "monitor", "port_id": "input:…" or null}
    rig -> server    {"kind": "reply", "id": 7, "seq": 42, "frame": 96000}  or  {…, "error": {"code", "message"}}
                     {"kind": "reply", "id": 8, "body": …}
                     {"kind": "state" | "patch" | "meters" | "event", "body": {…}}
"""

from __future__ import annotations

from sfa_live.link.address import socket_path
from sfa_live.link.link_server import LinkServer
from sfa_live.link.rig_link import Listener, RigLink

__all__ = ["LinkServer", "Listener", "RigLink", "socket_path"]
