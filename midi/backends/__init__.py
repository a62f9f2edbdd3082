"""The MIDI systems by name, and the choice among them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from midi.backends.jack import on_jack_thread
from midi.backends.jack.backend import JackBackend
from midi.backends.rtmidi_backend import SYSTEMS, RtMidiBackend
from midi.ports import Backend
from sfa_live.errors import MidiError

logger = logging.getLogger("sfa_live.midi")

#: Opens a MIDI system under a client name; `MidiError` says why it cannot be had now.
BackendOpener = Callable[[str], Backend]

#: In the order in which they are tried.
_OPENERS: Final[Mapping[str, BackendOpener]] = {
    "jack": JackBackend,
    **{name: partial(RtMidiBackend, name) for name in SYSTEMS},
}


def opener(name: str) -> BackendOpener:
    """How to open the system of that name; ``auto`` is the first that answers, JACK before the others."""
    if name == "auto":
        return _first
    if name not in _OPENERS:
        raise MidiError(f"There is no MIDI system {name!r}. There are: auto, {', '.join(_OPENERS)}, none.")
    return _OPENERS[name]


def warm() -> None:
    """Have what JACK's thread runs compiled and kept on disk, for set-up: a start on stage finds it there."""
    try:
        on_jack_thread.prepare()
    except MidiError as missing:
        logger.debug("%s", missing)


def _first(client: str) -> Backend:
    reasons = []
    for name, enter in _OPENERS.items():
        if name in SYSTEMS and not SYSTEMS[name].is_built_in:
            continue
        try:
            return enter(client)
        except MidiError as wrong:
            reasons.append(wrong.message)
    raise MidiError(" ".join(reasons))
