"""MIDI clock in and out: the ticks of others made a tempo and a beat, and ours sent to them on the beat."""

from midi.clock.follow import ClockIn
from midi.clock.line import Line

__all__ = ["ClockIn", "Line"]
