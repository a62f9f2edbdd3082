"""The waveform as surfaces get it."""

from __future__ import annotations

from msgspec import Struct


class Waveform(Struct, frozen=True):
    """Peaks of every stem by name, one byte each: 255 is full scale."""

    points_per_second: int
    duration_ms: float
    stems: dict[str, list[int]]
