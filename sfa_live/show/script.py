"""Render scripts: what a night did, one JSON object a line.

    {"at": "12.5s", "action": "stem.mute", "args": {"deck": "A", "stem": "vocals"}}

``at`` counts from the beginning: "12.5s" in seconds, "beat 16" and "bar 4" in beats and bars (of four beats, both from
0) of the first song that the script puts on a deck, at its own tempo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from sfa_live.errors import ActionError, UsageError
from sfa_live.model.action import Action, parse_action
from sfa_live.model.units import Bpm, Seconds

_BEATS_PER_BAR: Final = 4
_AT: Final = re.compile(r"(?P<seconds>\d+(\.\d+)?)\s*s|(?P<unit>beat|bar)\s+(?P<count>\d+(\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Place:
    """A moment of a script: a number of seconds, or of beats of a song whose tempo is known later."""

    seconds: float = 0.0
    beats: float | None = None

    def resolve(self, bpm: Bpm | None) -> Seconds:
        """The moment in seconds. Raises `UsageError` when it is counted in beats and there is no tempo."""
        if self.beats is None:
            return Seconds(self.seconds)
        if bpm is None:
            raise UsageError("This script counts in beats, but the tempo of its first song is not known. Use seconds.")
        return Seconds(self.beats * 60.0 / bpm)


@dataclass(frozen=True, slots=True)
class Line:
    """One action of a script, and when."""

    place: Place
    action: Action


class _Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: str
    action: str
    args: dict[str, object] = {}


def read_script(lines: Iterable[str]) -> tuple[Line, ...]:
    """A script's actions in the order in which they are written. Raises `UsageError` that names the line."""
    script = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            raw = msgspec.json.decode(text, type=_Raw)
            script.append(Line(_place(raw.at), parse_action(raw.action, raw.args)))
        except (msgspec.MsgspecError, ActionError, UsageError) as wrong:
            raise UsageError(f"Line {number} of the script cannot be used: {wrong}") from wrong
    if not script:
        raise UsageError("The script is empty.")
    return tuple(script)


def _place(text: str) -> Place:
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f'{text!r} is no moment: write "12.5s", "beat 16" or "bar 4".')
    if match["seconds"]:
        return Place(seconds=float(match["seconds"]))
    beats = float(match["count"]) * (_BEATS_PER_BAR if match["unit"] == "bar" else 1)
    return Place(beats=beats)
