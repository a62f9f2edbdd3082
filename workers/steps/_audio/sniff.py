"""What a file is, by its first bytes; its name says nothing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from sfa_live.errors import IntakeError


class Container(StrEnum):
    """The file formats that sound may come in; the value is FFmpeg's name for its reader."""

    WAV = "wav"
    RF64 = "w64"
    AIFF = "aiff"
    CAF = "caf"
    FLAC = "flac"
    OGG = "ogg"
    MP3 = "mp3"
    AAC = "aac"
    MP4 = "mov"
    WEBM = "matroska"


#: Enough to know a file by, in bytes.
_HEAD_BYTES: Final = 4096

_PLAYLISTS: Final = (
    b"#extm3u",
    b"ffconcat",
    b"[playlist]",
    b"<?xml",
    b"<smil",
    b"<asx",
    b"#extinf",
    b"http://",
    b"https://",
)
_ELSE: Final = {
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"Rar!": "a rar archive: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"MThd": "a MIDI file, which holds notes but no sound",
    b"\x7fELF": "a program",
}


def sniff(path: Path) -> Container | None:
    """The container that the file's content shows; None when it is none of ours."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if head[:3] == b"ID3" and len(head) >= 10:
            # The tag's length comes in four bytes of seven bits; what counts is what lies behind it.
            size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(10 + size)
            behind = _by_magic(file.read(_HEAD_BYTES))
            return behind if behind in (Container.FLAC, Container.AAC) else Container.MP3
    return _by_magic(head)


def demand_audio(path: Path) -> Container:
    """The file's container; `IntakeError` with a sentence on what the file is instead."""
    if path.stat().st_size == 0:
        raise IntakeError("The file is empty: there is not a single byte in it. Copy or export it again.", code="empty")
    container = sniff(path)
    if container is None:
        raise IntakeError(_what_else(path), code="not_audio")
    return container


def _by_magic(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RIFX") and head[8:12] == b"WAVE":
        return Container.WAV
    if (head[:4] == b"RF64" and head[8:12] == b"WAVE") or head[:8] == b"riff\x2e\x91\xcf\x11":
        return Container.RF64
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Container.AIFF
    if head[4:8] == b"ftyp":
        return Container.MP4
    simple = {b"fLaC": Container.FLAC, b"OggS": Container.OGG, b"caff": Container.CAF, b"\x1aE\xdf\xa3": Container.WEBM}
    return simple.get(head[:4]) or _mpeg(head)


def _mpeg(head: bytes) -> Container | None:
    """MPEG audio has no magic but its frames' sync words; some encoders put zeros before the first."""
    frame = head.lstrip(b"\0")[:4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    version, layer = (frame[1] >> 3) & 3, (frame[1] >> 1) & 3
    if frame[1] & 0xF6 == 0xF0:
        return Container.AAC
    real = version != 1 and layer != 0 and frame[2] >> 4 not in (0, 15) and (frame[2] >> 2) & 3 != 3
    return Container.MP3 if real else None


def _what_else(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_PLAYLISTS):
        return "The file is a playlist or a web page, which names songs but holds no sound. Add the songs themselves."
    for magic, what in _ELSE.items():
        if head.startswith(magic):
            return f"The file is {what}. Add a sound file: WAV, AIFF, FLAC, MP3, OGG, Opus, M4A or WebM."
    return "The file holds no sound that can be read here. Add WAV, AIFF, FLAC, MP3, OGG, Opus, M4A or WebM."
