"""What is set for each controller, kept from night to night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from sfa_live.errors import SfaError

#: How many controllers are remembered.
_REMEMBERED: Final = 64


class UnitSettings(Struct, frozen=True, omit_defaults=True):
    """What is set for one controller, and by what it is known again."""

    enabled: bool = True
    muted: bool = False
    #: It is muted by itself as soon as it floods.
    guarded: bool = False
    #: The mapping that was chosen by hand, by its file's name.
    preset: str | None = None
    #: What this unit is set to, where its mapping asks, by the setting's name.
    tuning: Mapping[str, int] = {}
    #: Of two of a kind: which one this is.
    serial: str | None = None
    socket: str | None = None
    #: What it answered when it was asked who it is, in hexadecimal bytes.
    identity: str | None = None


class AllSettings(Struct, frozen=True):
    """The file: every controller by its id."""

    version: int = 1
    devices: Mapping[str, UnitSettings] = {}


class SettingsStore(Protocol):
    """Where the settings are kept."""

    def read(self) -> AllSettings | None:
        """What was kept; None when nothing was. `SfaError` says what is wrong with it and where it is put aside."""
        ...

    def write(self, settings: AllSettings) -> None:
        """Keep these. Never waits."""
        ...


class SettingsBook:
    """The settings of all controllers. Thread: the keeper's."""

    def __init__(self, store: SettingsStore | None) -> None:
        """Without a store they last as long as the book."""
        self._store = store
        #: What was wrong with what was kept; None when nothing was.
        self.problem: str | None = None
        self._units: dict[str, UnitSettings] = {}
        try:
            kept = store.read() if store else None
        except SfaError as wrong:
            self.problem = f"{wrong.message} Every controller is as if it had just been bought."
        else:
            self._units = dict(kept.devices) if kept else {}

    def of(self, unit_id: str) -> UnitSettings:
        """What is set for a controller."""
        return self._units.get(unit_id, UnitSettings())

    def owner(self, unit_id: str) -> tuple[str | None, str | None]:
        """The serial number and the socket of the controller that has this id; None where they are not known."""
        unit = self.of(unit_id)
        return unit.serial, unit.socket

    def change(self, unit_id: str, **changes: object) -> None:
        """Set something for a controller, and keep it."""
        before = self.of(unit_id)
        after = replace(before, **changes)
        if after == before:
            return
        # The one that was set last is forgotten last.
        self._units.pop(unit_id, None)
        self._units[unit_id] = after
        while len(self._units) > _REMEMBERED:
            del self._units[next(iter(self._units))]
        if self._store:
            self._store.write(AllSettings(devices=dict(self._units)))
