"""Finding a Demucs model's weights on this machine. Nothing is fetched, and nothing is loaded that is not pinned.

Weights are pickles, which run code when they are loaded. So a file counts only when its name carries the beginning of
its SHA-256 (``955717e8-8726e21a.th``), which Demucs checks before loading; and for the published models that name must
be the published one.
"""

from __future__ import annotations

import functools
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from sfa_live.errors import JobError


class Weights(Struct, frozen=True):
    """A model that can be loaded: its bag as Demucs writes it, and its files."""

    model: str
    bag: str
    files: tuple[Path, ...]

    def lay_out(self, folder: Path) -> Path:
        """Make a folder as Demucs wants a model repository, of links to the files."""
        folder.mkdir()
        (folder / f"{self.model}.yaml").write_text(self.bag, encoding="utf-8")
        for file in self.files:
            (folder / file.name).symlink_to(file.absolute())
        return folder


def is_installed() -> bool:
    """Whether Demucs itself is there."""
    return importlib.util.find_spec("demucs") is not None


def known_models(folder: Path | None) -> list[str]:
    """The names that may be asked for: the published models, and the folder's own."""
    published = [path.stem for path in _published_folder().glob("*.yaml")]
    own = [path.stem for path in folder.glob("*.yaml")] if folder else []
    single = [path.stem.rsplit("-", 1)[0] for path in folder.glob("*-*.th")] if folder else []
    return sorted({*published, *own, *single} - set(_published_files()))


def find_weights(model: str, folder: Path | None) -> Weights | None:
    """The model's weights in ``folder`` or among those that Demucs fetched before; None where a file is missing."""
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with Demucs, which may not be there

    bag = _bag(model, folder)
    files: list[Path] = []
    for signature in yaml.safe_load(bag)["models"]:
        file = _find_file(signature, folder)
        if file is None:
            return None
        files.append(file)
    return Weights(model, bag, tuple(dict.fromkeys(files)))


def _bag(model: str, folder: Path | None) -> str:
    for place in (folder, _published_folder()):
        if place and (place / f"{model}.yaml").is_file():
            return (place / f"{model}.yaml").read_text(encoding="utf-8")
    return f"models: ['{model}']\n"


def _find_file(signature: str, folder: Path | None) -> Path | None:
    published = _published_files().get(signature)
    for place in _places(folder):
        for file in sorted(place.glob(f"{signature}*.th")):
            if file.name == published or (published is None and file.stem.startswith(f"{signature}-")):
                return file
            if file.stem.split("-", 1)[0] == signature:
                wanted = published or f"{signature}-<the first 8 digits of its SHA-256>.th"
                raise JobError(
                    f"{file.name} is not loaded, as nothing vouches for it: it should be called {wanted}.",
                    code="bad_weights",
                )
    return None


def _places(folder: Path | None) -> Iterator[Path]:
    """The models' folder, then where Demucs keeps what it fetched by itself (torch's cache)."""
    if folder and folder.is_dir():
        yield folder
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    checkpoints = Path(os.environ.get("TORCH_HOME") or cache / "torch") / "hub" / "checkpoints"
    if checkpoints.is_dir():
        yield checkpoints


def _published_folder() -> Path:
    """Where Demucs lists its published models."""
    spec = importlib.util.find_spec("demucs")
    if spec is None or not spec.submodule_search_locations:
        raise JobError(
            "Demucs is not installed. Use the spectral separator, or pip install 'sfa-live[separation]'.",
            code="not_installed",
        )
    return Path(spec.submodule_search_locations[0]) / "remote"


@functools.cache
def _published_files() -> dict[str, str]:
    """The published files' names, which end in the beginning of their SHA-256, by signature."""
    lines = (_published_folder() / "files.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("-", 1)[0]: line.strip() for line in lines if line.strip().endswith(".th")}
