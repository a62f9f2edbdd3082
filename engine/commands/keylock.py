"""Tempo without pitch, and pitch without tempo."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command
from engine.kernel.codes import Stretch


@dataclass(frozen=True, slots=True)
class SetKeyLock(Command):
    """Keep the pitch when the tempo moves; ``mode`` is how."""

    deck: int
    on: bool
    mode: Stretch = Stretch.SHORT


@dataclass(frozen=True, slots=True)
class SetKeyShift(Command):
    """Play so many semitones higher or lower at the same tempo; stems in ``exempt`` (their places) keep their pitch."""

    deck: int
    semitones: float
    exempt: tuple[int, ...] = ()
