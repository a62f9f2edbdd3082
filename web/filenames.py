"""Names that came with a file, made harmless: no way out of a folder, no hidden signs, no endless length."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from aiohttp import hdrs

#: Bytes of one name; file systems end at 255.
_LONGEST: Final = 200
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,12}")


def plain_name(raw: str) -> str:
    """The name, after the folder that it lay in if that was told: ``Song/drums.wav`` or ``drums.wav``."""
    steps = [step for step in _visible(raw).replace("\\", "/").split("/") if step.strip(". ")]
    return "/".join(_shortened(step) for step in steps[-2:]) or "song"


def plain_suffix(name: str) -> str:
    """The name's suffix with its dot, if it is one that a sound file may have; else nothing."""
    suffix = PurePosixPath(name).suffix
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def attachment(name: str) -> dict[str, str]:
    """The header that has a browser save an answer under that name, whatever signs a title has."""
    clean = re.sub(r'[/\\:"]', "_", _visible(name))
    plain = clean.encode("ascii", "replace").decode().replace("?", "_")
    return {hdrs.CONTENT_DISPOSITION: f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"}


def _visible(raw: str) -> str:
    """Without control signs, direction marks and halves of characters."""
    return "".join(sign for sign in raw if not unicodedata.category(sign).startswith("C"))


def _shortened(step: str) -> str:
    suffix = plain_suffix(step)
    stem = step.removesuffix(suffix).encode()[: _LONGEST - len(suffix)]
    return stem.decode(errors="ignore") + suffix
