"""Whether anybody plays: a clock alone does not."""

from __future__ import annotations

from midi import MidiRig, MonitorLine, MonitorTicks
from midi.backends.in_process import Bay
from tests.midi.hands import NOTE, until

CLOCK, START = 0xF8, 0xFA


def _played(rig: MidiRig) -> set[str]:
    return {device.port_id for device in rig.devices() if device.played}


def test_what_is_played_on_is_told_and_a_clock_alone_plays_nothing(bay: Bay, rig: MidiRig):
    lines: list[MonitorLine | MonitorTicks] = []
    rig.monitor("input:sfa_live in", lines.append)
    bay.virtual_in.play(CLOCK)
    bay.virtual_in.play(START)
    until(lambda: any(isinstance(line, MonitorLine) for line in lines))
    assert _played(rig) == set()
    bay.virtual_in.play(NOTE, 36, 1)
    until(lambda: _played(rig) == {"input:sfa_live in", "output:sfa_live out"})
