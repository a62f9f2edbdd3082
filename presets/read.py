"""A mapping file's text becomes a `Preset`, or a list of everything that is wrong with it, line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Final

from presets.around import Around
from presets.bytes_in import whole_message
from presets.controls import read_controls
from presets.lamps import read_lamp, read_ring, read_styles, read_text
from presets.lines import Way, line_index, line_of
from presets.settings import fill_in
from presets.shape import FileShape, KeepAliveShape, MatchShape
from presets.tables import Notes, read_table
from presets.values import FORMAT, KeepAlive, Match, Preset
from presets.wrong import Wrong
from sfa_live.errors import PresetError

_NONE: Final[Mapping[str, int]] = {}


def read_preset(text: str, name: str, label: str, settings: Mapping[str, int] = _NONE) -> Preset:
    """A mapping from its text.

    Args:
        text: what stands in the file.
        name: the file's name without ending.
        label: what messages call it.
        settings: what the user has set for his unit; others are as the file says.

    Raises:
        PresetError: with every mistake and its line.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise PresetError(f"{label}: this is not TOML: {wrong}.") from wrong
    lines = line_index(text)
    notes = Notes()
    preset = _preset(raw, name, lines, settings, notes)
    if preset is None or notes.wrongs:
        raise _error(label, lines, notes)
    return preset


def _error(label: str, lines: Mapping[Way, int], notes: Notes) -> PresetError:
    found = sorted((line_of(lines, wrong.way), str(wrong)) for wrong in notes.wrongs)
    sentences = " ".join(f"line {line}: {sentence}" for line, sentence in found)
    return PresetError(f"{label}, {sentences}", lines=found)


def _preset(
    raw: dict[str, Any], name: str, lines: Mapping[Way, int], settings: Mapping[str, int], notes: Notes
) -> Preset | None:
    if raw.get("format") != FORMAT:
        notes.note(Wrong(("format",), f"the file must say format = {FORMAT}, the only version that there is."))
        return None
    own = raw.get("settings", {})
    set_to = {key: settings.get(key, value) for key, value in own.items()} if isinstance(own, dict) else {}
    file = read_table(fill_in({**raw, "settings": set_to}, set_to, notes), FileShape, (), notes)
    if file is None:
        return None
    lamps = read_styles(file.lamps, "lamps", read_lamp, notes)
    rings = read_styles(file.rings, "rings", read_ring, notes)
    texts = read_styles(file.texts, "texts", read_text, notes)
    tables = {*file.lamps, *file.rings, *file.texts}
    around = Around(
        channel=file.channel,
        takeover=file.takeover,
        layers=file.layers,
        pages=file.pages,
        lamps=lamps,
        rings=rings,
        texts=texts,
        broken=frozenset(tables - lamps.keys() - rings.keys() - texts.keys()),
    )
    return Preset(
        file=name,
        name=file.name,
        match=_match(file.match, notes),
        connect=_messages(file.connect.send, ("connect", "send"), notes),
        settle_ms=file.connect.settle_ms,
        wait_ms=file.connect.wait_ms,
        timecode=file.timecode,
        exit=_messages(file.exit.send, ("exit", "send"), notes),
        lamp_rate=file.lamp_rate,
        styles=lamps,
        controls=read_controls(file.bind, around, lines, notes),
        rings=rings,
        texts=texts,
        keep_alive=_keep_alive(file.keep_alive, notes),
        settings=file.settings,
        layers=file.layers,
        pages=file.pages,
        echo=file.echo,
        tried=file.tried,
    )


def _match(shape: MatchShape, notes: Notes) -> Match:
    identity = _messages((shape.identity,), ("match", "identity"), notes)
    return Match(
        ports=shape.ports,
        exclude=shape.exclude,
        prefer=shape.prefer,
        fallback=shape.fallback,
        type=shape.type,
        identity=identity[0] if identity else b"",
        usb=tuple(number.upper() for number in shape.usb),
    )


def _keep_alive(shape: KeepAliveShape | None, notes: Notes) -> KeepAlive | None:
    if shape is None:
        return None
    return KeepAlive(send=_messages(shape.send, ("keep_alive", "send"), notes), every_ms=shape.every_ms)


def _messages(texts: tuple[str, ...], way: Way, notes: Notes) -> tuple[bytes, ...]:
    messages = []
    for text in texts:
        with notes.going_on():
            messages.append(whole_message(text, way))
    return tuple(messages)
