"""When a recording begins and ends, to the sample; `Sound.record` does the rest."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.base import Command
from engine.reel import Reel


@dataclass(frozen=True, slots=True)
class StartReel(Command):
    """Record from here on. The result's frame is the first on the reel. TOO_MANY_REELS when four run already."""

    reel: Reel


@dataclass(frozen=True, slots=True)
class StopReel(Command):
    """Record up to here. The result's frame is the first that is not on the reel. A reel that has ended stays as is."""

    reel: Reel
