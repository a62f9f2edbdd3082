"""Make a song's stem pack and waveforms out of its stem files. ``python -m workers.steps.pack``"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from sfa_live.errors import IntakeError
from sfa_live.model.pack import PackHeader, PackStem, data_offset, pack_name, write_header
from sfa_live.model.stem import MAX_STEMS, ORIGINAL, stem_rank
from workers.steps._audio.packing import StemStream, Waveform, lockstep
from workers.steps._protocol import Reporter, Request, Result, run


class StemFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One stem to pack."""

    name: str
    path: Path
    preview: bool = False


class PackRequest(Request, frozen=True):
    """The stems of one song, the recording that they were separated out of where there is one, and the engine's rate.

    The recording is packed behind the stems as `ORIGINAL`, when there is room for it.
    """

    track_id: str
    stems: Annotated[tuple[StemFile, ...], Meta(min_length=1, max_length=MAX_STEMS)]
    rate: int
    out: Path
    original: Path | None = None


class PackedStem(Struct, frozen=True):
    """What is known of a stem once it is packed."""

    name: str
    peak: float
    lufs: float | None


class PackResult(Result, frozen=True, tag="result"):
    """What was packed; ``pack`` and ``waveform`` are names within ``out``."""

    frames: int
    duration_ms: int
    stems: tuple[PackedStem, ...]
    pack: str
    waveform: str


def make_pack(request: PackRequest, reporter: Reporter) -> PackResult:
    """Interleave the stems at the engine's rate, block by block; equal rates are copied bit for bit."""
    stems = _in_order(request)
    if len({stem.name for stem in stems}) < len(stems):
        raise IntakeError("Two stems have the same name. Rename one of them.", code="unlike_stems")
    name = pack_name(request.track_id, request.rate)
    with ExitStack() as opened:
        streams = [opened.enter_context(closing(StemStream(stem.path, request.rate))) for stem in stems]
        frames = _common_frames(streams)
        draft = _header(request, stems, frames)
        digest = hashlib.sha256()
        waveforms = [Waveform(frames, request.rate) for _ in stems]
        with (request.out / name).open("wb") as file:
            # The header comes last: until then the file has no magic, so half a pack can never pass for one.
            file.seek(draft.data_offset)
            done = 0
            for block in lockstep(streams):
                for index, waveform in enumerate(waveforms):
                    waveform.add(done, block[:, 2 * index : 2 * index + 2])
                done += len(block)
                digest.update(block.data)
                file.write(block.data)
                reporter.progress(100 * done / frames, "Packing the stems")
            packed = tuple(
                PackedStem(stem.name, waveform.peak, stream.lufs())
                for stem, stream, waveform in zip(stems, streams, waveforms, strict=True)
            )
            header = msgspec.structs.replace(
                draft,
                checksum=digest.hexdigest(),
                stems=tuple(
                    PackStem(one.name, one.peak, one.lufs, stem.preview)
                    for one, stem in zip(packed, stems, strict=True)
                ),
            )
            write_header(file, header)
    duration_ms = round(1000 * frames / request.rate)
    _write_waveforms(request.out / "waveform.json", duration_ms, packed, waveforms)
    return PackResult(frames, duration_ms, packed, name, "waveform.json")


def _in_order(request: PackRequest) -> list[StemFile]:
    """What is packed, in the pack's order."""
    stems = sorted(request.stems, key=lambda stem: stem_rank(stem.name))
    if request.original is not None and len(stems) < MAX_STEMS:
        stems.append(StemFile(ORIGINAL, request.original))
    return stems


def _common_frames(streams: list[StemStream]) -> int:
    lengths = {stream.frames for stream in streams}
    if len(lengths) > 1:
        raise IntakeError(
            f"The stems are not of one length ({min(lengths)} and {max(lengths)} frames). Prepare the song again.",
            code="unlike_stems",
        )
    frames = lengths.pop()
    if not frames:
        raise IntakeError("The stems are empty. Prepare the song again.", code="empty")
    return frames


def _header(request: PackRequest, stems: list[StemFile], frames: int) -> PackHeader:
    """The header with zeros where numbers are not known yet, and the place where its samples begin."""
    empty = tuple(PackStem(stem.name, 0.0, 0.0, stem.preview) for stem in stems)
    draft = PackHeader(request.track_id, request.rate, frames, empty, "0" * 64, 0)
    # Every stem's peak and loudness may take some 20 digits more than a zero does.
    room = len(msgspec.json.encode(draft)) + 48 * len(stems)
    return msgspec.structs.replace(draft, data_offset=data_offset(room))


def _write_waveforms(path: Path, duration_ms: int, stems: tuple[PackedStem, ...], waveforms: list[Waveform]) -> None:
    # The original is all stems in one: a picture of their sum would be drawn twice.
    drawn = {
        stem.name: waveform.points() for stem, waveform in zip(stems, waveforms, strict=True) if stem.name != ORIGINAL
    }
    body = {"points_per_second": Waveform.POINTS_PER_SECOND, "duration_ms": duration_ms, "stems": drawn}
    path.write_bytes(msgspec.json.encode(body))


if __name__ == "__main__":
    run(PackRequest, make_pack, "packing the stems")
