"""``/midi``: ports that come and go, and a look at what controllers send.

A browser asks ``monitor {port_id}`` with a port's id, ``"*"`` for all ports, or null to end it. It then gets, in this
order and with ids that tell what it has already:

    message:history  {port_id, lines: [line, …], more}      the last 500 at most, oldest first, in pieces of 100;
                                                            ``more`` is false in the last
    message          line                                   as they come, at most 50 a second
    message:clock    {port_id, ticks}                       once a second: clock ticks are counted, not listed; 0 once,
                                                            when they have ended

    line  {id, port_id, at, kind, channel, number, value, text, data, left_out}

``id`` grows with every message of any port, in all lives of the rig; a line may come twice, with the same id. ``at`` is
seconds since 1970. ``kind`` is note_on, note_off, key_pressure, cc, program, pressure, bend, sysex, position, start,
continue, stop, rpn or nrpn. ``channel`` is 1 to 16, ``number`` the note, controller, program or parameter, ``value``
what came with it; null where the message has none. ``text`` says it in words. ``data`` is its bytes, at most 32.
``left_out``: so many before this one were not told, because they were too many.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

from sfa_live.errors import LinkError
from web.live.browser import Browser
from web.live.message import MIDI, Message
from web.live.namespace import StageNamespace

#: In place of a port's id: every port.
_EVERY_PORT: Final = "*"


class MidiNamespace(StageNamespace):
    """Every browser that shows MIDI. The rig is asked for what all of them together monitor."""

    place = MIDI
    asks = frozenset({"monitor"})
    _asking: asyncio.Task[None]

    async def went(self, browser: Browser) -> None:
        """The last one that monitored ends the monitoring."""
        monitored, browser.monitors = browser.monitors, None
        if monitored and self._wanted() is None and self.parts.link.connected:
            await self.parts.link.monitor(None)

    async def ask_monitor(self, browser: Browser, body: Any) -> dict[str, Any]:
        """``{port_id}``: what that port has sent, and every message of it from now on; None ends it."""
        port_id = body.get("port_id") if isinstance(body, dict) else None
        browser.monitors = port_id if isinstance(port_id, str) else None
        browser.wants_history = browser.monitors is not None
        await self.parts.link.monitor(self._wanted())
        return {}

    def rig_is_back(self) -> None:
        """A rig that was started again is told what is monitored, and tells what it has heard before."""
        wanted = self._wanted()
        if wanted is None:
            return
        for browser in self.browsers.listening(MIDI):
            browser.wants_history = browser.monitors is not None
        self._asking = asyncio.create_task(self._ask_again(wanted))

    def tell(self, event: Mapping[str, Any]) -> None:
        """Pass on what the rig told of its ports; what a controller sent goes to those that monitor it."""
        name = str(event["name"])
        if name == "message:history":
            self._tell_history(event)
            return
        message = Message(MIDI, name, event)
        for browser in self.browsers.listening(MIDI):
            if name not in ("message", "message:clock") or browser.monitors in (_EVERY_PORT, event["port_id"]):
                browser.outbox.put(message)

    async def _ask_again(self, wanted: str) -> None:
        with contextlib.suppress(LinkError):  # it is away again already, and asked again when it is back
            await self.parts.link.monitor(wanted)

    def _tell_history(self, event: Mapping[str, Any]) -> None:
        for browser in self.browsers.listening(MIDI):
            if not browser.wants_history:
                continue
            browser.wants_history = bool(event["more"])
            mine = [line for line in event["lines"] if browser.monitors in (_EVERY_PORT, line["port_id"])]
            browser.outbox.put(Message(MIDI, "message:history", {**event, "lines": mine}))

    def _wanted(self) -> str | None:
        """The one port that is monitored, all of them where it is more than one, None where it is none."""
        monitored = {browser.monitors for browser in self.browsers.listening(MIDI) if browser.monitors}
        return monitored.pop() if len(monitored) == 1 else (_EVERY_PORT if monitored else None)
