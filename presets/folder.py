"""The user's own mapping files: looked at, written whole or not at all, taken away."""

from __future__ import annotations

import os
import re
import threading
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from presets.read import read_preset
from presets.values import Preset
from presets.written import rows_of
from sfa_live.errors import NotFoundError, PresetError, StoreError

#: What a mapping's file may be called, without its ending.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.#-]{0,99}")
#: Characters of a mapping; the longest of ours has a few thousand.
_LONGEST: Final = 256_000
_NONE: Final[Mapping[str, int]] = {}


class Listed(Struct, frozen=True):
    """A mapping as it is listed."""

    #: The file's name without ``.toml``.
    name: str
    #: What it calls itself; its name when it cannot be read.
    title: str
    #: It lies in the user's folder; the others are shipped.
    own: bool
    #: The mapping that it began as.
    based_on: str | None
    #: Why it cannot be used, in a sentence.
    problem: str | None


class PresetFolder:
    """The folders of mappings: the first is the user's own, and the only one that is written. Thread: any."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._own = folders[0] if folders else None
        self._folders = tuple(folders)
        self._writing = threading.Lock()

    def listed(self) -> tuple[Listed, ...]:
        """Every mapping by its name. One of the user's own hides a shipped one of the same name."""
        found: dict[str, tuple[Traversable, bool]] = {}
        for folder in [*self._folders, _shipped()]:
            if folder.is_dir():
                for file in folder.iterdir():
                    if file.name.endswith(".toml"):
                        found.setdefault(file.name.removesuffix(".toml"), (file, folder is self._own))
        return tuple(_listed(name, *found[name]) for name in sorted(found))

    def text(self, name: str) -> str:
        """A mapping's file as it lies. `NotFoundError` when there is none of that name."""
        for folder in [*self._folders, _shipped()]:
            file = folder.joinpath(f"{_checked(name)}.toml")
            if file.is_file():
                return _read(file)
        raise NotFoundError(f"There is no controller mapping {name!r}.")

    def own_text(self, name: str) -> str | None:
        """The user's own file of that name; None when there is none."""
        path = self._path(name)
        return _read(path) if path.is_file() else None

    def controls(self, name: str) -> list[dict[str, Any]]:
        """What every control of a mapping does: ``{control, layer, action, args, how}``."""
        return [
            {
                "control": row.control,
                "layer": row.layer,
                "action": row.action,
                "args": dict(row.args),
                "how": dict(row.how),
            }
            for row in rows_of(self.text(name), label=f"{name}.toml")
        ]

    def save(self, name: str, text: str, settings: Mapping[str, int] = _NONE) -> Preset:
        """Write a mapping of the user's own, for a unit that is set so.

        `PresetError` when it cannot be used, as it stands or as the unit is set: then the one before stays.
        """
        path = self._path(name)
        if len(text) > _LONGEST:
            raise PresetError(f"A mapping has {_LONGEST} characters at most.")
        preset = read_preset(text, name, f"{name}.toml")
        if settings:
            read_preset(text, name, f"{name}.toml", settings)
        with self._writing:
            try:
                _write(path, text.encode())
            except OSError as wrong:
                raise StoreError(f"{path.name} could not be written: {wrong.strerror}.") from wrong
        return preset

    def remove(self, name: str) -> None:
        """Take away a mapping of the user's own; a shipped one of that name is there again."""
        try:
            self._path(name).unlink()
        except FileNotFoundError as wrong:
            raise NotFoundError(f"There is no mapping {name!r} of your own; shipped ones stay.") from wrong
        except OSError as wrong:
            raise StoreError(f"{name}.toml could not be removed: {wrong.strerror}.") from wrong

    def _path(self, name: str) -> Path:
        if self._own is None:
            raise StoreError("There is no folder for mappings of your own.")
        return self._own / f"{_checked(name)}.toml"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise PresetError("A mapping's name has up to 100 letters, digits, blanks, and the signs _ . # -")
    return name


def _shipped() -> Traversable:
    return resources.files("presets").joinpath("controllers")


def _read(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise PresetError(f"{file.name} cannot be read: {wrong}.") from wrong


def _listed(name: str, file: Traversable, own: bool) -> Listed:
    try:
        text = _read(file)
        raw = tomllib.loads(text)
        if own:
            read_preset(text, name, file.name)
    except tomllib.TOMLDecodeError as wrong:
        return Listed(name, name, own, None, f"{file.name}: this is not TOML: {wrong}.")
    except PresetError as wrong:
        return Listed(name, name, own, None, wrong.message)
    return Listed(name, str(raw["name"]), own, raw.get("based_on"), None)


def _write(path: Path, data: bytes) -> None:
    """Put a file in the place of the one before: whenever the power fails, one of the two is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
