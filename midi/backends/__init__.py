"""The MIDI systems by name, and the choice among them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from midi.backends.jack_clock import prepare
from midi.backends.rtmidi_backend import SYSTEMS, RtMidiBackend
from midi.ports import Backend
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")

#: Opens a MIDI system under a client name; `MidiError` says why it cannot be had now.
BackendOpener = Callable[[str], Backend]


def opener(name: str) -> BackendOpener:
    """How to open the system of that name; ``auto`` is the first that answers, JACK before the others."""
    if name == "auto":
        return _first
    if name not in SYSTEMS:
        raise MidiError(f"There is no MIDI system {name!r}. There are: auto, {', '.join(SYSTEMS)}, none.")
    return lambda client: RtMidiBackend(name, client)


def warm() -> None:
    """Have what JACK's thread runs compiled and kept on disk, for set-up: a start on stage finds it there."""
    try:
        prepare()
    except MidiError as missing:
        logger.debug("%s", missing)


def _first(client: str) -> Backend:
    reasons = []
    for name, system in SYSTEMS.items():
        if not system.is_built_in:
            continue
        try:
            return RtMidiBackend(name, client)
        except MidiError as wrong:
            reasons.append(wrong.message)
    raise MidiError(" ".join(reasons) or "python-rtmidi was built without any MIDI system: install its wheel.")
