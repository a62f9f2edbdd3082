"""The mappings that are for no known controller: the generic one and the original's two.

The known ones are played through in `test_every_control` and found in `test_right_ports`.
"""

import pytest

from presets import all_presets, assign

SHELF = all_presets()
BY_NAME = {preset.file: preset for preset in SHELF.presets}


@pytest.mark.parametrize(
    ("port", "file"),
    [
        ("sfa_live in", "generic"),
        ("Some Keyboard:Some Keyboard MIDI 1 20:0", "generic"),
        ("Midi Through:Midi Through Port-0", None),
    ],
)
def test_any_other_port_finds_the_generic_mapping(port, file):
    found = assign(SHELF.presets, [port], {port})[port]
    assert (found.file if found else None) == file


def test_the_originals_mappings_do_what_they_did():
    told = {
        (preset, control.address.kind, control.address.number): (control.action, control.args)
        for preset in ("original-generic", "original-dj")
        for control in BY_NAME[preset].controls
    }
    assert told["original-generic", "cc", 64] == ("stem.mute", {"deck": "A", "stem": 1})
    assert told["original-dj", "note", 49] == ("deck.toggle", {"deck": "B"})
    assert told["original-dj", "note", 51] == ("deck.cue", {"deck": "A", "slot": 2})
    assert told["original-dj", "cc", 3] == ("deck.tempo", {"deck": "B"})
    assert {control.address.channels for control in BY_NAME["original-dj"].controls} == {(0,)}
