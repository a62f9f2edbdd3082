"""``/midi``: ports that come and go, and a look at what a controller sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import socketio

from sfa_live.errors import SfaError
from web.live.browsers import Browsers, Whole
from web.live.message import MIDI, Message
from web.parts import Parts


class MidiNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """Every browser that shows MIDI. One port at a time is monitored: the one that was asked for last."""

    def __init__(self, parts: Parts, browsers: Browsers, whole: Whole) -> None:
        super().__init__(MIDI)
        self._parts = parts
        self._browsers = browsers
        self._whole = whole

    async def on_connect(self, sid: str, _environ: object, _auth: object = None) -> None:
        """A browser comes."""
        self._browsers.joined(MIDI, sid, self._whole)

    async def on_disconnect(self, sid: str, reason: str) -> None:
        """A browser goes; the last one that monitored ends the monitoring."""
        browser = self._browsers.left(MIDI, sid, stuck=reason == self.server.reason.PING_TIMEOUT)
        if browser is None or browser.monitors is None:
            return
        browser.monitors = None
        if self._parts.link.connected and not any(other.monitors for other in self._browsers.listening(MIDI)):
            await self._parts.link.monitor(None)

    async def on_monitor(self, sid: str, asked: object = None, *_more: object) -> dict[str, Any]:
        """``{port_id}``: send me every message of that port from now on; None ends it."""
        port_id = asked.get("port_id") if isinstance(asked, dict) else None
        browser = self._browsers.at(MIDI, sid)
        browser.monitors = port_id if isinstance(port_id, str) else None
        wanted = browser.monitors or next(
            (other.monitors for other in self._browsers.listening(MIDI) if other.monitors), None
        )
        try:
            await self._parts.link.monitor(wanted)
        except SfaError as wrong:
            return {"ok": False, "error": wrong.to_wire()}
        return {"ok": True}

    def tell(self, event: Mapping[str, Any]) -> None:
        """Pass on what the rig told of its ports; what a controller sent goes to those that monitor it."""
        name = str(event["name"])
        message = Message(MIDI, name, event)
        for browser in self._browsers.listening(MIDI):
            if name != "message" or browser.monitors == event.get("port_id", browser.monitors) is not None:
                browser.outbox.put(message)
