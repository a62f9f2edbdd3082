"""One preset in the making: what it shall do, and what became of every foreign mapping.

The reader of presets has the last word. What it does not take is left out, in its own words; so whatever comes out of
an import can be read.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib import resources
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from presets.imports.toml_text import Table, one_line, table_lines
from presets.imports.values import Fate, Imported, ImportedPreset, Line
from presets.read import read_preset
from presets.values import FORMAT
from sfa_live.errors import PresetError

#: A ``[[bind]]`` table, in the order in which it is written.
Bind = dict[str, Any]

#: What tells one control from another: the same control cannot do two things at once.
CONTROLS: Final = ("note", "cc", "cc14", "bend", "pressure", "key_pressure", "program", "nrpn", "rpn")
_SAME: Final = (*CONTROLS, "channel", "layer", "page", "with", "when", "only")
_LABEL: Final = "it"
_LINE: Final = re.compile(r"^it, line \d+: ")


class _Entry(Struct, frozen=True):
    """One foreign mapping and the binds that do what it did; none when it is left out."""

    line: Line
    binds: tuple[Bind, ...] = ()


class Draft:
    """One preset in the making."""

    def __init__(self, name: str, ports: Sequence[str], origin: str) -> None:
        self.name = one_line(name, 80) or "Imported"
        self._ports = tuple(one_line(port) for port in ports if port.strip())
        self._origin = origin
        self._entries: list[_Entry] = []
        self._taken: dict[tuple[Any, ...], str] = {}
        #: ``[lamps.…]`` tables by their names.
        self.lamps: dict[str, Table] = {}

    def keep(self, what: str, binds: Iterable[Bind], why: str, *, near: bool = False) -> None:
        """These binds do what the mapping did, or (``near``) nearly."""
        binds = tuple(binds)
        for bind in binds:
            if other := self._taken.get(_place(bind)):
                self.leave_out(what, f"the same control does something else already: {other}.")
                return
        self._taken.update((_place(bind), what) for bind in binds)
        self._note(what, Fate.APPROXIMATED if near else Fate.KEPT, why, binds)

    def leave_out(self, what: str, why: str) -> None:
        """The mapping cannot be done here."""
        self._note(what, Fate.LEFT_OUT, why)

    def binds(self) -> list[Bind]:
        """Every bind so far."""
        return [bind for entry in self._entries for bind in entry.binds]

    def finish(self, taken: Collection[str] = ()) -> tuple[ImportedPreset | None, tuple[Line, ...]]:
        """The preset (None when nothing is left), under none of the file names in ``taken``; and the report."""
        while (at := self._first_refused()) is not None:
            entry = self._entries[at]
            why = self._refusal(at + 1) or "the reader of presets does not take it."
            self._entries[at] = _Entry(replace(entry.line, fate=Fate.LEFT_OUT, why=why))
        report = tuple(entry.line for entry in self._entries)
        if not self.binds():
            return None, report
        file = free_name(_file_name(self.name), taken)
        return ImportedPreset(file=file, name=self.name, text=self._text(len(self._entries))), report

    def _note(self, what: str, fate: Fate, why: str, binds: tuple[Bind, ...] = ()) -> None:
        line = Line(one_line(what), fate, one_line(why, 400))
        self._entries.append(_Entry(line, tuple({k: v for k, v in bind.items() if v is not None} for bind in binds)))

    def _first_refused(self) -> int | None:
        """The place of the first entry that the reader does not take: found in halves, as a reading takes its time."""
        count = len(self._entries)
        if self._refusal(count) is None:
            return None
        return bisect.bisect_left(range(1, count + 1), True, key=lambda until: self._refusal(until) is not None)

    def _refusal(self, until: int) -> str | None:
        """What the reader says against the first so many entries."""
        try:
            read_preset(self._text(until), "imported", _LABEL)
        except PresetError as wrong:
            return _LINE.sub("", wrong.message)
        return None

    def _text(self, until: int) -> str:
        entries = [entry for entry in self._entries[:until] if entry.binds]
        binds = [bind for entry in entries for bind in entry.binds]
        lines = [f"# {self._origin}", "# Not tried on hardware.", "", f"format = {FORMAT}"]
        lines += table_lines({"name": self.name})
        if layers := sorted(_layers(binds)):
            lines += table_lines({"layers": layers})
        lines += ["", "[match]", *table_lines({"ports": self._ports})]
        for name in sorted({bind["lamp"] for bind in binds if "lamp" in bind}):
            lines += ["", f"[lamps.{name}]", *table_lines(self.lamps[name])]
        for entry in entries:
            lines += ["", f"# {entry.line.what}"]
            for bind in entry.binds:
                lines += ["[[bind]]", *table_lines(bind)]
        return "\n".join(lines) + "\n"


def finish_all(kind: str, drafts: Iterable[Draft]) -> Imported:
    """The presets of all drafts, each under a file name of its own, and their reports one after another."""
    presets: list[ImportedPreset] = []
    report: list[Line] = []
    for draft in drafts:
        preset, lines = draft.finish([other.file for other in presets])
        report.extend(lines)
        presets.extend([preset] if preset else [])
    return Imported(kind=kind, presets=tuple(presets), report=tuple(report))


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the first of ``name-2``, ``name-3``, … that is not taken."""
    return next(each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 2))) if each not in taken)


def _place(bind: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(bind.get(name) if name != "when" else bind.get(name, "press") for name in _SAME)


def _layers(binds: Iterable[Bind]) -> set[str]:
    asked = [bind for bind in binds if "layer" in bind]
    return {bind["layer"] for bind in asked} | {bind["opens"] for bind in asked if "opens" in bind}


def _file_name(name: str) -> str:
    file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].rstrip("-") or "imported"
    # A user's file with a shipped one's name would take its place.
    shipped = resources.files("presets").joinpath("controllers", f"{file}.toml").is_file()
    return f"{file}-imported" if shipped else file
