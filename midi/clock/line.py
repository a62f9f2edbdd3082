"""A clock as a straight line: how fast it goes, and when it is at which beat."""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """A clock that is at ``beat`` at the moment ``at`` (seconds of `time.monotonic`), and goes at ``bpm``."""

    bpm: float
    beat: float
    at: float

    def beat_at(self, moment: float) -> float:
        """The beat it is at then."""
        return self.beat + (moment - self.at) * self.bpm / 60.0

    def moment_of(self, beat: float) -> float:
        """When it comes to a beat, or came."""
        return self.at + (beat - self.beat) * 60.0 / self.bpm

    def apart_s(self, other: Line) -> float:
        """By how many seconds this clock is ahead of another where the other's line begins."""
        return (self.beat_at(other.at) - other.beat) * 60.0 / other.bpm
