"""All browsers that are connected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import socketio
from aiohttp import web

from web.live.browser import Browser
from web.live.message import Message

Whole = Callable[[Browser], Iterable[Message]]


class Browsers:
    """Who listens to what. Thread: the event loop.

    A browser has one connection and joins several namespaces over it; it is kept from the first joined to the last
    left.
    """

    def __init__(self, server: socketio.AsyncServer) -> None:
        self._server = server
        self._by_connection: dict[str, Browser] = {}
        #: By namespace and by the id that the browser has there.
        self._by_place: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._by_connection)

    def joined(self, namespace: str, sid: str, whole: Whole) -> Browser | None:
        """A browser has joined a namespace; None when its connection was ended meanwhile."""
        connection = self._server.manager.eio_sid_from_sid(sid, namespace)
        engine_socket = self._server.eio.sockets.get(connection)
        if engine_socket is None:
            return None
        browser = self._by_connection.get(connection)
        if browser is None:
            browser = Browser(engine_socket, whole, lambda: self._transport(connection))
            self._by_connection[connection] = browser
        self._by_place[namespace, sid] = connection
        browser.namespaces[namespace] = sid
        return browser

    def left(self, namespace: str, sid: str, *, stuck: bool) -> None:
        """A browser has left a namespace; one that is stuck is cut off, or its connection would stay for ever."""
        connection = self._by_place.pop((namespace, sid))
        browser = self._by_connection[connection]
        del browser.namespaces[namespace]
        if not browser.namespaces:
            del self._by_connection[connection]
            browser.leave()
        if stuck:
            browser.drop()

    def find(self, namespace: str, sid: str) -> Browser | None:
        """The browser with that id in that namespace; None when it is not in there."""
        connection = self._by_place.get((namespace, sid))
        return self._by_connection[connection] if connection is not None else None

    @property
    def waiting(self) -> int:
        """Bytes that are kept for all of them."""
        return sum(browser.waiting for browser in self._by_connection.values())

    def listening(self, namespace: str) -> Iterator[Browser]:
        """Every browser in a namespace."""
        return (browser for browser in list(self._by_connection.values()) if namespace in browser.namespaces)

    def tell(self, namespace: str, event: str, body: object) -> None:
        """Send an event to every browser in a namespace."""
        message: Message | None = None
        for browser in self.listening(namespace):
            message = message or Message(namespace, event, body)
            browser.outbox.put(message)

    async def hang_up(self, connection: str) -> None:
        """End a connection that sent nonsense, whether or not it had joined anything."""
        if (transport := self._transport(connection)) is not None:
            transport.abort()
        if (engine_socket := self._server.eio.sockets.get(connection)) is not None:
            await engine_socket.close(wait=False, abort=True)
            self._server.eio.sockets.pop(connection, None)

    def connection_of(self, request: web.Request) -> str | None:
        """The connection that a request has opened or carries."""
        known = self._server.environ.items()
        return next((connection for connection, environ in known if environ["aiohttp.request"] is request), None)

    def drop_all(self) -> None:
        """End every connection, at the end."""
        for browser in list(self._by_connection.values()):
            browser.leave()
            browser.drop()

    def _transport(self, connection: str) -> asyncio.Transport | None:
        environ = self._server.environ.get(connection)
        return environ["aiohttp.request"].transport if environ else None


BROWSERS: Final = web.AppKey("browsers", Browsers)
