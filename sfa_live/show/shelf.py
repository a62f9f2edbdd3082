"""Prepared songs, ready to be put on a deck: packs mapped into memory, with their cards.

Codecs stay out: a pack is read as it stands. Thread: a loader's, never the one that hears the pads.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

import engine
from sfa_live.errors import NotReadyError, StoreError
from sfa_live.model.pack import PackHeader, card_name, pack_name, read_header
from sfa_live.model.stem import ORIGINAL
from sfa_live.model.track import TrackCard
from sfa_live.show.marks import NO_MARKS, Marks

log = logging.getLogger("sfa_live.show")


@dataclass(frozen=True, slots=True)
class Song:
    """A song in memory."""

    card: TrackCard
    header: PackHeader
    source: engine.Source
    #: What hands have written on it; None when that cannot be read: see ``message``.
    marks: Marks | None = NO_MARKS
    #: What is wrong with it, in a sentence, though it plays.
    message: str | None = None


class Shelf:
    """The folder of packs."""

    def __init__(self, packs: Path, rate: int, marks: Callable[[str], Marks] = lambda _: NO_MARKS) -> None:
        """``marks`` tells what is written on a song: `MarkBook.read`."""
        self._packs = packs
        self._rate = rate
        self._marks = marks

    def take(self, track_id: str) -> Song:
        """Map a song's pack and bring all of it into memory, so that the audio thread never waits for the disk.

        Raises `NotReadyError` when the song is not prepared at the engine's rate, `StoreError` for a damaged pack.
        """
        path = self._pack(track_id)
        header = read_header(path)
        shape = (header.frames, 2 * len(header.stems))
        samples = np.memmap(path, np.dtype("<f4"), mode="r", offset=header.data_offset, shape=shape)
        names = [stem.name for stem in header.stems]
        source = engine.Source.from_array(samples, names.index(ORIGINAL) if ORIGINAL in names else None)
        source.prefault()
        card = replace(self.card(track_id), duration_ms=header.frames * 1000.0 / header.rate)
        try:
            return Song(card, header, source, self._marks(track_id))
        except StoreError as wrong:
            log.warning("What is written on song %s cannot be read: %s", track_id, wrong)
            return Song(card, header, source, None, f"The cues of this song cannot be read: {wrong}")

    def card(self, track_id: str) -> TrackCard:
        """What is known of a song; only its id when it has no card."""
        path = self._pack(track_id).with_name(card_name(track_id))
        try:
            return msgspec.json.decode(path.read_bytes(), type=TrackCard)
        except FileNotFoundError:
            return TrackCard(track_id=track_id, title="Untitled")
        except msgspec.MsgspecError as wrong:
            raise StoreError(f"{path.name} is damaged. Prepare the song again.", code="bad_card") from wrong

    def _pack(self, track_id: str) -> Path:
        path = self._packs / pack_name(track_id, self._rate)
        if path.parent != self._packs or not path.is_file():
            raise NotReadyError(f"This song is not prepared for {self._rate} Hz yet.", code="no_pack")
        return path
