"""The show on disk, so that a rig that died goes on where it was."""

from __future__ import annotations

import logging
import os
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
        #: Why the last show could not be brought back, in a sentence; None when it could.
        self.message: str | None = None

    def read(self) -> Kept | None:
        """The show as it was last written; None when there is none. A damaged file is put aside and told.

        So is one that an earlier version wrote in another form.
        """
        try:
            return read_whole(self._path, Kept)
        except StoreError as wrong:
            self._tell(f"The last show cannot be brought back: {wrong}")
            return None

    def may_resume(self) -> bool:
        """Whether the last show should be brought back: not when lives that tried to ended at once, again and again.

        A song that kills the rig, whatever it is, is so not loaded for ever. `resumed` ends the count.
        """
        tries = self._count()
        if tries >= _MOST_TRIES:
            self._tell("Bringing the last show back ended the rig again and again. It starts with empty decks.")
        self._set_count(tries + 1)
        return tries < _MOST_TRIES

    def resumed(self) -> None:
        """The show is back and the rig lives: the next life may try again."""
        self._set_count(0)

    def _count(self) -> int:
        try:
            return int(self._tries.read_bytes())
        except (OSError, ValueError):
            # Cut short by the very end that it counts, it counts from the beginning.
            return 0

    def _set_count(self, tries: int) -> None:
        """Over the count before, in its place: that much can be written on a full disk too."""
        try:
            number = os.open(self._tries, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.pwrite(number, b"%06d" % tries, 0)
            finally:
                os.close(number)
        except OSError as wrong:
            # A show that cannot be counted is brought back all the same: silence is worse than a rig that ends again.
            log.warning("%s cannot be written: %s.", self._tries, wrong.strerror)

    def _tell(self, sentence: str) -> None:
        log.warning("%s", sentence)
        self.message = sentence

    def note(self, kept: Kept) -> None:
        """This is the show now. Never waits; it is on the disk within a second."""
        self._keeper.keep(self._path, kept)
