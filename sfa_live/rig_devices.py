"""Where the rig keeps what is set for each controller: ``midi-devices.json`` in the data folder."""

from __future__ import annotations

from pathlib import Path

from midi import AllSettings
from sfa_live.show import Keeper
from sfa_live.show.keeper import read_whole


class DeviceBook:
    """The file. Thread: MIDI's keeper; nothing here waits for the disk but the one reading at the start."""

    def __init__(self, path: Path, keeper: Keeper) -> None:
        self._path = path
        self._keeper = keeper

    def read(self) -> AllSettings | None:
        """What was kept; None when nothing was. `StoreError` when it is damaged, which is then put aside."""
        return read_whole(self._path, AllSettings)

    def write(self, settings: AllSettings) -> None:
        """Keep these."""
        self._keeper.keep(self._path, settings)
