"""The lamp styles of a mapping file: which message lights a lamp, and which value means what."""

from __future__ import annotations

from typing import Any, Final

from presets.lines import Way
from presets.values import LAMP, VALUE, LampStyle, Role, Send
from presets.wrong import Wrong, no_such

#: The words for lamps that can only be on or off; roles fall back to them.
_PLAIN: Final = ("lit", "off")
_HOLES: Final = {"{lamp}": LAMP, "{value}": VALUE}


def read_style(table: dict[str, Any], way: Way) -> LampStyle:
    """One ``[lamps.…]`` table."""
    table = dict(table)
    send = table.pop("send", None)
    if send not in tuple(Send):
        raise Wrong((*way, "send"), f"send must be one of {', '.join(Send)}: the message that lights these lamps.")
    channel = table.pop("channel", 1)
    if channel not in range(1, 17):
        raise Wrong((*way, "channel"), "channel must be 1 to 16.")
    template = _template(table.pop("message", None), Send(send), way)
    words = (*_PLAIN, *Role)
    for word in table:
        if word not in words:
            raise Wrong((*way, word), no_such("lamp state", word, words))
    values = {word: _value(value, Send(send), (*way, word)) for word, value in table.items()}
    if not {"lit", "off"} <= values.keys():
        raise Wrong(way, "a lamp style needs 'lit' and 'off': what to send for a lamp that is on, and off.")
    return LampStyle(send=Send(send), channel=channel - 1, template=template, values=values)


def _template(message: object, send: Send, way: Way) -> tuple[int, ...]:
    if send is not Send.SYSEX:
        if message is not None:
            raise Wrong((*way, "message"), "only lamps with send = 'sysex' have a message.")
        return ()
    try:
        words = str(message or "").split()
        template = tuple(_HOLES[word] if word in _HOLES else int(word, 16) for word in words)
    except ValueError as wrong:
        raise Wrong((*way, "message"), "the message is written in hexadecimal bytes, {lamp} and {value}.") from wrong
    fixed = [byte for byte in template[1:-1] if byte not in _HOLES.values()]
    if template[:1] != (0xF0,) or template[-1:] != (0xF7,) or VALUE not in template or any(b > 127 for b in fixed):
        raise Wrong(
            (*way, "message"), "a sysex lamp needs a message such as 'F0 47 7F 65 {lamp} {value} F7', bytes up to 7F."
        )
    return template


def _value(value: object, send: Send, way: Way) -> tuple[int, ...]:
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or (send is not Send.SYSEX and len(values) > 1) or any(v not in range(128) for v in values):
        raise Wrong(way, "a lamp's value is a number from 0 to 127; for sysex a list of them will do, too.")
    return values
