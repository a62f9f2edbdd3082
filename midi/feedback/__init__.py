"""What a controller shows: lamps, rings, motor faders and texts tell the truth about the show, whoever changed it."""

from midi.feedback.face import Face

__all__ = ["Face"]
