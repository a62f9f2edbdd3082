"""What an import gives back: preset files, and what became of everything that stood in the foreign file."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Fate(StrEnum):
    """What became of one thing in a foreign file."""

    #: It does here what it did there.
    KEPT = "kept"
    #: It does the nearest thing that there is.
    APPROXIMATED = "approximated"
    #: It does nothing.
    LEFT_OUT = "left out"


class Line(Struct, frozen=True):
    """One line of the report."""

    #: The thing, as its player knows it: "Ch01.CC.016, Volume Adjust, deck A".
    what: str
    fate: Fate
    #: What it does now, or why it does not: one sentence.
    why: str

    def __str__(self) -> str:
        return f"{self.what} → {self.fate}: {self.why}"


class ImportedPreset(Struct, frozen=True):
    """One preset that an import made."""

    #: A name for its file, without ``.toml``; never a shipped preset's.
    file: str
    #: What the controller is called.
    name: str
    #: The file's text, in the format of ``docs/controllers.md``; the reader takes it.
    text: str


class Imported(Struct, frozen=True):
    """A foreign file, taken in as far as it can be."""

    #: What kind of file it was, in words.
    kind: str
    #: One preset per controller in it; none when nothing in it can be done here.
    presets: tuple[ImportedPreset, ...]
    report: tuple[Line, ...]
