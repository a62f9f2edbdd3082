"""All the mappings there are: the shipped ones, and the user's own in front of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

#: When a file was written and how long it is: another is another file.
Stamp = tuple[int, int]


class _File(Struct, frozen=True):
    """One file as it was last read."""

    label: str
    stamp: Stamp
    #: Its last version that could be used, and that one's text; None when there was none yet.
    preset: Preset | None
    text: str
    #: What is wrong with the version that is there now.
    problem: PresetError | None


class Shelf(Struct, frozen=True):
    """The mappings in the order in which they are tried, and what is wrong with those that cannot be used.

    A file that becomes wrong while the show runs stands here with its last good version, and with its problem.
    """

    presets: tuple[Preset, ...]
    problems: tuple[PresetError, ...]
    folders: tuple[Path, ...] = ()
    #: The user's files by folder and name, and the shipped ones by name.
    files: Mapping[tuple[Path, str], _File] = {}
    shipped: Mapping[str, _File] = {}

    @property
    def own(self) -> frozenset[str]:
        """The names of the user's files."""
        return frozenset(name for _, name in self.files)

    def refreshed(self) -> Shelf:
        """The shelf as the user's files are now: this very one when none has changed. Cheap: it looks at dates only."""
        stamps = _stamps(self.folders)
        if stamps == {key: file.stamp for key, file in self.files.items()}:
            return self
        files = {}
        for key, stamp in stamps.items():
            old = self.files.get(key)
            files[key] = old if old is not None and old.stamp == stamp else _read_again(key, stamp, old)
        return _shelf(self.folders, files, self.shipped)

    def tuned(self, file: str, settings: Mapping[str, int]) -> Preset:
        """The mapping of that name with the user's own settings for his unit.

        Raises:
            PresetError: when it cannot be used with them, or is not there.
        """
        of_user = (self.files[folder, file] for folder in self.folders if (folder, file) in self.files)
        for each in (*of_user, *([self.shipped[file]] if file in self.shipped else [])):
            if each.preset is not None:
                return read_preset(each.text, file, each.label, settings)
        raise PresetError(f"There is no controller mapping {file!r}.")


def load_preset(which: str | Path) -> Preset:
    """One mapping: a shipped one by its name, or any by its path. `PresetError` names the file and the lines."""
    if isinstance(which, Path):
        return read_preset(_text(which, str(which)), which.name.removesuffix(".toml"), str(which))
    file = _controllers().joinpath(f"{which}.toml")
    if not file.is_file():
        names = ", ".join(sorted(_names(_controllers())))
        raise PresetError(f"There is no shipped controller mapping {which!r}. There are: {names}.")
    label = f"{SHIPPED}/{which}.toml"
    return read_preset(_text(file, label), which, label)


def all_presets(folders: Sequence[Path] = ()) -> Shelf:
    """Every mapping. A file in an earlier folder hides those of the same name; a bad one hides nothing."""
    shipped = {
        name: _read(_controllers().joinpath(f"{name}.toml"), f"{SHIPPED}/{name}.toml", (0, 0), None)
        for name in sorted(_names(_controllers()))
    }
    files = {key: _read_again(key, stamp, None) for key, stamp in _stamps(folders).items()}
    return _shelf(tuple(folders), files, shipped)


def _shelf(folders: tuple[Path, ...], files: Mapping[tuple[Path, str], _File], shipped: Mapping[str, _File]) -> Shelf:
    presets: dict[str, Preset] = {}
    for (_, name), file in (*files.items(), *(((Path(), name), file) for name, file in shipped.items())):
        if file.preset is not None:
            presets.setdefault(name, file.preset)
    everything = (*files.values(), *shipped.values())
    problems = tuple(file.problem for file in everything if file.problem is not None)
    return Shelf(presets=tuple(presets.values()), problems=problems, folders=folders, files=files, shipped=shipped)


def _stamps(folders: Sequence[Path]) -> dict[tuple[Path, str], Stamp]:
    """The mappings that lie in the user's folders, in the order of the folders and of their names."""
    found = {}
    for folder in folders:
        for name in sorted(_names(folder), key=_learnt_first) if folder.is_dir() else ():
            try:
                status = (folder / f"{name}.toml").stat()
            except FileNotFoundError:
                # It went while we looked.
                continue
            found[folder, name] = (status.st_mtime_ns, status.st_size)
    return found


def _learnt_first(name: str) -> tuple[bool, str]:
    """What was learnt for a controller is more its own than anything that was written for its kind."""
    return not name.startswith(LEARNT), name


def _read_again(key: tuple[Path, str], stamp: Stamp, old: _File | None) -> _File:
    file = key[0] / f"{key[1]}.toml"
    return _read(file, str(file), stamp, old)


def _read(file: Traversable, label: str, stamp: Stamp, old: _File | None) -> _File:
    """A file's new version, or its last good one with what is wrong with the new one."""
    try:
        text = _text(file, label)
        preset = read_preset(text, file.name.removesuffix(".toml"), label)
    except PresetError as wrong:
        return _File(
            label=label,
            stamp=stamp,
            preset=None if old is None else old.preset,
            text="" if old is None else old.text,
            problem=wrong,
        )
    return _File(label=label, stamp=stamp, preset=preset, text=text, problem=None)


def _controllers() -> Traversable:
    return resources.files("presets").joinpath("controllers")


def _names(folder: Traversable) -> set[str]:
    return {file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")}


def _text(file: Traversable, label: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise PresetError(f"{label} cannot be read: {wrong}.") from wrong
