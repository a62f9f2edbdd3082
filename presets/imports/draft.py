"""One preset in the making: what it shall do, and what became of every foreign mapping.

The reader of presets has the last word. What it does not take is left out, in its own words; so whatever comes out of
an import can be read.
"""

from __future__ import annotations

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
#: A lamp shows what its button does, and is no part of the action.
_LAMP: Final = ("lamp", "lamp_number")
_SEVERAL: Final = "its button does several things with one press, which no lamp can show."
#: The action whose ``layer`` is an argument.
OPENS: Final = "surface.layer"
#: The longest reason that is told whole.
_LONGEST: Final = 400


class _Entry(Struct, frozen=True):
    """One foreign mapping and the binds that do what it did; none when it is left out."""

    line: Line
    binds: tuple[Bind, ...] = ()
    #: A button that always does the same: another one on the same control makes a macro of both.
    fixed: bool = False
    #: The entry without which it does nothing.
    part_of: int | None = None
    #: It is the lamp of that entry's button.
    is_lamp: bool = False


class Draft:
    """One preset in the making."""

    def __init__(self, name: str, ports: Sequence[str], origin: str) -> None:
        self.name = one_line(name, 80) or "Imported"
        self._ports = tuple(line for port in ports if (line := one_line(port)))
        self._origin = one_line(origin)
        self._entries: list[_Entry] = []
        #: Which entry has a control, by what tells one control from another.
        self._taken: dict[tuple[Any, ...], int] = {}
        #: ``[lamps.…]`` tables by their names.
        self.lamps: dict[str, Table] = {}

    def keep(self, what: str, binds: Iterable[Bind], why: str, *, near: bool = False, fixed: bool = False) -> None:
        """These binds do what the mapping did, or (``near``) nearly.

        ``fixed``: it is one button that always does the same, so that it can do more than one thing.
        """
        binds = tuple({key: setting for key, setting in bind.items() if setting is not None} for bind in binds)
        line = _line(what, Fate.APPROXIMATED if near else Fate.KEPT, why)
        at = next((self._taken[_place(bind)] for bind in binds if _place(bind) in self._taken), None)
        if at is None:
            self._taken.update((_place(bind), len(self._entries)) for bind in binds)
            self._entries.append(_Entry(line, binds, fixed))
        elif fixed and self._entries[at].fixed:
            (first,), (more,) = self._entries[at].binds, binds
            both = {**_control(first), "macro": [*_steps(first), *_steps(more)]}
            self._entries[at] = replace(self._entries[at], binds=(both,))
            self._leave_lamp_of(at)
            why = f"{why} It is one press with: {self._entries[at].line.what}."
            self._entries.append(_Entry(replace(line, why=one_line(why, _LONGEST)), part_of=at))
        else:
            self.leave_out(what, f"the same control does something else already: {self._entries[at].line.what}.")

    def keep_lamp_of_last(self, what: str, why: str) -> None:
        """The lamp that the button of the last mapping has; nothing when that has no button."""
        if not self._entries[-1].binds:
            self.leave_out(what, self._entries[-1].line.why)
            return
        self._entries.append(_Entry(_line(what, Fate.KEPT, why), part_of=len(self._entries) - 1, is_lamp=True))

    def is_free(self, bind: Bind) -> bool:
        """Whether its control does nothing yet."""
        return _place(bind) not in self._taken

    def leave_out(self, what: str, why: str) -> None:
        """The mapping cannot be done here."""
        self._entries.append(_Entry(_line(what, Fate.LEFT_OUT, why)))

    def finish(self, taken: Collection[str] = ()) -> tuple[ImportedPreset | None, tuple[Line, ...]]:
        """The preset (None when nothing is left), under none of the file names in ``taken``; and the report."""
        text = self._readable()
        report = tuple(entry.line for entry in self._entries)
        if not any(entry.binds for entry in self._entries):
            return None, report
        file = free_name(_file_name(self.name), taken)
        return ImportedPreset(file=file, name=self.name, text=text), report

    def _readable(self) -> str:
        """The file's text, when everything is left out that the reader does not take."""
        while True:
            text, entry_of = self._text()
            try:
                read_preset(text, "imported", "The imported preset")
            except PresetError as wrong:
                refused = {entry_of[line]: sentence for line, sentence in reversed(wrong.lines) if line in entry_of}
                if not refused:
                    raise
                for at, sentence in refused.items():
                    self._drop(at, sentence)
            else:
                return text

    def _leave_lamp_of(self, at: int) -> None:
        """A button's lamp showed the one thing that it did; now it does several."""
        for place, entry in enumerate(self._entries):
            if entry.part_of == at and entry.is_lamp:
                self._entries[place] = _Entry(_line(entry.line.what, Fate.LEFT_OUT, _SEVERAL))

    def _drop(self, at: int, why: str) -> None:
        """Leave an entry out after all, and what does nothing without it."""
        for place, entry in enumerate(self._entries):
            if at in (place, entry.part_of):
                self._entries[place] = _Entry(_line(entry.line.what, Fate.LEFT_OUT, why))

    def _text(self) -> tuple[str, Mapping[int, int]]:
        """The file as it is now, and which entry each of its lines is of."""
        binds = [bind for entry in self._entries for bind in entry.binds]
        lines = [f"# {self._origin}", "# Not tried on hardware.", "", f"format = {FORMAT}"]
        lines += table_lines({"name": self.name})
        if layers := sorted(_layers(binds)):
            lines += table_lines({"layers": layers})
        lines += ["", "[match]", *table_lines({"ports": self._ports})]
        for name in sorted({bind["lamp"] for bind in binds if "lamp" in bind}):
            lines += ["", f"[lamps.{name}]", *table_lines(self.lamps[name])]
        entry_of: dict[int, int] = {}
        for at, entry in enumerate(self._entries):
            begin = len(lines)
            if entry.binds:
                lines += ["", f"# {entry.line.what}"]
            for bind in entry.binds:
                lines += ["[[bind]]", *table_lines(bind)]
            entry_of.update(dict.fromkeys(range(begin + 1, len(lines) + 1), at))
        return "\n".join(lines) + "\n", entry_of


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
    place = {"when": "press", **_control(dict(bind))}
    return tuple(place.get(name) for name in _SAME)


def _line(what: str, fate: Fate, why: str) -> Line:
    return Line(one_line(what), fate, one_line(why, _LONGEST))


def _control(bind: Bind) -> Bind:
    return {key: setting for key, setting in bind.items() if key in _SAME and not _is_argument(bind, key)}


def _steps(bind: Bind) -> list[Bind]:
    """What a button does, as the steps of a macro."""
    own = {
        key: setting
        for key, setting in bind.items()
        if (key not in _SAME or _is_argument(bind, key)) and key not in _LAMP
    }
    return list(own["macro"]) if "macro" in own else [own]


def _is_argument(bind: Bind, key: str) -> bool:
    """The layer that a button opens is no layer that it is in."""
    return key == "layer" and bind.get("action") == OPENS


def _layers(binds: Iterable[Bind]) -> set[str]:
    steps = [step for bind in binds for step in (bind, *bind.get("macro", ()))]
    return {step["layer"] for step in steps if "layer" in step}


def _file_name(name: str) -> str:
    file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].rstrip("-") or "imported"
    # A user's file with a shipped one's name would take its place.
    shipped = resources.files("presets").joinpath("controllers", f"{file}.toml").is_file()
    return f"{file}-imported" if shipped else file
