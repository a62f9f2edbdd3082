"""OSC: tablets and programs play the show by datagrams, and see what it is. Part of the rig, which outlives the server.

A message becomes an action here and nothing else: by the addresses that surfaces know (`addresses`), or by the action's
own name (`vocabulary`). What changes is told to whoever has sent something (`peers`, `telling`).
"""

from __future__ import annotations

from sfa_live.osc.port import OscPort

__all__ = ["OscPort"]
