"""A TouchOSC layout becomes a preset for what it sends as MIDI, and a report for what it sends as OSC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from presets.imports.draft import Bind, Draft, finish_all
from presets.imports.packed import inflate, is_zip, is_zlib, parse_xml, require_small, unzip
from presets.imports.touchosc.meaning import Meaning, meaning_of_message, meaning_of_words
from presets.imports.touchosc.new import new_widgets
from presets.imports.touchosc.old import old_widgets
from presets.imports.touchosc.values import Sent, Touch, Widget
from presets.imports.unlike import Unlike
from presets.imports.values import Imported
from sfa_live.errors import PresetError
from sfa_live.model.action import ACTIONS

KIND: Final = "a TouchOSC layout"
_MOST_WIDGETS: Final = 5_000
#: How the ports of TouchOSC and of its bridge are called.
_PORTS: Final = ("touchosc",)
_LEARN: Final = "neither its address nor its name says what it is for; learn it on the page."


def import_touchosc(data: bytes, name: str = "TouchOSC") -> Imported:
    """A preset from a layout's bytes, old or new. `PresetError`, one sentence, when it is damaged or none."""
    widgets = list(_widgets(_layout(require_small(data))))
    if len(widgets) > _MOST_WIDGETS:
        raise PresetError(f"The layout has {len(widgets)} controls; up to {_MOST_WIDGETS} are read.")
    draft = Draft(name, _PORTS, f"{name}: from a TouchOSC layout.")
    for widget in widgets:
        _take(draft, widget)
    return finish_all(KIND, [draft])


def _layout(data: bytes) -> Element:
    if is_zip(data):
        return parse_xml(unzip(data, "index.xml"))
    return parse_xml(inflate(data) if is_zlib(data) else data)


def _widgets(root: Element) -> Iterator[Widget]:
    if root.tag == "layout":
        return old_widgets(root)
    if root.tag == "lexml":
        return new_widgets(root)
    raise PresetError("This is no TouchOSC layout: it begins with neither <layout> nor <lexml>.")


def _take(draft: Draft, widget: Widget) -> None:
    """One control: what it sends as MIDI, and what it sends as OSC."""
    name = widget.name or widget.type
    for sent in widget.midi:
        what = f"{name} ({widget.type}), {sent.kind or 'a message'} {sent.number} channel {sent.channel}"
        try:
            bind, why = _bind(widget, sent)
        except Unlike as reason:
            draft.leave_out(what, str(reason))
        else:
            draft.keep(what, [bind], why, near=True)
    for address in widget.osc:
        # The address that an old layout makes up for a control with MIDI is nothing that anybody wrote.
        if meaning_of_words(address) or not widget.midi:
            _tell_address(draft, f"{name} ({widget.type}), OSC {address}", address, widget)


def _bind(widget: Widget, sent: Sent) -> tuple[Bind, str]:
    if not sent.kind:
        raise Unlike("its message has no number of its own, or is none that a control sends here.")
    if widget.touch is Touch.OTHER:
        raise Unlike(f"a {widget.type} has more than one value, or none that a fader or button could be.")
    words = next(((m, a) for a in (*widget.osc, widget.name) if (m := meaning_of_words(a)) is not None), None)
    meaning = words[0] if words else meaning_of_message(sent)
    if meaning is None:
        raise Unlike(_LEARN)
    source = f"{words[1]!r} says so" if words else "the original's layout sent this for it"
    return {**_control(sent), **meaning.action, **_played(widget, sent, meaning)}, f"{_said(meaning)}: {source}."


def _control(sent: Sent) -> Bind:
    plain = sent.kind in ("bend", "pressure")
    return {sent.kind: True if plain else sent.number, "channel": sent.channel}


def _played(widget: Widget, sent: Sent, meaning: Meaning) -> Bind:
    """What a bind has to say about how the control is played."""
    momentary = ACTIONS[meaning.action["action"]].momentary
    if widget.touch is Touch.TOGGLE and momentary:
        # It sends on and off by turns, as a button does that is held in between.
        return {"button": "momentary"}
    return {"invert": True} if widget.touch is Touch.FADER and sent.low > sent.high else {}


def _said(meaning: Meaning) -> str:
    args = " ".join(f"{key} {value}" for key, value in meaning.action.items() if key != "action")
    return f"{meaning.action['action']} {args}".strip()


def _tell_address(draft: Draft, what: str, address: str, widget: Widget) -> None:
    meaning = next((m for words in (address, widget.name) if (m := meaning_of_words(words)) is not None), None)
    if meaning is None:
        draft.leave_out(what, "sfa_live does not listen to this address; give it one that it knows, or send MIDI.")
    elif address in meaning.addresses:
        draft.keep(what, [], f"sfa_live listens to this address as it is: {_said(meaning)}.")
    else:
        draft.keep(what, [], f"call it {meaning.addresses[0]} in the layout, and it is {_said(meaning)}.", near=True)
