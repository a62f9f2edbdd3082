"""``/live``: the show as it changes, and actions."""

from __future__ import annotations

from typing import Any

from sfa_live.errors import ActionError, NotReadyError
from sfa_live.link import RigLink
from sfa_live.model.action import Panic
from web.live.browser import Browser
from web.live.message import LIVE, Message
from web.live.namespace import StageNamespace
from web.perform import perform
from web.whole import whole_state


def show_message(link: RigLink) -> Message:
    """The whole show, or that the rig is away when it was never heard."""
    if link.state is None:
        return Message(LIVE, "rig", {"connected": link.connected})
    return Message(LIVE, "state", whole_state(link))


class ShowNamespace(StageNamespace):
    """Every browser that plays."""

    place = LIVE
    asks = frozenset({"action"})

    async def came(self, browser: Browser) -> None:
        """A browser gets the whole show first."""
        browser.outbox.put(show_message(self.parts.link))

    async def ask_action(self, browser: Browser, body: Any) -> dict[str, int]:
        """``{action, args, id}``: do it, and answer ``{ok, seq, frame}`` or ``{ok: false, error}``."""
        if not isinstance(body, dict):
            raise ActionError('An action is an object, such as {"action": "deck.play", "args": {"deck": "A"}}.')
        # Panic is never one too many: what waits may be the very reason for it.
        if browser.asked >= self.parts.limits.actions_at_once and body.get("action") != Panic.name:
            raise NotReadyError("Too many actions are waiting for the rig already.", code="busy")
        browser.asked += 1
        try:
            return await perform(self.parts, body.get("action"), body.get("args"))
        finally:
            browser.asked -= 1
