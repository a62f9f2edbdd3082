"""Which stem each file of a folder is, by the files' names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sfa_live.model.stem import stem_name

#: What people call the usual stems, and a leading track number that they put before it.
_ALIASES: Final = {"vocal": "vocals", "vox": "vocals", "voice": "vocals", "drum": "drums", "others": "other"}
_NUMBER: Final = re.compile(r"^\d{1,3}[\s._-]+(?=\S)")
#: Files of this name are the whole song, not a part of it.
_WHOLE_SONG: Final = frozenset({"mix", "mixdown", "full_mix", "master", "original", "source", "mixture"})
_SEPARATORS: Final = " -_.()[]"


def name_stems(filenames: Sequence[str]) -> dict[str, str]:
    """Stem names by file name, in the files' order, without the files that are the whole song.

    What all names begin with ("Song - drums.wav", "Song - bass.wav") is taken off; names that meet get a number.
    """
    bare = {filename: filename.rsplit(".", 1)[0] for filename in filenames}
    prefix = _common_prefix(list(bare.values()))
    named: dict[str, str] = {}
    for filename, text in bare.items():
        part = _NUMBER.sub("", text[len(prefix) :].strip(_SEPARATORS))
        if not part or stem_name(part) in _WHOLE_SONG:
            continue
        named[filename] = usual_name(part, taken=set(named.values()))
    return named


def usual_name(raw: str, taken: set[str]) -> str:
    """A stem's name from what somebody called it; with a number when that name is taken."""
    plain = stem_name(raw)
    name = wanted = _ALIASES.get(plain, plain)
    number = 2
    while name in taken:
        name, number = f"{wanted[:28]}_{number}", number + 1
    return name


def common_title(filenames: Sequence[str]) -> str:
    """What all the files' names begin with: the song's title when the folder itself has none."""
    return _common_prefix([filename.rsplit(".", 1)[0] for filename in filenames]).strip(_SEPARATORS)


def _common_prefix(names: list[str]) -> str:
    """What the names share, cut back to the end of a word; nothing for a single name."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    unlike = (index for index, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    prefix = first[: next(unlike, len(first))]
    ends_word = all(len(name) == len(prefix) or name[len(prefix)] in _SEPARATORS for name in names)
    if ends_word:
        return prefix
    return prefix[: max((prefix.rfind(sign) for sign in _SEPARATORS), default=-1) + 1]
