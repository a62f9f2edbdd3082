"""What all namespaces have in common: browsers come and go, ask, and get a sentence when they cannot have it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import socketio

from sfa_live.errors import ActionError, SfaError
from web.live.browser import Browser
from web.live.browsers import Browsers, Whole
from web.parts import Parts

log = logging.getLogger("sfa_live.web")


class StageNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """A namespace of the stage. Whatever a browser sends, it gets an answer and nothing else happens."""

    #: The name that browsers join it by.
    place: ClassVar[str]
    #: What a browser may ask here; each is a method ``ask_<name>(browser, body)`` whose answer is sent with ``ok``.
    asks: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, parts: Parts, browsers: Browsers, whole: Whole) -> None:
        super().__init__(self.place)
        self.parts = parts
        self.browsers = browsers
        self._whole = whole

    async def came(self, browser: Browser) -> None:
        """A browser has joined."""

    async def went(self, browser: Browser) -> None:
        """A browser has left."""

    async def trigger_event(self, event: object, sid: str, *bodies: Any) -> dict[str, Any] | None:
        """Called by Socket.IO with everything that happens here, and with everything that a browser makes up."""
        inside = self.server.manager.is_connected(sid, self.namespace)
        browser = self.browsers.find(self.namespace, sid)
        if browser is None:
            if event == "connect" and inside:
                await self._let_in(sid)
            return None
        if event == "disconnect" and not inside:
            self.browsers.left(self.namespace, sid, stuck=bodies[:1] == (self.server.reason.PING_TIMEOUT,))
            await self.went(browser)
            return None
        return await self._answer(browser, event, bodies[0] if bodies else None)

    async def _let_in(self, sid: str) -> None:
        browser = self.browsers.joined(self.namespace, sid, self._whole)
        if browser is not None:
            await self.came(browser)

    def _asked(self, event: object) -> Callable[[Browser, Any], Awaitable[dict[str, Any]]]:
        if not isinstance(event, str) or event not in self.asks:
            names = ", ".join(sorted(self.asks))
            raise ActionError(f"{self.place} knows no event {event!r}. It knows: {names}.", code="unknown_event")
        ask: Callable[[Browser, Any], Awaitable[dict[str, Any]]] = getattr(self, f"ask_{event}")
        return ask

    async def _answer(self, browser: Browser, event: object, body: Any) -> dict[str, Any]:
        try:
            answer = await self._asked(event)(browser, body)
        except SfaError as wrong:
            return {"ok": False, "error": wrong.to_wire()}
        except Exception:
            log.exception("The event %r of %s failed.", event, self.place)
            error = {"code": "internal", "message": "Something went wrong that should not have; the log has it."}
            return {"ok": False, "error": error}
        return {"ok": True, **answer}
