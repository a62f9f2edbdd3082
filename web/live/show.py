"""``/live``: the show as it changes, and actions."""

from __future__ import annotations

import logging
from typing import Any

import socketio

from sfa_live.errors import ActionError, NotReadyError, SfaError
from sfa_live.link import RigLink
from web.live.browser import Browser
from web.live.browsers import Browsers, Whole
from web.live.message import LIVE, Message
from web.parts import Parts
from web.perform import perform
from web.whole import whole_state

log = logging.getLogger("sfa_live.web")


def show_message(link: RigLink) -> Message:
    """The whole show, or that the rig is away when it was never heard."""
    if link.state is None:
        return Message(LIVE, "rig", {"connected": link.connected})
    return Message(LIVE, "state", whole_state(link))


class ShowNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """Every browser that plays."""

    def __init__(self, parts: Parts, browsers: Browsers, whole: Whole) -> None:
        super().__init__(LIVE)
        self._parts = parts
        self._browsers = browsers
        self._whole = whole

    async def on_connect(self, sid: str, _environ: object, _auth: object = None) -> None:
        """A browser comes: it gets the whole show."""
        browser = self._browsers.joined(LIVE, sid, self._whole)
        browser.outbox.put(show_message(self._parts.link))

    async def on_disconnect(self, sid: str, reason: str) -> None:
        """A browser goes."""
        self._browsers.left(LIVE, sid, stuck=reason == self.server.reason.PING_TIMEOUT)

    async def on_action(self, sid: str, asked: object = None, *_more: object) -> dict[str, Any]:
        """``{action, args, id}``: do it, and answer ``{ok, seq, frame}`` or ``{ok: false, error}``."""
        try:
            done = await self._perform(self._browsers.at(LIVE, sid), asked)
        except SfaError as wrong:
            return {"ok": False, "error": wrong.to_wire()}
        except Exception:
            log.exception("The action %r failed.", asked)
            error = {"code": "internal", "message": "Something went wrong that should not have; the log has it."}
            return {"ok": False, "error": error}
        return {"ok": True, **done}

    async def _perform(self, browser: Browser, asked: object) -> dict[str, int]:
        if not isinstance(asked, dict):
            raise ActionError('An action is an object, such as {"action": "deck.play", "args": {"deck": "A"}}.')
        if browser.asked >= self._parts.limits.actions_at_once:
            raise NotReadyError("Too many actions are waiting for the rig already.", code="busy")
        browser.asked += 1
        try:
            return await perform(self._parts, asked.get("action"), asked.get("args"))
        finally:
            browser.asked -= 1
