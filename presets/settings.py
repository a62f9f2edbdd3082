"""What a user can set for his unit: ``"{global_channel}"`` in a file stands for the number that it is set to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from presets.lines import Way
from presets.tables import Notes
from presets.wrong import Wrong, no_such

#: Keys whose texts are messages, in hexadecimal.
_MESSAGES: Final = ("message", "send")
#: What a message fills in by itself.
_HOLES: Final = ("lamp", "value", "column", "text")
_NAME: Final = re.compile(r"([0-9A-Fa-f]?)\{(\w+)\}")


def fill_in(value: Any, settings: Mapping[str, int], notes: Notes, way: Way = ()) -> Any:
    """The file's values with every setting's number in its place.

    In a message a setting is one byte; right behind a digit it is a channel: ``B{global_channel}`` is B0 for channel 1.
    """
    if isinstance(value, dict):
        return {key: fill_in(each, settings, notes, (*way, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [
            fill_in(each, settings, notes, (*way, place) if isinstance(each, dict) else way)
            for place, each in enumerate(value)
        ]
    if not isinstance(value, str) or "{" not in value:
        return value
    is_message = way[-1] in _MESSAGES
    for _, name in _NAME.findall(value):
        if name not in settings and not (is_message and name in _HOLES):
            known = (*settings, *_HOLES) if is_message else settings
            notes.note(Wrong(way, no_such("setting of this file", name, known)))
            return value
    if is_message:
        return _NAME.sub(lambda found: _as_bytes(found, settings), value)
    whole = _NAME.fullmatch(value)
    if whole is not None and not whole[1]:
        return settings[whole[2]]
    return _NAME.sub(lambda found: f"{found[1]}{settings[found[2]]}", value)


def _as_bytes(found: re.Match[str], settings: Mapping[str, int]) -> str:
    digit, name = found[1], found[2]
    if name not in settings:
        return found[0]
    number = settings[name]
    return f"{digit}{(number - 1) & 0x0F:X}" if digit else f"{number & 0x7F:02X}"
