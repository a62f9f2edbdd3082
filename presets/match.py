"""Which mapping belongs to which port."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from presets.values import Preset


def assign(presets: Sequence[Preset], names: Iterable[str], *, fallback: bool) -> Mapping[str, Preset | None]:
    """The mapping of every port of one direction by its name; None for a port that must be left alone.

    The first mapping that knows a port gets it. Ports that none knows go to the fallback, when there may be one: an
    unknown output may be a synthesiser, which would play every lamp.
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
    last = next((preset for preset in presets if preset.match.fallback), None) if fallback else None
    for name in ports:
        unknown = name not in left_alone and last is not None and not _has(name, last.match.exclude)
        chosen.setdefault(name, last if unknown else None)
    return chosen


def _has(name: str, parts: Iterable[str]) -> bool:
    folded = name.casefold()
    return any(part.casefold() in folded for part in parts)
