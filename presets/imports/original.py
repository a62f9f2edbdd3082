"""The original system's mappings: its table's rows, as JSON or CSV, become one preset per device."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from presets.imports.draft import Bind, Draft, finish_all
from presets.imports.original_actions import translate, whole
from presets.imports.packed import require_small
from presets.imports.unlike import Unlike
from presets.imports.values import Imported
from sfa_live.errors import PresetError

KIND: Final = "mappings of the original system"
#: The columns without which a file is not such a table.
REQUIRED: Final = ("device_name", "midi_type", "number", "action")
_TYPES: Final = {"cc": "cc", "note_on": "note", "note_off": "note"}
_MOST_ROWS: Final = 10_000

Row = Mapping[str, Any]


def import_original(source: str | Sequence[Row]) -> Imported:
    """Presets from the table's text (JSON or CSV) or from its rows. `PresetError` when it is no such table."""
    rows = _read(source) if isinstance(source, str) else list(source)
    if len(rows) > _MOST_ROWS:
        raise PresetError(f"The file has {len(rows)} mappings; up to {_MOST_ROWS} are read.")
    drafts: dict[str, Draft] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        device = str(row.get("device_name") or "Unnamed controller")
        draft = drafts.get(device)
        if draft is None:
            draft = drafts[device] = Draft(device, [device], f"{device}: from the original system's mappings.")
        what = _what(row, number)
        unique = tuple(str(row.get(key) or 0) for key in ("device_name", "midi_type", "channel", "number"))
        if before := seen.get(unique):
            draft.leave_out(
                what, f"the same control is in row {before} already, and the original had one row for each."
            )
            continue
        seen[unique] = number
        _take(draft, row, what)
    return finish_all(KIND, drafts.values())


def _read(text: str) -> list[Row]:
    """The table's rows, whichever of the two forms they have."""
    require_small(text.encode(errors="replace"))
    rows = _from_json(text) if text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") else _from_csv(text)
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        raise PresetError("There are no mappings in this file: the original exports a list of rows.")
    missing = [column for column in REQUIRED if not any(column in row for row in rows)]
    if missing:
        raise PresetError(f"These are not the original's mappings: there is no column {missing[0]!r}.")
    return rows


def _from_json(text: str) -> list[Row]:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as wrong:
        raise PresetError("The file is damaged: what is in it is not whole JSON.") from wrong
    if isinstance(found, Mapping):
        found = next((each for each in found.values() if isinstance(each, list)), [])
    return list(found)


def _from_csv(text: str) -> list[Row]:
    try:
        return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error as wrong:
        raise PresetError("The file is damaged: what is in it is not whole CSV.") from wrong


def _take(draft: Draft, row: Row, what: str) -> None:
    """One row becomes a bind, or a sentence why not."""
    try:
        where = _where(row)
        action, near = translate(str(row.get("action")), _params(row), row)
    except Unlike as why:
        draft.leave_out(what, str(why))
        return
    release: Bind = {"when": "release"} if row.get("midi_type") == "note_off" else {}
    draft.keep(what, [{**where, **action, **release}], near or "it does the same.", near=near is not None)


def _where(row: Row) -> Bind:
    kind = _TYPES.get(str(row.get("midi_type")))
    if kind is None:
        raise Unlike(f"{row.get('midi_type')!r} is none of cc, note_on and note_off.")
    number, channel = whole(row.get("number")), whole(row.get("channel") or 0)
    if number is None or channel is None or number not in range(128) or channel not in range(16):
        raise Unlike("its number must be 0 to 127 and its channel 0 to 15.")
    return {kind: number, "channel": channel + 1}


def _params(row: Row) -> Mapping[str, Any]:
    """The action's arguments: an object, or its JSON in a cell of a CSV file."""
    params = row.get("params") or {}
    if isinstance(params, str):
        try:
            params = json.loads(params)
        except (ValueError, RecursionError) as wrong:
            raise Unlike("its params are not JSON.") from wrong
    if not isinstance(params, Mapping):
        raise Unlike("its params are not an object.")
    return params


def _what(row: Row, number: int) -> str:
    return f"row {number}, {row.get('midi_type')} {row.get('number')} channel {row.get('channel')}: {row.get('action')}"
