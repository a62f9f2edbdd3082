"""Prepared songs, ready to be put on a deck: packs mapped into memory, with their cards.

Codecs stay out: a pack is read as it stands. Thread: a loader's, never the one that hears the pads.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

import engine
from sfa_live.errors import NotReadyError, StoreError
from sfa_live.model.pack import PackHeader, card_name, pack_name, read_header
from sfa_live.model.stem import ORIGINAL
from sfa_live.model.track import TrackCard


@dataclass(frozen=True, slots=True)
class Song:
    """A song in memory."""

    card: TrackCard
    header: PackHeader
    source: engine.Source


class Shelf:
    """The folder of packs."""

    def __init__(self, packs: Path, rate: int) -> None:
        self._packs = packs
        self._rate = rate

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
        duration_ms = header.frames * 1000.0 / header.rate
        return Song(msgspec.structs.replace(self.card(track_id), duration_ms=duration_ms), header, source)

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
