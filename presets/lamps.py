"""The styles of a mapping file: which message lights a lamp or a ring or writes a text, and which value means what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from presets.bytes_in import template
from presets.lines import Way
from presets.shape import LampShape, OneChannel, RingShape, Seven, TextShape
from presets.styles import LampStyle, RingStyle, Role, Send, TextStyle
from presets.tables import Notes, convert, read_table
from presets.wrong import Wrong, no_such

#: The words for lamps that can only be on or off; roles fall back to them.
PLAIN: Final = ("lit", "off")
#: Every word that a lamp's style can give a value to.
WORDS: Final = (*PLAIN, *Role)
#: Behind a word: another channel for it, and another number.
CHANNEL: Final = "_channel"
OFFSET: Final = "_offset"

_LAMP: Final = {"{value}": "F0 47 7F 65 {lamp} {value} F7"}
_TEXT: Final = {"{text}": "F0 00 00 66 14 12 {column} {text} F7"}

Style = TypeVar("Style")
Reader = Callable[[dict[str, Any], Way, Notes], Style]


def read_styles(
    tables: Mapping[str, dict[str, Any]], kind: str, read: Reader[Style | None], notes: Notes
) -> dict[str, Style]:
    """All tables of a kind (``lamps``) by their names; those that are wrong are noted and left out."""
    styles = {}
    for name, table in tables.items():
        with notes.going_on():
            style = read(table, (kind, name), notes)
            if style is not None:
                styles[name] = style
    return styles


def read_lamp(table: dict[str, Any], way: Way, notes: Notes) -> LampStyle | None:
    """One ``[lamps.…]`` table."""
    shape = read_table(table, LampShape, way, notes, others=None)
    values: dict[str, tuple[int, ...]] = {}
    channels: dict[str, int] = {}
    offsets: dict[str, int] = {}
    for key, value in table.items():
        word = key.removesuffix(CHANNEL).removesuffix(OFFSET)
        with notes.going_on():
            if key in LampShape.__struct_fields__:
                continue
            if word not in WORDS:
                raise Wrong((*way, key), no_such("lamp state", word, WORDS))
            if key == word + OFFSET:
                offsets[word] = convert(value, Seven, (*way, key))
            elif word != key:
                channels[word] = convert(value, OneChannel, (*way, key)) - 1
            else:
                values[key] = _value(value, shape.send if shape else Send.SYSEX, (*way, key))
    if not set(PLAIN) <= table.keys():
        raise Wrong(way, "a lamp style needs 'lit' and 'off': what to send for a lamp that is on, and off.")
    if shape is None or not set(PLAIN) <= values.keys():
        return None
    return LampStyle(
        send=shape.send,
        channel=shape.channel - 1,
        template=_message(shape, way),
        values=values,
        channels=channels,
        colours=shape.colours,
        offsets=offsets,
    )


def read_ring(table: dict[str, Any], way: Way, notes: Notes) -> RingStyle | None:
    """One ``[rings.…]`` table."""
    shape = read_table(table, RingShape, way, notes)
    if shape is None:
        return None
    return RingStyle(
        send=shape.send,
        channel=shape.channel - 1,
        template=_message(shape, way),
        number=shape.number,
        number_offset=shape.number_offset,
        look=shape.style,
        bottom=shape.bottom,
        top=shape.top,
        off=shape.bottom if shape.off is None else shape.off,
    )


def read_text(table: dict[str, Any], way: Way, notes: Notes) -> TextStyle | None:
    """One ``[texts.…]`` table."""
    shape = read_table(table, TextShape, way, notes)
    if shape is None:
        return None
    return TextStyle(
        template=template(shape.message, _TEXT, (*way, "message")),
        width=shape.width,
        start=shape.start,
        stride=shape.width if shape.stride is None else shape.stride,
    )


def _message(shape: LampShape | RingShape, way: Way) -> tuple[int, ...]:
    if shape.send is Send.SYSEX:
        return template(shape.message, _LAMP, (*way, "message"))
    if shape.message:
        raise Wrong((*way, "message"), "only what has send = 'sysex' has a message.")
    return ()


def _value(value: object, send: Send, way: Way) -> tuple[int, ...]:
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or (send is not Send.SYSEX and len(values) > 1) or any(v not in range(128) for v in values):
        raise Wrong(way, "a lamp's value is a number from 0 to 127; for sysex a list of them will do, too.")
    return values
