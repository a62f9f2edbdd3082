"""Mappings as each unit is set: its own channel, or whatever else the mapping asks for. Thread: the keeper's."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from presets import Preset, Shelf
from sfa_live.errors import PresetError

logger = logging.getLogger("sfa_live.midi")


class Tuning:
    """The mappings of a shelf for units that are set otherwise than most; one for each way of setting them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._tuned: dict[tuple[str, frozenset[tuple[str, int]]], Preset] = {}
        #: What is wrong with units whose settings their mapping cannot take any more, by the mapping's name.
        self._problems: dict[str, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each mapping that is used as most units are set, because it had to."""
        return tuple(self._problems.values())

    def of(self, preset: Preset, settings: Mapping[str, int]) -> Preset:
        """A mapping for a unit with these settings; those that it does not ask for mean nothing to it."""
        asked = frozenset(
            (name, value) for name, value in settings.items() if preset.settings.get(name, value) != value
        )
        if not asked:
            return preset
        key = preset.file, asked
        if key not in self._tuned:
            self._tuned[key] = self._read(preset, dict(asked))
        return self._tuned[key]

    def _read(self, preset: Preset, settings: Mapping[str, int]) -> Preset:
        try:
            return self._shelf.tuned(preset.file, settings)
        except PresetError as wrong:
            # The file has changed since this was set.
            problem = f"{preset.name} cannot be used as it is set, and is used as most are: {wrong.message}"
            logger.warning("%s", problem)
            self._problems[preset.file] = problem
            return preset
