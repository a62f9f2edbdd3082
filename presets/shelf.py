"""All the mappings there are: the shipped ones, and the user's own in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from msgspec import Struct

from presets.read import read_preset
from presets.values import Preset
from sfa_live.errors import PresetError

#: What the shipped files are called in messages.
SHIPPED: Final = "presets/controllers"
#: What the files of learnt mappings begin with.
LEARNT: Final = "learnt-"


class Shelf(Struct, frozen=True):
    """The mappings in the order in which they are tried, and what is wrong with those that cannot be used."""

    presets: tuple[Preset, ...]
    problems: tuple[PresetError, ...]

    def renewed(self, name: str, folders: Sequence[Path] = ()) -> Shelf:
        """The same after one file was written or has gone: nothing else is read.

        One that cannot be used any more leaves the last good one in its place.
        """
        places: list[tuple[Traversable, str]] = [(folder, str(folder)) for folder in folders]
        places.append((_shipped(), SHIPPED))
        others = [preset for preset in self.presets if preset.file != name]
        problems = tuple(problem for problem in self.problems if f"/{name}.toml" not in problem.message)
        for folder, label in places:
            file = folder.joinpath(f"{name}.toml")
            if file.is_file():
                preset = _load(file, f"{label}/{name}.toml")
                shelf = sorted([preset, *others], key=lambda each: _rank(each.file, folders))
                return Shelf(presets=tuple(shelf), problems=problems)
        return Shelf(presets=tuple(others), problems=problems)


def load_preset(which: str | Path) -> Preset:
    """One mapping: a shipped one by its name, or any by its path. `PresetError` names the file and the line."""
    if isinstance(which, Path):
        return _load(which, str(which))
    file = _shipped().joinpath(f"{which}.toml")
    if not file.is_file():
        names = ", ".join(sorted(_names(_shipped())))
        raise PresetError(f"There is no shipped controller mapping {which!r}. There are: {names}.")
    return _load(file, f"{SHIPPED}/{which}.toml")


def all_presets(folders: Sequence[Path] = ()) -> Shelf:
    """Every mapping. A file in an earlier folder hides those of the same name; a bad one hides nothing."""
    presets: dict[str, Preset] = {}
    problems: list[PresetError] = []
    places: list[tuple[Traversable, str]] = [(folder, str(folder)) for folder in folders if folder.is_dir()]
    for folder, label in [*places, (_shipped(), SHIPPED)]:
        for name in sorted(_names(folder) - presets.keys(), key=_learnt_first):
            try:
                presets[name] = _load(folder.joinpath(f"{name}.toml"), f"{label}/{name}.toml")
            except PresetError as wrong:
                problems.append(wrong)
    return Shelf(presets=tuple(presets.values()), problems=tuple(problems))


def _shipped() -> Traversable:
    return resources.files("presets").joinpath("controllers")


def _rank(name: str, folders: Sequence[Path]) -> tuple[int, tuple[bool, str]]:
    """Where a mapping stands on the shelf."""
    own = (number for number, folder in enumerate(folders) if (folder / f"{name}.toml").is_file())
    return next(own, len(folders)), _learnt_first(name)


def _learnt_first(name: str) -> tuple[bool, str]:
    """What was learnt for a controller is more its own than anything that was written for its kind."""
    return not name.startswith(LEARNT), name


def _names(folder: Traversable) -> set[str]:
    return {file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")}


def _load(file: Traversable, label: str) -> Preset:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise PresetError(f"{label} cannot be read: {wrong}.") from wrong
    return read_preset(text, file.name.removesuffix(".toml"), label)
