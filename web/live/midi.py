"""``/midi``: ports that come and go, and a look at what a controller sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.live.browser import Browser
from web.live.message import MIDI, Message
from web.live.namespace import StageNamespace


class MidiNamespace(StageNamespace):
    """Every browser that shows MIDI. One port at a time is monitored: the one that was asked for last."""

    place = MIDI
    asks = frozenset({"monitor"})

    async def went(self, browser: Browser) -> None:
        """The last one that monitored ends the monitoring."""
        monitored, browser.monitors = browser.monitors, None
        if monitored and self._wanted() is None and self.parts.link.connected:
            await self.parts.link.monitor(None)

    async def ask_monitor(self, browser: Browser, body: Any) -> dict[str, Any]:
        """``{port_id}``: send me every message of that port from now on; None ends it."""
        port_id = body.get("port_id") if isinstance(body, dict) else None
        browser.monitors = port_id if isinstance(port_id, str) else None
        await self.parts.link.monitor(browser.monitors or self._wanted())
        return {}

    def tell(self, event: Mapping[str, Any]) -> None:
        """Pass on what the rig told of its ports; what a controller sent goes to those that monitor it."""
        name = str(event["name"])
        message = Message(MIDI, name, event)
        for browser in self.browsers.listening(MIDI):
            if name != "message" or browser.monitors == event["port_id"]:
                browser.outbox.put(message)

    def _wanted(self) -> str | None:
        return next((browser.monitors for browser in self.browsers.listening(MIDI) if browser.monitors), None)
