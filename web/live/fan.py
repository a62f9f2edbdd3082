"""What the rig tells, fanned out to browsers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sfa_live.link import RigLink
from web.live.browser import Browser
from web.live.browsers import Browsers
from web.live.message import JOBS, LIVE, Message
from web.live.midi import MidiNamespace
from web.live.show import show_message

#: Seconds between two meters: 30 in a second.
_METERS_EVERY: Final = 1 / 30
#: Events of the rig whose names begin like this are MIDI's; all others are the show's.
_OF_MIDI: Final = ("device:", "learn:", "message")


def all_that_was_missed(link: RigLink, browser: Browser) -> Iterable[Message]:
    """What a browser gets instead of what it missed: the whole show, and word that its list of songs is old."""
    if LIVE in browser.namespaces:
        yield show_message(link)
    if JOBS in browser.namespaces:
        yield Message(JOBS, "behind", {})


class RigFan:
    """A listener to the link. Thread: the event loop; nothing here waits for a browser."""

    def __init__(self, link: RigLink, browsers: Browsers, midi: MidiNamespace) -> None:
        self._link = link
        self._browsers = browsers
        self._midi = midi
        self._meters_due = 0.0

    def __call__(self, kind: str, body: Mapping[str, Any]) -> None:
        """Pass on what the rig told."""
        match kind:
            case "state":
                message = show_message(self._link)
                for browser in self._browsers.listening(LIVE):
                    browser.outbox.put(message)
            case "patch":
                self._browsers.tell(LIVE, "patch", body)
            case "meters":
                self._tell_meters(body)
            case "link":
                self._browsers.tell(LIVE, "rig", body)
                if body["connected"]:
                    self._midi.rig_is_back()
            case "event" if str(body["name"]).startswith(_OF_MIDI):
                self._midi.tell(body)
            case "event":
                self._browsers.tell(LIVE, str(body["name"]), body)

    def _tell_meters(self, body: Mapping[str, Any]) -> None:
        """At most 30 in a second over any while, though one may come a little early after one that came late."""
        now = asyncio.get_running_loop().time()
        if now < self._meters_due:
            return
        self._meters_due = max(self._meters_due, now - _METERS_EVERY) + _METERS_EVERY
        message: Message | None = None
        for browser in self._browsers.listening(LIVE):
            message = message or Message(LIVE, "meters", body)
            browser.outbox.put_meters(message)
