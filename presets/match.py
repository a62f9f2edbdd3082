"""Which mapping belongs to which port."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from presets.values import Preset


def assign(presets: Sequence[Preset], names: Iterable[str], unknown: Collection[str]) -> Mapping[str, Preset | None]:
    """The mapping of every port of one direction by its name; None for a port that must be left alone.

    The first mapping that knows a port gets it. One that none knows goes to the fallback when it is in ``unknown``.
    """
    ports = tuple(names)
    chosen: dict[str, Preset | None] = {}
    left_alone: set[str] = set()
    for preset in presets:
        known = [name for name in ports if name not in chosen and _has(name, preset.match.ports)]
        usable = [name for name in known if not _has(name, preset.match.exclude)]
        wanted = [name for name in usable if _has(name, preset.match.prefer)] or usable
        chosen.update(dict.fromkeys(wanted, preset))
        left_alone.update(known)
    last = next((preset for preset in presets if preset.match.fallback), None)
    for name in ports:
        takes = last and name in unknown and name not in left_alone and not _has(name, last.match.exclude)
        chosen.setdefault(name, last if takes else None)
    return chosen


def _has(name: str, parts: Iterable[str]) -> bool:
    folded = name.casefold()
    return any(part.casefold() in folded for part in parts)
