"""Every name that a system gives a known controller's port finds its mapping, and of several ports the right one."""

import pytest

from presets import all_presets, assign
from presets.values import Preset
from tests.presets.port_names import PORTS, REPLIES, STRANGERS, Ports

PRESETS = all_presets().presets
NAMES = sorted({name for ports in PORTS for name in (*ports.right, *ports.others)})


def knows(preset: Preset, name: str) -> bool:
    """Whether a mapping is for a port of this name, by the name alone."""
    folded = name.casefold()
    return any(part in folded for part in preset.match.ports) and not any(
        part in folded for part in preset.match.exclude
    )


def file_of(preset: Preset | None) -> str | None:
    """A mapping's name; None for a port that is left alone."""
    return None if preset is None else preset.file


@pytest.mark.parametrize("ports", PORTS, ids=lambda ports: f"{ports.mapping}-{ports.system}")
def test_the_right_port_of_several_gets_the_mapping(ports: Ports):
    names = (*ports.right, *ports.others)
    found = assign(PRESETS, names, unknown=names)
    assert {name: file_of(found[name]) for name in ports.right} == dict.fromkeys(ports.right, ports.mapping)
    assert {name: found[name] for name in ports.others} == dict.fromkeys(ports.others)


@pytest.mark.parametrize("ports", PORTS, ids=lambda ports: f"{ports.mapping}-{ports.system}")
def test_it_gets_it_beside_every_other_controller_too(ports: Ports):
    others = [other for other in PORTS if other.mapping != ports.mapping]
    names = [*ports.right, *ports.others, *(name for other in others for name in (*other.right, *other.others))]
    found = assign(PRESETS, names, unknown=names)
    assert {file_of(found[name]) for name in ports.right} == {ports.mapping}
    assert {file_of(found[name]) for name in ports.others} <= {None}


@pytest.mark.parametrize("name", NAMES)
def test_no_two_mappings_claim_one_port(name: str):
    assert len([preset.file for preset in PRESETS if knows(preset, name)]) <= 1


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_with_a_similar_name_gets_no_controllers_own_mapping(name: str):
    found = assign(PRESETS, [name], unknown=[name])[name]
    assert found is None or found.match.fallback


def test_every_mapping_is_found_by_a_port_or_chosen_by_hand():
    by_hand = {"behringer-x-touch-mini-mc", "mpe-keyboard"}
    theirs = {"generic", "original-bridge", "original-dj", "original-generic"}
    assert {preset.file for preset in PRESETS} == {ports.mapping for ports in PORTS} | by_hand | theirs
    by_name = {preset.file for preset in PRESETS if preset.match.ports}
    assert by_name.isdisjoint(by_hand)


def test_every_known_identity_is_that_of_one_mapping():
    for file, reply in REPLIES.items():
        body = bytes.fromhex(reply)
        own = [preset.file for preset in PRESETS if preset.match.identity and body.startswith(preset.match.identity)]
        assert own == [file]
    assert {preset.file for preset in PRESETS if preset.match.identity} == REPLIES.keys()


def test_no_usb_number_is_that_of_two_mappings():
    numbers = [usb for preset in PRESETS for usb in preset.match.usb]
    assert len(numbers) == len(set(numbers))
