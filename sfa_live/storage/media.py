"""The media root: which file of which song lies where."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from sfa_live.errors import NotFoundError, StoreError
from sfa_live.model.pack import card_name, pack_name
from sfa_live.model.stem import stem_name
from sfa_live.model.track import TrackCard
from sfa_live.storage.disk import require_space, size_of, sync
from sfa_live.storage.staging import Staging, remove_stale

#: What a file's name may keep: its last extension, and the one that NI's stem files have before it.
_ENDING: Final = re.compile(r"(\.stem)?\.[a-z0-9]{1,8}$")
#: Seconds.
_SETTLED_S: Final = 3600.0
_FOLDERS: Final = ("downloads", "stems", "analysis", "waveforms", "packs", "staging")


class MediaStore:
    """The files of all songs, by track id.

    Any thread, any process; every call may touch the disk, so an event loop calls it in a thread. Ids are checked to be
    UUIDs, so no path leads out of the root. `StoreError` when the disk does not play along.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def ensure(self) -> None:
        """Make the folders that are not there yet."""
        for name in _FOLDERS:
            (self.root / name).mkdir(parents=True, exist_ok=True)

    # Where things lie

    def original(self, track_id: str) -> Path | None:
        """The song as it came: a file, or a folder of stems; None when there is none."""
        folder = self.download_folder(track_id)
        return next(iter(sorted(folder.glob("original*"))), None) if folder.is_dir() else None

    def download_folder(self, track_id: str) -> Path:
        """The folder of the original and the decoded source."""
        return self.root / "downloads" / _checked(track_id)

    def source(self, track_id: str) -> Path:
        """The song decoded: ``source.wav``, float32 at its own rate."""
        return self.download_folder(track_id) / "source.wav"

    def truth(self, track_id: str) -> Path:
        """What is known of a song without measuring: a demo song's score."""
        return self.download_folder(track_id) / "truth.json"

    def stems_folder(self, track_id: str) -> Path:
        """The folder of the stem files."""
        return self.root / "stems" / _checked(track_id)

    def stem(self, track_id: str, name: str) -> Path:
        """One stem's file, float32."""
        return self.stems_folder(track_id) / f"{stem_name(name)}.wav"

    def analysis(self, track_id: str) -> Path:
        """The whole analysis, beats and downbeats included."""
        return self.root / "analysis" / f"{_checked(track_id)}.json"

    def read_analysis(self, track_id: str) -> dict[str, Any] | None:
        """The whole analysis as it was written; None when there is none."""
        place = self.analysis(track_id)
        if not place.is_file():
            return None
        try:
            return msgspec.json.decode(place.read_bytes(), type=dict[str, Any])
        except msgspec.MsgspecError as wrong:
            raise StoreError(f"The analysis of track {track_id} is damaged. Have it analysed again.") from wrong

    def waveform(self, track_id: str) -> Path:
        """The peaks of every stem, for drawing."""
        return self.root / "waveforms" / f"{_checked(track_id)}.json"

    def pack(self, track_id: str, rate: int) -> Path:
        """The stem pack at that rate, in frames per second."""
        return self.root / "packs" / pack_name(_checked(track_id), rate)

    def card(self, track_id: str) -> Path:
        """The card (`TrackCard`) beside the packs."""
        return self.root / "packs" / card_name(_checked(track_id))

    # Originals

    def place_original(self, staged: Path, track_id: str, filename: str) -> None:
        """Put a song as it came, a file or a folder of stems, in its place; its name says what it is, no more."""
        ending = _ENDING.search(filename.lower())
        name = "original" if staged.is_dir() else f"original{ending[0] if ending else ''}"
        self.adopt(staged, self.download_folder(track_id) / name)

    def return_original(self, track_id: str, staged: Path) -> None:
        """Undo `place_original`."""
        placed = self.original(track_id)
        if placed is not None:
            placed.rename(staged)
        self.remove(track_id)

    def merge_original(self, track_id: str, standing_id: str) -> None:
        """Give the original of one track to another with the same content, if that has lost its own."""
        placed = self.original(track_id)
        if placed is not None and self.original(standing_id) is None:
            self.adopt(placed, self.download_folder(standing_id) / placed.name)
        self.remove(track_id)

    # Putting things there

    def staging(self) -> Staging:
        """A new staging folder: ``with store.staging() as folder: …``."""
        return Staging(self.root / "staging")

    def remove_stale_staging(self) -> int:
        """Remove staging folders whose makers are gone, at start; how many there were."""
        return remove_stale(self.root / "staging")

    def settle(self, staged: Path) -> None:
        """Have a file or folder on the disk now, so that adopting it inside of a transaction takes no time."""
        sync(staged)

    def adopt(self, staged: Path, place: Path) -> None:
        """Put a whole file or folder from staging in its place, over what was there: wholly or not at all."""
        sync(staged)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_dir():
            staged.replace(place)
        else:
            # A folder does not replace a full one: the old one steps aside first, and goes.
            aside = Staging(self.root / "staging")
            place.rename(aside.folder / "old")
            staged.rename(place)
            aside.remove()
        sync(place.parent)

    @contextmanager
    def card_lock(self) -> Iterator[None]:
        """Nobody else writes a card meanwhile, in any process."""
        handle = os.open(self.root / "packs", os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def write_card(self, card: TrackCard) -> None:
        """Put a song's card beside its packs; one that says the same already stays."""
        place, body = self.card(card.track_id), msgspec.json.encode(card)
        if place.exists() and place.read_bytes() == body:
            return
        with self.staging() as folder:
            staged = folder / "card.json"
            staged.write_bytes(body)
            self.adopt(staged, place)

    def remove_original(self, track_id: str) -> None:
        """Remove a song as it came, when nothing can be made of it."""
        shutil.rmtree(self.download_folder(track_id), ignore_errors=True)

    def remove(self, track_id: str) -> None:
        """Remove every file of a song; no error when there are none."""
        for folder in (self.download_folder(track_id), self.stems_folder(track_id)):
            shutil.rmtree(folder, ignore_errors=True)
        packs = (self.root / "packs").glob(f"{_checked(track_id)}.*")
        for file in (self.analysis(track_id), self.waveform(track_id), *packs):
            file.unlink(missing_ok=True)

    # How much there is

    def size(self, track_id: str) -> int:
        """Bytes that a song takes, all its files together."""
        packs = (self.root / "packs").glob(f"{_checked(track_id)}.*")
        places = (self.download_folder(track_id), self.stems_folder(track_id), self.analysis(track_id))
        return sum(size_of(place) for place in (*places, self.waveform(track_id), *packs))

    def free(self) -> int:
        """Bytes that are free on the media root's disk."""
        return shutil.disk_usage(self.root).free

    def require_space(self, needed: int) -> None:
        """`StoreError` (code ``disk_full``) unless that many bytes are free, and a little more."""
        require_space(self.root, needed)

    def settled_track_ids(self) -> frozenset[str]:
        """The ids of all songs whose files have lain here for an hour: nobody is about to make a track of them."""
        entries = [entry for kind in ("downloads", "stems", "packs") for entry in (self.root / kind).iterdir()]
        settled = time.time() - _SETTLED_S
        return frozenset(entry.name.split(".")[0] for entry in entries if entry.stat().st_mtime < settled)


def _checked(track_id: str) -> str:
    try:
        known = str(UUID(track_id)) == track_id
    except ValueError:
        known = False
    if not known:
        raise NotFoundError(f"There is no track {track_id!r}.")
    return track_id
