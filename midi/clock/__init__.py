"""MIDI clock in and out: the ticks of others made a tempo and a beat, and ours sent to them on the beat."""

from midi.clock.follow import ClockIn
from midi.clock.line import Line
from midi.clock.outputs import ClockOutputs
from midi.clock.send import ClockSender

__all__ = ["ClockIn", "ClockOutputs", "ClockSender", "Line"]
