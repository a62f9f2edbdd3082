"""The show on disk, so that a rig that died goes on where it was."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from msgspec import Struct

from sfa_live.errors import StoreError
from sfa_live.model.show_state import ShowState
from sfa_live.show.keeper import Keeper, read_whole
from sfa_live.show.scenes import NO_SCENES, Scenes

log = logging.getLogger("sfa_live.show")

#: A show is brought back so often, when each life of the rig that did ended before it had settled.
_MOST_TRIES: Final = 3


class Kept(Struct, frozen=True):
    """All that comes back."""

    show: ShowState
    scenes: Scenes = NO_SCENES


class Journal:
    """The last state of the show, in one file."""

    def __init__(self, path: Path, keeper: Keeper) -> None:
        self._path = path
        self._keeper = keeper
        self._tries = path.with_suffix(".tries")

    def read(self) -> Kept | None:
        """The show as it was last written; None when there is none. A damaged file is put aside and told.

        So is one that an earlier version wrote in another form.
        """
        try:
            return read_whole(self._path, Kept)
        except StoreError as wrong:
            log.warning("The last show cannot be brought back: %s", wrong)
            return None

    def may_resume(self) -> bool:
        """Whether the last show should be brought back: not when lives that tried to ended at once, again and again.

        A song that kills the rig, whatever it is, is so not loaded for ever. `resumed` ends the count.
        """
        try:
            tries = int(self._tries.read_text())
        except (FileNotFoundError, ValueError):
            # Cut short by the very end that it counts, it counts from the beginning.
            tries = 0
        self._tries.write_text(str(tries + 1))
        return tries < _MOST_TRIES

    def resumed(self) -> None:
        """The show is back and the rig lives: the next life may try again."""
        self._tries.unlink(missing_ok=True)

    def note(self, kept: Kept) -> None:
        """This is the show now. Never waits; it is on the disk within a second."""
        self._keeper.keep(self._path, kept)
