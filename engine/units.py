"""The engine's one unit of time."""

from __future__ import annotations

from typing import NewType

#: A point or a length on the engine's clock or in a song, in samples per channel.
Frames = NewType("Frames", int)
